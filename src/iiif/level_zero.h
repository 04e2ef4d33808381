// Level zero: what the documents of a service say once only plain files are left of it: the Presentation API
// document that embeds it, its info.json (docs/av-content-api.md sections 3 and 4), and a frame's info.json
// (https://iiif.io/api/image/3.0/compliance/, level 0). Pure: what is served goes in, what is true of the
// files comes out.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace iiif {

// The optional things that lie beside info.json.
struct LevelZero {
  std::vector<base::Time> instants;  // of the frames
  bool waveform = false, storyboard = false;
};

// Its services answer at level 0. What it is part of, its pages, descriptions and services are only named
// where they are among the files.
base::json::value level_zero_presentation(base::json::value document,
                                          const std::function<bool(std::string_view uri)>& is_there);

base::json::object level_zero_info(const base::json::object& info, const LevelZero& left);

// Only jpg, in the listed sizes.
base::json::object level_zero_image_info(const base::json::object& image);

// The URIs, without fragments, of what a Presentation API document or an info.json points at: contents, other
// documents, descriptions, pages, and the info.json of image services; not the names of annotations and
// ranges.
std::vector<std::string> content_uris(const base::json::value& document);

}  // namespace iiif
