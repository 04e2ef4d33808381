#include "base/media_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/text.h"

namespace base {
namespace {

constexpr std::int64_t kTicksMax = std::numeric_limits<std::int64_t>::max();

Wide floor_divide(Wide dividend, Wide divisor) {
  const Wide quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - 1 : quotient;
}

std::int64_t clamp_ticks(Wide ticks) {
  return static_cast<std::int64_t>(std::clamp<Wide>(ticks, -kTicksMax, kTicksMax));
}

Wide rescale(Time time, Wide timescale, Rounding rounding) {
  const Wide product = static_cast<Wide>(time.ticks) * timescale;
  switch (rounding) {
    case Rounding::Floor:
      return floor_divide(product, time.timescale);
    case Rounding::Ceil:
      return -floor_divide(-product, time.timescale);
    case Rounding::Nearest:
      return floor_divide(2 * product + time.timescale, 2 * static_cast<Wide>(time.timescale));
  }
  return 0;
}

constexpr std::int64_t kPowersOfTen[] = {1,       10,        100,        1'000,       10'000,
                                         100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// Both operands in the smallest timescale that holds them exactly; where that would not fit 32 bits, in
// nanoseconds, which no media timescale we meet is finer than.
std::uint32_t common_timescale(Time a, Time b) {
  const std::uint64_t multiple = std::lcm<std::uint64_t>(a.timescale, b.timescale);
  return multiple <= std::numeric_limits<std::uint32_t>::max() ? static_cast<std::uint32_t>(multiple)
                                                               : 1'000'000'000;
}

}  // namespace

std::int64_t ticks_in(Time time, std::uint32_t timescale, Rounding rounding) {
  if (time.timescale == timescale) return time.ticks;
  return clamp_ticks(rescale(time, timescale, rounding));
}

Time operator+(Time a, Time b) {
  const std::uint32_t timescale = common_timescale(a, b);
  return {clamp_ticks(static_cast<Wide>(ticks_in(a, timescale)) + ticks_in(b, timescale)), timescale};
}

Time operator-(Time a, Time b) {
  const std::uint32_t timescale = common_timescale(a, b);
  return {clamp_ticks(static_cast<Wide>(ticks_in(a, timescale)) - ticks_in(b, timescale)), timescale};
}

std::string to_fixed_seconds(Time time, int decimals) {
  const std::int64_t unit = kPowersOfTen[std::clamp(decimals, 0, 9)];
  const std::int64_t scaled = clamp_ticks(rescale(time, unit, Rounding::Nearest));
  const std::int64_t magnitude = scaled < 0 ? -scaled : scaled;
  std::string text = std::to_string(magnitude / unit);
  if (scaled < 0) text.insert(text.begin(), '-');
  if (decimals <= 0) return text;
  const std::string fraction = std::to_string(magnitude % unit);
  text += '.';
  text.append(static_cast<std::size_t>(std::min(decimals, 9)) - fraction.size(), '0');
  return text += fraction;
}

std::string to_seconds(Time time, int decimals) {
  std::string text = to_fixed_seconds(time, decimals);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string to_clock(Time time) {
  const std::int64_t total = std::max<std::int64_t>(0, ticks_in(time, 1000, Rounding::Floor));
  return fmt::format("{:02}:{:02}:{:02}.{:03}", total / 3'600'000, total / 60'000 % 60, total / 1000 % 60,
                     total % 1000);
}

Result<Time> parse_seconds(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  const bool digits =
      !whole.empty() && std::ranges::all_of(whole, is_digit) && std::ranges::all_of(fraction, is_digit);
  // Nine digits of seconds are thirty years: longer than any recording, and safe in every timescale.
  if (!digits || whole.size() > 9 || fraction.size() > 9)
    return fail(Fault::Malformed, fmt::format("'{}' is not a number of seconds", clip_for_message(text)));
  std::int64_t ticks = 0;
  for (char digit : whole) ticks = ticks * 10 + (digit - '0');
  for (char digit : fraction) ticks = ticks * 10 + (digit - '0');
  return Time{ticks, static_cast<std::uint32_t>(kPowersOfTen[fraction.size()])};
}

Result<Time> parse_npt(std::string_view text) {
  const auto malformed = [&] {
    return fail(Fault::Malformed, fmt::format("'{}' is not a time", clip_for_message(text)));
  };
  const std::vector<std::string_view> fields = split(text, ':');
  if (fields.size() == 1) return parse_seconds(text);
  if (fields.size() > 3) return malformed();
  const std::string_view seconds = fields.back();
  const std::string_view minutes = fields[fields.size() - 2];
  if (seconds.substr(0, seconds.find('.')).size() != 2 || minutes.size() != 2) return malformed();
  // Only the last field may have a fraction, be it an empty one.
  const std::string_view before_seconds = text.substr(0, text.rfind(':'));
  if (before_seconds.contains('.')) return malformed();
  Time total = TRY(parse_seconds(seconds));
  const Time minute_part = TRY(parse_seconds(minutes));
  if (total >= Time::seconds(60) || minute_part >= Time::seconds(60)) return malformed();
  total = total + Time::seconds(minute_part.ticks * 60);
  if (fields.size() == 2) return total;
  const Time hours = TRY(parse_seconds(fields[0]));
  if (hours.ticks > 99'999) return malformed();
  return total + Time::seconds(hours.ticks * 3600);
}

double as_double(Time time) { return static_cast<double>(time.ticks) / time.timescale; }

}  // namespace base
