// Encodes the edges of a clip: decodes the wanted pictures from the sample table and encodes them so that
// they stand beside the copied ones in one track: same coding, same shape, same colours; H.264 and HEVC under
// parameter set ids that the master does not use. At most two threads each for decoding and encoding.
// Internal where the master is damaged there; Unavailable when stopped; Unsupported where no encoder takes
// the pictures. Thread-safe: each call has its own decoder and encoder.
#pragma once

#include <stop_token>

#include "media/clip_edges.h"

namespace media::ffmpeg {

base::Result<EncodedEdges> encode_pictures(const Master& master, const ClipTrack& track,
                                           std::stop_token stop);

// Of FLAC: its blocks, not compressed.
base::Result<EncodedEdges> encode_blocks(const Master& master, const ClipTrack& track);

}  // namespace media::ffmpeg
