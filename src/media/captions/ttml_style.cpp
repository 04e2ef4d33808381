#include "media/captions/ttml_style.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/format.h"
#include "base/text.h"

namespace media::captions {
namespace {

using Named = std::pair<std::string_view, std::string_view>;

template <typename Value, std::size_t N>
std::optional<Value> look_up(const std::array<std::pair<std::string_view, Value>, N>& table,
                             std::string_view name) {
  for (const auto& [known, value] : table)
    if (known == name) return value;
  return std::nullopt;
}

// ---- colours

constexpr std::array<Named, 18> kColours{{{"black", "000000"},
                                          {"silver", "c0c0c0"},
                                          {"gray", "808080"},
                                          {"white", "ffffff"},
                                          {"maroon", "800000"},
                                          {"red", "ff0000"},
                                          {"purple", "800080"},
                                          {"fuchsia", "ff00ff"},
                                          {"magenta", "ff00ff"},
                                          {"green", "008000"},
                                          {"lime", "00ff00"},
                                          {"olive", "808000"},
                                          {"yellow", "ffff00"},
                                          {"navy", "000080"},
                                          {"blue", "0000ff"},
                                          {"teal", "008080"},
                                          {"aqua", "00ffff"},
                                          {"cyan", "00ffff"}}};
constexpr std::array<std::string_view, 7> kClasses{"lime",    "cyan", "red",  "yellow",
                                                   "magenta", "blue", "black"};

bool is_hex(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); }

// "rgb(255, 255, 0)", "rgba(...)": how much shines through is not kept.
std::optional<std::string> from_components(std::string_view value) {
  const std::size_t open = value.find('('), close = value.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto parts = base::split(value.substr(open + 1, close - open - 1), ',');
  if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
  std::string colour;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto component = base::parse_unsigned(base::trim(parts[i]));
    if (!component || *component > 255) return std::nullopt;
    colour += base::format("{:02x}", *component);
  }
  return colour;
}

std::optional<std::string> read_colour(std::string_view value) {
  const std::string lower = base::lowercase(base::trim(value));
  if (lower.starts_with('#')) {
    const std::string_view digits = std::string_view(lower).substr(1);
    if ((digits.size() != 6 && digits.size() != 8) || !std::ranges::all_of(digits, is_hex))
      return std::nullopt;
    return std::string(digits.substr(0, 6));
  }
  if (lower.starts_with("rgb")) return from_components(lower);
  if (const auto named = look_up(kColours, std::string_view(lower))) return std::string(*named);
  return std::nullopt;
}

