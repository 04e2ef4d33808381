#include "media/poster.h"

#include <algorithm>

namespace media {

using base::Time;

namespace {

constexpr std::uint32_t kMicro = 1'000'000;

Time part_of(Time whole, std::int64_t hundredths) {
  const base::Wide micros = static_cast<base::Wide>(base::ticks_in(whole, kMicro, base::Rounding::Floor));
  return {static_cast<std::int64_t>(micros * hundredths / 100), kMicro};
}

}  // namespace

std::optional<Time> poster_instant(const MediaInfo& info, const std::vector<TrackSamples>& tracks) {
  const Track* picture = info.first(TrackKind::Video);
  if (!picture) return std::nullopt;
  Time poster = part_of(info.duration, 10);
  const auto indexed = std::ranges::find(tracks, picture->id, &TrackSamples::track_id);
  if (indexed == tracks.end()) return poster;
  const Time earliest = part_of(info.duration, 5), latest = part_of(info.duration, 50);
  std::uint32_t heaviest = 0;
  for (const Sample& sample : indexed->samples) {
    if (!sample.sync || sample.size <= heaviest) continue;
    const Time shown{sample.composition_time() + picture->presentation_shift, picture->timescale};
    if (shown < earliest || latest < shown) continue;
    heaviest = sample.size;
    poster = {base::ticks_in(shown, kMicro, base::Rounding::Ceil), kMicro};
  }
  return poster;
}

}  // namespace media
