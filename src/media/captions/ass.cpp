#include "media/captions/ass.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "media/captions/styled_text.h"

namespace media::captions {
namespace {

using base::fail;
using base::Fault;
using base::Time;

constexpr std::size_t kLargest = std::size_t{256} << 20;
constexpr std::size_t kFieldsMax = 32;

// ---- text with override blocks

class Overrides {
 public:
  std::string read(std::string_view text) {
    // A brace that nothing closes is a brace.
    const std::size_t last = text.rfind('}');
    for (std::size_t at = 0; at < text.size();) {
      const bool closed = text[at] == '{' && last != std::string_view::npos && at < last;
      const std::size_t close = closed ? text.find('}', at) : std::string_view::npos;
      if (close != std::string_view::npos) {
        block(text.substr(at + 1, close - at - 1));
        at = close + 1;
      } else if (text[at] == '\\' && at + 1 < text.size() && escape(text[at + 1])) {
        at += 2;
      } else {
        const std::size_t end = std::min(text.find_first_of("{\\", at + 1), text.size());
        say(text.substr(at, end - at));
        at = end;
      }
    }
    return out_.finish();
  }

 private:
  void say(std::string_view words) {
    if (!drawing_) out_.add(words);
  }

  bool escape(char letter) {
    if (letter == 'N' || letter == 'n')
      say("\n");
    else if (letter == 'h')
      say("\xC2\xA0");
    else
      return false;
    return true;
  }

  // "\i1\b0\pos(1,2)": of each tag its name and number matter.
  void block(std::string_view tags) {
    for (std::size_t at = tags.find('\\'); at != std::string_view::npos; at = tags.find('\\', at + 1))
      tag(tags.substr(at + 1, tags.find('\\', at + 1) - at - 1));
    out_.wish(style_);
  }

  void tag(std::string_view tag) {
    tag = base::trim(tag);
    if (tag.starts_with('r')) style_ = {};
    if (tag.size() < 2 || !base::is_digit(tag[1])) return;
    const std::string_view digits = tag.substr(1);
    const bool plain = std::ranges::all_of(digits, base::is_digit);
    const auto number = base::parse_unsigned(digits);
    if (!plain || !number) return;
    constexpr std::uint64_t kBoldWeight = 600;
    if (tag[0] == 'i') style_.italic = *number != 0;
    if (tag[0] == 'u') style_.underline = *number != 0;
    if (tag[0] == 'b') style_.bold = *number == 1 || *number >= kBoldWeight;
    if (tag[0] == 'p') drawing_ = *number != 0;
  }

  StyledText out_;
  TextStyle style_;
  bool drawing_ = false;
};

// ---- files

// "0:01:02.34"
std::optional<Time> timestamp(std::string_view text) {
  const std::vector<std::string_view> fields = base::split(base::trim(text), ':');
  if (fields.size() != 3) return std::nullopt;
  const std::size_t point = std::min(fields[2].find('.'), fields[2].size());
  const auto hours = base::parse_unsigned(fields[0]), minutes = base::parse_unsigned(fields[1]),
             seconds = base::parse_unsigned(fields[2].substr(0, point));
  if (!hours || *hours > 99'999 || !minutes || *minutes > 59 || !seconds || *seconds > 59)
    return std::nullopt;
  std::string fraction(fields[2].substr(std::min(point + 1, fields[2].size())));
  if (!std::ranges::all_of(fraction, base::is_digit)) return std::nullopt;
  fraction.resize(3, '0');
  const std::uint64_t thousandths = base::parse_unsigned(fraction).value_or(0);
  return Time::milliseconds(
      static_cast<std::int64_t>(((*hours * 60 + *minutes) * 60 + *seconds) * 1000 + thousandths));
}

// At most `count` fields; the last has all that is left, commas and all.
std::vector<std::string_view> fields_of(std::string_view line, std::size_t count) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < count) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) break;
    fields.push_back(line.substr(0, comma));
    line.remove_prefix(comma + 1);
  }
  fields.push_back(line);
  return fields;
}

class Parser {
 public:
  Captions parse(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      line(text.substr(at, end - at));
      at = end + 1;
    }
    return std::move(captions_);
  }

 private:
  void line(std::string_view text) {
    if (text.starts_with('[')) in_events_ = base::equals_ignoring_case(base::trim(text), "[Events]");
    if (!in_events_) return;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view kind = text.substr(0, colon), rest = base::trim(text.substr(colon + 1));
    if (kind == "Format") format(rest);
    if (kind == "Dialogue") dialogue(rest);
  }

  void format(std::string_view names) {
    const std::vector<std::string_view> fields = base::split(names, ',');
    if (fields.size() > kFieldsMax) return;
    const auto place = [&](std::string_view name) {
      return static_cast<std::size_t>(
          std::ranges::find_if(fields, [&](std::string_view field) { return base::trim(field) == name; }) -
          fields.begin());
    };
    count_ = fields.size(), start_ = place("Start"), end_ = place("End"), name_ = place("Name");
    if (name_ == count_) name_ = place("Actor");
  }

  void dialogue(std::string_view text) {
    const std::vector<std::string_view> fields = fields_of(text, count_);
    if (fields.size() != count_ || start_ >= count_ || end_ >= count_) return;
    const auto start = timestamp(fields[start_]), end = timestamp(fields[end_]);
    if (!start || !end) return;
    std::string payload = ass_cue_text(fields.back());
    if (payload.empty()) return;
    captions_.cues.push_back(
        {{*start, *end}, "", "", voiced(name_ < count_ ? fields[name_] : "", std::move(payload))});
  }

  bool in_events_ = false;
  std::size_t count_ = 10, start_ = 1, end_ = 2, name_ = 4;  // Layer, Start, End, Style, Name, ...
  Captions captions_;
};

}  // namespace

std::string ass_cue_text(std::string_view text) { return Overrides().read(text); }

std::string ass_event_text(std::string_view event) {
  constexpr std::size_t kFields = 9, kName = 3;
  const std::vector<std::string_view> fields = fields_of(event, kFields);
  return fields.size() == kFields ? voiced(fields[kName], ass_cue_text(fields.back())) : "";
}

base::Result<Captions> parse_ass(std::string_view bytes) {
  if (bytes.size() > kLargest) return fail(Fault::TooLarge, "the SubStation file is larger than 256 MiB");
  Captions captions = Parser().parse(decode_text(bytes, Fallback::Latin1));
  if (captions.cues.empty())
    return fail(Fault::Malformed, "this is no SubStation Alpha: no line of [Events] has times and words");
  return captions;
}

}  // namespace media::captions
