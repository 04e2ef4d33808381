// CMAF initialization and media segments (ISO/IEC 23000-19 clause 7) of one track each: headers written here,
// followed by slices of the untouched master. Pure: nothing of the master is read, and sizes are exact at
// once. Presentation times are those of the work's timeline. One start offset (edit list) hides the priming
// of audio and takes back the composition delay of video, so that `tfdt` of a video segment is the time at
// which it shows; no composition offset is negative, which libavformat would read as a delay.
#pragma once

#include "base/splice.h"
#include "media/sample_table.h"

namespace media {

// How a track's own timeline is carried into segments. Ticks of the track's timescale.
struct SegmentTimeline {
  std::uint32_t first_sample = 0;  // samples before are neither shown nor needed
  std::int64_t decode_shift = 0;   // added to decode times: `tfdt`
  std::int64_t start_offset = 0;   // media time of the edit list, never negative; 0: none
};
base::Result<SegmentTimeline> segment_timeline(const Track& track, const TrackTable& samples);

// NotFound if the track cannot be packaged.
base::Result<base::Splice> init_segment(const SampleTable& table, std::uint32_t track_id);

// `segment_index` counts from 0. NotFound beyond the last segment; Conflict if the master's size is not the
// one that was indexed.
base::Result<base::Splice> media_segment(const SampleTable& table, std::uint32_t track_id,
                                         std::uint32_t segment_index, const base::Source& master);

}  // namespace media
