// Our own reader of the ISO base media file format (ISO/IEC 14496-12) and QuickTime: MP4, MOV, M4A, M4V,
// 3GP, fragmented or not. Reads headers only, never `mdat`, save for the few samples of chapter and timecode
// tracks. Pure; safe from any thread.
#pragma once

#include "media/demuxer.h"

namespace media::isobmff {

// Malformed with one sentence where the file cannot be used; Unsupported for compressed headers.
base::Result<Demuxed> read_file(const base::ByteSource& file);

}  // namespace media::isobmff
