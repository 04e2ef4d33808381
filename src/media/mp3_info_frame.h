// The frame in front of an MP3 file that tells players how many frames follow and how much of them is priming
// and padding (Xing's header with LAME's extension). Pure.
#pragma once

#include "base/bytes.h"

namespace media {

struct Mp3Shape {
  std::uint32_t sample_rate = 0, channels = 0, bit_rate = 0;
  std::uint64_t samples = 0;  // of each channel that are to be heard
};

// For what LAME makes of so many samples at a constant bit rate.
base::Bytes mp3_info_frame(const Mp3Shape& shape);

}  // namespace media
