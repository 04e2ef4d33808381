#include "iiif/presentation_2.h"

#include <unordered_map>
#include <unordered_set>

#include "base/format.h"
#include "iiif/presentation_2_annotation.h"
#include "iiif/presentation_2_values.h"

namespace iiif {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;
using namespace presentation_2;

constexpr std::size_t kRangeLimit = 100'000;
constexpr int kRangeDepth = 16;  // deeper ones stand beside the others

std::string canonical_rights(std::string_view uri) {
  std::string rights(uri);
  if (rights.starts_with("https://")) rights.erase(4, 1);
  return rights;
}

bool is_rights(std::string_view uri) {
  return uri.find("//creativecommons.org/") != std::string_view::npos ||
         uri.find("//rightsstatements.org/") != std::string_view::npos;
}

void append(json::object& to, std::string_view key, json::array values) {
  json::value& found = to[key];
  if (!found.is_array()) found = json::array();
  for (json::value& value : values) found.get_array().push_back(std::move(value));
}

// 2.1, 3.2 `license`: one that 3.0's `rights` may name, the others told as metadata.
void add_license(json::object& to, const json::value& value) {
  for (const json::value& element : as_list(value)) {
    const std::string uri = id_of(element);
    if (is_rights(uri) && !to.contains("rights"))
      to["rights"] = canonical_rights(uri);
    else if (!uri.empty())
      append(to, "metadata",
             {{{"label", {{"en", json::array{"License"}}}}, {"value", {{"none", json::array{uri}}}}}});
  }
}

// 2.1, 3.1 `logo`: in 3.0 it is that of an Agent, who must have a name and an identifier.
void add_logo(json::object& to, const json::object& from) {
  const json::value* attribution = from.if_contains("attribution");
  json::object agent{
      {"id", base::string_at(from, "@id") + "#provider"},
      {"type", "Agent"},
      {"label", attribution ? language_map(*attribution) : json::value{{"en", json::array{"Provider"}}}}};
  agent["logo"] = links(from.at("logo"), "Image");
  append(to, "provider", {std::move(agent)});
}

// Properties that any class of 2.1 may have. False: none of them.
bool add_common(json::object& to, std::string_view key, const json::value& value, const json::object& from) {
  if (key == "label")
    to["label"] = language_map(value);
  else if (key == "description")
    to["summary"] = language_map(value);
  else if (key == "metadata")
    append(to, "metadata", metadata(value));
  else if (key == "attribution")
    to["requiredStatement"] = {{"label", {{"en", json::array{"Attribution"}}}},
                               {"value", language_map(value)}};
  else if (key == "license")
    add_license(to, value);
  else if (key == "logo")
    add_logo(to, from);
  else if (key == "thumbnail")
    to["thumbnail"] = links(value, "Image");
  else if (key == "related")
    to["homepage"] = links(value, "Text");
  else if (key == "rendering")
    to["rendering"] = links(value, "Text");
  else if (key == "seeAlso")
    to["seeAlso"] = links(value, "Dataset");
  else if (key == "service")
    to["service"] = services(value);
  else if (key == "within")
    to["partOf"] =
        references(value, class_name(base::string_at(from, "@type")) == "Canvas" ? "Manifest" : "Collection");
  else if (key == "viewingHint" && value != "top")
    to["behavior"] = as_list(value);
  else if (key == "startCanvas")
    to["start"] = reference(value, "Canvas");
  else if (key == "contentLayer")
    to["supplementary"] = reference(value, "AnnotationCollection");
  else
    return key == "viewingHint";
  return true;
}

// The head, the common properties, and `special` for the class' own; what is left stays as it is.
template <typename Special>
json::object upgrade(const json::object& from, Special special) {
  json::object to{{"id", id_of(from)}, {"type", class_name(base::string_at(from, "@type"))}};
  for (const auto& member : from) {
    if (member.key() == "@id" || member.key() == "@type" || member.key() == "@context") continue;
    if (!special(to, member.key(), member.value()) && !add_common(to, member.key(), member.value(), from))
      to[member.key()] = member.value();
  }
  return to;
}

json::value upgrade_canvas(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return reference(value, "Canvas");
  return upgrade(*object, [&](json::object& to, std::string_view key, const json::value& content) {
    if (key == "images") {
      json::array annotations;
      for (const json::value& image : as_list(content)) annotations.push_back(upgrade_annotation(image));
      to["items"] = json::array{{{"id", id_of(*object) + "/page/painting"},
                                 {"type", "AnnotationPage"},
                                 {"items", std::move(annotations)}}};
    } else if (key == "otherContent") {
      json::array pages;
      for (const json::value& page : as_list(content)) pages.push_back(upgrade_annotation_list(page));
      to["annotations"] = std::move(pages);
    } else {
      return false;
    }
    return true;
  });
}

// 2.1 lists all ranges beside each other and refers from one to another; 3.0 puts them into each other.
class Ranges {
 public:
  explicit Ranges(const json::array& list) {
    for (const json::value& value : list)
      if (const json::object* range = value.if_object()) {
        order_.push_back(range);
        by_id_.emplace(id_of(*range), range);
      }
    for (const json::object* range : order_)
      for (const json::value& child : children(*range))
        if (by_id_.contains(id_of(child))) inner_.insert(id_of(child));
  }

