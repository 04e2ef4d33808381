// Presentation 2.x (https://iiif.io/api/presentation/2.1/) as 3.0 would say it: JSON in, JSON out, for
// presentation_reader. Every class and property of 2.1 is renamed and brought into 3.0's form; what 3.0 has
// no place for and what is no part of 2.1 is left as it stands. Pure.
#pragma once

#include "base/json.h"

namespace iiif {

// Malformed if the ranges of a manifest are more than anyone could have meant.
base::Result<base::json::value> upgrade_presentation_2(const base::json::object& document);

}  // namespace iiif
