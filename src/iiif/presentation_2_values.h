// The values of Presentation 2.x in the forms of 3.0: classes, language maps, links, services. Pure; a part
// of presentation_2.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace iiif::presentation_2 {

// "sc:Manifest" -> "Manifest", "dctypes:MovingImage" -> "Video", "oa:Choice" -> "Choice"; others as they are.
std::string class_name(std::string_view type);

// A string, {"@value", "@language"}, or a list of either.
base::json::value language_map(const base::json::value& value);
base::json::array metadata(const base::json::value& value);

// One value or a list of them, as a list.
base::json::array as_list(const base::json::value& value);

// A reference: a URI or an object with @id. `type` is what it is if it does not say so itself.
base::json::value reference(const base::json::value& value, std::string_view type);
base::json::array references(const base::json::value& value, std::string_view type);

// thumbnail, logo, related, rendering, seeAlso: resources on the web, with label, format and service.
base::json::array links(const base::json::value& value, std::string_view type);

// Services keep their own terms, @id and @type; the class is told from context and profile where missing.
base::json::array services(const base::json::value& value);

// The identifier of an object or a URI by itself; empty if it has none.
std::string id_of(const base::json::value& value);

}  // namespace iiif::presentation_2
