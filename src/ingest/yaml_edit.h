// Changing a description file and leaving the rest of it as people wrote it: what was not changed keeps its
// text, its comments and its place. Pure functions.
#pragma once

#include <string>

#include "base/json.h"

namespace ingest {

// `text` changed so that it says `wanted`: of a YAML file only the lines of top-level keys that are new, gone
// or different are written. Where that is not to be had (all on one line, anchors that reach from one key
// into another, text that is no YAML) the whole is written anew, below the comments it begins with. Numbers
// and truths become text, for descriptions know nothing else. TooLarge where what comes out is more than is
// read.
base::Result<std::string> edit_yaml(const std::string& text, const base::json::object& wanted);

// The same for JSON: its members keep their order.
std::string edit_json(const std::string& text, const base::json::object& wanted);

// Whether both say the same; of members the order counts, but not at the top.
bool say_the_same(const base::json::object& a, const base::json::object& b);

}  // namespace ingest
