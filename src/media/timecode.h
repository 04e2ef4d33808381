// SMPTE ST 12-1 timecode text. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "media/media_info.h"

namespace media {

// Frame number `frame` as "HH:MM:SS:FF", or "HH:MM:SS;FF" where frame numbers are dropped (ST 12-1 5.2.2).
// `frames_per_second` is the counting rate: 30 for 29.97. Wraps at 24 hours.
std::string timecode_text(std::int64_t frame, std::uint32_t frames_per_second, bool drop_frame);

}  // namespace media
