// The properties of the Presentation API 4.0 (model, "Properties") with the type of their values and, where
// it differs, what 3.0 calls them. One list, from which the names, the typed keys and the table are made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "iiif/description.h"

namespace iiif {

class Resource;
using Resources = std::vector<Resource>;
using Words = std::vector<std::string>;
using Metadata = std::vector<MetadataEntry>;

// type of the value | name here | name in 4.0 | name in 3.0
// clang-format off
#define IIIF_PROPERTIES(X) \
  X(Resource, accompanying_container, "accompanyingContainer", "accompanyingCanvas") \
  X(Words, action, "action", "action") \
  X(double, angle, "angle", "angle") \
  X(Resources, annotations, "annotations", "annotations") \
  X(std::string, background_color, "backgroundColor", "backgroundColor") \
  X(Words, behavior, "behavior", "behavior") \
  X(Resource, body, "body", "body") \
  X(std::string, canonical, "canonical", "canonical") \
  X(std::string, color, "color", "color") \
  X(std::string, conforms_to, "conformsTo", "conformsTo") \
  X(double, duration, "duration", "duration") \
  X(Resource, environment_map, "environmentMap", "environmentMap") \
  X(Words, exclude, "exclude", "exclude") \
  X(double, far, "far", "far") \
  X(double, field_of_view, "fieldOfView", "fieldOfView") \
  X(double, file_size, "fileSize", "fileSize") \
  X(Resource, first, "first", "first") \
  X(std::string, format, "format", "format") \
  X(double, height, "height", "height") \
  X(Resources, homepage, "homepage", "homepage") \
  X(double, instant, "instant", "t") \
  X(Resource, intensity, "intensity", "intensity") \
  X(Words, interaction_mode, "interactionMode", "interactionMode") \
  X(Resources, items, "items", "items") \
  X(LanguageMap, label, "label", "label") \
  X(Words, language, "language", "language") \
  X(Resource, last, "last", "last") \
  X(Resources, logo, "logo", "logo") \
  X(Resource, look_at, "lookAt", "lookAt") \
  X(Metadata, metadata, "metadata", "metadata") \
  X(Words, motivation, "motivation", "motivation") \
  X(std::string, nav_date, "navDate", "navDate") \
  X(base::json::value, nav_place, "navPlace", "navPlace") \
  X(double, near, "near", "near") \
  X(Resource, next, "next", "next") \
  X(Resources, part_of, "partOf", "partOf") \
  X(Resource, placeholder_container, "placeholderContainer", "placeholderCanvas") \
  X(Resource, position, "position", "position") \
  X(Resource, prev, "prev", "prev") \
  X(std::string, profile, "profile", "profile") \
  X(Resources, provider, "provider", "provider") \
  X(Words, provides, "provides", "provides") \
  X(std::string, quality, "quality", "quality") \
  X(double, quantity_value, "quantityValue", "quantityValue") \
  X(Resource, refined_by, "refinedBy", "refinedBy") \
  X(std::string, region, "region", "region") \
  X(Resources, rendering, "rendering", "rendering") \
  X(MetadataEntry, required_statement, "requiredStatement", "requiredStatement") \
  X(std::string, rights, "rights", "rights") \
  X(std::string, rotation, "rotation", "rotation") \
  X(Resources, scope, "scope", "scope") \
  X(Resources, see_also, "seeAlso", "seeAlso") \
  X(Resources, selector, "selector", "selector") \
  X(Resources, service, "service", "service") \
  X(Resources, services, "services", "services") \
  X(std::string, size, "size", "size") \
  X(Resource, source, "source", "source") \
  X(Resource, spatial_scale, "spatialScale", "spatialScale") \
  X(Resource, start, "start", "start") \
  X(double, start_index, "startIndex", "startIndex") \
  X(Resources, structures, "structures", "structures") \
  X(std::string, style_class, "styleClass", "styleClass") \
  X(Resource, stylesheet, "stylesheet", "stylesheet") \
  X(LanguageMap, summary, "summary", "summary") \
  X(Resource, supplementary, "supplementary", "supplementary") \
  X(Resource, target, "target", "target") \
  X(Resource, temporal_scale, "temporalScale", "temporalScale") \
  X(Resources, thumbnail, "thumbnail", "thumbnail") \
  X(std::string, time_mode, "timeMode", "timeMode") \
  X(double, total, "total", "total") \
  X(Resources, transform, "transform", "transform") \
  X(std::string, unit, "unit", "unit") \
  X(std::string, value, "value", "value") \
  X(std::string, version, "version", "version") \
  X(Words, via, "via", "via") \
  X(double, view_height, "viewHeight", "viewHeight") \
  X(std::string, viewing_direction, "viewingDirection", "viewingDirection") \
  X(Resource, volume, "volume", "volume") \
  X(double, width, "width", "width") \
  X(double, x, "x", "x") \
  X(double, y, "y", "y") \
  X(double, z, "z", "z")
// clang-format on

enum class Name : std::uint8_t {
#define IIIF_NAME(type, name, in_4, in_3) name,
  IIIF_PROPERTIES(IIIF_NAME)
#undef IIIF_NAME
      extension  // of none of them: Extension has the key
};

template <typename T>
struct Property {
  Name name;
};

namespace property {
#define IIIF_PROPERTY(type, name, in_4, in_3) inline constexpr Property<type> name{Name::name};
IIIF_PROPERTIES(IIIF_PROPERTY)
#undef IIIF_PROPERTY
}  // namespace property

enum class Form { Text, Number, Texts, Map, Entries, Entry, One, Many, Json };

struct Definition {
  std::string_view in_4, in_3;
  Form form;
};

const Definition& definition(Name name);  // not of Name::extension

// The property that a key stands for in an object of this class, in either version. Nothing: an extension.
std::optional<Name> property_named(std::string_view key, std::string_view type);

}  // namespace iiif
