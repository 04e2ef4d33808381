#include "iiif/av_request.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace iiif {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using base::Time;

std::unexpected<base::Error> malformed(std::string_view parameter, std::string_view value,
                                       std::string_view expected) {
  return fail(Fault::Malformed, base::format("'{}' is not {}", base::clip_for_message(value), expected),
              std::string(parameter));
}

// Removes `prefix` from `text` if it is there.
bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Image API 3.0 section 4.7: digits with an optional fraction. Nine digits before the point are more than any
// pixel, percent or degree needs.
std::optional<Decimal> parse_decimal(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  const bool shaped = text.size() <= 32 && whole.size() <= 9 && !(whole.empty() && fraction.empty()) &&
                      std::ranges::all_of(whole, base::is_digit) &&
                      std::ranges::all_of(fraction, base::is_digit);
  if (!shaped) return std::nullopt;
  std::uint64_t billionths = 0;
  for (char digit : whole) billionths = billionths * 10 + static_cast<std::uint64_t>(digit - '0');
  for (std::size_t place = 0; place < 9; ++place)
    billionths =
        billionths * 10 + (place < fraction.size() ? static_cast<std::uint64_t>(fraction[place] - '0') : 0);
  return Decimal{billionths};
}

std::optional<std::uint32_t> parse_pixels(std::string_view text) {
  const auto value = base::parse_unsigned(text);
  return value && *value <= 1'000'000 ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

Result<TimeRegion> parse_time_region(std::string_view text) {
  constexpr std::string_view kExpected = "a time: full, start,end in seconds, or pct:start,end";
  TimeRegion region;
  std::string_view rest = text;
  if (rest == "full") return region;
  region.form = take_prefix(rest, "pct:") ? TimeRegion::Form::Percent : TimeRegion::Form::Seconds;
  const std::vector<std::string_view> ends = base::split(rest, ',');
  if (ends.size() != 2 || (ends[0].empty() && ends[1].empty())) return malformed("time", text, kExpected);
  const auto parse = [&](std::string_view end) -> Result<std::optional<Time>> {
    if (end.empty()) return std::nullopt;
    auto time = region.form == TimeRegion::Form::Percent ? base::parse_seconds(end) : base::parse_npt(end);
    if (!time) return malformed("time", text, kExpected);
    return *time;
  };
  region.start = TRY(parse(ends[0]));
  region.end = TRY(parse(ends[1]));
  const Time hundred = Time::seconds(100);
  if (region.form == TimeRegion::Form::Percent &&
      (!region.start || !region.end || *region.start > hundred || *region.end > hundred))
    return malformed("time", text, kExpected);
  if (region.start && region.end && *region.end <= *region.start)
    return fail(Fault::Malformed, base::format("the time '{}' selects nothing", base::clip_for_message(text)),
                "time");
  return region;
}

Result<Instant> parse_instant(std::string_view text) {
  constexpr std::string_view kExpected = "an instant: seconds, hh:mm:ss, or frame:n";
  std::string_view rest = text;
  if (take_prefix(rest, "frame:")) {
    const auto frame = base::parse_unsigned(rest);
    if (!frame) return malformed("instant", text, kExpected);
    return Instant{std::nullopt, *frame};
  }
  const auto time = base::parse_npt(rest);
  if (!time) return malformed("instant", text, kExpected);
  return Instant{*time, std::nullopt};
}

Result<SpaceRegion> parse_space_region(std::string_view text) {
  constexpr std::string_view kExpected = "a region: full, square, x,y,w,h or pct:x,y,w,h";
  if (text == "full") return SpaceRegion{};
  if (text == "square") return SpaceRegion{.form = SpaceRegion::Form::Square};
  std::string_view rest = text;
  SpaceRegion region;
  region.form = take_prefix(rest, "pct:") ? SpaceRegion::Form::Percent : SpaceRegion::Form::Pixels;
  const std::vector<std::string_view> fields = base::split(rest, ',');
  if (fields.size() != 4) return malformed("region", text, kExpected);
  Decimal* const values[] = {&region.x, &region.y, &region.width, &region.height};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto pixels = parse_pixels(fields[i]);
    const auto value = region.form == SpaceRegion::Form::Percent ? parse_decimal(fields[i])
                       : pixels                                  ? std::optional(Decimal::whole(*pixels))
                                                                 : std::nullopt;
    if (!value) return malformed("region", text, kExpected);
    *values[i] = *value;
  }
  if (region.width == Decimal{} || region.height == Decimal{})
    return fail(Fault::Malformed,
                base::format("the region '{}' selects nothing", base::clip_for_message(text)), "region");
  return region;
}

Result<TimeSize> parse_time_size(std::string_view text) {
  constexpr std::string_view kExpected = "a duration: max, n seconds or pct:n";
  TimeSize size;
  std::string_view rest = text;
  size.stretching = take_prefix(rest, "^");
  if (rest == "max" || rest == "full") return size;
  size.form = take_prefix(rest, "pct:") ? TimeSize::Form::Percent : TimeSize::Form::Seconds;
  const auto value = base::parse_seconds(rest);
  if (!value || value->ticks == 0) return malformed("duration", text, kExpected);
  size.value = *value;
  return size;
}

