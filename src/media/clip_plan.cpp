#include "media/clip_plan.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

// Coarser clocks could not tell how much is left of a picture, nor keep it with the sound.
constexpr std::uint32_t kCoarsest = 10'000;

// How far before what is heard a decoder must begin, so that it is heard right: packets, time, and bytes of
// main data before the packet that overlaps with the first one heard.
constexpr std::uint32_t kLeadMost = 64;
struct Lead {
  std::uint32_t packets = 0, milliseconds = 0, bytes = 0;
};
// Of an MP3 packet, at most, is no main data: header, checksum, side information (ISO/IEC 11172-3 2.4.1).
constexpr std::uint32_t kMp3Overhead = 4 + 2 + 32;
Lead lead_of(const Track& track) {
  if (track.codec_name == "aac") return {track.codec == "mp4a.40.2" ? 2u : 3u, 0, 0};
  if (track.codec_name == "opus") return {1, 80, 0};  // RFC 7845 4.6
  if (track.codec_name == "mp3") return {2, 0, 511};  // main_data_begin: ISO/IEC 11172-3 2.4.2.7
  if (track.codec_name == "flac" || track.codec_name == "alac") return {};
  return {2, 0, 0};
}

// When packets of sound are heard; their decode order is the order they are heard in.
struct SoundTimes {
  const Track& track;
  const TrackTable& samples;
  const ClipTrack& clip;

  std::int64_t presents(const Sample& sample) const {
    return clip.from_source(sample.composition_time() + track.presentation_shift);
  }
  // The last packet that begins at or before a time of the clip.
  base::Result<std::uint32_t> packet_at(std::int64_t instant) const {
    const Group group = samples.group(samples.group_at(clip.to_source(instant)));
    const std::vector<Sample> packets = TRY(samples.samples(group.first_sample, group.sample_count));
    const auto after = std::ranges::upper_bound(packets, instant, {},
                                                [&](const Sample& packet) { return presents(packet); });
    const auto before = std::max<std::ptrdiff_t>(after - packets.begin() - 1, 0);
    return group.first_sample + static_cast<std::uint32_t>(before);
  }
  // The packet to begin at, so that packet `heard` is decoded right.
  base::Result<std::uint32_t> lead_to(std::uint32_t heard, Lead lead) const {
    const std::uint32_t most = std::min(heard, kLeadMost);
    const std::vector<Sample> packets = TRY(samples.samples(heard - most, most + 1));
    const std::int64_t early =
        presents(packets.back()) - std::int64_t{lead.milliseconds} * clip.track.timescale / 1000;
    std::uint32_t count = 0;
    for (std::uint64_t bytes = 0; count < most; ++count) {
      const Sample& begin = packets[most - count];
      if (count >= lead.packets && bytes >= lead.bytes && presents(begin) <= early) break;
      const std::uint32_t size = packets[most - count - 1].size;
      if (count > 0) bytes += size - std::min(size, kMp3Overhead);
    }
    return heard - count;
  }
};

base::Result<base::TimeRange> wanted_time(const Master& master, base::TimeRange time) {
  const auto wrong = [](std::string message) { return fail(Fault::Malformed, std::move(message), "time"); };
  if (time.start < base::Time{}) return wrong("a clip cannot begin before the work does");
  if (time.empty()) return wrong("the clip is empty: its end does not come after its start");
  if (!(time.start < master.info->duration))
    return wrong(base::format("the clip begins at {} s, but the work lasts {} s",
                              base::to_seconds(time.start), base::to_seconds(master.info->duration)));
  time.end = std::min(time.end, master.info->duration);
  return time;
}

}  // namespace

