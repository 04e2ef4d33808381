// Fields of an HTML form that was sent as multipart/form-data (RFC 7578). Pure; the body is bounded by
// whoever read it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace services {

struct FormData {
  std::vector<std::pair<std::string, std::string_view>> fields;  // name and value; views into the body

  std::string_view get(std::string_view name) const;  // the first that is not empty; empty without
};

// Malformed where `content_type` is not multipart/form-data with a boundary, or the body does not follow it;
// TooLarge over 32 fields.
base::Result<FormData> parse_form_data(std::string_view content_type, std::string_view body);

}  // namespace services
