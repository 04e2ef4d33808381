#include "http/message.h"

#include <algorithm>

#include "base/text.h"

namespace http {

void Headers::set(std::string name, std::string value) {
  remove(name);
  add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const auto& field) { return base::equals_ignoring_case(field.first, name); });
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [field, value] : fields_)
    if (base::equals_ignoring_case(field, name)) return value;
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::ranges::any_of(
      fields_, [&](const auto& field) { return base::equals_ignoring_case(field.first, name); });
}

std::string Headers::all(std::string_view name) const {
  std::string joined;
  for (const auto& [field, value] : fields_) {
    if (!base::equals_ignoring_case(field, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += value;
  }
  return joined;
}

}  // namespace http
