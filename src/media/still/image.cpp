#include "media/still/image.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace media::still {
namespace {

Plane make_plane(std::uint32_t width, std::uint32_t height, std::uint32_t components) {
  return {width, height, components, base::Bytes(std::size_t{width} * height * components)};
}

std::uint8_t clamped(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

// ---- colour

// From Y'CbCr to Y'CbCr: luma gains from chroma, chroma from chroma only (gray stays gray). Fixed point.
struct ColourMap {
  int luma[3], luma_offset;  // of Y', Cb, Cr
  int blue[2], red[2];       // of Cb, Cr
  int luma_zero = 0;         // what Y' black is in the source
};
constexpr int kOne = 1 << 14;

ColourMap map_between(const YuvColour& from, const YuvColour& to) {
  const double green = 1 - from.red - from.blue;
  // R' = Y' + rv Cr, B' = Y' + bu Cb, G' = Y' - gu Cb - gv Cr, all from 0 to 1 and chroma from -1/2 to 1/2.
  const double rv = 2 * (1 - from.red), bu = 2 * (1 - from.blue);
  const double gu = from.blue * bu / green, gv = from.red * rv / green;
  const double to_green = 1 - to.red - to.blue;
  const double yu = to.blue * bu - to_green * gu, yv = to.red * rv - to_green * gv;
  const double blue_scale = 1 / (2 * (1 - to.blue)), red_scale = 1 / (2 * (1 - to.red));
  const auto luma_range = [](const YuvColour& colour) { return colour.full_range ? 255.0 : 219.0; };
  const auto chroma_range = [](const YuvColour& colour) { return colour.full_range ? 255.0 : 224.0; };
  const auto fixed = [](double value) { return static_cast<int>(std::lround(value * kOne)); };
  const double luma = luma_range(to) / luma_range(from), chroma = chroma_range(to) / chroma_range(from);
  const double across = luma_range(to) / chroma_range(from);
  return {{fixed(luma), fixed(yu * across), fixed(yv * across)},
          to.full_range ? 0 : 16,
          {fixed((bu - yu) * blue_scale * chroma), fixed(-yv * blue_scale * chroma)},
          {fixed(-yu * red_scale * chroma), fixed((rv - yv) * red_scale * chroma)},
          from.full_range ? 0 : 16};
}

void map_luma_row(std::uint8_t* luma, std::uint32_t width, const int* gain, int scale) {
  for (std::uint32_t x = 0; x < width; ++x) luma[x] = clamped((luma[x] * scale + gain[x]) >> 14);
}

// What each pixel's chroma and the offset of the range give to its luma.
void gain_of_row(const std::uint8_t* blue, const std::uint8_t* red, std::uint32_t width, unsigned shift,
                 const ColourMap& map, int* gain) {
  const int offset = map.luma_offset * kOne + kOne / 2 - map.luma_zero * map.luma[0];
  const int from_blue = map.luma[1], from_red = map.luma[2];
  const auto of = [=](std::uint32_t x) {
    return from_blue * (blue[x] - 128) + from_red * (red[x] - 128) + offset;
  };
  if (shift == 0) {
    for (std::uint32_t x = 0; x < width; ++x) gain[x] = of(x);
    return;
  }
  for (std::uint32_t x = 0; x < width / 2; ++x) gain[2 * x] = gain[2 * x + 1] = of(x);
  if (width % 2 == 1) gain[width - 1] = of(width / 2);
}

void map_chroma_rows(std::uint8_t* blue, std::uint8_t* red, std::uint32_t width, const ColourMap& map) {
  constexpr int kMiddle = 128 * kOne + kOne / 2;
  const ColourMap by = map;
  for (std::uint32_t x = 0; x < width; ++x) {
    const int u = blue[x] - 128, v = red[x] - 128;
    blue[x] = clamped((by.blue[0] * u + by.blue[1] * v + kMiddle) >> 14);
    red[x] = clamped((by.red[0] * u + by.red[1] * v + kMiddle) >> 14);
  }
}

// ---- turning

template <unsigned Components>
void copy_pixel(std::uint8_t* to, const std::uint8_t* from) {
  for (unsigned i = 0; i < Components; ++i) to[i] = from[i];
}

template <unsigned Components>
Plane oriented_plane(const Plane& plane, bool mirrored, unsigned turns) {
  const bool swaps = turns % 2 == 1;
  Plane result =
      make_plane(swaps ? plane.height : plane.width, swaps ? plane.width : plane.height, Components);
  // The source of the result's first pixel, and the steps in the source for one to the right and one down.
  const auto width = static_cast<std::ptrdiff_t>(plane.width),
             height = static_cast<std::ptrdiff_t>(plane.height);
  std::ptrdiff_t x = turns == 0 || turns == 1 ? 0 : width - 1, y = turns == 0 || turns == 3 ? 0 : height - 1;
  std::ptrdiff_t right = turns == 0 ? 1 : turns == 1 ? -width : turns == 2 ? -1 : width;
  std::ptrdiff_t down = turns == 0 ? width : turns == 1 ? 1 : turns == 2 ? -width : -1;
  if (mirrored) {
    x = width - 1 - x;
    (swaps ? down : right) = -(swaps ? down : right);
  }
  constexpr std::ptrdiff_t kStep = Components;
  const std::uint8_t* start = plane.bytes.data() + (y * width + x) * kStep;
  for (std::uint32_t row = 0; row < result.height; ++row) {
    std::uint8_t* to = result.row(row);
    const std::uint8_t* from = start + static_cast<std::ptrdiff_t>(row) * down * kStep;
    for (std::uint32_t i = 0; i < result.width; ++i)
      copy_pixel<Components>(to + i * Components, from + static_cast<std::ptrdiff_t>(i) * right * kStep);
  }
  return result;
}

// Bilinear at fractional coordinates of pixel centres; outside is transparent.
void sample_at(const Plane& plane, double x, double y, std::uint8_t* out) {
  const double left = std::floor(x), top = std::floor(y);
  double sum[3] = {0, 0, 0}, cover = 0;
  for (int dy = 0; dy < 2; ++dy)
    for (int dx = 0; dx < 2; ++dx) {
      const double px = left + dx, py = top + dy;
      if (px < 0 || py < 0 || px >= plane.width || py >= plane.height) continue;
      const double weight = (1 - std::abs(x - px)) * (1 - std::abs(y - py));
      const std::uint8_t* pixel =
          plane.row(static_cast<std::uint32_t>(py)) + static_cast<std::size_t>(px) * 3;
      for (int i = 0; i < 3; ++i) sum[i] += weight * pixel[i];
      cover += weight;
    }
  if (cover <= 0) return;
  for (int i = 0; i < 3; ++i) out[i] = static_cast<std::uint8_t>(std::lround(sum[i] / cover));
  out[3] = static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, cover)));
}

}  // namespace

