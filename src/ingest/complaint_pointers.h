// Where in a description each complaint about it arises: the document is tried without its parts, and with
// one of them alone, until the smallest is found that is still complained of. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "store/descriptions.h"

namespace ingest {

// Twenty of them at most, each with one JSON Pointer (RFC 6901) or more; "" where it is about the whole.
std::vector<store::Refused> point_at(const base::json::object& document,
                                     const std::vector<std::string>& complaints);

std::string pointer_token(std::string_view key);  // "/a~1b" of "a/b"

}  // namespace ingest
