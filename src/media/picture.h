// What is to become of a picture: the four parameters that IIIF's Image API puts in order, in pixels. The
// display picture is what a viewer sees: after pixel aspect ratio and stored rotation. Values.
#pragma once

#include <cstdint>

namespace media {

// Pixels of the display picture; never empty.
struct Rectangle {
  std::uint32_t x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

enum class Tone { Color, Gray, Bitonal };

// Region, then size, then mirroring, then rotation, then tone.
struct PictureTransform {
  Rectangle region;
  std::uint32_t width = 0, height = 0;  // pixels the region is scaled to, before rotation
  bool mirrored = false;                // left to right
  double degrees = 0;                   // clockwise, 0 <= degrees < 360
  Tone tone = Tone::Color;
  friend bool operator==(const PictureTransform&, const PictureTransform&) = default;
};

}  // namespace media
