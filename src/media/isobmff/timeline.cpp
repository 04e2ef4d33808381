#include "media/isobmff/timeline.h"

#include <algorithm>

#include "base/format.h"

namespace media::isobmff {
namespace {

base::Time movie_time(std::uint64_t ticks, std::uint32_t timescale) {
  return {static_cast<std::int64_t>(std::min<std::uint64_t>(ticks, kTicksMax)), timescale};
}

struct SimpleEdit {
  std::uint64_t delay = 0, duration = 0;  // ticks of the movie
  std::int64_t media_time = 0;
  std::size_t used = 0, media_edits = 0;
  bool odd_rate = false;
};

// Leading empty edits are the delay; edits that go on where the one before ended are one.
SimpleEdit simplify(const RawTrack& track, std::uint32_t movie_timescale) {
  SimpleEdit simple;
  for (const Edit& edit : track.edits) {
    if (edit.media_time < 0) {
      if (simple.media_edits == 0) simple.delay += std::min<std::uint64_t>(edit.duration, kTicksMax >> 20);
      continue;
    }
    simple.odd_rate = simple.odd_rate || !edit.unit_rate;
    const std::int64_t goes_on_at =
        simple.media_time + base::ticks_in(movie_time(simple.duration, movie_timescale), track.timescale);
    if (simple.media_edits++ == 0) {
      simple.media_time = std::min(edit.media_time, kTicksMax);
      simple.duration = edit.duration;
    } else if (simple.media_edits == 2 && edit.media_time == goes_on_at && simple.duration < kTicksMax) {
      simple.duration += std::min<std::uint64_t>(edit.duration, kTicksMax);
      simple.media_edits = 1;
    }
  }
  return simple;
}

}  // namespace

Placement place(const RawTrack& track, const TrackMedia& media, const Movie& movie, std::uint32_t number,
                std::vector<std::string>& warnings) {
  const SimpleEdit edit = simplify(track, movie.timescale);
  if (edit.media_edits > 1)
    warnings.push_back(
        base::format("track {} is put together from {} edits; only the first, which begins at {} s "
                     "of its media, is shown",
                     number, edit.media_edits, base::to_seconds({edit.media_time, track.timescale}, 3)));
  if (edit.odd_rate)
    warnings.push_back(
        base::format("an edit of track {} asks for another speed; it is shown at its own", number));
  const base::Time delay = movie_time(edit.delay, movie.timescale);
  const std::int64_t delay_ticks = std::min(base::ticks_in(delay, track.timescale), kTicksMax);
  Placement placement{delay_ticks - edit.media_time, 0, 0, false};
  placement.start = std::max(delay_ticks, media.first_composition + placement.shift);
  placement.end = media.end_composition + placement.shift;
  // Durations of edits are rounded to ticks of the movie, and of fragmented files not known when they begin.
  if (edit.duration > 0 && !movie.fragmented) {
    const base::Time end = delay + movie_time(edit.duration, movie.timescale);
    placement.trimmed = end + base::Time{1, movie.timescale} <= base::Time{placement.end, track.timescale};
    if (placement.trimmed) placement.end = base::ticks_in(end, track.timescale);
  }
  placement.end = std::max(placement.start, placement.end);
  return placement;
}

void trim(const Placement& placement, const RawTrack& track, TrackMedia& media) {
  std::vector<Sample>& samples = media.samples;
  const auto shows_at = [&](const Sample& sample) { return sample.composition_time() + placement.shift; };
  if (placement.trimmed) {
    const auto last = std::find_if(samples.rbegin(), samples.rend(),
                                   [&](const Sample& sample) { return shows_at(sample) < placement.end; });
    samples.erase(last.base(), samples.end());
  }
  const std::int64_t from =
      track.kind == TrackKind::Audio ? placement.start - std::int64_t{track.timescale} : placement.start;
  std::size_t first = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (shows_at(samples[i]) > from && samples[i].sync) break;
    if (samples[i].sync && shows_at(samples[i]) <= from) first = i;
  }
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(first));
  if (samples.size() != media.count) summarise(media);
}

}  // namespace media::isobmff
