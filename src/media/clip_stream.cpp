// A clip as an adaptive stream. Segments begin where those of the master do, at sync samples within what is
// copied; a long head edge is one of its own, the tail edge ends the last one.
#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/clip_edges.h"
#include "media/cmaf.h"
#include "media/dash.h"
#include "media/hls.h"
#include "media/rendition.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::int64_t kLongEdge = 3;  // seconds
// A coarse upper bound of what an edge takes for each pixel it encodes: bits at the quality it is made with.
constexpr std::uint64_t kPixelsInEdgeByte = 16;

SegmentTimeline timeline_of(const ClipTrack& track) {
  const std::int64_t start_offset = std::max<std::int64_t>(0, -track.decode_start);
  return {0, start_offset, start_offset};
}

base::Result<const ClipTrack*> find_track(const ClipPlan& plan, std::string_view rendition) {
  for (const ClipTrack& track : plan.tracks)
    if (rendition_name(track.track) == rendition) return &track;
  return fail(Fault::NotFound, base::format("there is no rendition '{}'", base::clip_for_message(rendition)));
}

std::vector<std::int64_t> boundaries_of(const ClipPlan& plan, const ClipTrack& track) {
  std::vector<std::int64_t> starts{0};
  const std::int64_t end = std::max<std::int64_t>(base::ticks_in(plan.duration, track.track.timescale), 1);
  for (std::size_t i = 1; i < track.segments.size(); ++i)
    starts.push_back(std::clamp(track.segments[i].start, starts.back(), end));
  starts.push_back(end);
  return starts;
}

StreamedWork streamed(const ClipPlan& plan) {
  StreamedWork work{plan.duration, {}};
  for (const ClipTrack& track : plan.tracks) {
    StreamedTrack streamed{
        track.track, rendition_name(track.track), track.track.timescale, boundaries_of(plan, track), {}};
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < track.segments.size(); ++i) {
      const std::int64_t length = streamed.boundaries[i + 1] - streamed.boundaries[i];
      total += track.segments[i].bytes;
      streamed.rate.peak =
          std::max(streamed.rate.peak, bits_per_second(track.segments[i].bytes, length, streamed.timescale));
    }
    streamed.rate.average = bits_per_second(total, streamed.boundaries.back(), streamed.timescale);
    work.tracks.push_back(std::move(streamed));
  }
  return work;
}

StreamOptions options_of(const ClipStream& stream) { return {stream.quality, stream.revision, {}}; }

// The samples of a segment, each with the source its offset counts in.
struct SegmentSamples {
  std::vector<Sample> samples;
  std::vector<base::Source> sources;
};

base::Result<SegmentSamples> samples_of(const Master& master, const ClipTrack& track, const ClipEdges& edges,
                                        std::uint32_t segment) {
  SegmentSamples found;
  const base::Source media = master.media();
  const TrackTable& table = *master.table->track(track.track.id);
  const ClipSegment& begin = track.segments[segment];
  const bool last = segment + 1 == track.segments.size();
  const ClipSegment end = last ? ClipSegment{static_cast<std::uint32_t>(track.pieces.size()), 0, 0, 0}
                               : track.segments[segment + 1];
  for (std::uint32_t p = begin.piece; p < track.pieces.size() && p <= end.piece; ++p) {
    const ClipPiece& piece = track.pieces[p];
    const std::uint32_t from = p == begin.piece ? begin.sample : 0;
    const std::uint32_t to = p == end.piece ? end.sample : piece.sample_count;
    if (from >= to) continue;
    const std::vector<Sample> part = TRY(clip_samples(track, table, edges, piece, from, to - from));
    found.samples.insert(found.samples.end(), part.begin(), part.end());
    found.sources.resize(found.samples.size(), piece.origin == ClipOrigin::Master ? media : edges.source());
  }
  return found;
}

}  // namespace