// ---- lengths

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// A length as percent of the whole.
std::optional<double> percent(std::string_view text, double pixels, double cells) {
  const std::size_t unit = std::min(text.find_first_not_of("+-0123456789."), text.size());
  const auto amount = read_number(text.substr(0, unit));
  const std::string_view metric = text.substr(unit);
  if (!amount) return std::nullopt;
  double value = *amount;
  if (metric == "px" && pixels > 0)
    value = *amount * 100 / pixels;
  else if (metric == "c")
    value = *amount * 100 / cells;
  else if (metric != "%" && metric != "rw" && metric != "rh")
    return std::nullopt;
  return std::clamp(value, 0.0, 100.0);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : base::split(text, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

std::optional<std::pair<double, double>> read_pair(std::string_view value, const TtmlCanvas& canvas) {
  const auto words = words_of(value);
  if (words.size() != 2) return std::nullopt;
  const auto across = percent(words[0], canvas.width, canvas.columns),
             down = percent(words[1], canvas.height, canvas.rows);
  if (!across || !down) return std::nullopt;
  return std::pair(*across, *down);
}

// ---- words

constexpr std::array<std::pair<std::string_view, TtmlAlign>, 6> kAligns{{{"start", TtmlAlign::Start},
                                                                         {"center", TtmlAlign::Center},
                                                                         {"end", TtmlAlign::End},
                                                                         {"left", TtmlAlign::Left},
                                                                         {"right", TtmlAlign::Right},
                                                                         {"justify", TtmlAlign::Start}}};
constexpr std::array<std::pair<std::string_view, TtmlDisplayAlign>, 4> kDisplayAligns{
    {{"before", TtmlDisplayAlign::Before},
     {"center", TtmlDisplayAlign::Center},
     {"justify", TtmlDisplayAlign::Before},
     {"after", TtmlDisplayAlign::After}}};
constexpr std::array<std::pair<std::string_view, TtmlWriting>, 7> kWritings{
    {{"lrtb", TtmlWriting::Across},
     {"rltb", TtmlWriting::Across},
     {"lr", TtmlWriting::Across},
     {"rl", TtmlWriting::Across},
     {"tbrl", TtmlWriting::DownFromRight},
     {"tb", TtmlWriting::DownFromRight},
     {"tblr", TtmlWriting::DownFromLeft}}};
constexpr std::array<std::pair<std::string_view, TtmlRuby>, 7> kRubies{
    {{"none", TtmlRuby::None},
     {"container", TtmlRuby::Container},
     {"base", TtmlRuby::Base},
     {"baseContainer", TtmlRuby::BaseContainer},
     {"text", TtmlRuby::Text},
     {"textContainer", TtmlRuby::TextContainer},
     {"delimiter", TtmlRuby::Delimiter}}};

template <typename Value>
void keep(std::optional<Value>& member, std::optional<Value> value) {
  if (value) member = std::move(value);
}

std::string in_percent(double value) {
  std::string text = base::format("{:.2f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text + "%";
}

std::string_view word_of(TtmlAlign align) {
  for (const auto& [word, value] : kAligns)
    if (value == align) return word;
  return "start";
}

}  // namespace

TtmlCanvas ttml_canvas(std::string_view extent, std::string_view cells) {
  TtmlCanvas canvas;
  constexpr double kMost = 100'000;
  constexpr std::uint64_t kCellsMost = 100'000;
  const auto pixels = [](std::string_view word) {
    return word.ends_with("px") ? read_number(word.substr(0, word.size() - 2)) : std::nullopt;
  };
  if (const auto words = words_of(extent); words.size() == 2) {
    const auto width = pixels(words[0]), height = pixels(words[1]);
    if (width && height && *width > 0 && *height > 0 && *width < kMost && *height < kMost)
      canvas.width = *width, canvas.height = *height;
  }
  if (const auto words = words_of(cells); words.size() == 2) {
    const auto columns = base::parse_unsigned(words[0]), rows = base::parse_unsigned(words[1]);
    if (columns && rows && *columns > 0 && *rows > 0 && *columns < kCellsMost && *rows < kCellsMost)
      canvas.columns = static_cast<double>(*columns), canvas.rows = static_cast<double>(*rows);
  }
  return canvas;
}

void set_style(TtmlStyle& style, std::string_view name, std::string_view value, const TtmlCanvas& canvas) {
  value = base::trim(value);
  if (name == "fontStyle") style.italic = value == "italic" || value == "oblique";
  if (name == "fontWeight") style.bold = value == "bold";
  if (name == "textDecoration") {
    for (const std::string_view word : words_of(value)) {
      if (word == "underline") style.underline = true;
      if (word == "noUnderline" || word == "none") style.underline = false;
    }
  }
  if (name == "display") style.hidden = value == "none";
  if (name == "visibility") style.hidden = value == "hidden";
  if (name == "color") keep(style.colour, read_colour(value));
  if (name == "textAlign") keep(style.align, look_up(kAligns, value));
  if (name == "displayAlign") keep(style.display_align, look_up(kDisplayAligns, value));
  if (name == "writingMode") keep(style.writing, look_up(kWritings, value));
  if (name == "ruby") keep(style.ruby, look_up(kRubies, value));
  if (name == "origin") keep(style.origin, read_pair(value, canvas));
  if (name == "extent") keep(style.extent, read_pair(value, canvas));
}

TtmlStyle overlay(const TtmlStyle& under, const TtmlStyle& over) {
  TtmlStyle result = under;
  keep(result.italic, over.italic);
  keep(result.bold, over.bold);
  keep(result.underline, over.underline);
  keep(result.hidden, over.hidden);
  keep(result.colour, over.colour);
  keep(result.align, over.align);
  keep(result.display_align, over.display_align);
  keep(result.writing, over.writing);
  keep(result.ruby, over.ruby);
  keep(result.origin, over.origin);
  keep(result.extent, over.extent);
  return result;
}

TtmlStyle inherited(TtmlStyle style) {
  style.display_align.reset(), style.writing.reset(), style.ruby.reset();
  style.origin.reset(), style.extent.reset();
  return style;
}

std::string colour_class(std::string_view colour) {
  if (colour == "ffffff") return "";
  for (const std::string_view name : kClasses)
    if (look_up(kColours, name) == colour) return std::string(name);
  return "rgb" + std::string(colour);
}

std::string cue_settings(const TtmlStyle& region, std::optional<TtmlAlign> align) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    text += base::format("{}{}:{}", text.empty() ? "" : " ", name, value);
  };
  if (align && align != TtmlAlign::Center) add("align", std::string(word_of(*align)));
  const TtmlWriting writing = region.writing.value_or(TtmlWriting::Across);
  if (writing != TtmlWriting::Across) {
    add("vertical", writing == TtmlWriting::DownFromRight ? "rl" : "lr");
    return text;
  }
  if (!region.origin || !region.extent) return text;
  const auto [left, top] = *region.origin;
  const double width = std::min(region.extent->first, 100 - left),
               height = std::min(region.extent->second, 100 - top);
  // Where the text is anchored follows from its alignment (WebVTT 3.1, "position alignment: auto").
  const bool at_left = align == TtmlAlign::Start || align == TtmlAlign::Left;
  const bool at_right = align == TtmlAlign::End || align == TtmlAlign::Right;
  const double anchor = at_left ? left : at_right ? left + width : left + width / 2;
  const double usual = at_left ? 0 : at_right ? 100 : 50;
  if (anchor != usual) add("position", in_percent(anchor));
  if (width > 0 && width < 100) add("size", in_percent(width));
  constexpr double kBottom = 85;
  switch (region.display_align.value_or(TtmlDisplayAlign::Before)) {
    case TtmlDisplayAlign::Before:
      add("line", in_percent(top));
      break;
    case TtmlDisplayAlign::Center:
      add("line", in_percent(top + height / 2) + ",center");
      break;
    case TtmlDisplayAlign::After:
      if (top + height < kBottom) add("line", in_percent(top + height) + ",end");
      break;
  }
  return text;
}

}  // namespace media::captions
