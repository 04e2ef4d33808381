#include "media/picture_geometry.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/format.h"
#include "media/isobmff/box.h"

namespace media {
namespace {

// ISO/IEC 14496-12 12.1.4: `clap` counts from the centre of the picture, in fractions of pixels.
std::optional<Rectangle> clean_aperture(const Track& track) {
  constexpr std::size_t kVisualFields = 78;
  base::ByteView rest = track.sample_entry;
  const auto entry = isobmff::next_box(rest);
  if (!entry || entry->payload.size() < kVisualFields) return std::nullopt;
  base::ByteReader reader(
      isobmff::payload_of(entry->payload.subspan(kVisualFields), isobmff::four_cc("clap")));
  const auto fraction = [&] {
    const double numerator = reader.i32();
    return numerator / std::max(1u, reader.u32());
  };
  const double width = fraction(), height = fraction(), right = fraction(), down = fraction();
  const double left = (track.coded_width - width) / 2 + right, top = (track.coded_height - height) / 2 + down;
  if (reader.failed() || width < 1 || height < 1 || left < 0 || top < 0 || left + width > track.coded_width ||
      top + height > track.coded_height)
    return std::nullopt;
  const auto whole = [](double value) { return static_cast<std::uint32_t>(std::floor(value)); };
  return Rectangle{whole(left), whole(top), whole(width), whole(height)};
}

// A stretch of `display` pixels in `decoded` ones that begin at `origin`.
struct Stretch {
  std::uint32_t start, length;
};
Stretch scaled(std::uint32_t start, std::uint32_t length, std::uint32_t display, std::uint32_t origin,
               std::uint32_t decoded) {
  const auto at = [&](std::uint64_t position) {
    return static_cast<std::uint32_t>((position * decoded + display / 2) / display);
  };
  const std::uint32_t from = std::min(at(start), decoded - 1);
  const std::uint32_t to = std::max(at(std::uint64_t{start} + length), from + 1);
  return {origin + from, to - from};
}

}  // namespace

base::Result<Rectangle> decoded_region(const Track& track, std::uint32_t frame_width,
                                       std::uint32_t frame_height, const Rectangle& region) {
  const std::uint32_t across = track.display_width, down = track.display_height;
  if (region.width == 0 || region.height == 0 || region.x >= across || region.y >= down ||
      region.width > across - region.x || region.height > down - region.y || frame_width == 0 ||
      frame_height == 0)
    return base::fail(base::Fault::OutOfRange,
                      base::format("the region {},{},{},{} reaches outside of the picture of {} x {} pixels",
                                   region.x, region.y, region.width, region.height, across, down),
                      "region");
  const bool lies = track.rotation % 180 == 90;
  const std::uint32_t width = lies ? down : across, height = lies ? across : down;  // before rotation
  Rectangle flat = region;
  if (track.rotation == 90) flat = {region.y, height - region.x - region.width, region.height, region.width};
  if (track.rotation == 180)
    flat = {width - region.x - region.width, height - region.y - region.height, region.width, region.height};
  if (track.rotation == 270) flat = {width - region.y - region.height, region.x, region.height, region.width};
  Rectangle shown{0, 0, frame_width, frame_height};
  if (const auto aperture = clean_aperture(track);
      aperture && track.coded_width == frame_width && track.coded_height == frame_height)
    shown = *aperture;
  const Stretch columns = scaled(flat.x, flat.width, width, shown.x, shown.width);
  const Stretch rows = scaled(flat.y, flat.height, height, shown.y, shown.height);
  return Rectangle{columns.start, rows.start, columns.length, rows.length};
}

}  // namespace media
