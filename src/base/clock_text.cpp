#include "base/clock_text.h"

#include <algorithm>
#include <optional>

#include "base/format.h"
#include "base/text.h"

namespace base {
namespace {

constexpr Time kMost = Time::seconds(3'600'000);

// Digits with an optional fraction.
std::optional<Time> number(std::string_view text) {
  if (text.empty() || text.size() > 24 || !is_digit(text[0])) return std::nullopt;
  const std::size_t digits =
      std::min(text.size(), text.find('.') == text.npos ? text.size() : text.find('.') + 10);
  const auto time = parse_seconds(text.substr(0, digits));
  if (!time || !std::ranges::all_of(text.substr(digits), is_digit) || *time > kMost) return std::nullopt;
  return *time;
}

std::optional<Time> whole(std::string_view text) {
  const auto value = parse_unsigned(text);
  if (!value || *value > 3'600'000) return std::nullopt;
  return Time::seconds(static_cast<std::int64_t>(*value));
}

Time times(Time time, std::int64_t factor) { return {time.ticks * factor, time.timescale}; }

std::optional<Time> fields(std::string_view text) {
  const std::vector<std::string_view> all = split(text, ':');
  if (all.size() == 1) return number(text);
  if (all.size() > 3) return std::nullopt;
  std::optional<Time> total = number(all.back());
  if (!total || *total >= Time::seconds(60)) return std::nullopt;
  std::int64_t unit = 60;
  for (std::size_t i = all.size() - 1; i-- > 0; unit *= 60) {
    const auto field = whole(all[i]);
    if (!field || (i > 0 && *field >= Time::seconds(60))) return std::nullopt;
    total = *total + times(*field, unit);
  }
  return total;
}

// PnDTnHnMnS, as far as it has a length: no years, no months.
std::optional<Time> iso_duration(std::string_view text) {
  Time total;
  bool any = false, in_time = false;
  text.remove_prefix(1);
  while (!text.empty()) {
    if (text[0] == 'T' && !in_time) {
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find_first_not_of("0123456789.");
    if (end == text.npos) return std::nullopt;
    const auto value = number(text.substr(0, end));
    const std::int64_t unit = in_time            ? (text[end] == 'H'   ? 3600
                                                    : text[end] == 'M' ? 60
                                                    : text[end] == 'S' ? 1
                                                                       : 0)
                              : text[end] == 'D' ? 86'400
                                                 : 0;
    if (!value || unit == 0 || *value > Time::seconds(3'600'000 / unit)) return std::nullopt;
    total = total + times(*value, unit);
    any = true;
    text.remove_prefix(end + 1);
  }
  return any ? std::optional(total) : std::nullopt;
}

}  // namespace

Result<Time> parse_clock(std::string_view text) {
  text = trim(text);
  std::optional<Time> time;
  if (text.size() <= 40) {
    const std::string plain = replace_all(std::string(text), ",", ".");
    time = plain.starts_with('P') ? iso_duration(plain) : fields(plain);
  }
  if (time && *time <= kMost) return *time;
  return fail(Fault::Malformed, format("'{}' is not a time", clip_for_message(text)));
}

}  // namespace base
