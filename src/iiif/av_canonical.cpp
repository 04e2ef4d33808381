#include "iiif/av_canonical.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace iiif {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using base::Rounding;
using base::Time;
using base::TimeRange;
using base::Wide;

constexpr std::uint32_t kMicro = 1'000'000;
constexpr std::int64_t kMostMicroseconds = 999'999'999'999'999;  // what a request can write
constexpr std::uint32_t kMostPixels = 1'000'000;                 // a side, likewise

struct Pixels {
  std::uint32_t width = 0, height = 0;
  friend bool operator==(const Pixels&, const Pixels&) = default;
};

// A resolved parameter and how it is spelt.
template <typename T>
struct Spelt {
  T value;
  std::string text;
};

std::unexpected<base::Error> refuse(std::string_view parameter, std::string message) {
  return fail(Fault::Malformed, std::move(message), std::string(parameter));
}

std::int64_t microseconds(Time time, Rounding rounding = Rounding::Nearest) {
  return base::ticks_in(time, kMicro, rounding);
}

// The product over the divisor, to nearest; all positive, and the product below 2^126.
Wide scale(Wide value, Wide factor, Wide divisor) { return (2 * value * factor + divisor) / (2 * divisor); }

Wide percent_of(Time percent, std::int64_t microseconds) {
  return scale(microseconds, percent.ticks, static_cast<Wide>(percent.timescale) * 100);
}

Wide percent_of(Decimal percent, std::uint32_t pixels) {
  return scale(pixels, percent.billionths, static_cast<Wide>(Decimal::whole(100).billionths));
}

// Whether `time` is the exact value as near as a request can write it: a work of 1001/30 s ends at 33.366666
// and at 33.366667.
bool is_about(Wide written, Time exact) {
  return written >= microseconds(exact, Rounding::Floor) && written <= microseconds(exact, Rounding::Ceil);
}

// ---- time

std::string spell_time(const TimeRange& range, Time duration) {
  const bool to_end = range.end == duration;
  if (range.start == Time{} && to_end) return "full";
  // Rounded up, so that it reads as the end again.
  const Time end = to_end ? Time{microseconds(duration, Rounding::Ceil), kMicro} : range.end;
  return base::format("{},{}", base::to_seconds(range.start), base::to_seconds(end));
}

Result<Spelt<Time>> resolve_duration(const TimeSize& size, const TimeRange& range) {
  const Time length = range.length();
  if (size.form == TimeSize::Form::Max) return Spelt<Time>{length, "max"};
  const Wide played = size.form == TimeSize::Form::Seconds ? microseconds(size.value)
                                                           : percent_of(size.value, microseconds(length));
  const bool whole_percent = size.form == TimeSize::Form::Percent && size.value == Time::seconds(100);
  if (whole_percent || is_about(played, length)) return Spelt<Time>{length, "max"};
  if (played == 0) return refuse("duration", "the duration is shorter than a microsecond");
  if (played > kMostMicroseconds) return refuse("duration", "the duration is longer than can be asked for");
  const Time value{static_cast<std::int64_t>(played), kMicro};
  const bool stretches = value > length;
  if (stretches && !size.stretching)
    return refuse("duration", base::format("the selected time lasts {} s; playing it longer needs ^",
                                           base::to_seconds(length)));
  return Spelt<Time>{value, base::format("{}{}", stretches ? "^" : "", base::to_seconds(value))};
}

// ---- region

std::string spell_region(const ResolvedRegion& region, const AvShape& shape) {
  if (region == ResolvedRegion{0, 0, shape.width, shape.height}) return "full";
  return base::format("{},{},{},{}", region.x, region.y, region.width, region.height);
}

// One dimension of a region, [start, end) in pixels, before it is cut at the picture's edge.
struct Extent {
  Wide start = 0, end = 0;
};

Extent extent_of(Decimal start, Decimal length, SpaceRegion::Form form, std::uint32_t picture) {
  const Decimal end{start.billionths + length.billionths};
  if (form == SpaceRegion::Form::Percent) return {percent_of(start, picture), percent_of(end, picture)};
  constexpr std::uint64_t kOne = Decimal::whole(1).billionths;
  return {static_cast<Wide>(start.billionths / kOne), static_cast<Wide>(end.billionths / kOne)};
}

// ---- size

// As large as fits into the box in the region's own proportions (Image API 3.0 section 4.2, `!w,h`).
Pixels fit(Pixels region, Pixels box) {
  const Wide wide = region.width, high = region.height;
  if (wide * box.height <= high * box.width)
    return {static_cast<std::uint32_t>(scale(box.height, wide, high)), box.height};
  return {box.width, static_cast<std::uint32_t>(scale(box.width, high, wide))};
}

bool exceeds(Pixels size, Pixels other) { return size.width > other.width || size.height > other.height; }

Pixels limits_of(const AvShape& shape) {
  return {shape.max_width ? shape.max_width : kMostPixels, shape.max_height ? shape.max_height : kMostPixels};
}

