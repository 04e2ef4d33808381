// The part of a Description that puts other items together: `items` of a playlist, `canvas` of a composed
// canvas; and `thumbnailNav`. Form alone is judged here: whether what is named exists, ingest finds out.
// Pure.
#pragma once

#include "iiif/description.h"

namespace iiif {

// False where `key` is none of these. What cannot be read is left out and complained of, an entry at a time.
bool read_composed(std::string_view key, const base::json::value& value, Description& description,
                   std::vector<std::string>& complaints);

void add_composed(const Description& description, base::json::object& object);

// "trim", "scale", "loop".
std::string_view name_of(TimeMode mode);

}  // namespace iiif
