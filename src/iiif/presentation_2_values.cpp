#include "iiif/presentation_2_values.h"

#include <array>
#include <utility>

namespace iiif::presentation_2 {

namespace json = base::json;

std::string class_name(std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"sc:AnnotationList", "AnnotationPage"}, {"sc:Layer", "AnnotationCollection"},
      {"dctypes:MovingImage", "Video"},        {"dctypes:StillImage", "Image"},
      {"cnt:ContentAsText", "TextualBody"},    {"oa:CssStyle", "CssStylesheet"},
  };
  for (const auto& [old, name] : kNames)
    if (type == old) return std::string(name);
  static constexpr std::string_view kPrefixes[] = {"sc:", "oa:", "dctypes:", "cnt:", "iiif:", "foaf:"};
  for (const std::string_view prefix : kPrefixes)
    if (type.starts_with(prefix)) return std::string(type.substr(prefix.size()));
  return std::string(type);
}

json::array as_list(const json::value& value) {
  if (const json::array* array = value.if_array()) return *array;
  return {value};
}

json::value language_map(const json::value& value) {
  json::object map;
  const auto add = [&](std::string_view language, const json::value& text) {
    json::value& values = map[language.empty() ? "none" : language];
    if (!values.is_array()) values = json::array();
    values.get_array().push_back(text.is_string() ? text : json::value(base::write_json(text)));
  };
  for (const json::value& element : as_list(value)) {
    const json::object* object = element.if_object();
    if (object && object->contains("@value"))
      add(base::string_at(*object, "@language"), object->at("@value"));
    else if (!object)
      add("none", element);
  }
  return map;
}

json::array metadata(const json::value& value) {
  json::array entries;
  for (const json::value& element : as_list(value)) {
    const json::object* object = element.if_object();
    if (!object || !object->contains("label") || !object->contains("value")) continue;
    entries.push_back(
        {{"label", language_map(object->at("label"))}, {"value", language_map(object->at("value"))}});
  }
  return entries;
}

std::string id_of(const json::value& value) {
  if (const json::string* uri = value.if_string()) return std::string(*uri);
  const json::object* object = value.if_object();
  if (!object) return {};
  return base::string_at(*object, "@id", base::string_at(*object, "id"));
}

json::value reference(const json::value& value, std::string_view type) {
  json::object result{{"id", id_of(value)}, {"type", type}};
  const json::object* object = value.if_object();
  if (!object) return result;
  if (object->contains("@type")) result["type"] = class_name(base::string_at(*object, "@type"));
  if (const json::value* label = object->if_contains("label")) result["label"] = language_map(*label);
  return result;
}

json::array references(const json::value& value, std::string_view type) {
  json::array list;
  for (const json::value& element : as_list(value)) list.push_back(reference(element, type));
  return list;
}

json::array links(const json::value& value, std::string_view type) {
  json::array list;
  for (const json::value& element : as_list(value)) {
    json::value link = reference(element, type);
    if (const json::object* object = element.if_object()) {
      json::object& members = link.get_object();
      for (const auto& member : *object) {
        if (member.key() == "service")
          members["service"] = services(member.value());
        else if (!member.key().starts_with('@') && member.key() != "label")
          members[member.key()] = member.value();
      }
    }
    list.push_back(std::move(link));
  }
  return list;
}

namespace {

std::string_view service_class(std::string_view context, std::string_view profile) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKnown{{
      {"/auth/1/login", "AuthCookieService1"},
      {"/auth/1/clickthrough", "AuthCookieService1"},
      {"/auth/1/kiosk", "AuthCookieService1"},
      {"/auth/1/external", "AuthCookieService1"},
      {"/auth/1/token", "AuthTokenService1"},
      {"/auth/1/logout", "AuthLogoutService1"},
      {"/autocomplete", "AutoCompleteService1"},
      {"/search", "SearchService1"},
  }};
  for (const auto& [part, name] : kKnown)
    if (profile.find(part) != std::string_view::npos) return name;
  for (const std::string_view text : {context, profile}) {
    if (text.find("/image/2") != std::string_view::npos) return "ImageService2";
    if (text.find("image-api/1") != std::string_view::npos || text.find("/image/1") != std::string_view::npos)
      return "ImageService1";
  }
  return "Service";
}

json::value service(const json::object& object) {
  const json::value* profile = object.if_contains("profile");
  const json::array* profiles = profile ? profile->if_array() : nullptr;
  const json::value* first = profiles && !profiles->empty() ? &profiles->front() : profile;
  json::object result;
  result["@id"] = id_of(object);
  result["@type"] = base::string_at(object, "@type",
                                    service_class(base::string_at(object, "@context"),
                                                  first && first->is_string() ? first->get_string() : ""));
  for (const auto& member : object) {
    if (member.key() == "service")
      result["service"] = services(member.value());
    else if (member.key() == "profile" && first)
      result["profile"] = *first;
    else if (!member.key().starts_with('@') && member.key() != "id")
      result[member.key()] = member.value();
  }
  return result;
}

}  // namespace

json::array services(const json::value& value) {
  json::array list;
  for (const json::value& element : as_list(value))
    if (const json::object* object = element.if_object()) list.push_back(service(*object));
  return list;
}

}  // namespace iiif::presentation_2