std::optional<ClipTrack> clip_track(const Track& track, base::TimeRange time) {
  ClipTrack clip;
  clip.track = track;
  clip.scale = track.timescale >= kCoarsest ? 1 : (kCoarsest + track.timescale - 1) / track.timescale;
  clip.track.timescale = track.timescale * clip.scale;
  const auto ticks = [&](base::Time of) { return base::ticks_in(of, clip.track.timescale); };
  clip.source_start = ticks(time.start);
  const std::int64_t end = std::max(ticks(time.end), clip.source_start + 1);
  clip.show_start = std::max<std::int64_t>(ticks(track.presentation.start) - clip.source_start, 0);
  clip.show_end = std::min(ticks(track.presentation.end), end) - clip.source_start;
  if (clip.show_start >= clip.show_end) return std::nullopt;
  clip.source_shift = track.presentation_shift;
  clip.track.presentation_shift = 0;
  clip.track.presentation = {{clip.show_start, clip.track.timescale}, {clip.show_end, clip.track.timescale}};
  return clip;
}

base::Result<std::optional<ClipTrack>> plan_audio(const Track& track, const TrackTable& samples,
                                                  base::TimeRange time) {
  std::optional<ClipTrack> clip = clip_track(track, time);
  if (!clip) return clip;
  const SoundTimes times{track, samples, *clip};
  const std::uint32_t heard = TRY(times.packet_at(clip->show_start));
  const std::uint32_t end = TRY(times.packet_at(clip->show_end - 1)) + 1;
  const std::uint32_t first = TRY(times.lead_to(heard, lead_of(track)));
  const std::vector<Sample> begin = TRY(samples.samples(first, 1));
  const std::vector<Sample> first_heard = TRY(samples.samples(heard, 1));
  clip->show_start = std::max(clip->show_start, times.presents(first_heard.front()));
  if (clip->show_start >= clip->show_end) return std::optional<ClipTrack>();
  clip->decode_start = times.presents(begin.front());
  clip->pieces = {{ClipOrigin::Master, first, end - first, clip->show_end}};
  return clip;
}

base::Result<std::shared_ptr<const ClipPlan>> plan_clip(const Master& master, const ClipRequest& request) {
  if (!master.table)
    return fail(Fault::Unsupported, "this recording has no sample table, so it cannot be cut by copying");
  if (master.bytes->size() != master.table->stamp().size)
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  const base::TimeRange time = TRY(wanted_time(master, request.time));
  auto plan = std::make_shared<ClipPlan>();
  plan->duration = time.length();
  plan->identity = master.table->stamp().identity;
  plan->master_size = master.table->stamp().size;
  for (const Track& track : master.info->tracks) {
    if (!std::ranges::count(request.tracks, track.id)) continue;
    const TrackTable* samples = master.table->track(track.id);
    const bool video = track.kind == TrackKind::Video;
    if (!samples || (!video && track.kind != TrackKind::Audio))
      return fail(Fault::Unsupported, base::format("track {} cannot be cut by copying", track.id));
    std::optional<ClipTrack> part =
        video ? TRY(plan_video(master, track, *samples, time)) : TRY(plan_audio(track, *samples, time));
    if (!part) continue;
    plan_clip_segments(*samples, *part);
    if (video && !plan->tracks.empty() && plan->tracks.front().track.kind == TrackKind::Video)
      return fail(Fault::Unsupported, "a clip carries one track of pictures");
    plan->tracks.insert(video ? plan->tracks.begin() : plan->tracks.end(), std::move(*part));
  }
  if (plan->tracks.empty())
    return fail(Fault::NotFound, "none of the wanted tracks shows anything in that time");
  return plan;
}

const ClipTrack* ClipPlan::edged() const {
  const auto found = std::ranges::find_if(
      tracks, [](const ClipTrack& track) { return !track.head.empty() || !track.tail.empty(); });
  return found == tracks.end() ? nullptr : &*found;
}

bool exact_everywhere(const ClipPlan& plan) {
  return std::ranges::all_of(plan.tracks, [](const ClipTrack& track) { return track.hidden_pictures == 0; });
}

}  // namespace media
