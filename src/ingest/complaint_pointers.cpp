#include "ingest/complaint_pointers.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "iiif/description.h"

namespace ingest {
namespace {

namespace json = base::json;

constexpr std::size_t kMost = 20;
constexpr std::size_t kTriedWithout = 64;  // members of an object that are left out one by one
constexpr std::size_t kEffort = 400'000;   // values looked at for one complaint; then the place is coarse

std::size_t count(const json::value& value) {
  std::size_t result = 1;
  if (const json::array* array = value.if_array())
    for (const json::value& element : *array) result += count(element);
  if (const json::object* object = value.if_object())
    for (const auto& member : *object) result += count(member.value());
  return result;
}

class Search {
 public:
  Search(const std::string& complaint, std::vector<store::Refused>& found)
      : complaint_(complaint), found_(found) {}

  // What is said of a property is said of it alone. False: of none.
  bool run(const json::object& document) {
    const std::size_t before = found_.size();
    for (const auto& member : document) {
      const std::string key = member.key();
      const Around around = [key](json::value value) { return json::object{{key, std::move(value)}}; };
      if (arises(around(member.value()))) narrow(member.value(), pointer_token(key), around);
    }
    return found_.size() > before;
  }

 private:
  using Around = std::function<json::object(json::value)>;  // the document with that in the place in question

  bool arises(const json::object& document) {
    effort_ += count(document);
    std::vector<std::string> complaints;
    iiif::description_from_json(document, complaints);
    return std::ranges::find(complaints, complaint_) != complaints.end();
  }

  void narrow(const json::value& value, const std::string& pointer, const Around& around) {
    const bool narrower =
        effort_ < kEffort && ((value.is_array() && in_array(value.get_array(), pointer, around)) ||
                              (value.is_object() && in_object(value.get_object(), pointer, around)));
    if (!narrower && found_.size() < kMost) found_.push_back({pointer, complaint_});
  }

  bool in_array(const json::array& array, const std::string& pointer, const Around& around) {
    bool any = false;
    const Around alone = [&around](json::value value) { return around(json::array{std::move(value)}); };
    for (std::size_t i = 0; i < array.size() && effort_ < kEffort && found_.size() < kMost; ++i) {
      if (!arises(alone(array[i]))) continue;
      any = true;
      narrow(array[i], base::format("{}/{}", pointer, i), alone);
    }
    return any;
  }

  bool in_object(const json::object& object, const std::string& pointer, const Around& around) {
    const auto into = [&](const json::object& rest, const std::string& key) {
      const Around inside = [&around, &rest, &key](json::value value) {
        json::object whole = rest;
        whole[key] = std::move(value);
        return around(std::move(whole));
      };
      narrow(object.at(key), pointer + pointer_token(key), inside);
    };
    // Without the one that is at fault nothing is said; where several are, each says it alone.
    if (object.size() <= kTriedWithout)
      for (const auto& member : object) {
        json::object rest = object;
        rest.erase(member.key());
        if (arises(around(rest))) continue;
        into(object, member.key());
        return true;
      }
    if (arises(around(json::object()))) return false;  // of what is not there
    bool any = false;
    const json::object nothing;
    for (const auto& member : object) {
      if (effort_ >= kEffort || found_.size() >= kMost) break;
      if (!arises(around(json::object{{member.key(), member.value()}}))) continue;
      any = true;
      into(nothing, member.key());
    }
    return any;
  }

  const std::string& complaint_;
  std::vector<store::Refused>& found_;
  std::size_t effort_ = 0;
};

// "the range 'Childhood' ...": what the recordings themselves do not allow names the range by its label.
bool find_range(const json::value* ranges, std::string_view complaint, std::string& pointer) {
  const json::array* array = ranges ? ranges->if_array() : nullptr;
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    const json::object* range = (*array)[i].if_object();
    const json::value* label = range ? range->if_contains("label") : nullptr;
    if (!label) continue;
    const std::string above = std::exchange(pointer, base::format("{}/ranges/{}", pointer, i));
    const auto map = iiif::LanguageMap::from_json(*label);
    if (map && complaint.starts_with(base::format("the range '{}' ", base::clip_for_message(map->any()))))
      return true;
    if (find_range(range->if_contains("ranges"), complaint, pointer)) return true;
    pointer = above;
  }
  return false;
}

std::string pointer_by_words(const json::object& document, std::string_view complaint) {
  std::string pointer;
  if (find_range(document.if_contains("ranges"), complaint, pointer)) return pointer;
  const std::string_view subject = complaint.substr(0, complaint.find_first_of(": "));
  if (document.contains(subject)) return pointer_token(subject);
  return complaint.starts_with("the range ") && document.contains("ranges") ? "/ranges" : "";
}

}  // namespace

std::string pointer_token(std::string_view key) {
  return "/" + base::replace_all(base::replace_all(std::string(key), "~", "~0"), "/", "~1");
}

std::vector<store::Refused> point_at(const json::object& document,
                                     const std::vector<std::string>& complaints) {
  std::vector<store::Refused> found;
  for (const std::string& complaint : complaints) {
    if (found.size() >= kMost) break;
    const bool told = std::ranges::find(found, complaint, &store::Refused::reason) != found.end();
    if (!told && !Search(complaint, found).run(document))
      found.push_back({pointer_by_words(document, complaint), complaint});
  }
  return found;
}

}  // namespace ingest
