// The walk along the shapes: texts for people, services, and places on the Earth.
#include <cmath>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/html.h"
#include "iiif/validation/values.h"
#include "iiif/validation/walker.h"

namespace iiif::validation {
namespace {

std::string_view text_of(const json::value& value) {
  const json::string& text = value.get_string();
  return {text.data(), text.size()};
}

std::string step(std::string_view suffix, std::size_t index) {
  return std::string(suffix) + "/" + std::to_string(index);
}

std::string joined(const std::vector<std::string>& list) { return base::join(list, ", "); }

}  // namespace

void Walker::language_map(std::size_t index, std::string_view key, const json::value& value, bool html,
                          std::string_view suffix) {
  const json::object* map = value.if_object();
  if (!map) {
    checker_.found("language-map", index, key, base::format("{} is no object of languages", key), suffix);
    return;
  }
  const bool must = key == "label" && checker_.nodes[index].any_of("Collection Manifest Agent");
  if (map->empty()) {
    checker_.found(must ? RuleId("value-empty") : RuleId("value-empty-optional"), index, key,
                   base::format("{} is empty", key), suffix);
  }
  std::size_t count = 0;
  bool formed = true;
  for (const auto& [tag, texts] : *map) {
    const std::string_view language(tag.data(), tag.size());
    const std::string at = std::string(suffix) + "/" + std::string(language);
    if (language != "none" && !is_language(language))
      checker_.found("language-tag", index, key,
                     base::format("'{}' is no language tag", base::clip_for_message(language)), at);
    const json::array* list = texts.if_array();
    if (!list) {
      checker_.found("language-map", index, key,
                     base::format("the texts of '{}' are no array", base::clip_for_message(language)), at);
      formed = false;
      continue;
    }
    if (list->empty())
      checker_.found("language-empty", index, key,
                     base::format("'{}' has no text", base::clip_for_message(language)), at);
    count += list->size();
    for (std::size_t i = 0; i < list->size(); ++i) {
      const json::value& one = (*list)[i];
      if (!one.is_string()) {
        checker_.found("language-map", index, key, "a text that is no string", step(at, i));
      } else if (one.get_string().empty()) {
        checker_.found("language-empty", index, key, "an empty text", step(at, i));
      } else {
        text_of_map(index, key, text_of(one), html, step(at, i));
      }
    }
  }
  if (must && count == 0 && formed && !map->empty())
    checker_.found("value-empty", index, key, base::format("{} has no text in any language", key), suffix);
}

// 3.0 section 4.5
void Walker::text_of_map(std::size_t index, std::string_view key, std::string_view text, bool html,
                         std::string_view suffix) {
  if (text.find('<') == std::string_view::npos) return;
  const Markup markup = read_markup(text);
  if (!html) {
    if (markup.any)
      checker_.found("html-not-allowed", index, key, "HTML in a text that may have none", suffix);
    return;
  }
  if (!markup.any && !markup.wrapped) return;
  if (!markup.wrapped) {
    // By the first and the last character it is plain text, whose tags would be shown.
    const std::string_view bare = base::trim(text);
    if (bare.starts_with('<') && bare.ends_with('>')) {
      checker_.found("html-wrapped", index, key, "spaces around HTML", suffix);
    } else if (bare.starts_with('<') && !markup.malformed.empty()) {
      checker_.found("html-malformed", index, key, markup.malformed, suffix);
    } else {
      checker_.found("html-unwrapped", index, key, "tags in what is taken for plain text", suffix);
    }
  } else if (!markup.malformed.empty()) {
    checker_.found("html-malformed", index, key, markup.malformed, suffix);
  } else if (markup.several) {
    checker_.found("html-wrapped", index, key, "more than one element, or text beside it", suffix);
  }
  if (!markup.unsafe.empty()) checker_.found("html-unsafe", index, key, joined(markup.unsafe), suffix);
  if (!markup.removed.empty()) checker_.found("html-removed", index, key, joined(markup.removed), suffix);
}

void Walker::statement(std::size_t index, std::string_view key, const json::value& value,
                       std::string_view suffix) {
  const json::object* pair = value.if_object();
  if (!pair) {
    checker_.found("value-object", index, key, base::format("{} holds what is no JSON object", key), suffix);
    return;
  }
  for (std::string_view part : {"label", "value"}) {
    const json::value* text = pair->if_contains(part);
    const std::string at = std::string(suffix) + "/" + std::string(part);
    if (!text) {
      checker_.found("property-required", index, key, base::format("{} without {}", key, part), suffix);
    } else {
      language_map(index, key, *text, part == "value", at);
    }
  }
}

void Walker::language(std::size_t index, std::string_view key, const json::value& value,
                      std::string_view suffix) {
  if (!value.is_string()) {
    checker_.found("value-string", index, key, base::format("{} is, or holds, what is no string", key),
                   suffix);
  } else if (!is_language(text_of(value)) && text_of(value) != "none") {
    checker_.found("language-tag", index, key,
                   base::format("'{}' is no language tag", base::clip_for_message(text_of(value))), suffix);
  }
}

void Walker::services(std::size_t index, std::string_view key, const json::value& value) {
  const json::array* list = value.if_array();
  if (!list) {
    // Services of older versions have their own inside, in their own form.
    const bool old =
        checker_.nodes[index].object->contains("@type") || checker_.nodes[index].object->contains("@id");
    if (!old) checker_.found("value-array", index, key, base::format("{} is no array", key));
    if (value.is_object()) service(index, key, value, -1);
    return;
  }
  if (list->empty()) checker_.found("value-empty-optional", index, key, base::format("{} is empty", key));
  for (std::size_t i = 0; i < list->size(); ++i)
    service(index, key, (*list)[i], static_cast<std::int32_t>(i));
}

void Walker::service(std::size_t index, std::string_view key, const json::value& value,
                     std::int32_t position) {
  const std::string suffix = position < 0 ? "" : step("", static_cast<std::size_t>(position));
  const json::object* object = value.if_object();
  if (!object) {
    checker_.found("value-object", index, key, "a service that is no JSON object", suffix);
    return;
  }
  Node node;
  node.object = object;
  node.parent = static_cast<std::int32_t>(index);
  node.property = key;
  node.index = position;
  node.reference = true;  // several resources may name the same service
  node.id = string_of(*object, "id");
  if (node.id.empty()) node.id = string_of(*object, "@id");
  std::string_view type = string_of(*object, "type");
  const bool old = !object->contains("type") && object->contains("@type");
  if (old) type = string_of(*object, "@type");
  const json::value* said = object->if_contains(old ? "@type" : "type");
  if (said && !old && type.empty())
    checker_.found(said->is_string() ? RuleId("type-expected") : RuleId("value-string"), index, key,
                   "the type of a service that is no word", suffix + "/type");
  if (const std::string_view right = checker_.schema.spelling(type);
      !right.empty() && checker_.schema.find_class(right)) {
    checker_.found("type-case", index, key,
                   base::format("'{}' in place of '{}'", base::clip_for_message(type), right),
                   suffix + "/type");
    type = right;
  }
  node.info = old ? nullptr : checker_.schema.find_class(type);
  if (!old && !node.info && type.starts_with("Auth") && checker_.schema.find_class("AuthProbeService2"))
    checker_.found("type-expected", index, key,
                   base::format("'{}' is no service of Authorization Flow", base::clip_for_message(type)),
                   suffix + "/type");
  node.type = node.info ? node.info->name : type;
  const std::size_t added = checker_.add(node);
  const bool external = type == "AuthAccessService2" && string_of(*object, "profile") == "external";
  const bool has_id = object->contains("id") || object->contains("@id");
  const bool has_type = object->contains("type") || object->contains("@type");
  if ((!has_id && !external) || !has_type)
    checker_.lacking("service-identity", added, "service",
                     base::format("a service without {}", has_type ? "id" : "type"));
  const bool needs_none =
      type.starts_with("Auth") || type.ends_with("Service2") || type.starts_with("AutoComplete");
  if (!object->contains("profile") && (!needs_none || type.starts_with("Image")) && node.info == nullptr)
    checker_.lacking("service-profile", added, "profile", "a service without profile");
  for (std::string_view name : {"id", "@id"})
    if (const json::value* id = object->if_contains(name)) uri(added, name, *id, false, "");
  if (node.info) {
    for (const auto& one : *object)
      if (one.key() != "id") member(added, one.key(), one.value());
    return;
  }
  if (object->contains("@context"))
    checker_.found("context-in-service", added, "@context", "@context in a service");
  if (const json::value* inner = object->if_contains("service")) services(added, "service", *inner);
}

bool Walker::coordinates(const json::value& value, int depth, bool& bounded) const {
  const json::array* list = value.if_array();
  if (!list || list->empty()) return false;
  if (depth > 0) {
    for (const json::value& one : *list)
      if (!coordinates(one, depth - 1, bounded)) return false;
    return true;
  }
  if (list->size() < 2) return false;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (!(*list)[i].is_number()) return false;
    boost::system::error_code error;
    const double number = (*list)[i].to_number<double>(error);
    if (i < 2 && std::abs(number) > (i == 0 ? 180 : 90)) bounded = false;
  }
  return true;
}

