#include "media/progressive.h"

#include <algorithm>

#include "media/movie_head.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::uint32_t kBatch = 16'384;  // samples looked at together

base::Result<MovieTrack> movie_track(const Track& track, const TrackTable& samples, std::uint32_t timescale) {
  // `stts` counts from 0, whatever the first decode time was; no media time of an edit is below 0.
  const Sample first = TRY(samples.samples(0, 1)).front();
  const std::int64_t start = base::ticks_in(track.presentation.start, track.timescale);
  const std::int64_t media_time = start - track.presentation_shift - first.decode_time;
  const std::int64_t bias = std::max<std::int64_t>(0, -media_time);
  MovieTrack result{&track, SampleBoxes(bias), {}, 0};
  for (std::uint32_t at = 0; at < samples.sample_count(); at += kBatch) {
    const std::uint32_t count = std::min(kBatch, samples.sample_count() - at);
    result.boxes.add(TRY(samples.samples(at, count)));
  }
  result.boxes.finish();
  const auto in_movie = [&](base::Time time) {
    return static_cast<std::uint64_t>(base::ticks_in(time, timescale));
  };
  if (start > 0) result.edits.push_back({in_movie(track.presentation.start), std::nullopt});
  result.edits.push_back({in_movie(track.presentation.length()), media_time + bias});
  result.duration = in_movie(track.presentation.end);
  return result;
}

}  // namespace

base::Result<base::Bytes> progressive_head(const SampleTable& table, const Provenance& provenance) {
  std::vector<std::uint32_t> timescales;
  for (const TrackTable& track : table.tracks()) timescales.push_back(track.timescale());
  const std::uint32_t timescale = movie_timescale(timescales);
  std::vector<MovieTrack> tracks;
  for (const Track& track : table.info().tracks) {
    const TrackTable* samples = table.track(track.id);
    const bool media = track.kind == TrackKind::Video || track.kind == TrackKind::Audio;
    if (!media || !samples || track.presentation.empty()) continue;
    tracks.push_back(TRY(movie_track(track, *samples, timescale)));
  }
  if (tracks.empty()) return fail(Fault::NotFound, "no track of this work can be put into an MP4");
  const auto duration = static_cast<std::uint64_t>(base::ticks_in(table.info().duration, timescale));
  return write_movie_head(tracks, timescale, duration, table.media_bytes(), provenance);
}

base::Result<base::Splice> progressive_body(const SampleTable& table, const base::Source& master) {
  if (master->size() != table.stamp().size)
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  return base::Splice(table.media(master));
}

base::Result<base::Splice> progressive_mp4(const SampleTable& table, const base::Source& master,
                                           const Provenance& provenance) {
  base::Splice result(TRY(progressive_head(table, provenance)));
  result.append(TRY(progressive_body(table, master)));
  return result;
}

}  // namespace media
