#include "media/rendition.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

// `styp`, `moof` and `mdat` around the samples: 8 boxes, and at most so much in `trun` for each sample.
constexpr std::uint64_t kSegmentHead = 200;
constexpr std::uint64_t kVideoSampleHead = 16, kAudioSampleHead = 8;

Rendition rendition_of(const Track& track, const TrackTable& samples) {
  const std::string_view kind = track.kind == TrackKind::Video ? "video" : "audio";
  return {&track, &samples, base::format("{}-{}", kind, track.id)};
}

}  // namespace

std::vector<Rendition> renditions(const SampleTable& table) {
  std::vector<Rendition> found;
  const auto add = [&](auto wanted) {
    for (const Track& track : table.info().tracks) {
      const TrackTable* samples = table.track(track.id);
      if (samples && wanted(track, *samples) && !track.presentation.empty())
        found.push_back(rendition_of(track, *samples));
    }
  };
  const auto sound = [](bool enabled) {
    return [enabled](const Track& track, const TrackTable&) {
      return track.kind == TrackKind::Audio && track.enabled == enabled;
    };
  };
  // The reference track decides the boundaries, so it is the one shown.
  add([&](const Track& track, const TrackTable& samples) {
    return track.kind == TrackKind::Video && &samples == table.reference();
  });
  add(sound(true));
  add(sound(false));
  return found;
}

base::Result<Rendition> find_rendition(const SampleTable& table, std::string_view name) {
  for (Rendition& rendition : renditions(table))
    if (rendition.name == name) return std::move(rendition);
  return fail(Fault::NotFound, base::format("there is no rendition '{}'", base::clip_for_message(name)));
}

base::Result<Rendition> find_rendition(const SampleTable& table, std::uint32_t track_id) {
  for (Rendition& rendition : renditions(table))
    if (rendition.track->id == track_id) return std::move(rendition);
  return fail(Fault::NotFound, base::format("track {} cannot be streamed", track_id));
}

std::uint32_t offered_segments(const Rendition& rendition) {
  const std::int64_t end =
      base::ticks_in(rendition.track->presentation.end, rendition.samples->timescale(), base::Rounding::Ceil);
  return rendition.samples->segment_at(end - 1) + 1;
}

std::vector<std::int64_t> boundaries(const SampleTable& table, const Rendition& rendition) {
  const TrackTable& samples = *rendition.samples;
  const std::int64_t end = base::ticks_in(table.info().duration, samples.timescale());
  const std::uint32_t count = offered_segments(rendition);
  std::vector<std::int64_t> starts{0};
  starts.reserve(count + 1);
  for (std::uint32_t i = 1; i < count; ++i)
    starts.push_back(
        std::clamp(samples.segment(i).presentation_time, starts.back(), std::max(end, starts.back())));
  starts.push_back(std::max(end, starts.back()));
  return starts;
}

BitRate bit_rate(const SampleTable& table, const Rendition& rendition) {
  const std::uint64_t sample_head =
      rendition.track->kind == TrackKind::Video ? kVideoSampleHead : kAudioSampleHead;
  const std::vector<std::int64_t> starts = boundaries(table, rendition);
  const auto rate = [&](std::uint64_t bytes, std::int64_t ticks) {
    const auto length = static_cast<base::Wide>(std::max<std::int64_t>(ticks, 1));
    return static_cast<std::uint64_t>(
        (static_cast<base::Wide>(bytes) * 8 * rendition.samples->timescale() + length - 1) / length);
  };
  std::uint64_t total = 0;
  BitRate result;
  for (std::uint32_t i = 0; i + 1 < starts.size(); ++i) {
    const Segment segment = rendition.samples->segment(i);
    const std::uint64_t bytes = kSegmentHead + segment.bytes + segment.sample_count * sample_head;
    total += bytes;
    result.peak = std::max(result.peak, rate(bytes, starts[i + 1] - starts[i]));
  }
  result.average = rate(total, starts.back());
  return result;
}

std::string children_folder(std::string_view quality, std::string_view revision, std::string_view rendition) {
  return base::format("{}/~{}/{}/", base::percent_encode(quality), base::percent_encode(revision),
                      base::percent_encode(rendition));
}

}  // namespace media
