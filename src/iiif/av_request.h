// A/V Content API requests (docs/av-content-api.md section 1): path segments -> typed values, exact as they
// were written. The number of segments alone tells what is meant. What they ask of a work of a certain shape
// is av_canonical.h. Pure; safe from any thread. Errors name the parameter.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/media_time.h"
#include "base/result.h"

namespace iiif {

// A plain decimal number as the Image API writes it: no sign, no exponent. Digits beyond the ninth decimal
// mean less than any pixel and are dropped.
struct Decimal {
  std::uint64_t billionths = 0;

  static constexpr Decimal whole(std::uint64_t number) { return {number * 1'000'000'000}; }
  friend constexpr auto operator<=>(Decimal, Decimal) = default;
};

double as_double(Decimal value);
std::string to_text(Decimal value);  // shortest: "22.5", "90", "0.25"

// {time}: `full`, `s,e`, `s,`, `,e`, `pct:a,b`; seconds may be written as NPT. Half-open, on the master's
// timeline.
struct TimeRegion {
  enum class Form { Full, Seconds, Percent };
  Form form = Form::Full;
  std::optional<base::Time> start, end;  // seconds, or percent as if they were seconds
};

// {instant}: seconds, NPT, or `frame:n`.
struct Instant {
  std::optional<base::Time> time;
  std::optional<std::uint64_t> frame;
};

// {region}: Image API 3.0 section 4.1, on the display picture.
struct SpaceRegion {
  enum class Form { Full, Square, Pixels, Percent };
  Form form = Form::Full;
  Decimal x = {}, y = {}, width = {}, height = {};  // whole pixels, or percent
};

// {duration}: `max`, `n` seconds, `pct:n`; `^` allows stretching.
struct TimeSize {
  enum class Form { Max, Seconds, Percent };
  Form form = Form::Max;
  base::Time value;  // seconds, or percent as if they were seconds
  bool stretching = false;
};

// {size}: Image API 3.0 section 4.2.
struct SpaceSize {
  enum class Form { Max, Width, Height, Percent, WidthAndHeight, Confined };
  Form form = Form::Max;
  std::uint32_t width = 0, height = 0;  // pixels
  Decimal percent;
  bool upscaling = false;
};

// {rotation}: Image API 3.0 section 4.3.
struct Rotation {
  bool mirrored = false;
  Decimal degrees;  // clockwise, 0 <= degrees <= 360
};

// What lies below a `~` segment: the parts of an adaptive stream, immutable under its revision.
struct StreamPart {
  std::string revision;
  std::string rendition;  // "video-1", "audio-2", "text-en"
  std::string name;       // "media.m3u8", "init.mp4", "17.m4s"
};

struct AvRequest {
  enum class Form { Base, Info, FrameInfo, Audio, Frame, Video };
  Form form = Form::Base;
  std::string identifier;
  TimeRegion time;     // Audio, Video
  Instant instant;     // Frame, FrameInfo
  SpaceRegion region;  // Frame, Video
  TimeSize duration;   // Audio, Video
  SpaceSize size;      // Frame, Video
  Rotation rotation;   // Frame, Video
  std::string quality = "default";
  std::string format;              // empty for parts of a stream
  std::optional<StreamPart> part;  // Audio, Video
};

// `segments` are the decoded path segments after `/av/`. Malformed for bad syntax (with the parameter's
// name), NotFound where no request has that many segments.
base::Result<AvRequest> parse_av_request(std::span<const std::string> segments);

// The path of the whole work below the identifier: "full/full/max/max/0/default.mp4" or
// "full/max/default.m4a".
std::string whole_path(AvRequest::Form form, std::string_view quality, std::string_view format);

}  // namespace iiif
