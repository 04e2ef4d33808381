// The pure half of media/still.h: frames by instant and by number. A track without samples in the table
// counts its frames by its frame rate.
#include <algorithm>

#include "base/format.h"
#include "media/presentation_order.h"
#include "media/still.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

base::Result<const Track*> picture_track(const SampleTable& table, std::uint32_t id) {
  const auto found = std::ranges::find(table.info().tracks, id, &Track::id);
  if (found == table.info().tracks.end() || found->kind != TrackKind::Video)
    return fail(Fault::NotFound, base::format("there is no track {} of pictures", id));
  return &*found;
}

base::Error beyond(base::Time instant, base::TimeRange work) {
  return {Fault::OutOfRange,
          base::format("no picture shows at {} s: they show from {} to {} s", base::to_seconds(instant),
                       base::to_seconds(work.start), base::to_seconds(work.end)),
          "instant"};
}

// The last picture stands until the work ends.
base::TimeRange shown_range(const MediaInfo& info, const Track& track) {
  return {track.presentation.start, std::max(track.presentation.end, info.duration)};
}

// Frames at a constant rate, counted from when the track begins to show.
struct Regular {
  base::Time start;
  Rational rate;

  base::Time time_of(std::uint64_t number) const {
    const base::Wide ticks = static_cast<base::Wide>(number) * rate.denominator;
    return start + base::Time{static_cast<std::int64_t>(ticks), static_cast<std::uint32_t>(rate.numerator)};
  }
  // Frames that begin before `instant`, or with it.
  std::uint64_t begun_by(base::Time instant) const {
    const base::Time since = instant - start;
    return static_cast<std::uint64_t>(static_cast<base::Wide>(since.ticks) * rate.numerator /
                                      (static_cast<base::Wide>(since.timescale) * rate.denominator)) +
           1;
  }
};
base::Result<Regular> regular(const Track& track) {
  if (track.frame_rate.numerator <= 0 || track.frame_rate.denominator <= 0)
    return fail(Fault::Unsupported,
                base::format("the frames of track {} are not indexed and of no constant rate", track.id));
  return Regular{track.presentation.start, track.frame_rate};
}
std::uint64_t count_of(const Regular& frames, const Track& track) {
  const std::uint64_t begun = frames.begun_by(track.presentation.end);
  return begun - (frames.time_of(begun - 1) < track.presentation.end ? 0 : 1);
}
FrameReference reference(const Regular& frames, std::uint64_t number) {
  return {number, {frames.time_of(number), frames.time_of(number + 1)}};
}

// The first frame begins with the track, the last one ends with it.
FrameReference reference(const DisplayedSample& shown, std::uint64_t first, const Track& track) {
  return {shown.rank - first,
          {std::max(base::Time{shown.time, track.timescale}, track.presentation.start),
           std::min(base::Time{shown.end, track.timescale}, track.presentation.end)}};
}

}  // namespace

base::Result<std::uint64_t> frame_count(const SampleTable& table, std::uint32_t id) {
  const Track* track = TRY(picture_track(table, id));
  const TrackTable* samples = table.track(id);
  if (!samples) return count_of(TRY(regular(*track)), *track);
  const PresentationOrder order(*samples, *track);
  const DisplayedSample first = TRY(order.first());
  const DisplayedSample last = TRY(order.last());
  return last.rank - first.rank + 1;
}

base::Result<FrameReference> frame_at(const SampleTable& table, std::uint32_t id, base::Time instant) {
  const Track* track = TRY(picture_track(table, id));
  const base::TimeRange range = shown_range(table.info(), *track);
  if (!range.contains(instant)) return std::unexpected(beyond(instant, range));
  const TrackTable* samples = table.track(id);
  if (!samples) {
    const Regular frames = TRY(regular(*track));
    return reference(frames, std::min(frames.begun_by(instant), count_of(frames, *track)) - 1);
  }
  const PresentationOrder order(*samples, *track);
  const DisplayedSample first = TRY(order.first());
  const DisplayedSample last = TRY(order.last());
  const DisplayedSample shown =
      TRY(order.at(base::ticks_in(instant, track->timescale, base::Rounding::Floor)));
  return reference(shown.rank > last.rank ? last : shown, first.rank, *track);
}

base::Result<FrameReference> frame_of_number(const SampleTable& table, std::uint32_t id,
                                             std::uint64_t number) {
  const Track* track = TRY(picture_track(table, id));
  const std::uint64_t count = TRY(frame_count(table, id));
  if (number >= count)
    return fail(Fault::OutOfRange, base::format("there is no frame {}: the track has {}", number, count),
                "instant");
  const TrackTable* samples = table.track(id);
  if (!samples) return reference(TRY(regular(*track)), number);
  const PresentationOrder order(*samples, *track);
  const DisplayedSample first = TRY(order.first());
  return reference(TRY(order.ranked(first.rank + number)), first.rank, *track);
}

}  // namespace media
