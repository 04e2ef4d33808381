// Where renditions are cut: one plan for all tracks of a work, so that HLS, DASH and every rendition share
// their boundaries. Pure; run once when the sample table is written.
#pragma once

#include <vector>

#include "media/sample_table.h"

namespace media {

// Segments of each of `tracks`, in their order; `tracks[0]` is the reference that decides the instants.
std::vector<std::vector<Segment>> plan_segments(const MediaInfo& info,
                                                const std::vector<TrackSamples>& tracks, base::Time target);

}  // namespace media
