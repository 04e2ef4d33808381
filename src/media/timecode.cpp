#include "media/timecode.h"

#include "base/format.h"

namespace media {

// ST 12-1 5.2.2: of 30 frames a second the numbers 0 and 1 are left out at the start of every minute but
// each tenth; of 60, the numbers 0 to 3.
std::string timecode_text(std::int64_t frame, std::uint32_t frames_per_second, bool drop_frame) {
  const std::int64_t rate = frames_per_second == 0 ? 1 : frames_per_second;
  const bool drops = drop_frame && rate % 30 == 0;
  if (drops) {
    const std::int64_t dropped = rate / 15;
    const std::int64_t minute = 60 * rate - dropped, ten_minutes = 10 * minute + dropped;
    const std::int64_t tens = frame / ten_minutes, rest = frame % ten_minutes;
    frame += 9 * dropped * tens;
    if (rest > dropped) frame += dropped * ((rest - dropped) / minute);
  }
  const std::int64_t day = 24 * 3600 * rate;
  frame = (frame % day + day) % day;
  const std::int64_t seconds = frame / rate;
  return base::format("{:02}:{:02}:{:02}{}{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                      drops ? ';' : ':', frame % rate);
}

}  // namespace media
