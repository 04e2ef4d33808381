// Annotations of Presentation 2.x (Open Annotation) as 3.0 (Web Annotation) would say them. Pure; a part of
// presentation_2.
#pragma once

#include "base/json.h"

namespace iiif::presentation_2 {

base::json::value upgrade_annotation(const base::json::value& annotation);
// sc:AnnotationList and sc:Layer; a URI by itself is a reference.
base::json::value upgrade_annotation_list(const base::json::value& list);

}  // namespace iiif::presentation_2
