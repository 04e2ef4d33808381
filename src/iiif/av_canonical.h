// What a request to the A/V Content API asks of one work: the parameters resolved to exact values, and the
// canonical path that every spelling of the same request shares: the key of caches and of the ETag
// (docs/av-content-api.md section 1, Image API 3.0 sections 4.1-4.3 and 4.7). Requests with the same
// canonical path have the same values, and a canonical path is its own canonical form. Times are whole
// microseconds, but for the end of a work, which is where it is. Pure; safe from any thread.
// Malformed (400) where a parameter selects nothing or asks for what is not allowed, NotFound (404) for an
// instant beyond the end and for a picture of a work that has none; errors name the parameter.
#pragma once

#include <functional>
#include <string>

#include "iiif/av_request.h"

namespace iiif {

struct AvShape {
  base::Time duration;
  std::uint32_t width = 0, height = 0;          // display pixels; 0: no picture
  std::uint32_t max_width = 0, max_height = 0;  // pixels an answer may have; 0: no limit of its own
  // When frame n is shown, for instants `frame:n`; empty: frames are not counted here.
  std::function<base::Result<base::TimeRange>(std::uint64_t)> frame_shown = {};
};

struct ResolvedRegion {
  std::uint32_t x = 0, y = 0, width = 0, height = 0;  // pixels of the display picture, never empty
  friend bool operator==(const ResolvedRegion&, const ResolvedRegion&) = default;
};

// The part before quality and format, "full/full/max/max/0", stands alone in `selection`: children of
// streams lie below {selection}/{quality}. `quality` is "default" also where `color` was asked for, which is
// what a work is by default.
struct ResolvedAudio {
  base::TimeRange time;
  base::Time duration;  // it is played in; time.length() where it is not re-timed
  std::string quality, format;
  std::string selection, canonical;
  bool whole = false;  // nothing is selected: all of it, as it is

  bool retimed() const { return duration != time.length(); }
};

struct ResolvedVideo {
  base::TimeRange time;
  base::Time duration;
  ResolvedRegion region;
  std::uint32_t width = 0, height = 0;  // pixels the region is scaled to, before rotation
  Rotation rotation;                    // degrees 0, 90, 180 or 270
  std::string quality, format;
  std::string selection, canonical;
  bool whole = false;

  bool retimed() const { return duration != time.length(); }
};

struct ResolvedFrame {
  base::Time instant;
  ResolvedRegion region;
  std::uint32_t width = 0, height = 0;
  Rotation rotation;  // 0 <= degrees < 360
  std::string quality, format;
  std::string selection, canonical;
};

// `request` must be of the form that the name says. A request for a part of a stream has an empty format,
// and its canonical path is that of the part.
base::Result<ResolvedAudio> resolve_audio(const AvRequest& request, const AvShape& shape);
base::Result<ResolvedVideo> resolve_video(const AvRequest& request, const AvShape& shape);
base::Result<ResolvedFrame> resolve_frame(const AvRequest& request, const AvShape& shape);

// The instant of a frame or of its info.json, which lies at {to_seconds(instant)}/info.json.
base::Result<base::Time> resolve_instant(const Instant& instant, const AvShape& shape);

// The rules for one parameter each.
base::Result<base::TimeRange> resolve_time(const TimeRegion& time, base::Time duration);
base::Result<ResolvedRegion> resolve_region(const SpaceRegion& region, const AvShape& shape);

}  // namespace iiif