Image make_image(Layout layout, std::uint32_t width, std::uint32_t height) {
  Image image;
  image.layout = layout;
  const std::uint32_t components = layout == Layout::Rgb ? 3 : layout == Layout::Rgba ? 4 : 1;
  image.planes.push_back(make_plane(width, height, components));
  const bool half = layout == Layout::Yuv420;
  if (half || layout == Layout::Yuv444)
    for (int i = 0; i < 2; ++i)
      image.planes.push_back(make_plane(half ? (width + 1) / 2 : width, half ? (height + 1) / 2 : height, 1));
  return image;
}

void convert_colour(Image& image, const YuvColour& to) {
  if (image.planes.size() != 3 || image.colour == to) return;
  const ColourMap map = map_between(image.colour, to);
  const unsigned shift = image.layout == Layout::Yuv420 ? 1 : 0;
  Plane &luma = image.planes[0], &blue = image.planes[1], &red = image.planes[2];
  std::vector<int> gain(luma.width);
  for (std::uint32_t row = 0; row < blue.height; ++row) {
    gain_of_row(blue.row(row), red.row(row), luma.width, shift, map, gain.data());
    for (std::uint32_t y = row << shift; y < std::min(luma.height, (row + 1) << shift); ++y)
      map_luma_row(luma.row(y), luma.width, gain.data(), map.luma[0]);
    map_chroma_rows(blue.row(row), red.row(row), blue.width, map);
  }
  image.colour = to;
}

