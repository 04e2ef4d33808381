// The `moov` box as it lies in the file (ISO/IEC 14496-12 8.2 to 8.8; QuickTime movie atoms): one RawTrack
// per `trak`, nothing interpreted yet. Views point into `Movie::bytes`, which must not be copied away.
#pragma once

#include <vector>

#include "media/isobmff/sample_entry.h"
#include "media/isobmff/sample_list.h"

namespace media::isobmff {

// 8.6.6. Ticks: durations of the movie, times of the track.
struct Edit {
  std::uint64_t duration = 0;
  std::int64_t media_time = 0;  // -1: empty
  bool unit_rate = true;
};

struct RawTrack {
  std::uint32_t id = 0;  // track_ID
  TrackKind kind = TrackKind::Other;
  bool enabled = true;
  bool external = false;  // its media lie in another file (8.7.2)
  std::uint32_t rotation = 0;
  std::uint32_t timescale = 1;
  std::string language, label;
  Purpose purpose;
  std::vector<Edit> edits;
  std::vector<std::uint32_t> chapter_tracks;  // `tref`/`chap`
  SampleDescription description;
  bool mixed_descriptions = false;
  SampleTables tables;
};

// 8.8.3
struct TrackExtends {
  std::uint32_t track_id = 0, duration = 0, size = 0, flags = 0;
};

struct Movie {
  std::uint64_t offset = 0;  // of the `moov` box in the file
  base::Bytes bytes;         // the whole box
  base::ByteView payload;
  std::uint32_t timescale = 1;
  std::vector<RawTrack> tracks;
  std::vector<TrackExtends> defaults;  // `mvex`/`trex`
  bool fragmented = false;             // there is an `mvex`
};

// Malformed where a table is; Unsupported where the header is compressed (`cmov`).
base::Result<Movie> read_movie(base::Bytes moov, std::uint64_t offset);

}  // namespace media::isobmff
