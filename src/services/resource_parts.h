// What several builders of Resources need: lists of one, extents, services and their descriptions. Pure.
#pragma once

#include "iiif/presentation.h"

namespace services {

// A list of one; in braces it would be copied.
inline iiif::Resources only(iiif::Resource resource) {
  iiif::Resources list;
  list.push_back(std::move(resource));
  return list;
}

// Pixels; both or none.
inline void set_size(iiif::Resource& resource, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return;
  resource.set(iiif::property::height, height).set(iiif::property::width, width);
}

inline iiif::Resource service_of(std::string id, std::string_view type, std::string_view profile) {
  iiif::Resource result(type, std::move(id));
  result.set(iiif::property::profile, std::string(profile));
  return result;
}

// The info.json of an A/V service, by its identifier.
inline iiif::Resource info_see_also(const std::string& service) {
  iiif::Resource result("Dataset", service + "/info.json");
  result.set(iiif::property::label, iiif::LanguageMap("en", "A/V service description"));
  result.set(iiif::property::format, "application/json");
  return result;
}

}  // namespace services
