#include "media/captions/ttml_time.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace media::captions {
namespace {

using base::Time;
using base::Wide;

constexpr std::uint32_t kNano = 1'000'000'000;
constexpr std::int64_t kSecondsMax = 360'000'000;
constexpr std::uint64_t kRateMax = 1'000'000'000;

// A whole number within reason.
std::optional<std::uint64_t> number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = base::parse_unsigned(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

// "5" of ".5" as nanoseconds; nothing where there is no digit or something else.
std::optional<std::int64_t> fraction(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, base::is_digit)) return std::nullopt;
  std::string nine(digits.substr(0, 9));
  nine.resize(9, '0');
  return static_cast<std::int64_t>(*base::parse_unsigned(nine));
}

std::optional<Time> nanoseconds(Wide value) {
  if (value < 0 || value > static_cast<Wide>(kSecondsMax) * kNano) return std::nullopt;
  return Time{static_cast<std::int64_t>(value), kNano};
}

Wide rounded(Wide value, Wide divisor) { return (value + divisor / 2) / divisor; }

// Frames, in 1/sub_frames, at the true rate.
Wide of_frames(Wide sub_frames, const TtmlRates& rates) {
  return rounded(sub_frames * static_cast<Wide>(rates.denominator) * kNano,
                 static_cast<Wide>(rates.frame_rate * rates.numerator) * static_cast<Wide>(rates.sub_frames));
}

struct Clock {
  std::int64_t hours = 0, minutes = 0, seconds = 0, fraction = 0;  // of a second: nanoseconds
  std::int64_t frames = 0, sub_frames = 0;
};

std::optional<Clock> read_clock(std::string_view text) {
  std::string plain(text);  // ';' before the frames is how edit lists tell of dropped ones
  std::ranges::replace(plain, ';', ':');
  const std::vector<std::string_view> fields = base::split(plain, ':');
  if (fields.size() != 3 && fields.size() != 4) return std::nullopt;
  const bool framed = fields.size() == 4;
  const std::string_view last = fields.back();
  const std::size_t point = std::min(last.find('.'), last.size());
  const auto hours = number(fields[0], 0, 99'999), minutes = number(fields[1], 0, 59),
             seconds = number(framed ? fields[2] : last.substr(0, point), 0, 60);
  if (!hours || !minutes || !seconds) return std::nullopt;
  Clock clock{static_cast<std::int64_t>(*hours), static_cast<std::int64_t>(*minutes),
              static_cast<std::int64_t>(*seconds)};
  const std::string_view rest = point == last.size() ? std::string_view() : last.substr(point + 1);
  if (framed) {
    const auto frames = number(last.substr(0, point), 0, 100'000);
    const auto parts = point == last.size() ? std::optional<std::uint64_t>(0) : number(rest, 0, 100'000);
    if (!frames || !parts) return std::nullopt;
    clock.frames = static_cast<std::int64_t>(*frames), clock.sub_frames = static_cast<std::int64_t>(*parts);
  } else if (point != last.size()) {
    const auto part = fraction(rest);
    if (!part) return std::nullopt;
    clock.fraction = *part;
  }
  return clock;
}

// SMPTE ST 12: the numbers that are left out up to that minute; PAL-M leaves out four in every second one.
std::int64_t dropped_frames(std::int64_t minutes, TtmlRates::Drop drop) {
  if (drop == TtmlRates::Drop::Ntsc) return (minutes - minutes / 10) * 2;
  if (drop == TtmlRates::Drop::Pal) return (minutes / 2 - minutes / 20) * 4;
  return 0;
}

std::optional<Time> clock_time(std::string_view text, const TtmlRates& rates) {
  const auto clock = read_clock(text);
  if (!clock) return std::nullopt;
  const std::int64_t minutes = clock->hours * 60 + clock->minutes, seconds = minutes * 60 + clock->seconds;
  const Wide parts =
      static_cast<Wide>(clock->frames) * static_cast<Wide>(rates.sub_frames) + clock->sub_frames;
  if (!rates.smpte)
    return nanoseconds(static_cast<Wide>(seconds) * kNano + clock->fraction + of_frames(parts, rates));
  const Wide counted =
      static_cast<Wide>(seconds) * static_cast<Wide>(rates.frame_rate) - dropped_frames(minutes, rates.drop);
  return nanoseconds(of_frames(counted * static_cast<Wide>(rates.sub_frames) + parts, rates) +
                     clock->fraction);
}

// "1.5s", "90000t", "12f".
std::optional<Time> offset_time(std::string_view text, const TtmlRates& rates) {
  const std::size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view amount = text.substr(0, unit), metric = text.substr(unit);
  const std::size_t point = std::min(amount.find('.'), amount.size());
  const auto whole = number(amount.substr(0, point), 0, std::uint64_t{1} << 60);
  const auto part =
      point == amount.size() ? std::optional<std::int64_t>(0) : fraction(amount.substr(point + 1));
  if (!whole || !part) return std::nullopt;
  const Wide value = static_cast<Wide>(*whole) * kNano + *part;  // in billionths of the metric
  if (metric == "h") return nanoseconds(value * 3600);
  if (metric == "m") return nanoseconds(value * 60);
  if (metric == "s") return nanoseconds(value);
  if (metric == "ms") return nanoseconds(rounded(value, 1000));
  if (metric == "t") return nanoseconds(rounded(value, static_cast<Wide>(rates.tick_rate)));
  if (metric == "f")
    return nanoseconds(rounded(value * static_cast<Wide>(rates.denominator),
                               static_cast<Wide>(rates.frame_rate * rates.numerator)));
  return std::nullopt;
}

}  // namespace

TtmlRates ttml_rates(const TtmlParameters& parameters) {
  TtmlRates rates;
  constexpr std::uint64_t kFrameRateMax = 100'000;
  const auto frame_rate = number(base::trim(parameters.frame_rate), 1, kFrameRateMax);
  rates.frame_rate = frame_rate.value_or(rates.frame_rate);
  rates.sub_frames = number(base::trim(parameters.sub_frame_rate), 1, kFrameRateMax).value_or(1);
  // "1000 1001"; drafts had a colon.
  const std::string_view multiplier = base::trim(parameters.frame_rate_multiplier);
  const std::size_t between = std::min(multiplier.find_first_of(" :"), multiplier.size());
  const auto numerator = number(multiplier.substr(0, between), 1, kFrameRateMax);
  const auto denominator =
      number(base::trim(multiplier.substr(std::min(between + 1, multiplier.size()))), 1, kFrameRateMax);
  if (numerator && denominator) rates.numerator = *numerator, rates.denominator = *denominator;
  // 7.2.18: unsaid, a tick is a frame (or its part) where there are frames, else a second.
  rates.tick_rate = number(base::trim(parameters.tick_rate), 1, kRateMax)
                        .value_or(frame_rate ? rates.frame_rate * rates.sub_frames : 1);
  rates.smpte = parameters.time_base == "smpte";
  if (parameters.drop_mode == "dropNTSC") rates.drop = TtmlRates::Drop::Ntsc;
  if (parameters.drop_mode == "dropPAL") rates.drop = TtmlRates::Drop::Pal;
  return rates;
}

std::optional<Time> ttml_time(std::string_view text, const TtmlRates& rates) {
  text = base::trim(text);
  return text.find(':') == std::string_view::npos ? offset_time(text, rates) : clock_time(text, rates);
}

}  // namespace media::captions
