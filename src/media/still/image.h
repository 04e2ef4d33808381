// Image: a picture of 8 bits a component in memory, and what is done to it on its way into a file: turned,
// mirrored, made gray. Values; safe from any thread. Sizes in pixels.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "media/picture.h"

namespace media::still {

// Components interleaved in one plane: Gray, Rgb, Rgba. In three planes: Yuv420, Yuv444 (chroma planes of the
// first are half as wide and high, rounded up).
enum class Layout { Gray, Rgb, Rgba, Yuv420, Yuv444 };

// How YUV stands for colours (ITU-T H.273 8.3): R'G'B' weights of luma, and the range of the numbers.
struct YuvColour {
  double red = 0.299, blue = 0.114;  // BT.601
  bool full_range = true;            // 0..255; else 16..235 and 16..240
  friend bool operator==(const YuvColour&, const YuvColour&) = default;
};

struct Plane {
  std::uint32_t width = 0, height = 0;  // pixels
  std::uint32_t components = 1;         // bytes a pixel
  base::Bytes bytes;                    // rows without gaps

  std::size_t stride() const { return std::size_t{width} * components; }
  const std::uint8_t* row(std::uint32_t y) const { return bytes.data() + y * stride(); }
  std::uint8_t* row(std::uint32_t y) { return bytes.data() + y * stride(); }
};

struct Image {
  Layout layout = Layout::Rgb;
  YuvColour colour;  // of Yuv layouts; Gray is always of full range
  std::vector<Plane> planes;

  std::uint32_t width() const { return planes.front().width; }
  std::uint32_t height() const { return planes.front().height; }
};

Image make_image(Layout layout, std::uint32_t width, std::uint32_t height);

// In place where it can be; other numbers for the same colours.
void convert_colour(Image& image, const YuvColour& to);

// Yuv444 with its chroma averaged; other images as they are.
Image with_half_chroma(Image image);

// Without colour. Planes become Gray; Rgb and Rgba stay what they are.
Image gray_of(Image image);
void make_bitonal(Image& gray);  // black below the middle, else white

// Quarter turns clockwise, after mirroring left to right.
Image oriented(Image image, bool mirrored, unsigned quarter_turns);

// Turned clockwise by any angle, on a canvas that holds all of it; what is not covered is transparent black.
// `image`: Rgb.
Image rotated(const Image& image, double degrees);

// The size `rotated` gives.
struct Size {
  std::uint32_t width = 0, height = 0;
};
Size rotated_size(std::uint32_t width, std::uint32_t height, double degrees);

// Rgba laid on white: Rgb.
Image on_white(const Image& image);

}  // namespace media::still
