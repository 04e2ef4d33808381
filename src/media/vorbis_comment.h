// The comment header that Ogg and FLAC share (xiph.org/vorbis/doc/v-comment.html; RFC 9639 8.6). Pure.
#pragma once

#include "base/bytes.h"
#include "media/provenance.h"

namespace media {

// Without Vorbis' framing bit. Each text is cut at some kilobytes, so that it fits a page of Ogg.
base::Bytes vorbis_comment(const Provenance& provenance);

}  // namespace media
