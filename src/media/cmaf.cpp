#include "media/cmaf.h"

#include <algorithm>
#include <limits>

#include "base/format.h"
#include "media/isobmff/movie_writer.h"
#include "media/isobmff/writer.h"
#include "media/rendition.h"

namespace media {
namespace {

using base::ByteWriter;
using base::fail;
using base::Fault;
using isobmff::Box;

// 8.8.3.1: sample_depends_on 2 (no other), or 1 with sample_is_non_sync_sample.
constexpr std::uint32_t kSyncFlags = 0x02000000, kNonSyncFlags = 0x01010000;
constexpr std::uint32_t kTrackId = 1;  // one track in a file

// ---- which samples, and when

// The samples of a segment that are sent: nothing before the timeline's first sample, nothing after the last
// one (in decode order) that begins before the presentation ends. No sample lasts beyond that end: players
// take the longest as the length of the work. What is cut from a duration moves later decode times, not when
// they show.
void trim(std::vector<Sample>& samples, const Track& track, const TrackTable& table, Segment segment,
          const SegmentTimeline& timeline) {
  const std::int64_t end = base::ticks_in(track.presentation.end, table.timescale(), base::Rounding::Ceil) -
                           track.presentation_shift;
  while (!samples.empty() && samples.back().composition_time() >= end) samples.pop_back();
  std::int64_t cut = 0;
  for (Sample& sample : samples) {
    sample.decode_time -= cut;
    sample.composition_offset += static_cast<std::int32_t>(cut);
    const std::int64_t room = std::max<std::int64_t>(0, end - sample.composition_time());
    if (sample.duration <= room) continue;
    cut += sample.duration - room;
    sample.duration = static_cast<std::uint32_t>(room);
  }
  if (timeline.first_sample > segment.first_sample) {
    const auto unneeded = std::min<std::size_t>(timeline.first_sample - segment.first_sample, samples.size());
    samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(unneeded));
  }
}

// ---- headers

// Values that all samples share go to `tfhd`; only what differs is told for each sample.
struct Defaults {
  bool duration = true, size = true, flags = true, first_flags = true, composition = true;
};

Defaults common_to(const std::vector<Sample>& samples) {
  Defaults same;
  for (const Sample& sample : samples) {
    same.duration = same.duration && sample.duration == samples.front().duration;
    same.size = same.size && sample.size == samples.front().size;
    same.composition = same.composition && sample.composition_offset == 0;
  }
  for (std::size_t i = 1; i < samples.size(); ++i) {
    same.flags = same.flags && samples[i].sync == samples[0].sync;
    same.first_flags = same.first_flags && samples[i].sync == samples[1].sync;
  }
  same.first_flags = same.first_flags && !same.flags;
  return same;
}

std::uint32_t flags_of(const Sample& sample) { return sample.sync ? kSyncFlags : kNonSyncFlags; }

// 8.8.7
void write_fragment_header(ByteWriter& out, const std::vector<Sample>& samples, const Defaults& same) {
  constexpr std::uint32_t kDuration = 0x8, kSize = 0x10, kFlags = 0x20, kBaseIsMoof = 0x020000;
  const bool flags = same.flags || same.first_flags;
  const Box box(
      out, "tfhd", 0,
      kBaseIsMoof | (same.duration ? kDuration : 0) | (same.size ? kSize : 0) | (flags ? kFlags : 0));
  out.u32(kTrackId);
  if (same.duration) out.u32(samples.front().duration);
  if (same.size) out.u32(samples.front().size);
  if (flags) out.u32(flags_of(samples.back()));
}

// 8.8.8, version 1: signed composition offsets. Gives the place of data_offset, to be filled in.
std::size_t write_run(ByteWriter& out, const std::vector<Sample>& samples, const Defaults& same) {
  constexpr std::uint32_t kDataOffset = 0x1, kFirstFlags = 0x4, kDuration = 0x100, kSize = 0x200,
                          kFlags = 0x400, kComposition = 0x800;
  const bool flags = !same.flags && !same.first_flags;
  const Box box(out, "trun", 1,
                kDataOffset | (same.first_flags ? kFirstFlags : 0) | (same.duration ? 0 : kDuration) |
                    (same.size ? 0 : kSize) | (flags ? kFlags : 0) | (same.composition ? 0 : kComposition));
  out.u32(samples.size());
  const std::size_t data_offset = out.size();
  out.u32(0);
  if (same.first_flags) out.u32(flags_of(samples.front()));
  for (const Sample& sample : samples) {
    if (!same.duration) out.u32(sample.duration);
    if (!same.size) out.u32(sample.size);
    if (flags) out.u32(flags_of(sample));
    if (!same.composition) out.u32(static_cast<std::uint32_t>(sample.composition_offset));
  }
  return data_offset;
}

void write_empty_sample_table(ByteWriter& out, const Track& track) {
  const Box stbl(out, "stbl");
  isobmff::write_sample_description(out, track);
  for (const std::string_view type : {"stts", "stsc", "stco"}) {
    const Box box(out, type, 0, 0);
    out.u32(0);
  }
  const Box box(out, "stsz", 0, 0);
  out.u32(0).u32(0);
}

// 8.8.1 to 8.8.3: the fragments to come, and how long the work is.
void write_movie_extends(ByteWriter& out, std::uint64_t duration) {
  const Box mvex(out, "mvex");
  {
    const Box box(out, "mehd", 1, 0);
    out.u64(duration);
  }
  const Box box(out, "trex", 0, 0);
  out.u32(kTrackId).u32(1).zeros(12);
}

}  // namespace

