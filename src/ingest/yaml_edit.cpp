#include "ingest/yaml_edit.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "base/text.h"
#include "ingest/yaml.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;

// As the file will be read: there are no numbers in it.
json::value in_words(const json::value& value) {
  if (const json::object* object = value.if_object()) {
    json::object result;
    for (const auto& member : *object) result[member.key()] = in_words(member.value());
    return result;
  }
  if (const json::array* array = value.if_array()) {
    json::array result;
    for (const json::value& element : *array) result.push_back(in_words(element));
    return result;
  }
  return value.is_string() || value.is_null() ? value : json::value(base::write_json(value));
}

bool is_same(const json::value& a, const json::value& b) {
  return base::write_json(a) == base::write_json(b);
}

// Where the keys of the outermost mapping stand; nothing where they are not one below the other at the left
// margin.
class Outline final : public YAML::EventHandler {
 public:
  struct Key {
    std::string name;
    std::size_t line;  // from 0
  };

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { leaf(mark, std::nullopt); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { leaf(mark, std::nullopt); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& text) override {
    leaf(mark, text);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    open(mark, style);
  }
  void OnMapEnd() override { --depth_; }

  const std::vector<Key>* keys() const { return plain_ ? &keys_ : nullptr; }

 private:
  void open(const YAML::Mark& mark, YAML::EmitterStyle::value style) {
    if (depth_ == 0) plain_ = style == YAML::EmitterStyle::Block;
    if (depth_ == 1) member(mark, std::nullopt);
    ++depth_;
  }
  void leaf(const YAML::Mark& mark, const std::optional<std::string>& text) {
    if (depth_ == 1) member(mark, text);
  }
  void member(const YAML::Mark& mark, const std::optional<std::string>& text) {
    if (std::exchange(at_key_, !at_key_)) {
      const bool below = keys_.empty() || keys_.back().line < static_cast<std::size_t>(mark.line);
      plain_ = plain_ && text && mark.column == 0 && below;
      keys_.push_back({text.value_or(""), static_cast<std::size_t>(mark.line)});
    }
  }

  std::vector<Key> keys_;
  bool plain_ = false, at_key_ = true;
  int depth_ = 0;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool says_nothing(std::string_view line) { return base::trim(line).empty() || line.starts_with('#'); }
bool ends_document(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) && base::trim(line.substr(3)).empty();
}

enum class Quotes { WhereNeeded, Always };

void emit(YAML::Emitter& out, const json::value& value) {
  if (const json::object* object = value.if_object()) {
    out << (object->empty() ? YAML::Flow : YAML::Block) << YAML::BeginMap;
    for (const auto& member : *object) {
      out << YAML::Key << std::string(member.key()) << YAML::Value;
      emit(out, member.value());
    }
    out << YAML::EndMap;
  } else if (const json::array* array = value.if_array()) {
    out << (array->empty() ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
    for (const json::value& element : *array) emit(out, element);
    out << YAML::EndSeq;
  } else if (value.is_null()) {
    out << YAML::Null;
  } else {
    out << std::string(value.get_string());
  }
}

std::string written(const json::object& object, Quotes quotes) {
  YAML::Emitter out;
  if (quotes == Quotes::Always) out.SetStringFormat(YAML::DoubleQuoted);
  emit(out, object);
  return std::string(out.c_str()) + "\n";
}

std::string member(std::string_view key, const json::value& value, Quotes quotes) {
  return written(json::object{{key, value}}, quotes);
}

// Only the lines of what has changed are written; nothing where the text has not the shape for that.
std::optional<std::string> patched(const std::string& text, const json::object& current,
                                   const json::object& wanted, Quotes quotes) {
  Outline outline;
  std::istringstream stream(text);
  YAML::Parser(stream).HandleNextDocument(outline);
  const auto* keys = outline.keys();
  if (!keys || keys->empty() || keys->size() != current.size()) return std::nullopt;
  const std::vector<std::string_view> lines = lines_of(text);
  std::size_t end = keys->back().line + 1;
  while (end < lines.size() && !ends_document(lines[end])) ++end;
  if (keys->back().line >= lines.size()) return std::nullopt;
  const std::string line_end = text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
  std::string result;
  const auto keep = [&](std::size_t from, std::size_t to) {
    for (; from < to; ++from) result += lines[from];
  };
  const auto write = [&](std::string_view key, const json::value& value) {
    if (!result.empty() && !result.ends_with('\n')) result += line_end;
    result += base::replace_all(member(key, value, quotes), "\n", line_end);
  };
  keep(0, keys->front().line);
  for (std::size_t i = 0; i < keys->size(); ++i) {
    const auto& [name, first] = (*keys)[i];
    const std::size_t next = i + 1 < keys->size() ? (*keys)[i + 1].line : end;
    std::size_t last = next;  // comments before the next key belong to that
    while (last > first + 1 && says_nothing(lines[last - 1])) --last;
    const json::value* before = current.if_contains(name);
    const json::value* after = wanted.if_contains(name);
    if (!before) return std::nullopt;
    if (after && is_same(*before, *after))
      keep(first, last);
    else if (after)
      write(name, *after);
    keep(last, next);
  }
  for (const auto& added : wanted)
    if (!current.contains(added.key())) write(added.key(), added.value());
  keep(end, lines.size());
  return result;
}

// All of it, below the comments that it begins with.
std::string rewritten(const std::string& text, const json::object& wanted, Quotes quotes) {
  std::string result;
  if (base::is_utf8(text))
    for (std::string_view line : lines_of(text)) {
      if (!says_nothing(line)) break;
      result += line;
    }
  if (!result.empty() && !result.ends_with('\n')) result += '\n';
  return result + written(wanted, quotes);
}

Result<void> check(const std::string& text, const json::object& wanted) {
  const json::value read = TRY(parse_yaml(text));
  const json::object* object = read.if_object();
  if (read.is_null() ? wanted.empty() : object && say_the_same(*object, wanted)) return {};
  return fail(Fault::Malformed, "this cannot be written as YAML");
}

}  // namespace

bool say_the_same(const json::object& a, const json::object& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& member) {
           const json::value* other = b.if_contains(member.key());
           return other && is_same(member.value(), *other);
         });
}

Result<std::string> edit_yaml(const std::string& text, const json::object& wanted_in_json) {
  const json::value words = in_words(wanted_in_json);
  const json::object& wanted = words.get_object();
  const auto read = parse_yaml(text);
  if (read && read->is_object() && say_the_same(read->get_object(), wanted)) return text;
  // What comes out is read again, and taken only if it says what it should.
  if (read && read->is_object())
    for (const Quotes quotes : {Quotes::WhereNeeded, Quotes::Always})
      if (auto result = patched(text, read->get_object(), wanted, quotes); result && check(*result, wanted))
        return std::move(*result);
  if (std::string result = rewritten(text, wanted, Quotes::WhereNeeded); check(result, wanted)) return result;
  std::string result = rewritten("", wanted, Quotes::Always);
  TRY(check(result, wanted));
  return result;
}

std::string edit_json(const std::string& text, const json::object& wanted) {
  const auto read = base::parse_json(text);
  if (!read || !read->is_object()) return base::write_pretty_json(wanted);
  json::object result = read->get_object();
  if (say_the_same(result, wanted)) return text;
  for (auto member = result.begin(); member != result.end();)
    member = wanted.contains(member->key()) ? member + 1 : result.stable_erase(member);
  for (const auto& member : wanted) result[member.key()] = member.value();
  return base::write_pretty_json(result);
}

}  // namespace ingest
