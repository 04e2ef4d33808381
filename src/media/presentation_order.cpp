#include "media/presentation_order.h"

#include <algorithm>
#include <numeric>

#include "base/format.h"

namespace media {

// A group and its neighbours. Groups show one after the other, give or take pictures at their seams.
struct PresentationOrder::Window {
  std::uint32_t first = 0;  // sample
  std::vector<Sample> samples;
  std::vector<std::uint32_t> shown;  // indices into samples, in order of show
  std::int64_t shift = 0;
  std::int64_t end = 0;  // when the last one shown is over

  std::int64_t time(std::size_t place) const { return samples[shown[place]].composition_time() + shift; }

  DisplayedSample describe(std::size_t place) const {
    DisplayedSample result;
    result.rank = first + place;
    result.sample = first + shown[place];
    result.time = time(place);
    result.end = place + 1 < shown.size() ? time(place + 1) : std::max(end, result.time);
    std::uint32_t sync = shown[place];
    const auto decodes_it = [&](const Sample& sample) {
      return sample.sync && sample.composition_time() + shift <= result.time;
    };
    while (sync > 0 && !decodes_it(samples[sync])) --sync;
    result.sync_sample = first + sync;
    return result;
  }
};

base::Result<PresentationOrder::Window> PresentationOrder::window_around(std::uint32_t group) const {
  const std::uint32_t from = group > 0 ? group - 1 : 0;
  const std::uint32_t to = std::min(group + 1, table_.group_count() - 1);
  const Group last = table_.group(to);
  Window window;
  window.first = table_.group(from).first_sample;
  window.samples = TRY(table_.samples(window.first, last.first_sample + last.sample_count - window.first));
  window.shift = track_.presentation_shift;
  window.shown.resize(window.samples.size());
  std::iota(window.shown.begin(), window.shown.end(), 0u);
  std::ranges::stable_sort(window.shown, {},
                           [&](std::uint32_t i) { return window.samples[i].composition_time(); });
  window.end = to + 1 < table_.group_count() ? table_.group(to + 1).presentation_time
                                             : base::ticks_in(track_.presentation.end, track_.timescale);
  return window;
}

base::Result<DisplayedSample> PresentationOrder::at(std::int64_t ticks) const {
  const Window window = TRY(window_around(table_.group_at(ticks)));
  std::size_t low = 0, high = window.shown.size();  // all before low show in time, none from high on does
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (window.time(middle) <= ticks)
      low = middle + 1;
    else
      high = middle;
  }
  return window.describe(low > 0 ? low - 1 : 0);
}

base::Result<DisplayedSample> PresentationOrder::ranked(std::uint64_t rank) const {
  if (rank >= table_.sample_count())
    return base::fail(base::Fault::OutOfRange,
                      base::format("the track has {} pictures", table_.sample_count()));
  const Window window = TRY(window_around(table_.group_of_sample(static_cast<std::uint32_t>(rank))));
  return window.describe(static_cast<std::size_t>(rank - window.first));
}

base::Result<DisplayedSample> PresentationOrder::first() const {
  return at(base::ticks_in(track_.presentation.start, track_.timescale, base::Rounding::Ceil));
}
base::Result<DisplayedSample> PresentationOrder::last() const {
  return at(base::ticks_in(track_.presentation.end, track_.timescale, base::Rounding::Ceil) - 1);
}

}  // namespace media
