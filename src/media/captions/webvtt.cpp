#include "media/captions/webvtt.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt_settings.h"

namespace media::captions {
namespace {

using base::fail;
using base::Fault;
using base::Time;
using base::TimeRange;

constexpr std::string_view kArrow = "-->";
constexpr std::size_t kLargest = std::size_t{256} << 20;

// ---- scanning one line

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  bool accept(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  void skip_spaces() {
    while (!done() && is_space(text_[at_])) ++at_;
  }
  std::string_view digits() {
    const std::size_t start = at_;
    while (!done() && base::is_digit(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// 6.3 "collect a WebVTT timestamp": [h+:]mm:ss.ttt. Hours of more than five digits are no recording.
std::optional<Time> timestamp(Scanner& line) {
  const auto number = [](std::string_view digits) {
    return static_cast<std::int64_t>(base::parse_unsigned(digits).value_or(0));
  };
  std::string_view hours, minutes = line.digits();
  if (minutes.empty() || !line.accept(":")) return std::nullopt;
  std::string_view seconds = line.digits();
  if (seconds.size() != 2) return std::nullopt;
  const bool has_hours = minutes.size() != 2 || number(minutes) > 59;
  if (line.accept(":")) {
    hours = minutes;
    minutes = seconds;
    seconds = line.digits();
  } else if (has_hours) {
    return std::nullopt;
  }
  if (!line.accept(".")) return std::nullopt;
  const std::string_view thousandths = line.digits();
  if (minutes.size() != 2 || seconds.size() != 2 || thousandths.size() != 3 || hours.size() > 5 ||
      number(minutes) > 59 || number(seconds) > 59)
    return std::nullopt;
  return Time::milliseconds(((number(hours) * 60 + number(minutes)) * 60 + number(seconds)) * 1000 +
                            number(thousandths));
}

// 6.3 "collect WebVTT cue timings and settings".
bool parse_timings(std::string_view text, const RegionNames& regions, Cue& cue) {
  Scanner line(text);
  line.skip_spaces();
  const std::optional<Time> start = timestamp(line);
  line.skip_spaces();
  if (!start || !line.accept(kArrow)) return false;
  line.skip_spaces();
  const std::optional<Time> end = timestamp(line);
  if (!end) return false;
  cue.range = {*start, *end};
  cue.settings = valid_settings(line.rest(), regions);
  return true;
}

// ---- blocks

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Captions parse() {
    skip_line();  // the signature
    if (at_ < text_.size() && text_[at_] != '\n') collect_block(Place::Header);
    while (true) {
      while (at_ < text_.size() && text_[at_] == '\n') ++at_;
      if (at_ >= text_.size()) break;
      collect_block(Place::Body);
    }
    return std::move(captions_);
  }

 private:
  enum class Place { Header, Body };
  enum class Kind { Unknown, Cue, BrokenCue, Style, Region };

  std::string_view peek_line() const {
    return text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }

  // 6.2 "collect a WebVTT block": up to an empty line, or up to a timing line that cannot belong to it.
  void collect_block(Place place) {
    Kind kind = Kind::Unknown;
    Cue cue;
    std::string buffer;
    int line_count = 0;
    while (at_ < text_.size()) {
      const std::string_view line = peek_line();
      ++line_count;
      if (line.find(kArrow) != std::string_view::npos) {
        const bool timing =
            place == Place::Body && (line_count == 1 || (line_count == 2 && kind == Kind::Unknown));
        if (!timing) break;
        cue.id = std::exchange(buffer, {});
        kind = parse_timings(line, regions_, cue) ? Kind::Cue : Kind::BrokenCue;
        skip_line();
        continue;
      }
      skip_line();
      if (line.empty()) break;
      if (place == Place::Body && line_count == 2 && kind == Kind::Unknown) kind = definition(buffer);
      if (!buffer.empty()) buffer += '\n';
      buffer += line;
    }
    finish(place, kind, std::move(cue), std::move(buffer));
  }

  // STYLE and REGION only before the first cue; whatever stands after the word must be whitespace.
  Kind definition(std::string& buffer) const {
    if (seen_cue_) return Kind::Unknown;
    for (const auto& [word, kind] : {std::pair("STYLE", Kind::Style), std::pair("REGION", Kind::Region)}) {
      const std::string_view name = word;
      if (!buffer.starts_with(name) || !std::ranges::all_of(buffer.substr(name.size()), is_space)) continue;
      buffer.clear();
      return kind;
    }
    return Kind::Unknown;
  }

  void finish(Place place, Kind kind, Cue cue, std::string buffer) {
    if (kind == Kind::Cue) {
      seen_cue_ = true;
      cue.payload = std::move(buffer);
      captions_.cues.push_back(std::move(cue));
    }
    if (kind == Kind::Style) captions_.styles.push_back(std::move(buffer));
    if (kind == Kind::Region) add_region(read_region(buffer));
    if (place == Place::Header) captions_.header = std::move(buffer);
  }

  // Of two of one name cues mean the last; what has none cannot be meant.
  void add_region(Region region) {
    if (region.name.empty()) return;
    const auto [place, added] = region_places_.emplace(region.name, captions_.regions.size());
    if (added)
      captions_.regions.push_back(std::move(region.settings));
    else
      captions_.regions[place->second] = std::move(region.settings);
    regions_.insert(std::move(region.name));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool seen_cue_ = false;
  RegionNames regions_;
  std::unordered_map<std::string, std::size_t> region_places_;
  Captions captions_;
};

// ---- writing

void write_block(std::string& out, std::string_view word, std::string_view body) {
  const std::string clean = valid_payload(body);
  if (!clean.empty()) base::format_to(std::back_inserter(out), "\n{}\n{}\n", word, clean);
}

void write_definitions(std::string& out, const Captions& captions) {
  for (const std::string& style : captions.styles) write_block(out, "STYLE", style);
  for (const std::string& region : captions.regions) write_block(out, "REGION", region);
}

// 3.1 "WebVTT cue identifier": one line, and no arrow.
std::string valid_identifier(std::string_view id) {
  std::string clean(base::trim(id));
  std::ranges::replace(clean, '\n', ' ');
  return clean.find(kArrow) == std::string::npos ? clean : std::string();
}

void write_cue(std::string& out, const Cue& cue) {
  out += '\n';
  if (const std::string id = valid_identifier(cue.id); !id.empty()) out += id + '\n';
  base::format_to(std::back_inserter(out), "{} --> {}{}{}\n{}\n", base::to_clock(cue.range.start),
                  base::to_clock(cue.range.end), cue.settings.empty() ? "" : " ", cue.settings,
                  valid_payload(cue.payload));
}

// Writing keeps milliseconds: a cue that ends within its first one never shows.
bool shows(const Cue& cue) {
  return base::ticks_in(cue.range.start, 1000, base::Rounding::Floor) <
         base::ticks_in(cue.range.end, 1000, base::Rounding::Floor);
}

void write_cues(std::string& out, std::vector<const Cue*> cues) {
  sort_by_start(cues);
  for (const Cue* cue : cues) write_cue(out, *cue);
}

}  // namespace

base::Result<Captions> parse_webvtt(std::string_view bytes) {
  if (bytes.size() > kLargest) return fail(Fault::TooLarge, "the WebVTT file is larger than 256 MiB");
  const std::string text = decode_text(bytes, Fallback::ReplacementCharacter);
  constexpr std::string_view kSignature = "WEBVTT";
  const char after = text.size() > kSignature.size() ? text[kSignature.size()] : '\n';
  if (!text.starts_with(kSignature) || (after != '\n' && after != ' ' && after != '\t'))
    return fail(Fault::Malformed, "this is no WebVTT: the first line is not 'WEBVTT'");
  return Parser(text).parse();
}

std::string write_webvtt(const Captions& captions) {
  std::string out = "WEBVTT\n";
  write_block(out, "NOTE", captions.header);
  write_definitions(out, captions);
  std::vector<const Cue*> cues;
  for (const Cue& cue : captions.cues)
    if (shows(cue)) cues.push_back(&cue);
  write_cues(out, std::move(cues));
  return out;
}

std::string text_segment(const Captions& captions, TimeRange range) {
  std::string out = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n";
  write_definitions(out, captions);
  std::vector<const Cue*> cues;
  for (const Cue& cue : captions.cues)
    if (cue.range.start < range.end && range.start < cue.range.end && shows(cue)) cues.push_back(&cue);
  write_cues(out, std::move(cues));
  return out;
}

std::string escape_cue_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else {
      result += c;
    }
  }
  return result;
}

std::string valid_payload(std::string_view payload) {
  std::string result;
  result.reserve(payload.size());
  for (const char c : payload) {
    if (c == '\n' && (result.empty() || result.back() == '\n')) continue;
    result += c;
  }
  while (result.ends_with('\n')) result.pop_back();
  return base::replace_all(std::move(result), kArrow, "--&gt;");
}

}  // namespace media::captions