Result<SpaceSize> parse_space_size(std::string_view text) {
  constexpr std::string_view kExpected = "a size: max, w, ,h pct:n w,h or !w,h";
  SpaceSize size;
  std::string_view rest = text;
  size.upscaling = take_prefix(rest, "^");
  if (rest == "max") return size;
  if (take_prefix(rest, "pct:")) {
    const auto percent = parse_decimal(rest);
    if (!percent || *percent == Decimal{} || (*percent > Decimal::whole(100) && !size.upscaling))
      return malformed("size", text, kExpected);
    size.form = SpaceSize::Form::Percent;
    size.percent = *percent;
    return size;
  }
  const bool confined = take_prefix(rest, "!");
  const std::vector<std::string_view> fields = base::split(rest, ',');
  if (fields.size() != 2 || (fields[0].empty() && fields[1].empty()))
    return malformed("size", text, kExpected);
  const auto width = parse_pixels(fields[0]), height = parse_pixels(fields[1]);
  const bool wrong =
      (!fields[0].empty() && (!width || *width == 0)) || (!fields[1].empty() && (!height || *height == 0));
  if (wrong || (confined && (!width || !height))) return malformed("size", text, kExpected);
  size.width = width.value_or(0);
  size.height = height.value_or(0);
  size.form = confined  ? SpaceSize::Form::Confined
              : !height ? SpaceSize::Form::Width
              : !width  ? SpaceSize::Form::Height
                        : SpaceSize::Form::WidthAndHeight;
  return size;
}

Result<Rotation> parse_rotation(std::string_view text) {
  std::string_view rest = text;
  Rotation rotation;
  rotation.mirrored = take_prefix(rest, "!");
  const auto degrees = parse_decimal(rest);
  if (!degrees || *degrees > Decimal::whole(360))
    return malformed("rotation", text, "a rotation: 0 to 360, or !0 to !360");
  rotation.degrees = *degrees;
  return rotation;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_';
  });
}

Result<void> parse_quality_and_format(std::string_view text, AvRequest& request) {
  const std::size_t point = text.rfind('.');
  if (point == std::string_view::npos) return malformed("format", text, "{quality}.{format}");
  const std::string_view quality = text.substr(0, point), format = text.substr(point + 1);
  if (!is_name(quality)) return malformed("quality", quality, "a quality");
  if (!is_name(format)) return malformed("format", format, "a format");
  request.quality = quality;
  request.format = base::lowercase(format);
  return {};
}

// {time}/{region}/{duration}/{size}/{rotation} or {time}/{duration}: what stands before the quality.
Result<void> parse_selection(std::span<const std::string> parameters, AvRequest& request) {
  if (parameters.size() == 2) {
    request.form = AvRequest::Form::Audio;
    request.time = TRY(parse_time_region(parameters[0]));
    request.duration = TRY(parse_time_size(parameters[1]));
    return {};
  }
  request.form = AvRequest::Form::Video;
  request.time = TRY(parse_time_region(parameters[0]));
  request.region = TRY(parse_space_region(parameters[1]));
  request.duration = TRY(parse_time_size(parameters[2]));
  request.size = TRY(parse_space_size(parameters[3]));
  request.rotation = TRY(parse_rotation(parameters[4]));
  return {};
}

Result<void> parse_frame(std::span<const std::string> parameters, AvRequest& request) {
  request.form = AvRequest::Form::Frame;
  request.instant = TRY(parse_instant(parameters[0]));
  request.region = TRY(parse_space_region(parameters[1]));
  request.size = TRY(parse_space_size(parameters[2]));
  request.rotation = TRY(parse_rotation(parameters[3]));
  return parse_quality_and_format(parameters[4], request);
}

// Section 1, "Adaptive streams are a format": .../{quality}/~{revision}/{rendition}/{name}
Result<void> parse_stream_part(std::span<const std::string> before, std::span<const std::string> part,
                               AvRequest& request) {
  const bool shaped = part.size() == 3 && (before.size() == 3 || before.size() == 6);
  if (!shaped || part[0].size() < 2 || part[1].empty() || part[2].empty() || !is_name(before.back()))
    return fail(Fault::NotFound, "no part of a stream has this form of address");
  TRY(parse_selection(before.first(before.size() - 1), request));
  request.quality = before.back();
  request.part = StreamPart{part[0].substr(1), part[1], part[2]};
  return {};
}

}  // namespace

double as_double(Decimal value) { return static_cast<double>(value.billionths) / 1e9; }

std::string to_text(Decimal value) {
  return base::to_seconds(Time{static_cast<std::int64_t>(value.billionths), 1'000'000'000}, 9);
}

Result<AvRequest> parse_av_request(std::span<const std::string> segments) {
  AvRequest request;
  if (segments.empty() || segments[0].empty()) return fail(Fault::NotFound, "the address names no recording");
  request.identifier = segments[0];
  const std::span<const std::string> parameters = segments.subspan(1);
  const auto tilde =
      std::ranges::find_if(parameters, [](const std::string& segment) { return segment.starts_with('~'); });
  if (tilde != parameters.end()) {
    const auto before = static_cast<std::size_t>(tilde - parameters.begin());
    TRY(parse_stream_part(parameters.first(before), parameters.subspan(before), request));
    return request;
  }
  switch (parameters.size()) {
    case 0:
      return request;
    case 1:
      if (parameters[0] != "info.json") break;
      request.form = AvRequest::Form::Info;
      return request;
    case 2:
      if (parameters[1] != "info.json") break;
      request.form = AvRequest::Form::FrameInfo;
      request.instant = TRY(parse_instant(parameters[0]));
      return request;
    case 3:
    case 6:
      TRY(parse_selection(parameters.first(parameters.size() - 1), request));
      TRY(parse_quality_and_format(parameters.back(), request));
      return request;
    case 5:
      TRY(parse_frame(parameters, request));
      return request;
    default:
      break;
  }
  return fail(Fault::NotFound, "no request to a recording has this form of address");
}

std::string whole_path(AvRequest::Form form, std::string_view quality, std::string_view format) {
  const std::string_view selection = form == AvRequest::Form::Audio ? "full/max" : "full/full/max/max/0";
  return base::format("{}/{}.{}", selection, quality, format);
}

}  // namespace iiif