Pixels largest(Pixels region, const AvShape& shape) {
  const Pixels limits = limits_of(shape);
  return exceeds(region, limits) ? fit(region, limits) : region;
}

// `^max`: without limits of the service's own there is no larger one to ask for.
Pixels largest_upscaled(Pixels region, const AvShape& shape) {
  return shape.max_width || shape.max_height ? fit(region, limits_of(shape)) : region;
}

std::string spell_size(Pixels size, Pixels region, const AvShape& shape) {
  if (size == largest(region, shape)) return "max";
  const bool upscaled = exceeds(size, region);
  if (upscaled && size == largest_upscaled(region, shape)) return "^max";
  return base::format("{}{},{}", upscaled ? "^" : "", size.width, size.height);
}

Result<Pixels> narrowed(Wide width, Wide height) {
  if (width > kMostPixels || height > kMostPixels)
    return refuse("size", base::format("a size of more than {} pixels is never offered", kMostPixels));
  return Pixels{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
}

Result<Pixels> scaled_size(const SpaceSize& size, Pixels region, const AvShape& shape) {
  switch (size.form) {
    case SpaceSize::Form::Max:
      return size.upscaling ? largest_upscaled(region, shape) : largest(region, shape);
    case SpaceSize::Form::Width:
      return narrowed(size.width, scale(size.width, region.height, region.width));
    case SpaceSize::Form::Height:
      return narrowed(scale(size.height, region.width, region.height), size.height);
    case SpaceSize::Form::Percent:
      return narrowed(percent_of(size.percent, region.width), percent_of(size.percent, region.height));
    case SpaceSize::Form::WidthAndHeight:
      return Pixels{size.width, size.height};
    case SpaceSize::Form::Confined: {
      const Pixels limits = limits_of(shape);
      const Pixels fitting =
          fit(region, {std::min(size.width, limits.width), std::min(size.height, limits.height)});
      return exceeds(fitting, region) && !size.upscaling ? region : fitting;
    }
  }
  return fail(Fault::Internal, "a size of no known form");
}

Result<Spelt<Pixels>> resolve_size(const SpaceSize& asked, const ResolvedRegion& within,
                                   const AvShape& shape) {
  const Pixels region{within.width, within.height};
  const Pixels size = TRY(scaled_size(asked, region, shape));
  if (size.width == 0 || size.height == 0) return refuse("size", "the size is smaller than one pixel");
  if (exceeds(size, region) && !asked.upscaling)
    return refuse("size", base::format("{}x{} is larger than the region, {}x{}; upscaling needs ^",
                                       size.width, size.height, region.width, region.height));
  if (const Pixels limits = limits_of(shape); exceeds(size, limits))
    return refuse("size", base::format("{}x{} is larger than what is offered: {}x{} at most", size.width,
                                       size.height, limits.width, limits.height));
  return Spelt<Pixels>{size, spell_size(size, region, shape)};
}

// ---- rotation, quality, the rest

Rotation normalized(Rotation rotation) {
  if (rotation.degrees == Decimal::whole(360)) rotation.degrees = {};
  return rotation;
}

std::string spell_rotation(const Rotation& rotation) {
  return base::format("{}{}", rotation.mirrored ? "!" : "", to_text(rotation.degrees));
}

// Image API 3.0 section 4.7: the default quality is spelt "default" also where it is asked for by its name.
std::string_view quality_of_picture(std::string_view quality) {
  return quality == "color" ? "default" : quality;
}

std::string spell_rest(const AvRequest& request, std::string_view quality) {
  if (!request.part) return base::format("{}.{}", quality, request.format);
  return base::format("{}/~{}/{}/{}", quality, base::percent_encode(request.part->revision),
                      base::percent_encode(request.part->rendition),
                      base::percent_encode(request.part->name));
}

// What the three forms have in common, once `selection` is known.
template <typename Resolved>
void finish(Resolved& resolved, const AvRequest& request, std::string_view quality) {
  resolved.quality = quality;
  resolved.format = request.format;
  resolved.canonical = base::format("{}/{}", resolved.selection, spell_rest(request, quality));
}

Result<void> require_picture(const AvShape& shape) {
  if (shape.width == 0 || shape.height == 0)
    return fail(Fault::OutOfRange, "the recording has no picture", "region");
  return {};
}

}  // namespace

Result<TimeRange> resolve_time(const TimeRegion& time, Time duration) {
  if (time.form == TimeRegion::Form::Full) return TimeRange{Time{0, duration.timescale}, duration};
  const auto place = [&](const std::optional<Time>& end, Wide otherwise) {
    if (!end) return otherwise;
    return time.form == TimeRegion::Form::Seconds ? static_cast<Wide>(microseconds(*end))
                                                  : percent_of(*end, microseconds(duration));
  };
  const Wide last = microseconds(duration, Rounding::Floor);
  const Wide start = place(time.start, 0), end = place(time.end, last);
  if (start >= last || start >= end)
    return refuse("time", base::format("the time selects nothing: the recording lasts {} s",
                                       base::to_seconds(duration)));
  const auto exact = [](Wide value) { return Time{static_cast<std::int64_t>(value), kMicro}; };
  return TimeRange{exact(start), end >= last ? duration : exact(end)};
}

