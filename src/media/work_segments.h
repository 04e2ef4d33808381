// WorkSegments: the instants at which all renditions of a work are cut, so that players may change between
// them at any segment. Those of the reference track where the work has a sample table; else every six
// seconds, between pictures. O(1) each, whatever the length of the work. Pure; the table must outlive it.
#pragma once

#include <optional>

#include "media/sample_table.h"

namespace media {

class WorkSegments {
 public:
  WorkSegments(const MediaInfo& info, const SampleTable* table);

  std::uint32_t count() const { return count_; }  // at least 1
  // Of segment `index`; `start(count())` is the end of the work. Never falls; the first is 0.
  base::Time start(std::uint32_t index) const;
  base::TimeRange range(std::uint32_t index) const { return {start(index), start(index + 1)}; }

 private:
  base::Time duration_;
  std::uint32_t count_ = 1;
  const TrackTable* reference_ = nullptr;
  base::Time step_ = kSegmentTarget;  // where there is no reference
  base::Time first_;                  // of the first picture
};

}  // namespace media
