// Which tracks a clip holds, and what writes its file.
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

namespace {

// Files of sound alone: one track, cut to the sample.
base::Result<void> plan_sound_file(const Master& master, const ClipRequest& request, base::TimeRange time,
                                   ClipPlan& plan) {
  const auto track = std::ranges::find_if(master.info->tracks, [&](const Track& candidate) {
    return candidate.kind == TrackKind::Audio && std::ranges::count(request.tracks, candidate.id);
  });
  if (track == master.info->tracks.end() || request.tracks.size() != 1)
    return fail(Fault::Unsupported, "files of this format hold one track of sound");
  if (request.format == ClipFormat::Wav) {
    plan.pcm = TRY(plan_pcm(master, *track, time));
    ClipTrack clip;
    clip.track = *track;
    clip.show_end = static_cast<std::int64_t>(plan.pcm->count);
    plan.tracks.push_back(std::move(clip));
    return {};
  }
  plan.tracks.push_back(TRY(plan_sound(master, *track, time, request.format)));
  return {};
}

}  // namespace

base::Result<std::shared_ptr<const ClipPlan>> plan_clip(const Master& master, const ClipRequest& request) {
  if (!master.table && request.format != ClipFormat::Wav)
    return fail(Fault::Unsupported, "this recording has no sample table, so it cannot be cut by copying");
  if (master.bytes->size() != (master.table ? master.table->stamp().size : master.info->size))
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  const base::TimeRange time = TRY(wanted_time(master, request.time));
  auto plan = std::make_shared<ClipPlan>();
  plan->format = request.format;
  plan->duration = time.length();
  if (master.table) plan->identity = master.table->stamp().identity;
  plan->master_size = master.bytes->size();
  if (!holds_pictures(request.format)) {
    TRY(plan_sound_file(master, request, time, *plan));
    return plan;
  }
  for (const Track& track : master.info->tracks) {
    if (!std::ranges::count(request.tracks, track.id)) continue;
    const TrackTable* samples = master.table->track(track.id);
    const bool video = track.kind == TrackKind::Video;
    if (!samples || (!video && track.kind != TrackKind::Audio))
      return fail(Fault::Unsupported, base::format("track {} cannot be cut by copying", track.id));
    std::optional<ClipTrack> part = video ? TRY(plan_video(master, track, *samples, time))
                                          : TRY(plan_audio(track, *samples, time, request.format));
    if (!part) continue;
    if (request.format == ClipFormat::Webm) TRY(fits_webm(*part));
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

base::Result<base::Splice> clip_file(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance) {
  if (master.bytes->size() != plan.master_size ||
      (master.table && master.table->stamp().identity != plan.identity))
    return fail(Fault::Conflict, "the master is no longer the one that was cut");
  for (const ClipTrack& track : plan.tracks)
    if (!plan.pcm && (!master.table || !master.table->track(track.track.id)))
      return fail(Fault::Conflict, "a track of the clip is gone");
  switch (plan.format) {
    case ClipFormat::Movie:
      return clip_movie(master, plan, edges, provenance);
    case ClipFormat::Webm:
      return clip_webm(master, plan, edges, provenance);
    case ClipFormat::Mp3:
      return clip_mp3(master, plan, provenance);
    case ClipFormat::Ogg:
      return clip_ogg(master, plan, provenance);
    case ClipFormat::Flac:
      return clip_flac(master, plan, edges, provenance);
    case ClipFormat::Wav:
      return clip_wav(master, plan, provenance);
  }
  return fail(Fault::Internal, "a clip of no known format");
}

bool exact_everywhere(const ClipPlan& plan) {
  return std::ranges::all_of(plan.tracks, [](const ClipTrack& track) { return track.hidden_pictures == 0; });
}

}  // namespace media
