// Where a track shows on the work's timeline: edit lists (ISO/IEC 14496-12 8.6.5, 8.6.6) simplified to one
// delay and one run of the media. Ticks of the track. Pure.
#pragma once

#include <string>
#include <vector>

#include "media/isobmff/movie.h"
#include "media/media_info.h"

namespace media::isobmff {

struct Placement {
  std::int64_t shift = 0;  // presentation time = composition time + shift
  std::int64_t start = 0, end = 0;
  bool trimmed = false;  // the edit ends before the media do
};

// Of the edits the first that shows media counts; what else there is goes into `warnings`.
Placement place(const RawTrack& track, const TrackMedia& media, const Movie& movie, std::uint32_t number,
                std::vector<std::string>& warnings);

// Leaves out samples that no shown sample needs: those decoded after the last shown one, and those before
// the sync sample at or before the start (for sound, up to a second before the start is kept).
void trim(const Placement& placement, const RawTrack& track, TrackMedia& media);

}  // namespace media::isobmff
