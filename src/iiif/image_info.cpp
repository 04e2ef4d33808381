#include "iiif/image_info.h"

#include <algorithm>

namespace iiif {
namespace {

namespace json = base::json;

// What level 2 does not demand and is there all the same.
constexpr const char* kExtraFeatures[] = {"canonicalLinkHeader", "profileLinkHeader", "mirroring",
                                          "regionSquare",        "rotationArbitrary", "sizeUpscaling"};

// Halved until the whole fits one tile: what deep zoom asks for.
json::array scale_factors(const ImageInfo& info) {
  json::array factors;
  std::uint32_t factor = 1;
  for (; std::max(info.width, info.height) / factor > info.tile_size; factor *= 2) factors.push_back(factor);
  factors.push_back(factor);
  return factors;
}

json::array sizes(const ImageInfo& info) {
  json::array sizes;
  const json::array factors = scale_factors(info);
  for (auto factor = factors.rbegin(); factor != factors.rend(); ++factor) {
    const auto by = static_cast<std::uint32_t>(factor->as_uint64());
    sizes.push_back({{"width", (info.width + by - 1) / by}, {"height", (info.height + by - 1) / by}});
  }
  return sizes;
}

}  // namespace

json::value to_json(const ImageInfo& info) {
  json::object object{{"@context", kImageContext},
                      {"id", info.id},
                      {"type", "ImageService3"},
                      {"protocol", "http://iiif.io/api/image"},
                      {"profile", "level2"},
                      {"width", info.width},
                      {"height", info.height},
                      {"maxWidth", info.max_width},
                      {"maxHeight", info.max_height},
                      {"sizes", sizes(info)},
                      {"tiles", json::array{{{"width", info.tile_size},
                                             {"height", info.tile_size},
                                             {"scaleFactors", scale_factors(info)}}}},
                      {"preferredFormats", json::array{"jpg", "webp"}},
                      {"extraFormats", json::value_from(info.extra_formats)},
                      {"extraQualities", json::value_from(info.extra_qualities)}};
  json::array features;
  for (const char* feature : kExtraFeatures) features.push_back(json::string(feature));
  object["extraFeatures"] = std::move(features);
  if (!info.rights.empty()) object["rights"] = info.rights;
  if (!info.part_of.empty()) object["partOf"] = json::array{{{"id", info.part_of}, {"type", "Manifest"}}};
  return object;
}

}  // namespace iiif
