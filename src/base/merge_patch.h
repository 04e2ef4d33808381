// JSON Merge Patch (RFC 7396): what changes in a JSON document, as a document. Pure functions.
#pragma once

#include "base/json.h"

namespace base {

// The document that `patch` makes of `target` (section 2). Members keep their order, new ones come last.
json::value merge_patched(json::value target, const json::value& patch);

// The patch that makes `after` of `before`, as far as one can: a null in `after` is what no patch can say.
json::value merge_patch_between(const json::value& before, const json::value& after);

}  // namespace base
