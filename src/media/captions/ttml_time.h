// Time expressions of TTML (https://www.w3.org/TR/ttml2/ 12.3): clock times with fractions or frames and
// offset times, read by the rates of the document. Values; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/media_time.h"

namespace media::captions {

// The parameters of a document (TTML2 7.2), never 0. Frames a second are frame_rate * numerator /
// denominator.
struct TtmlRates {
  enum class Drop { None, Ntsc, Pal };
  std::uint64_t frame_rate = 30, numerator = 1, denominator = 1;
  std::uint64_t sub_frames = 1;
  std::uint64_t tick_rate = 1;
  bool smpte = false;  // timeBase="smpte": clock times count frames
  Drop drop = Drop::None;
};

// The attributes as they stand; empty: not there. What makes no sense counts as not there.
struct TtmlParameters {
  std::string_view time_base = {}, frame_rate = {}, frame_rate_multiplier = {}, sub_frame_rate = {};
  std::string_view tick_rate = {}, drop_mode = {};
};
TtmlRates ttml_rates(const TtmlParameters& parameters);

// Nothing where it is no time (wall clocks are none of a recording). In nanoseconds; at most 100,000 hours.
std::optional<base::Time> ttml_time(std::string_view text, const TtmlRates& rates);

}  // namespace media::captions
