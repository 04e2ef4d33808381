// YAML 1.2 (https://yaml.org/spec/1.2.2/) as far as descriptions need it, turned into JSON: mappings with
// scalar keys, sequences, anchors. Scalars stay strings but for an empty or `null` one; so a title "1984" or
// "Yes" needs no quotes. Pure; expansion of aliases, depth and size are bounded.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace ingest {

// Malformed with line and column; TooLarge over 1 MiB, 64 levels or 20,000 values. Only the first document.
base::Result<base::json::value> parse_yaml(const std::string& text);

}  // namespace ingest
