// Storyboards: a sheet of small pictures, one every so many seconds, from sync samples only, as one JPEG; and
// the WebVTT that tells players which part of which sheet to show when. The plan is pure.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "media/master.h"

namespace media {

// One tile per `interval`; a sheet holds columns * rows of them, left to right, top to bottom. All sheets of
// a work are of one shape, as DASH wants it; what is left over of the last one is gray.
struct StoryboardPlan {
  base::Time interval;
  std::uint32_t columns = 10, rows = 10;          // fewer where there are not so many tiles
  std::uint32_t tile_width = 0, tile_height = 0;  // pixels, even
  std::uint64_t tiles = 0;                        // in the whole work

  std::uint64_t sheets() const { return (tiles + columns * rows - 1) / (columns * rows); }
  base::Time sheet_length() const { return {interval.ticks * columns * rows, interval.timescale}; }
  // Bits a second of the sheets, as they usually are; pure, for no sheet need be made to tell it.
  std::uint64_t bandwidth() const;
  // The stretch of the work that a sheet shows; the last one ends with the work.
  base::TimeRange sheet_range(std::uint64_t sheet, base::Time duration) const;
};

// NotFound where the work has no pictures. 160 pixels on the longer side by default, one tile per 10 s, fewer
// for short works (never fewer than 10 tiles where the work has as many frames).
base::Result<StoryboardPlan> plan_storyboard(const MediaInfo& info);

// The JPEG of the tiles of a stretch: a sheet's, or any other, which gets only the rows it needs. Each tile
// shows the sync sample displayed at or before the middle of its interval.
base::Result<base::Bytes> storyboard_sheet(const Master& master, const StoryboardPlan& plan,
                                           base::TimeRange range, std::stop_token stop);

// WebVTT: a cue per tile of the stretch, whose text is the sheet's URI with `#xywh=`.
std::string storyboard_webvtt(const StoryboardPlan& plan, base::Time duration,
                              const std::function<std::string(base::TimeRange sheet)>& sheet_uri);

}  // namespace media