Image with_half_chroma(Image image) {
  if (image.layout != Layout::Yuv444) return image;
  for (std::size_t i = 1; i < 3; ++i) {
    const Plane& whole = image.planes[i];
    Plane half = make_plane((whole.width + 1) / 2, (whole.height + 1) / 2, 1);
    for (std::uint32_t y = 0; y < half.height; ++y) {
      const std::uint8_t *above = whole.row(2 * y), *below = whole.row(std::min(2 * y + 1, whole.height - 1));
      for (std::uint32_t x = 0; x < half.width; ++x) {
        const std::uint32_t left = 2 * x, right = std::min(2 * x + 1, whole.width - 1);
        half.row(y)[x] =
            static_cast<std::uint8_t>((above[left] + above[right] + below[left] + below[right] + 2) / 4);
      }
    }
    image.planes[i] = std::move(half);
  }
  image.layout = Layout::Yuv420;
  return image;
}

Image gray_of(Image image) {
  Plane& plane = image.planes.front();
  if (image.planes.size() == 3) {
    convert_colour(image, {image.colour.red, image.colour.blue, true});
    image.planes.resize(1);
    image.layout = Layout::Gray;
  } else if (plane.components >= 3) {
    for (std::size_t i = 0; i + 2 < plane.bytes.size(); i += plane.components) {
      std::uint8_t* pixel = plane.bytes.data() + i;
      std::fill_n(pixel, 3,
                  static_cast<std::uint8_t>((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000));
    }
  }
  return image;
}

void make_bitonal(Image& gray) {
  Plane& plane = gray.planes.front();
  const std::uint32_t toned = std::min(plane.components, 3u);  // not the transparency
  for (std::size_t i = 0; i < plane.bytes.size(); ++i)
    if (i % plane.components < toned) plane.bytes[i] = plane.bytes[i] < 128 ? 0 : 255;
}

Image oriented(Image image, bool mirrored, unsigned quarter_turns) {
  const unsigned turns = quarter_turns % 4;
  if (!mirrored && turns == 0) return image;
  for (Plane& plane : image.planes)
    plane = plane.components == 1   ? oriented_plane<1>(plane, mirrored, turns)
            : plane.components == 3 ? oriented_plane<3>(plane, mirrored, turns)
                                    : oriented_plane<4>(plane, mirrored, turns);
  return image;
}

Size rotated_size(std::uint32_t width, std::uint32_t height, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  const double sine = std::abs(std::sin(angle)), cosine = std::abs(std::cos(angle));
  const auto up = [](double length) {
    return std::max(1u, static_cast<std::uint32_t>(std::ceil(length - 1e-6)));
  };
  return {up(width * cosine + height * sine), up(width * sine + height * cosine)};
}

Image rotated(const Image& image, double degrees) {
  const Plane& from = image.planes.front();
  const Size size = rotated_size(from.width, from.height, degrees);
  Image result = make_image(Layout::Rgba, size.width, size.height);
  const double angle = degrees * std::numbers::pi / 180, sine = std::sin(angle), cosine = std::cos(angle);
  Plane& to = result.planes.front();
  for (std::uint32_t row = 0; row < size.height; ++row)
    for (std::uint32_t column = 0; column < size.width; ++column) {
      const double x = column + 0.5 - size.width / 2.0, y = row + 0.5 - size.height / 2.0;
      sample_at(from, x * cosine + y * sine + from.width / 2.0 - 0.5,
                -x * sine + y * cosine + from.height / 2.0 - 0.5, to.row(row) + std::size_t{column} * 4);
    }
  return result;
}

Image on_white(const Image& image) {
  Image result = make_image(Layout::Rgb, image.width(), image.height());
  const std::uint8_t* from = image.planes.front().bytes.data();
  for (std::uint8_t *to = result.planes.front().bytes.data(), *end = to + result.planes.front().bytes.size();
       to != end; to += 3, from += 4)
    for (int i = 0; i < 3; ++i)
      to[i] = static_cast<std::uint8_t>((from[i] * from[3] + 255 * (255 - from[3]) + 127) / 255);
  return result;
}

}  // namespace media::still
