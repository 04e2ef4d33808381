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

// The boxes themselves, of works and clips alike. Ticks of the track's timescale; `duration`: of the work.
base::Bytes write_init_segment(const Track& track, std::int64_t start_offset, std::uint64_t duration);
// `styp`, `moof` and the header of an `mdat` of `payload` bytes; `samples` is not empty.
base::Bytes write_segment_head(const std::vector<Sample>& samples, const SegmentTimeline& timeline,
                               std::uint32_t segment_index, std::uint64_t payload);
// Hidden frames at the start of a video that begins in the middle of a group of pictures have presentation
// times below 0, where players would throw the sync sample away and all that depends on it. They are decoded,
// in order, within the first ticks of the work instead, too short to be seen.
void squeeze_hidden_frames(std::vector<Sample>& samples, const SegmentTimeline& timeline);

// NotFound if the track cannot be packaged.
base::Result<base::Splice> init_segment(const SampleTable& table, std::uint32_t track_id);

// `segment_index` counts from 0. NotFound beyond the last segment; Conflict if the master's size is not the
// one that was indexed.
base::Result<base::Splice> media_segment(const SampleTable& table, std::uint32_t track_id,
                                         std::uint32_t segment_index, const base::Source& master);

}  // namespace media
