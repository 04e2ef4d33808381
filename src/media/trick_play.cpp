#include "media/trick_play.h"

#include <algorithm>

#include "base/format.h"
#include "media/cmaf.h"
#include "media/hls.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// The groups that count: shown within the work, begun by a sync sample.
struct Pictures {
  std::vector<std::uint32_t> groups;
  std::vector<std::int64_t> boundaries;
};

Pictures pictures_of(const SampleTable& table, const Rendition& rendition) {
  Pictures found;
  if (rendition.track->kind != TrackKind::Video) return found;
  const TrackTable& samples = *rendition.samples;
  const std::int64_t end = base::ticks_in(rendition.track->presentation.end, samples.timescale());
  for (std::uint32_t i = samples.group_at(0); i < samples.group_count(); ++i) {
    const Group group = samples.group(i);
    if (!group.sync) continue;
    const std::int64_t start = found.groups.empty() ? 0 : group.presentation_time;
    if (start >= end) break;
    if (!found.groups.empty() && start <= found.boundaries.back()) continue;
    found.groups.push_back(i);
    found.boundaries.push_back(start);
  }
  if (!found.groups.empty())
    found.boundaries.push_back(
        std::max(base::ticks_in(table.info().duration, samples.timescale()), found.boundaries.back() + 1));
  return found;
}

}  // namespace

std::vector<std::int64_t> trick_boundaries(const SampleTable& table, const Rendition& rendition) {
  return pictures_of(table, rendition).boundaries;
}

base::Result<std::string> trick_playlist(const SampleTable& table, std::uint32_t track_id) {
  const Rendition rendition = TRY(find_rendition(table, track_id));
  const std::vector<std::int64_t> starts = trick_boundaries(table, rendition);
  if (starts.empty())
    return fail(Fault::NotFound, base::format("{} has no pictures for trick play", rendition.name));
  return i_frame_playlist(table.info().duration, starts, rendition.samples->timescale());
}

base::Result<base::Splice> trick_segment(const SampleTable& table, std::uint32_t track_id,
                                         std::uint32_t index, const base::Source& master) {
  const Rendition rendition = TRY(find_rendition(table, track_id));
  const Pictures pictures = pictures_of(table, rendition);
  if (index >= pictures.groups.size())
    return fail(Fault::NotFound, base::format("{} has no picture {} for trick play", rendition.name, index));
  if (master->size() != table.stamp().size)
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  const std::uint32_t first = rendition.samples->group(pictures.groups[index]).first_sample;
  std::vector<Sample> samples = TRY(rendition.samples->samples(first, 1));
  Sample& sample = samples.front();
  const base::Source media = table.media(master);
  if (sample.offset > media->size() || sample.size > media->size() - sample.offset)
    return fail(Fault::Io, "the index points outside the master");
  const SegmentTimeline timeline = TRY(segment_timeline(*rendition.track, *rendition.samples));
  sample.decode_time = pictures.boundaries[index] - rendition.track->presentation_shift;
  sample.composition_offset = 0;
  sample.duration = static_cast<std::uint32_t>(pictures.boundaries[index + 1] - pictures.boundaries[index]);
  base::Splice body(write_segment_head(samples, timeline, index, sample.size));
  body.append(media, sample.offset, sample.size);
  return body;
}

}  // namespace media