void plan_clip_segments(const TrackTable& samples, ClipTrack& clip) {
  clip.segments = {{0, 0, clip.show_start, 0}};
  const std::uint64_t pixels = std::uint64_t{clip.track.coded_width} * clip.track.coded_height;
  for (std::uint32_t p = 0; p < clip.pieces.size(); ++p) {
    const ClipPiece& piece = clip.pieces[p];
    if (piece.origin != ClipOrigin::Master) {
      clip.segments.back().bytes +=
          segment_bytes(clip.track, piece.sample_count * pixels / kPixelsInEdgeByte, piece.sample_count);
      continue;
    }
    const std::uint32_t end = piece.first_sample + piece.sample_count;
    const bool after_edge = p > 0 && clip.pieces[p - 1].origin == ClipOrigin::Head;
    if (after_edge && clip.pieces[0].decode_end - clip.decode_start >= kLongEdge * clip.track.timescale)
      clip.segments.push_back({p, 0, clip.pieces[0].decode_end + clip.head.composition_offset, 0});
    // The segments of the master that lie within the piece, in part or wholly.
    const auto starts = [&](std::uint32_t index) { return samples.segment(index).first_sample; };
    std::uint32_t low = 0, high = samples.segment_count();
    while (high - low > 1) {
      const std::uint32_t middle = low + (high - low) / 2;
      (starts(middle) <= piece.first_sample ? low : high) = middle;
    }
    for (std::uint32_t s = low; s < samples.segment_count() && starts(s) < end; ++s) {
      const Segment segment = samples.segment(s);
      const std::int64_t start = clip.from_source(segment.presentation_time);
      if (segment.first_sample > piece.first_sample && start > clip.segments.back().start &&
          start < clip.show_end)
        clip.segments.push_back({p, segment.first_sample - piece.first_sample, start, 0});
      clip.segments.back().bytes += segment_bytes(clip.track, segment.bytes, segment.sample_count);
    }
  }
}

base::Result<std::string> clip_multivariant_playlist(const ClipPlan& plan, const ClipStream& stream) {
  return multivariant_playlist(streamed(plan), options_of(stream));
}

base::Result<std::string> clip_dash_presentation(const ClipPlan& plan, const ClipStream& stream) {
  return dash_presentation(streamed(plan), options_of(stream));
}

base::Result<std::string> clip_media_playlist(const ClipPlan& plan, std::string_view rendition) {
  const ClipTrack* track = TRY(find_track(plan, rendition));
  return media_playlist(plan.duration, boundaries_of(plan, *track), track->track.timescale);
}

base::Result<base::Splice> clip_init_segment(const ClipPlan& plan, const base::Source& edges,
                                             std::string_view rendition) {
  const ClipTrack* track = TRY(find_track(plan, rendition));
  Track shown = track->track;
  if (plan.edged() == track) {
    const ClipEdges opened = TRY(ClipEdges::open(plan, edges));
    shown.sample_entry = TRY(opened.sample_entry(*track));
  }
  const auto duration = static_cast<std::uint64_t>(base::ticks_in(plan.duration, shown.timescale));
  return base::Splice(write_init_segment(shown, timeline_of(*track).start_offset, duration));
}

base::Result<base::Splice> clip_media_segment(const Master& master, const ClipPlan& plan,
                                              const base::Source& edges, std::string_view rendition,
                                              std::uint32_t segment) {
  const ClipTrack* track = TRY(find_track(plan, rendition));
  if (segment >= track->segments.size())
    return fail(Fault::NotFound, base::format("{} has {} segments; there is no segment {}", rendition,
                                              track->segments.size(), segment));
  if (!master.table || master.bytes->size() != plan.master_size ||
      master.table->stamp().identity != plan.identity || !master.table->track(track->track.id))
    return fail(Fault::Conflict, "the master is no longer the one that was cut");
  const ClipEdges opened = plan.edged() == track ? TRY(ClipEdges::open(plan, edges)) : ClipEdges();
  SegmentSamples found = TRY(samples_of(master, *track, opened, segment));
  if (found.samples.empty())
    return fail(Fault::NotFound, base::format("segment {} of {} is empty", segment, rendition));
  const SegmentTimeline timeline = timeline_of(*track);
  if (segment == 0 && track->hidden_pictures > 0) squeeze_hidden_frames(found.samples, timeline);
  std::uint64_t payload = 0;
  for (const Sample& sample : found.samples) payload += sample.size;
  base::Splice body(write_segment_head(found.samples, timeline, segment, payload));
  for (std::size_t i = 0; i < found.samples.size(); ++i) {
    const Sample& sample = found.samples[i];
    if (sample.offset > found.sources[i]->size() || sample.size > found.sources[i]->size() - sample.offset)
      return fail(Fault::Io, "the index points outside the master");
    body.append(found.sources[i], sample.offset, sample.size);
  }
  return body;
}

}  // namespace media
