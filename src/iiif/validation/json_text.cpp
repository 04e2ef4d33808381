#include "iiif/validation/json_text.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <unordered_set>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/rule_id.h"

namespace iiif::validation {
namespace {

namespace json = base::json;

void add(Report& report, RuleId rule, std::string pointer, std::string what) {
  report.add({&rule.rule(), std::move(pointer), "", std::move(what)});
}

// Boost's parser keeps the last of two members with one name, and does not tell: so names are counted apart.
// The handler of boost::json::basic_parser, whose names these are.
class NameCounter {
 public:
  constexpr static std::size_t max_object_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_array_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_key_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Error = boost::system::error_code;
  using Text = json::string_view;

  explicit NameCounter(Report& report) : report_(report) {}

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    levels_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, Error&) {
    levels_.pop_back();
    return ended();
  }
  bool on_array_begin(Error&) {
    levels_.emplace_back().array = true;
    return true;
  }
  bool on_array_end(std::size_t, Error&) {
    levels_.pop_back();
    return ended();
  }
  bool on_key_part(Text part, std::size_t, Error&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(Text part, std::size_t, Error&) {
    key_.append(part.data(), part.size());
    Level& level = levels_.back();
    if (!level.names.insert(key_).second) {
      level.name = key_;
      add(report_, "json-duplicate-key", pointer(),
          base::format("'{}' occurs twice", base::clip_for_message(key_)));
    }
    level.name = std::move(key_);
    key_.clear();
    return true;
  }
  bool on_string_part(Text, std::size_t, Error&) { return true; }
  bool on_string(Text, std::size_t, Error&) { return ended(); }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t, Text, Error&) { return ended(); }
  bool on_uint64(std::uint64_t, Text, Error&) { return ended(); }
  bool on_double(double, Text, Error&) { return ended(); }
  bool on_bool(bool, Error&) { return ended(); }
  bool on_null(Error&) { return ended(); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

 private:
  struct Level {
    bool array = false;
    std::size_t index = 0;
    std::string name;
    std::unordered_set<std::string> names;
  };

  bool ended() {
    if (!levels_.empty() && levels_.back().array) ++levels_.back().index;
    return true;
  }

  std::string pointer() const {
    std::string text;
    for (const Level& level : levels_)
      text += "/" + (level.array ? std::to_string(level.index)
                                 : base::replace_all(base::replace_all(level.name, "~", "~0"), "/", "~1"));
    return text;
  }

  Report& report_;
  std::vector<Level> levels_;
  std::string key_;
};

// "line 12, column 5" of a byte; both count from 1, columns in bytes.
std::string position(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  return base::format("line {}, column {}", line, start == std::string_view::npos ? byte + 1 : byte - start);
}

// What the parser says of a text, for people: "not JSON near byte 405: syntax error" names no line.
std::string told(std::string_view text, const std::string& message) {
  constexpr std::string_view kNear = "near byte ";
  const std::size_t at = message.find(kNear), colon = message.find(':');
  if (at == std::string::npos || colon == std::string::npos) return message;
  const auto byte =
      base::parse_unsigned(std::string_view(message).substr(at + kNear.size(), colon - at - kNear.size()));
  if (!byte || *byte > text.size()) return message;
  const auto near = static_cast<std::size_t>(*byte);
  const std::string where = position(text, near);
  if (message.find("too deep") != std::string::npos) return base::format("nested over 64 deep at {}", where);
  const std::size_t start = text.substr(0, near).find_last_of(" ,:[\n\t") + 1;
  for (std::string_view word : {"NaN", "Infinity", "-Infinity", "undefined", "None", "True", "False"})
    if (text.substr(start).starts_with(word) || text.substr(near).starts_with(word))
      return base::format("{} at {}, which JSON does not know", word, where);
  return base::format("no JSON at {}{}", where, std::string_view(message).substr(colon));
}

std::size_t first_bad_byte(std::string_view text) {
  std::size_t good = 0, bad = text.size();  // the longest beginning that is UTF-8, by halves
  while (bad - good > 1) {
    const std::size_t middle = good + (bad - good) / 2;
    std::size_t end = middle;  // of a character, not within it
    while (end < text.size() && end < middle + 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
      ++end;
    if (base::is_utf8(text.substr(0, end))) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  return good;
}

}  // namespace

std::optional<json::value> read_json(std::string_view text, Report& report) {
  report.bytes = text.size();
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    add(report, "json-utf8", "", "the text is UTF-16");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    add(report, "json-bom", "", "a byte order mark at the beginning");
    text.remove_prefix(3);
  }
  if (!base::is_utf8(text)) {
    add(report, "json-utf8", "",
        base::format("bytes that are not UTF-8, near {}", position(text, first_bad_byte(text))));
    return std::nullopt;
  }
  base::Result<json::value> value = base::parse_json(text);
  if (!value) {
    const bool large = value.error().fault == base::Fault::TooLarge ||
                       value.error().message.find("too deep") != std::string::npos;
    add(report, large ? RuleId("json-too-deep") : RuleId("json-syntax"), "",
        told(text, value.error().message));
    return std::nullopt;
  }
  json::basic_parser<NameCounter> names(json::parse_options{.max_depth = 64}, report);
  boost::system::error_code error;
  names.write_some(false, text.data(), text.size(), error);
  return std::move(*value);
}

}  // namespace iiif::validation
