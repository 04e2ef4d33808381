#include "iiif/presentation_2_annotation.h"

#include "iiif/presentation_2_values.h"

namespace iiif::presentation_2 {
namespace {

namespace json = base::json;

json::value upgrade_selector(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return value;
  json::object result;
  for (const auto& member : *object) {
    if (member.key() == "@type" || member.key() == "@context") continue;
    if (member.key() == "chars")
      result["value"] = member.value();
    else if (member.key() != "@id")
      result[member.key()] = member.value();
  }
  // A class may be one of several: ["oa:SvgSelector", "cnt:ContentAsText"].
  std::string type = "FragmentSelector";
  if (const json::value* stated = object->if_contains("@type"))
    for (const json::value& name : as_list(*stated))
      if (name.is_string() && name != "cnt:ContentAsText") {
        type = class_name(name.get_string());
        break;
      }
  result["type"] = type;
  return result;
}

json::value upgrade_body(const json::value& value);

// oa:Choice has the preferred one in `default` and the others in `item`.
json::value upgrade_choice(const json::object& from) {
  json::array items;
  const auto add = [&](std::string_view key) {
    const json::value* found = from.if_contains(key);
    if (!found) return;
    for (const json::value& element : as_list(*found))
      if (element != "rdf:nil" && id_of(element) != "rdf:nil") items.push_back(upgrade_body(element));
  };
  add("default");
  add("item");
  return {{"type", "Choice"}, {"items", std::move(items)}};
}

// `full` with a selector or a style is a Specific Resource.
json::value upgrade_specific(const json::object& from) {
  json::object result;
  if (const std::string id = id_of(from); !id.empty()) result["id"] = id;
  result["type"] = "SpecificResource";
  result["source"] = upgrade_body(from.at("full"));
  if (const json::value* selector = from.if_contains("selector"))
    result["selector"] = upgrade_selector(*selector);
  if (const json::value* style = from.if_contains("style")) result["styleClass"] = *style;
  return result;
}

json::value upgrade_body(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return value;
  std::string type;
  if (const json::value* stated = object->if_contains("@type"))
    for (const json::value& name : as_list(*stated))
      if (name.is_string()) type = class_name(name.get_string());
  if (type == "Choice") return upgrade_choice(*object);
  if (object->contains("full")) return upgrade_specific(*object);
  json::object result;
  if (const std::string id = id_of(*object); !id.empty()) result["id"] = id;
  if (object->contains("chars")) type = "TextualBody";
  if (type == "Tag") type = "TextualBody";
  result["type"] = type.empty() ? "Image" : type;
  for (const auto& member : *object) {
    if (member.key() == "service")
      result["service"] = services(member.value());
    else if (member.key() == "label")
      result["label"] = language_map(member.value());
    else if (member.key() == "chars")
      result["value"] = member.value();
    else if (!member.key().starts_with('@'))
      result[member.key()] = member.value();
  }
  return result;
}

// `on`: a URI, an object with @id, or a Specific Resource that may say which manifest the canvas is in.
json::value upgrade_target(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return value;
  if (!object->contains("full")) return json::string(id_of(value));
  json::object target = upgrade_specific(*object).get_object();
  const json::value& full = object->at("full");
  json::value source = reference(full, "Canvas");
  if (const json::value* within = object->if_contains("within"))
    source.get_object()["partOf"] = references(*within, "Manifest");
  target["source"] = std::move(source);
  return target;
}

// "sc:painting" -> "painting"
json::array upgrade_motivation(const json::value& value) {
  json::array motivations;
  for (const json::value& element : as_list(value))
    if (const json::string* name = element.if_string()) {
      const std::string_view text(*name);
      const bool prefixed = text.starts_with("sc:") || text.starts_with("oa:");
      motivations.push_back(json::value(prefixed ? text.substr(3) : text));
    }
  return motivations;
}

json::value one_or_all(json::array values) {
  if (values.size() == 1) return std::move(values.front());
  return values;
}

}  // namespace

json::value upgrade_annotation(const json::value& annotation) {
  const json::object* object = annotation.if_object();
  if (!object) return reference(annotation, "Annotation");
  json::object result;
  if (const std::string id = id_of(annotation); !id.empty()) result["id"] = id;
  result["type"] = "Annotation";
  for (const auto& member : *object) {
    json::array values;
    if (member.key() == "resource") {
      for (const json::value& body : as_list(member.value())) values.push_back(upgrade_body(body));
      result["body"] = one_or_all(std::move(values));
    } else if (member.key() == "on") {
      for (const json::value& target : as_list(member.value())) values.push_back(upgrade_target(target));
      result["target"] = one_or_all(std::move(values));
    } else if (member.key() == "motivation") {
      result["motivation"] = upgrade_motivation(member.value());
    } else if (member.key() == "label") {
      result["label"] = language_map(member.value());
    } else if (!member.key().starts_with('@')) {
      result[member.key()] = member.value();
    }
  }
  return result;
}

json::value upgrade_annotation_list(const json::value& list) {
  const json::object* object = list.if_object();
  if (!object) return reference(list, "AnnotationPage");
  const bool is_layer = base::string_at(*object, "@type") == "sc:Layer";
  json::object result{{"id", id_of(list)}, {"type", is_layer ? "AnnotationCollection" : "AnnotationPage"}};
  for (const auto& member : *object) {
    if (member.key() == "resources") {
      json::array annotations;
      for (const json::value& annotation : as_list(member.value()))
        annotations.push_back(upgrade_annotation(annotation));
      result["items"] = std::move(annotations);
    } else if (member.key() == "label") {
      result["label"] = language_map(member.value());
    } else if (member.key() == "within") {
      result["partOf"] = references(member.value(), "AnnotationCollection");
    } else if (member.key() == "next" || member.key() == "prev" || member.key() == "first" ||
               member.key() == "last") {
      result[member.key()] = reference(member.value(), "AnnotationPage");
    } else if (!member.key().starts_with('@')) {
      result[member.key()] = member.value();
    }
  }
  return result;
}

}  // namespace iiif::presentation_2
