// Where two JSON documents differ: members in any order, elements in order, numbers by value.
#pragma once

#include <cmath>
#include <string>

#include "base/json.h"

namespace json_difference {

namespace json = base::json;

// Ways of saying the same that the Presentation API has (3.0, 4.1 and 4.2 of the model; 4.0 chose one of
// each).
enum class Judge { Exact, SameMeaning };

inline std::string differs(const json::value& a, const json::value& b, Judge judge,
                           const std::string& path = "");

// Boost.JSON 1.81 reads numbers of very many digits or great exponents a few units in the last place off.
inline bool same_number(double a, double b, Judge judge) {
  if (a == b) return true;
  return judge == Judge::SameMeaning && std::fabs(a - b) <= 1e-12 * std::fmax(std::fabs(a), std::fabs(b));
}

inline bool is_reference_to(const json::value& object, const json::value& uri) {
  const json::object* members = object.if_object();
  if (!members || !uri.is_string() || !members->contains("id") || members->at("id") != uri) return false;
  return members->size() == 1 || (members->size() == 2 && members->contains("type"));
}

inline bool same_meaning(const json::value& a, const json::value& b, const std::string& path) {
  // {"id": uri, "type": ...} is uri.
  if (is_reference_to(a, b) || is_reference_to(b, a)) return true;
  // A list of one motivation, language or selector is that one; a list of contexts too.
  const std::string_view key = std::string_view(path).substr(path.rfind('/') + 1);
  if (key != "motivation" && key != "language" && key != "selector" && key != "@context") return false;
  const auto alone = [&](const json::value& list, const json::value& one) {
    return list.is_array() && list.get_array().size() == 1 && !one.is_array() &&
           differs(list.get_array()[0], one, Judge::SameMeaning, path + "/0").empty();
  };
  return alone(a, b) || alone(b, a);
}

// A pointer to the first difference; empty if there is none.
inline std::string differs(const json::value& a, const json::value& b, Judge judge, const std::string& path) {
  const std::string here = path.empty() ? "/" : path;
  if (a.is_number() && b.is_number())
    return same_number(a.to_number<double>(), b.to_number<double>(), judge) ? "" : here;
  if (a.is_object() && b.is_object()) {
    if (judge == Judge::SameMeaning && same_meaning(a, b, path)) return "";
    for (const auto& member : a.get_object()) {
      const std::string at = path + "/" + std::string(member.key());
      const json::value* other = b.get_object().if_contains(member.key());
      if (!other) return at;
      if (std::string found = differs(member.value(), *other, judge, at); !found.empty()) return found;
    }
    for (const auto& member : b.get_object())
      if (!a.get_object().contains(member.key())) return path + "/" + std::string(member.key());
    return "";
  }
  if (a.is_array() && b.is_array()) {
    const json::array &left = a.get_array(), &right = b.get_array();
    if (left.size() != right.size()) return here;
    for (std::size_t i = 0; i < left.size(); ++i)
      if (std::string found = differs(left[i], right[i], judge, path + "/" + std::to_string(i));
          !found.empty())
        return found;
    return "";
  }
  if (a == b) return "";
  return judge == Judge::SameMeaning && same_meaning(a, b, path) ? "" : here;
}

}  // namespace json_difference
