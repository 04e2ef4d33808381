// The samples of a picture track in order of show: which one is displayed at an instant, and where decoding
// it begins. Looks at the groups around the answer only. The table and the track must outlive it. Pure.
// Ticks are of the track's timescale, on the work's timeline.
#pragma once

#include "media/sample_table.h"

namespace media {

struct DisplayedSample {
  std::uint64_t rank = 0;    // in order of show among all samples of the track, from 0
  std::uint32_t sample = 0;  // in decode order
  std::uint32_t sync_sample =
      0;                  // decoding begins here: pictures that lead a sync sample need the one before
  std::int64_t time = 0;  // when it begins to show
  std::int64_t end = 0;   // when the next one does
};

class PresentationOrder {
 public:
  PresentationOrder(const TrackTable& table, const Track& track) : table_(table), track_(track) {}

  // The sample with the greatest presentation time at or before `ticks`; the earliest where all are later.
  base::Result<DisplayedSample> at(std::int64_t ticks) const;
  base::Result<DisplayedSample> ranked(std::uint64_t rank) const;  // OutOfRange beyond the last

  // What is displayed when the track begins to show, and last before it ends: samples outside are hidden.
  base::Result<DisplayedSample> first() const;
  base::Result<DisplayedSample> last() const;

 private:
  struct Window;
  base::Result<Window> window_around(std::uint32_t group) const;

  const TrackTable& table_;
  const Track& track_;
};

}  // namespace media
