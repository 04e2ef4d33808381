// The identification header of Opus, as Ogg and Matroska carry it (RFC 7845 5.1). Pure.
#pragma once

#include "media/media_info.h"

namespace media {

// `pre_skip`: samples at 48 kHz that a decoder leaves out. Unsupported where the track's sample entry has no
// `dOps`.
base::Result<base::Bytes> opus_head(const Track& track, std::uint16_t pre_skip);

}  // namespace media
