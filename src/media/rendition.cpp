#include "media/rendition.h"

#include <algorithm>

#include "base/autonym.h"
#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "media/trick_play.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

// `styp`, `moof` and `mdat` around the samples: 8 boxes, and at most so much in `trun` for each sample.
constexpr std::uint64_t kSegmentHead = 200;
constexpr std::uint64_t kVideoSampleHead = 16, kAudioSampleHead = 8;

Rendition rendition_of(const Track& track, const TrackTable& samples) {
  return {&track, &samples, rendition_name(track)};
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
  const std::vector<std::int64_t> starts = boundaries(table, rendition);
  const std::uint32_t timescale = rendition.samples->timescale();
  std::uint64_t total = 0;
  BitRate result;
  for (std::uint32_t i = 0; i + 1 < starts.size(); ++i) {
    const Segment segment = rendition.samples->segment(i);
    const std::uint64_t bytes = segment_bytes(*rendition.track, segment.bytes, segment.sample_count);
    total += bytes;
    result.peak = std::max(result.peak, bits_per_second(bytes, starts[i + 1] - starts[i], timescale));
  }
  result.average = bits_per_second(total, starts.back(), timescale);
  return result;
}

std::string rendition_name(const Track& track) {
  return base::format("{}-{}", track.kind == TrackKind::Video ? "video" : "audio", track.id);
}

std::uint64_t bits_per_second(std::uint64_t bytes, std::int64_t ticks, std::uint32_t timescale) {
  const auto length = static_cast<base::Wide>(std::max<std::int64_t>(ticks, 1));
  return static_cast<std::uint64_t>((static_cast<base::Wide>(bytes) * 8 * timescale + length - 1) / length);
}

std::uint64_t segment_bytes(const Track& track, std::uint64_t media_bytes, std::uint32_t samples) {
  return kSegmentHead + media_bytes +
         samples * (track.kind == TrackKind::Video ? kVideoSampleHead : kAudioSampleHead);
}

namespace {

StreamedTrack streamed(const SampleTable& table, const Rendition& rendition) {
  return {*rendition.track,
          rendition.name,
          rendition.samples->timescale(),
          boundaries(table, rendition),
          bit_rate(table, rendition),
          trick_boundaries(table, rendition)};
}

}  // namespace

base::Result<StreamedTrack> streamed_track(const SampleTable& table, std::uint32_t track_id) {
  return streamed(table, TRY(find_rendition(table, track_id)));
}

base::Result<StreamedWork> streamed_work(const SampleTable& table) {
  StreamedWork work{table.info().duration, {}};
  for (const Rendition& rendition : renditions(table)) work.tracks.push_back(streamed(table, rendition));
  if (work.tracks.empty()) return fail(Fault::NotFound, "no track of this work can be streamed");
  return work;
}

std::string label_of(const Track& track, std::string_view name) {
  if (!track.label.empty()) return track.label;
  const std::string plain = track.language.empty() ? std::string(name) : base::autonym(track.language);
  const Purpose& purpose = track.purpose;
  const std::string_view word = purpose.describes_video ? "audio description"
                                : purpose.commentary    ? "commentary"
                                : purpose.for_the_deaf  ? "clear speech"
                                : purpose.dub           ? "dubbed"
                                                        : "";
  return word.empty() ? plain : base::format("{} ({})", plain, word);
}

std::string children_folder(std::string_view quality, std::string_view revision, std::string_view rendition) {
  return base::format("{}/~{}/{}/", base::percent_encode(quality), base::percent_encode(revision),
                      base::percent_encode(rendition));
}

}  // namespace media
