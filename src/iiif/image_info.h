// ImageInfo: the info.json of IIIF Image API 3.0 (https://iiif.io/api/image/3.0/#5-image-information), level
// 2 (https://iiif.io/api/image/3.0/compliance/). A value.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace iiif {

inline constexpr std::string_view kImageContext = "http://iiif.io/api/image/3/context.json";
inline constexpr std::string_view kImageLevel2 = "http://iiif.io/api/image/3/level2.json";

struct ImageInfo {
  std::string id;
  std::uint32_t width = 0, height = 0;          // pixels
  std::uint32_t max_width = 0, max_height = 0;  // pixels an answer may have
  std::uint32_t tile_size = 512;                // pixels
  std::vector<std::string> extra_formats;       // beside jpg and png
  std::vector<std::string> extra_qualities;     // beside default
  std::string rights;
  std::string part_of;  // URI of the manifest
};

base::json::value to_json(const ImageInfo& info);

}  // namespace iiif
