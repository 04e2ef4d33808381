#include "media/segment_plan.h"

#include <algorithm>

namespace media {
namespace {

using base::Time;

const Track& track_of(const MediaInfo& info, const TrackSamples& samples) {
  return *std::ranges::find(info.tracks, samples.track_id, &Track::id);
}

Time presentation_of(const Track& track, const Sample& sample) {
  return {sample.composition_time() + track.presentation_shift, track.timescale};
}

Time distance(Time a, Time b) { return a < b ? b - a : a - b; }

// Each cut is the sync sample nearest to `target` after the last cut.
std::vector<Time> cut_instants(const Track& track, const std::vector<Sample>& samples, Time target) {
  std::vector<Time> instants;
  Time last = Time::seconds(0);
  const Sample* candidate = nullptr;  // the latest sync sample before last + target
  for (const Sample& sample : samples) {
    if (!sample.sync) continue;
    const Time time = presentation_of(track, sample);
    if (time <= last) continue;
    const Time ideal = last + target;
    if (time < ideal) {
      candidate = &sample;
      continue;
    }
    if (candidate && distance(presentation_of(track, *candidate), ideal) < distance(time, ideal)) {
      last = presentation_of(track, *candidate);
      instants.push_back(last);
      // This sample is a candidate for the next cut, or already the nearest to it.
      candidate = &sample;
      if (time < last + target) continue;
    }
    last = time;
    instants.push_back(last);
    candidate = nullptr;
  }
  return instants;
}

Segment segment_of(const Track& track, const std::vector<Sample>& samples, std::uint32_t first,
                   std::uint32_t end) {
  Segment segment{first, end - first, presentation_of(track, samples[first]).ticks, 0};
  for (std::uint32_t i = first; i < end; ++i) {
    segment.bytes += samples[i].size;
    segment.presentation_time = std::min(segment.presentation_time, presentation_of(track, samples[i]).ticks);
  }
  return segment;
}

std::vector<Segment> cut(const Track& track, const std::vector<Sample>& samples,
                         const std::vector<Time>& instants) {
  std::vector<Segment> segments;
  std::uint32_t first = 0;
  auto instant = instants.begin();
  for (std::uint32_t i = 0; i < samples.size(); ++i) {
    if (instant == instants.end()) break;
    if (!samples[i].sync || presentation_of(track, samples[i]) < *instant) continue;
    if (i > first) segments.push_back(segment_of(track, samples, first, i));
    first = i;
    while (instant != instants.end() && *instant <= presentation_of(track, samples[i])) ++instant;
  }
  segments.push_back(segment_of(track, samples, first, static_cast<std::uint32_t>(samples.size())));
  return segments;
}

}  // namespace

std::vector<std::vector<Segment>> plan_segments(const MediaInfo& info,
                                                const std::vector<TrackSamples>& tracks, Time target) {
  if (tracks.empty()) return {};
  const Track& reference = track_of(info, tracks.front());
  std::vector<Time> instants = cut_instants(reference, tracks.front().samples, target);
  // Tracks that outlast the reference are cut on, in even steps; a rest shorter than half a step is not cut
  // off.
  Time next =
      std::max(instants.empty() ? Time::seconds(0) : instants.back(), reference.presentation.end) + target;
  for (; next + Time{target.ticks, target.timescale * 2} < info.duration; next = next + target)
    instants.push_back(next);
  std::vector<std::vector<Segment>> plan;
  for (const TrackSamples& track : tracks)
    plan.push_back(cut(track_of(info, track), track.samples, instants));
  return plan;
}

}  // namespace media