base::Result<SegmentTimeline> segment_timeline(const Track& track, const TrackTable& samples) {
  SegmentTimeline timeline;
  const std::int64_t shift = track.presentation_shift;
  std::uint32_t group = shift < 0 ? samples.group_at(0) : 0;
  if (track.kind == TrackKind::Audio) {
    if (group > 0) --group;  // what the decoder needs to settle
  } else if (group > 0) {
    // Leading pictures of a group may show at 0 although its sync sample shows later: they need the group
    // before.
    const std::vector<Sample> first = TRY(samples.samples(samples.group(group).first_sample, 1));
    if (first.front().composition_time() + shift > 0) --group;
  }
  while (group > 0 && !samples.group(group).sync) --group;
  const Sample begin = TRY(samples.samples(samples.group(group).first_sample, 1)).front();
  timeline.first_sample = samples.group(group).first_sample;
  // Priming must be decoded, so audio begins at 0 with it; hidden frames of video have no time of their own.
  const std::int64_t delay =
      track.kind == TrackKind::Audio ? -(begin.decode_time + shift) : begin.composition_offset;
  timeline.start_offset = std::max<std::int64_t>(0, delay);
  timeline.decode_shift = shift + timeline.start_offset;
  return timeline;
}

void squeeze_hidden_frames(std::vector<Sample>& samples, const SegmentTimeline& timeline) {
  std::vector<std::pair<std::int64_t, std::size_t>> shown;  // presentation time, place in decode order
  for (std::size_t i = 0; i < samples.size(); ++i)
    shown.emplace_back(samples[i].composition_time() + timeline.decode_shift - timeline.start_offset, i);
  std::ranges::sort(shown);
  if (shown.front().first >= 0) return;
  std::vector<std::int64_t> composition(samples.size());
  std::int64_t earliest = 0;
  for (const auto& [time, place] : shown) {
    composition[place] = std::max(time, earliest) - timeline.decode_shift + timeline.start_offset;
    earliest = std::max(time, earliest) + 1;
  }
  std::int64_t end = samples.back().decode_time + samples.back().duration;
  for (std::size_t i = samples.size(); i-- > 0;) {
    Sample& sample = samples[i];
    sample.decode_time = std::max(sample.decode_time, static_cast<std::int64_t>(i) - timeline.decode_shift);
    sample.composition_offset = static_cast<std::int32_t>(composition[i] - sample.decode_time);
    sample.duration = static_cast<std::uint32_t>(std::max<std::int64_t>(0, end - sample.decode_time));
    end = sample.decode_time;
  }
}

