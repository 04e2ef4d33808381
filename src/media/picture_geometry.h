// From the display picture back to the decoded one: clean aperture, pixel aspect ratio, stored rotation.
// Pure.
#pragma once

#include "media/media_info.h"
#include "media/picture.h"

namespace media {

// The pixels of a decoded frame (its own width and height) that a region of the display picture shows, whole
// pixels and at least one each way. OutOfRange where the region is empty or reaches outside.
base::Result<Rectangle> decoded_region(const Track& track, std::uint32_t frame_width,
                                       std::uint32_t frame_height, const Rectangle& region);

}  // namespace media