  json::array nested() {
    json::array tree;
    for (const json::object* range : order_)
      if (!inner_.contains(id_of(*range))) tree.push_back(nest(*range, 0));
    // Whatever nothing led to: circles, and what lies too deep.
    for (const json::object* range : order_)
      if (!done_.contains(id_of(*range))) tree.push_back(nest(*range, 0));
    return tree;
  }

 private:
  // Ranges and canvases inside of one, in the order of `members` where it has them.
  static json::array children(const json::object& range) {
    if (const json::value* members = range.if_contains("members")) return as_list(*members);
    json::array list;
    if (const json::value* ranges = range.if_contains("ranges"))
      for (const json::value& child : as_list(*ranges)) list.push_back(reference(child, "Range"));
    if (const json::value* canvases = range.if_contains("canvases"))
      for (const json::value& child : as_list(*canvases)) list.push_back(reference(child, "Canvas"));
    return list;
  }

  json::value nest(const json::object& range, int depth) {
    done_.insert(id_of(range));
    json::object result = upgrade(range, [](json::object&, std::string_view key, const json::value&) {
      return key == "ranges" || key == "canvases" || key == "members";
    });
    json::array items;
    for (const json::value& child : children(range)) {
      const auto found = by_id_.find(id_of(child));
      const bool within = found != by_id_.end() && depth < kRangeDepth && !done_.contains(found->first);
      items.push_back(within ? nest(*found->second, depth + 1)
                             : reference(child, found != by_id_.end() ? "Range" : "Canvas"));
    }
    result["items"] = std::move(items);
    return result;
  }

  std::vector<const json::object*> order_;
  std::unordered_map<std::string, const json::object*> by_id_;
  std::unordered_set<std::string> inner_, done_;
};

// 2.1: the first sequence is embedded; those that follow are other orders of the same canvases.
void add_sequences(json::object& to, const json::value& value) {
  bool is_first = true;
  for (const json::value& element : as_list(value)) {
    const json::object* sequence = element.if_object();
    if (!sequence) continue;
    json::array canvases;
    if (const json::value* list = sequence->if_contains("canvases"))
      for (const json::value& canvas : as_list(*list))
        canvases.push_back(is_first ? upgrade_canvas(canvas) : reference(canvas, "Canvas"));
    if (std::exchange(is_first, false)) {
      to["items"] = std::move(canvases);
      for (std::string_view key : {"startCanvas", "viewingDirection", "viewingHint", "rendering"})
        if (const json::value* member = sequence->if_contains(key))
          if (!add_common(to, key, *member, *sequence)) to[key] = *member;
      continue;
    }
    json::object range{{"id", id_of(element)}, {"type", "Range"}, {"behavior", json::array{"sequence"}}};
    if (const json::value* label = sequence->if_contains("label")) range["label"] = language_map(*label);
    range["items"] = std::move(canvases);
    append(to, "structures", {std::move(range)});
  }
}

Result<json::value> upgrade_manifest(const json::object& from) {
  const json::value* structures = from.if_contains("structures");
  if (structures && as_list(*structures).size() > kRangeLimit)
    return fail(Fault::Malformed, base::format("a manifest with over {} ranges", kRangeLimit));
  return upgrade(from, [](json::object& to, std::string_view key, const json::value& value) {
    if (key == "sequences")
      add_sequences(to, value);
    else if (key == "structures")
      append(to, "structures", Ranges(as_list(value)).nested());
    else
      return false;
    return true;
  });
}

json::value upgrade_collection(const json::object& from) {
  json::object result = upgrade(from, [](json::object& to, std::string_view key, const json::value& value) {
    if (key == "collections" || key == "manifests" || key == "members") {
      json::array members;
      for (const json::value& member : as_list(value)) {
        json::value item = reference(member, key == "collections" ? "Collection" : "Manifest");
        if (const json::object* object = member.if_object())
          for (const auto& [name, content] : *object)
            if (name != "manifests" && name != "collections" && name != "members")
              add_common(item.get_object(), name, content, *object);
        members.push_back(std::move(item));
      }
      append(to, "items", std::move(members));
    } else if (key == "first" || key == "last" || key == "next" || key == "prev") {
      to[key] = reference(value, "Collection");
    } else {
      return false;
    }
    return true;
  });
  if (!result.contains("items")) result["items"] = json::array();
  return result;
}

}  // namespace

Result<json::value> upgrade_presentation_2(const json::object& document) {
  const std::string type = class_name(base::string_at(document, "@type"));
  if (type == "Manifest") return upgrade_manifest(document);
  if (type == "Collection") return upgrade_collection(document);
  if (type == "Canvas") return upgrade_canvas(document);
  if (type == "Annotation") return upgrade_annotation(document);
  if (type == "AnnotationPage" || type == "AnnotationCollection") return upgrade_annotation_list(document);
  return upgrade(document, [](json::object&, std::string_view, const json::value&) { return false; });
}

}  // namespace iiif
