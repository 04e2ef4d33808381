// The text of a JSON document, before it is one: encoding, byte order mark, names that occur twice. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"
#include "iiif/validation/report.h"

namespace iiif::validation {

// The value, and what is wrong with its text; nothing where it cannot be read at all.
std::optional<base::json::value> read_json(std::string_view text, Report& report);

}  // namespace iiif::validation
