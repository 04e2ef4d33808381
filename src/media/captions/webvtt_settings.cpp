#include "media/captions/webvtt_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/cue.h"

namespace media::captions {
namespace {

using Named = std::pair<std::string_view, std::string>;

bool are_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, base::is_digit); }

struct Halves {
  std::string_view first;
  std::optional<std::string_view> second;
};
Halves split_at(std::string_view text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

bool is_percentage(std::string_view value) {
  if (!value.ends_with('%')) return false;
  value.remove_suffix(1);
  const auto [whole, fraction] = split_at(value, '.');
  if (!are_digits(whole) || (fraction && !are_digits(*fraction))) return false;
  const auto number = base::parse_unsigned(whole);
  if (!number || *number > 100) return false;
  return *number < 100 || !fraction || std::ranges::all_of(*fraction, [](char c) { return c == '0'; });
}

bool is_pair_of_percentages(std::string_view value) {
  const auto [x, y] = split_at(value, ',');
  return y && is_percentage(x) && is_percentage(*y);
}

// "-1" as it stands, "1.5" rounded up to "2"; nothing where it is no number or no double holds it.
std::optional<std::string> line_number(std::string_view value) {
  const bool negative = value.starts_with('-');
  const auto [whole, fraction] = split_at(value.substr(negative ? 1 : 0), '.');
  if (!are_digits(whole) || (fraction && !are_digits(*fraction))) return std::nullopt;
  double number = 0;
  if (std::from_chars(whole.data(), whole.data() + whole.size(), number).ec != std::errc())
    return std::nullopt;
  if (!fraction) return std::string(value);
  double exact = number;  // stays where the fraction is too small for a double
  const char* start = whole.data();
  std::from_chars(start, value.data() + value.size(), exact);
  return base::format("{:.0f}", std::floor((negative ? -exact : exact) + 0.5) + 0.0);
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> allowed) {
  return std::ranges::find(allowed, value) != allowed.end();
}

std::optional<std::string> line_position(std::string_view value) {
  const auto [amount, alignment] = split_at(value, ',');
  if (alignment && !is_one_of(*alignment, {"start", "center", "end"})) return std::nullopt;
  const auto number = is_percentage(amount) ? std::optional(std::string(amount)) : line_number(amount);
  if (!number || !alignment) return number;
  return *number + "," + std::string(*alignment);
}

std::optional<std::string> kept_if(bool valid, std::string_view value) {
  return valid ? std::optional(std::string(value)) : std::nullopt;
}

// The value as it is written again; nothing where the setting is not valid.
std::optional<std::string> cue_setting(std::string_view name, std::string_view value) {
  if (name == "region") return std::string(value);
  if (name == "vertical") return kept_if(is_one_of(value, {"rl", "lr"}), value);
  if (name == "size") return kept_if(is_percentage(value), value);
  if (name == "align") return kept_if(is_one_of(value, {"start", "center", "end", "left", "right"}), value);
  if (name == "line") return line_position(value);
  if (name != "position") return std::nullopt;
  const auto [amount, alignment] = split_at(value, ',');
  return kept_if(
      is_percentage(amount) && (!alignment || is_one_of(*alignment, {"line-left", "center", "line-right"})),
      value);
}

std::optional<std::string> region_setting(std::string_view name, std::string_view value) {
  if (name == "id") return std::string(value);
  if (name == "width") return kept_if(is_percentage(value), value);
  if (name == "lines") return kept_if(are_digits(value), value);
  if (name == "regionanchor" || name == "viewportanchor")
    return kept_if(is_pair_of_percentages(value), value);
  if (name == "scroll") return kept_if(value == "up", value);
  return std::nullopt;
}

using Rule = std::optional<std::string> (*)(std::string_view name, std::string_view value);

// Settings that hold, each once: at most a handful, whatever the text.
std::vector<Named> collect(std::string_view text, Rule rule) {
  std::vector<Named> found;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    const std::string_view setting = text.substr(at, end - at);
    at = end;
    const auto [name, value] = split_at(setting, ':');
    if (name.empty() || !value || value->empty()) continue;
    auto written = rule(name, *value);
    if (!written) continue;
    const auto before = std::ranges::find(found, name, &Named::first);
    if (before == found.end())
      found.emplace_back(name, std::move(*written));
    else
      before->second = std::move(*written);
  }
  return found;
}

std::string joined(const std::vector<Named>& settings) {
  std::string result;
  for (const auto& [name, value] : settings)
    result += base::format("{}{}:{}", result.empty() ? "" : " ", name, value);
  return result;
}

bool is_whole(std::string_view size) {
  return base::parse_unsigned(size.substr(0, size.find_first_of(".%"))) == 100;
}

}  // namespace

std::string valid_settings(std::string_view settings, const RegionNames& regions) {
  std::vector<Named> found = collect(settings, cue_setting);
  const bool placed = std::ranges::any_of(found, [](const Named& setting) {
    return setting.first == "line" || setting.first == "vertical" ||
           (setting.first == "size" && !is_whole(setting.second));
  });
  std::erase_if(found, [&](const Named& setting) {
    return setting.first == "region" && (placed || !regions.contains(setting.second));
  });
  return joined(found);
}

Region read_region(std::string_view text) {
  const std::vector<Named> found = collect(text, region_setting);
  const auto name = std::ranges::find(found, "id", &Named::first);
  return {name == found.end() ? "" : name->second, joined(found)};
}

}  // namespace media::captions
