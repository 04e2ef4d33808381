// Writes the Presentation API's resources as JSON. Presentation 3.0: context, key order and shapes that the
// official schema and the common viewers accept (single motivation as a string, body language as a string).
#pragma once

#include <string>

#include "iiif/presentation.h"

namespace iiif {

inline constexpr std::string_view kPresentation3Context = "http://iiif.io/api/presentation/3/context.json";

base::json::value to_presentation_3(const Manifest& manifest);
base::json::value to_presentation_3(const Collection& collection);
// A page by itself, as its identifier dereferences.
base::json::value to_presentation_3(const AnnotationPage& page);
base::json::value to_presentation_3(const Canvas& canvas);

}  // namespace iiif
