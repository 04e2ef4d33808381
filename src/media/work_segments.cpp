#include "media/work_segments.h"

#include <algorithm>

#include "media/rendition.h"

namespace media {
namespace {

// A whole number of pictures, about as long as the target.
base::Time step_of(const MediaInfo& info) {
  const Track* video = info.first(TrackKind::Video);
  if (!video || video->frame_rate.numerator <= 0 || video->frame_rate.numerator > 1'000'000)
    return kSegmentTarget;
  const Rational rate = video->frame_rate;
  const base::Time target = kSegmentTarget;
  const std::int64_t pictures =
      std::max<std::int64_t>(1, (target.ticks * rate.numerator + rate.denominator / 2) / rate.denominator);
  return {pictures * rate.denominator, static_cast<std::uint32_t>(rate.numerator)};
}

}  // namespace

WorkSegments::WorkSegments(const MediaInfo& info, const SampleTable* table) : duration_(info.duration) {
  if (table && table->reference()) {
    const std::vector<Rendition> all = renditions(*table);
    if (!all.empty()) {
      reference_ = all.front().samples;
      count_ = offered_segments(all.front());
      return;
    }
  }
  step_ = step_of(info);
  if (const Track* video = info.first(TrackKind::Video)) first_ = video->presentation.start;
  const base::Wide length = static_cast<base::Wide>(duration_.ticks) * step_.timescale;
  const base::Wide step = static_cast<base::Wide>(step_.ticks) * duration_.timescale;
  // A rest of less than a quarter belongs to the segment before it.
  const base::Wide whole = length / step, rest = length % step;
  count_ = static_cast<std::uint32_t>(std::max<base::Wide>(1, whole + (rest * 4 >= step ? 1 : 0)));
}

base::Time WorkSegments::start(std::uint32_t index) const {
  if (index == 0) return base::Time::seconds(0);
  if (index >= count_) return duration_;
  if (!reference_) return std::min(first_ + base::Time{step_.ticks * index, step_.timescale}, duration_);
  const base::Time begins{reference_->segment(index).presentation_time, reference_->timescale()};
  return std::clamp(begins, base::Time::seconds(0), duration_);
}

}  // namespace media