base::Bytes write_segment_head(const std::vector<Sample>& samples, const SegmentTimeline& timeline,
                               std::uint32_t segment_index, std::uint64_t payload) {
  ByteWriter out;
  out.reserve(200 + samples.size() * 16);
  // 7.3.3.1 of CMAF: `cmfs` marks a CMAF segment; `msdh` one of DASH.
  isobmff::write_brands(out, "styp", {"cmfs", "msdh", "iso6"});
  const std::size_t moof_start = out.size();
  std::size_t data_offset = 0;
  {
    const Box moof(out, "moof");
    {
      const Box box(out, "mfhd", 0, 0);
      out.u32(segment_index + 1);
    }
    const Box traf(out, "traf");
    const Defaults same = common_to(samples);
    write_fragment_header(out, samples, same);
    {
      const Box box(out, "tfdt", 1, 0);
      out.u64(static_cast<std::uint64_t>(samples.front().decode_time + timeline.decode_shift));
    }
    data_offset = write_run(out, samples, same);
  }
  const std::size_t moof_size = out.size() - moof_start;
  out.patch_u32(data_offset,
                static_cast<std::uint32_t>(moof_size + isobmff::media_data_header_size(payload)));
  isobmff::write_media_data_header(out, payload);
  return out.take();
}

base::Bytes write_init_segment(const Track& track, std::int64_t start_offset, std::uint64_t duration) {
  ByteWriter out;
  isobmff::write_brands(out, "ftyp", {"cmfc", "iso6", "mp41"});
  {
    const Box moov(out, "moov");
    isobmff::write_movie_header(out, track.timescale, 0, kTrackId + 1);
    {
      const Box trak(out, "trak");
      isobmff::write_track_header(out, track, kTrackId, 0);
      if (start_offset > 0) isobmff::write_edits(out, {{0, start_offset}});
      const Box mdia(out, "mdia");
      isobmff::write_media_headers(out, track, 0);
      const Box minf(out, "minf");
      isobmff::write_media_information(out, track);
      write_empty_sample_table(out, track);
    }
    write_movie_extends(out, duration);
  }
  return out.take();
}

base::Result<base::Splice> init_segment(const SampleTable& table, std::uint32_t track_id) {
  const Rendition rendition = TRY(find_rendition(table, track_id));
  const Track& track = *rendition.track;
  const SegmentTimeline timeline = TRY(segment_timeline(track, *rendition.samples));
  const auto duration = static_cast<std::uint64_t>(base::ticks_in(table.info().duration, track.timescale));
  return base::Splice(write_init_segment(track, timeline.start_offset, duration));
}

base::Result<base::Splice> media_segment(const SampleTable& table, std::uint32_t track_id,
                                         std::uint32_t segment_index, const base::Source& master) {
  const Rendition rendition = TRY(find_rendition(table, track_id));
  const std::uint32_t count = offered_segments(rendition);
  if (segment_index >= count)
    return fail(Fault::NotFound, base::format("{} has {} segments; there is no segment {}", rendition.name,
                                              count, segment_index));
  if (master->size() != table.stamp().size)
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  const Segment segment = rendition.samples->segment(segment_index);
  const SegmentTimeline timeline = TRY(segment_timeline(*rendition.track, *rendition.samples));
  std::vector<Sample> samples = TRY(rendition.samples->samples(segment.first_sample, segment.sample_count));
  if (segment_index == 0 || segment_index + 1 == count)
    trim(samples, *rendition.track, *rendition.samples, segment, timeline);
  if (samples.empty())
    return fail(Fault::NotFound, base::format("segment {} of {} is empty", segment_index, rendition.name));
  if (segment_index == 0 && rendition.track->kind == TrackKind::Video)
    squeeze_hidden_frames(samples, timeline);

  base::Splice body;
  body.reserve(samples.size() + 1);
  std::uint64_t payload = 0;
  for (const Sample& sample : samples) payload += sample.size;
  body.append(write_segment_head(samples, timeline, segment_index, payload));
  const base::Source media = table.media(master);
  for (const Sample& sample : samples) {
    if (sample.offset > media->size() || sample.size > media->size() - sample.offset)
      return fail(Fault::Io, "the index points outside the master");
    body.append(media, sample.offset, sample.size);
  }
  return body;
}

}  // namespace media