void Walker::geometry(std::size_t index, const json::value& value, const std::string& suffix) {
  if (value.is_null()) return;
  const json::object* object = value.if_object();
  constexpr std::string_view kTypes =
      "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection";
  const std::string_view type = object ? string_of(*object, "type") : std::string_view{};
  if (!has_word(kTypes, type)) {
    checker_.found("geo-value", index, "navPlace", "a geometry that is none of GeoJSON", suffix);
    return;
  }
  if (type == "GeometryCollection") return;
  const int depth = type == "Point"                                ? 0
                    : type == "MultiPoint" || type == "LineString" ? 1
                    : type == "MultiPolygon"                       ? 3
                                                                   : 2;
  const json::value* places = object->if_contains("coordinates");
  bool bounded = true;
  if (!places || !coordinates(*places, depth, bounded)) {
    checker_.found("geo-value", index, "navPlace", base::format("coordinates that are none of a {}", type),
                   suffix);
  } else if (!bounded) {
    checker_.found("geo-value", index, "navPlace", "longitude beyond 180 or latitude beyond 90", suffix);
  }
}

void Walker::geography(std::size_t index, std::string_view key, const json::value& value) {
  const json::object* collection = value.if_object();
  if (!collection || string_of(*collection, "type") != "FeatureCollection") {
    checker_.found("geo-value", index, key, "navPlace is no FeatureCollection");
    return;
  }
  if (const json::value* id = collection->if_contains("id"); id && !id->is_string())
    checker_.found("value-string", index, key, "the id of navPlace is no string", "/id");
  const json::value* features = collection->if_contains("features");
  if (!features) {
    if (!collection->contains("id"))
      checker_.found("geo-value", index, key, "neither features nor an id to load them from");
    return;
  }
  const json::array* list = features->if_array();
  if (!list || list->empty()) {
    checker_.found("geo-value", index, key, "features is no array, or empty", "/features");
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::object* feature = (*list)[i].if_object();
    const std::string at = step("/features", i);
    if (!feature || string_of(*feature, "type") != "Feature") {
      checker_.found("geo-value", index, key, "a feature that is no Feature", at);
    } else if (const json::value* shape = feature->if_contains("geometry")) {
      geometry(index, *shape, at + "/geometry");
    } else {
      checker_.found("geo-value", index, key, "a feature without geometry", at);
    }
    const json::value* told = feature ? feature->if_contains("properties") : nullptr;
    const json::object* properties = told ? told->if_object() : nullptr;
    for (std::string_view text : {"label", "summary"})
      if (const json::value* map = properties ? properties->if_contains(text) : nullptr)
        language_map(index, key, *map, text == "summary", at + "/properties/" + std::string(text));
  }
}

}  // namespace iiif::validation