Result<ResolvedRegion> resolve_region(const SpaceRegion& region, const AvShape& shape) {
  switch (region.form) {
    case SpaceRegion::Form::Full:
      return ResolvedRegion{0, 0, shape.width, shape.height};
    case SpaceRegion::Form::Square: {
      const std::uint32_t side = std::min(shape.width, shape.height);
      return ResolvedRegion{(shape.width - side) / 2, (shape.height - side) / 2, side, side};
    }
    case SpaceRegion::Form::Pixels:
    case SpaceRegion::Form::Percent:
      break;
  }
  Extent across = extent_of(region.x, region.width, region.form, shape.width);
  Extent down = extent_of(region.y, region.height, region.form, shape.height);
  across.end = std::min<Wide>(across.end, shape.width);
  down.end = std::min<Wide>(down.end, shape.height);
  if (across.start >= across.end || down.start >= down.end)
    return refuse("region", base::format("the region holds no pixel of the picture, which is {}x{}",
                                         shape.width, shape.height));
  const auto pixels = [](Wide value) { return static_cast<std::uint32_t>(value); };
  return ResolvedRegion{pixels(across.start), pixels(down.start), pixels(across.end - across.start),
                        pixels(down.end - down.start)};
}

Result<Time> resolve_instant(const Instant& instant, const AvShape& shape) {
  if (instant.frame) {
    if (!shape.frame_shown)
      return fail(Fault::Unsupported, "frames are not offered by number here", "instant");
    const TimeRange shown = TRY(shape.frame_shown(*instant.frame));
    // Rounded up: a microsecond before its start the frame before it is shown.
    const Time start{microseconds(shown.start, Rounding::Ceil), kMicro};
    if (start >= shape.duration)
      return fail(Fault::OutOfRange, "the frame is beyond the end of the recording", "instant");
    return start;
  }
  const Time asked = instant.time.value_or(Time{});
  if (asked >= shape.duration)
    return fail(Fault::OutOfRange,
                base::format("the instant is beyond the end: the recording lasts {} s",
                             base::to_seconds(shape.duration)),
                "instant");
  const Time nearest{microseconds(asked), kMicro};
  return nearest < shape.duration ? nearest : Time{microseconds(asked, Rounding::Floor), kMicro};
}

Result<ResolvedAudio> resolve_audio(const AvRequest& request, const AvShape& shape) {
  ResolvedAudio resolved;
  resolved.time = TRY(resolve_time(request.time, shape.duration));
  const Spelt<Time> duration = TRY(resolve_duration(request.duration, resolved.time));
  resolved.duration = duration.value;
  resolved.selection = base::format("{}/{}", spell_time(resolved.time, shape.duration), duration.text);
  resolved.whole = resolved.selection == "full/max";
  finish(resolved, request, request.quality);
  return resolved;
}

Result<ResolvedVideo> resolve_video(const AvRequest& request, const AvShape& shape) {
  TRY(require_picture(shape));
  ResolvedVideo resolved;
  resolved.time = TRY(resolve_time(request.time, shape.duration));
  resolved.region = TRY(resolve_region(request.region, shape));
  const Spelt<Time> duration = TRY(resolve_duration(request.duration, resolved.time));
  const Spelt<Pixels> size = TRY(resolve_size(request.size, resolved.region, shape));
  resolved.duration = duration.value;
  resolved.width = size.value.width;
  resolved.height = size.value.height;
  resolved.rotation = normalized(request.rotation);
  if (resolved.rotation.degrees.billionths % Decimal::whole(90).billionths != 0)
    return refuse("rotation", "moving pictures are turned by 0, 90, 180 or 270 degrees");
  resolved.selection = base::format("{}/{}/{}/{}/{}", spell_time(resolved.time, shape.duration),
                                    spell_region(resolved.region, shape), duration.text, size.text,
                                    spell_rotation(resolved.rotation));
  resolved.whole = resolved.selection == "full/full/max/max/0";
  finish(resolved, request, quality_of_picture(request.quality));
  return resolved;
}

Result<ResolvedFrame> resolve_frame(const AvRequest& request, const AvShape& shape) {
  TRY(require_picture(shape));
  ResolvedFrame resolved;
  resolved.instant = TRY(resolve_instant(request.instant, shape));
  resolved.region = TRY(resolve_region(request.region, shape));
  const Spelt<Pixels> size = TRY(resolve_size(request.size, resolved.region, shape));
  resolved.width = size.value.width;
  resolved.height = size.value.height;
  resolved.rotation = normalized(request.rotation);
  resolved.selection =
      base::format("{}/{}/{}/{}", base::to_seconds(resolved.instant), spell_region(resolved.region, shape),
                   size.text, spell_rotation(resolved.rotation));
  finish(resolved, request, quality_of_picture(request.quality));
  return resolved;
}

}  // namespace iiif
