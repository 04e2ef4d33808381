// Pictures to find one's way by: the child Ranges of one whose behavior is `thumbnail-nav` (3.0 section 3.4),
// each with a frame of the film where it begins. Opt-in (`thumbnailNav` of the description). Pure; bounded,
// however long the recordings are.
#pragma once

#include <optional>
#include <vector>

#include "services/canvas_builder.h"

namespace services {

// A part, and where it lies on its Container.
struct PartOnContainer {
  const store::MediaFile* file = nullptr;
  base::Time duration;
  std::uint32_t width = 0, height = 0;  // display pixels; 0: nothing to see
  iiif::Resource container;             // a reference
  base::Time offset;
  const store::Picture* picture = nullptr;  // that stands for sound; null: none
};

inline constexpr std::size_t kNavOfPart = 100, kNavOfWork = 5000;  // pictures at most

// Nothing where the description does not ask for them. Sound has one, where a picture stands for it.
iiif::Resources pictures_to_go_by(const Whole& whole, const std::vector<PartOnContainer>& parts);

}  // namespace services
