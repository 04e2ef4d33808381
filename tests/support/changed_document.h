// For tests: documents with a change made into them, in the small language that tests/validation/faults.txt
// and mutations.txt explain.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"

namespace iiif::validation {

namespace json = base::json;

inline std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

// A line of those files.
struct ListedChange {
  int line = 0;
  std::string document, wanted, change;  // wanted: what must be found, a rule or a clause
};

inline std::vector<ListedChange> listed_changes(const std::string& path) {
  std::vector<ListedChange> all;
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t one = line.find(" | "), two = line.find(" | ", one + 3);
    all.push_back({number, line.substr(0, one), line.substr(one + 3, two - one - 3), line.substr(two + 3)});
  }
  return all;
}

// A letter before the pointer stands for a place that most documents have.
inline std::string whole_pointer(std::string_view pointer) {
  if (pointer.starts_with('/')) return std::string(pointer);
  std::string_view place;
  switch (pointer[0]) {
    case 'C':
      place = "/items/0";
      break;
    case 'P':
      place = "/items/0/items/0";
      break;
    case 'A':
      place = "/items/0/items/0/items/0";
      break;
    case 'B':
      place = "/items/0/items/0/items/0/body";
      break;
    case 'S':
      place = "/items/0/items/0/items/0/body/service/0";
      break;
    case 'N':
      place = "/items/0/annotations/0/items/0";
      break;
    default:
      ADD_FAILURE() << pointer;
  }
  return std::string(place) + std::string(pointer.substr(1));
}

inline json::value& child(json::value& of, const std::string& step) {
  return of.is_array() ? of.get_array().at(std::stoul(step)) : of.get_object().at(step);
}

// The object or array that holds the last step of a pointer, and that step.
inline std::pair<json::value*, std::string> holder(json::value& top, std::string_view pointer) {
  json::value* at = &top;
  const std::string whole = whole_pointer(pointer);
  const auto steps = base::split(std::string_view(whole).substr(1), '/');
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) at = &child(*at, std::string(steps[i]));
  return {at, std::string(steps.back())};
}

inline void put(json::value& top, std::string_view pointer, json::value value) {
  auto [at, key] = holder(top, pointer);
  if (at->is_object()) {
    at->get_object()[key] = std::move(value);
  } else if (std::stoul(key) == at->get_array().size()) {
    at->get_array().push_back(std::move(value));
  } else {
    at->get_array().at(std::stoul(key)) = std::move(value);
  }
}

// The order of the others stays, as erase would not keep it. An empty `name` takes the member away.
inline void rename_member(json::value& of, const std::string& key, std::string_view name) {
  json::object kept;
  ASSERT_TRUE(of.get_object().contains(key)) << key;
  for (auto& member : of.get_object()) {
    if (member.key() != key) kept[member.key()] = member.value();
    if (member.key() == key && !name.empty()) kept[name] = member.value();
  }
  of.get_object() = std::move(kept);
}

inline void remove_at(json::value& top, std::string_view pointer) {
  auto [at, key] = holder(top, pointer);
  if (at->is_object()) return rename_member(*at, key, "");
  at->get_array().erase(at->get_array().begin() + std::stol(key));
}

inline void alter(json::value& top, std::string_view change) {
  const std::string_view verb = change.substr(0, change.find(' '));
  const std::string_view rest = change.substr(verb.size() + 1);
  const std::string_view pointer = rest.substr(0, rest.find(' '));
  if (verb == "remove") return remove_at(top, pointer);
  const std::string_view operand = rest.substr(pointer.size() + 1);
  auto [at, key] = holder(top, pointer);
  if (verb == "rename") return rename_member(*at, key, operand);
  if (verb == "copy" || verb == "move") {
    json::value value = child(*at, key);
    if (verb == "move") remove_at(top, pointer);
    return put(top, operand, std::move(value));
  }
  json::value value = json::parse(operand);
  if (verb == "set") return put(top, pointer, std::move(value));
  if (verb == "append") {
    child(*at, key).get_string().append(value.get_string());
  } else if (verb == "add") {
    child(*at, key).get_array().push_back(std::move(value));
  } else {
    ADD_FAILURE() << "there is no change '" << verb << "'";
  }
}

inline std::string changed_text(std::string text, std::string_view change) {
  if (change.starts_with("text ")) {
    const std::size_t arrow = change.find(" => ");
    const std::string_view from = change.substr(5, arrow - 5), to = change.substr(arrow + 4);
    if (to == "BOM") return "\xEF\xBB\xBF" + text;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << change;
    return text.replace(at, from.size(), to);
  }
  json::value value = json::parse(text);
  while (!change.empty()) {
    const std::size_t end = change.find(" ;; ");
    alter(value, change.substr(0, end));
    change = end == std::string_view::npos ? std::string_view{} : change.substr(end + 4);
  }
  return base::write_json(value);
}

}  // namespace iiif::validation
