#include "services/renditions.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "services/derivative.h"
#include "services/kept_renditions.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using media::RenderedRendition;
using media::Track;
using media::TrackKind;

// Some browsers decode these: they are offered beside what all do.
bool some_play(const Track& track) {
  static constexpr std::string_view kSome[] = {"hevc", "ac3", "eac3", "alac"};
  return media::browsers_play(track) || std::ranges::find(kSome, track.codec_name) != std::end(kSome);
}

bool is_copied(const Recording& recording, const Track& track) {
  return recording.table && recording.table->track(track.id) && track.packageable() && some_play(track);
}
bool plays_copied(const Recording& recording, const Track& track) {
  return is_copied(recording, track) && media::browsers_play(track);
}

// The rungs of pictures that no browser shows: their own size, and what is smaller.
std::vector<media::PictureRung> all_rungs(const Recording& recording, const Track& pictures) {
  std::vector<media::PictureRung> rungs{media::top_rung(*recording.ladder, pictures)};
  for (media::PictureRung& rung : media::smaller_rungs(*recording.ladder, pictures))
    if (rung.height < rungs.front().height) rungs.push_back(std::move(rung));
  return rungs;
}

Result<RenderedRendition> rendered(const Recording& recording, const Track& track,
                                   const media::PictureRung& rung) {
  return media::rendered_pictures(master_of(recording), track.id, rung.height, rung.video_bit_rate);
}
Result<RenderedRendition> rendered_sound(const Recording& recording, const Track& track,
                                         std::uint32_t bit_rate) {
  const std::uint32_t rate = bit_rate > 0 ? bit_rate : media::sound_rung(*recording.ladder, track).bit_rate;
  return media::rendered_sound(master_of(recording), track.id, rate);
}

struct Stream {
  std::vector<const Track*> copied;
  std::vector<RenderedRendition> rendered;

  // What cannot be made is left out; the rest still plays.
  void add(Result<RenderedRendition> rendition) {
    if (rendition) rendered.push_back(std::move(*rendition));
  }
};

void add_sounds(const Recording& recording, std::uint32_t bit_rate, bool always_rendered, Stream& stream) {
  for (const bool enabled : {true, false})
    for (const Track& track : recording.info.tracks) {
      if (track.kind != TrackKind::Audio || track.enabled != enabled || track.presentation.empty()) continue;
      if (is_copied(recording, track) && !always_rendered) stream.copied.push_back(&track);
      if (always_rendered || !plays_copied(recording, track))
        stream.add(rendered_sound(recording, track, bit_rate));
    }
}

Stream default_stream(const Recording& recording) {
  Stream stream;
  if (const Track* pictures = recording.info.first(TrackKind::Video)) {
    if (is_copied(recording, *pictures)) stream.copied.push_back(pictures);
    if (!plays_copied(recording, *pictures))
      for (const media::PictureRung& rung : all_rungs(recording, *pictures))
        stream.add(rendered(recording, *pictures, rung));
  }
  add_sounds(recording, 0, false, stream);
  return stream;
}

// The pictures that browsers show as they are; null where there are none.
const Track* shown_pictures(const Recording& recording) {
  const Track* pictures = recording.info.first(TrackKind::Video);
  return pictures && plays_copied(recording, *pictures) ? pictures : nullptr;
}

// Smaller rungs of what is shown as it is: nobody is to wait for them, so only what was made ahead.
void add_kept(const Recording& recording, Stream& stream) {
  const Track* pictures = shown_pictures(recording);
  if (!pictures) return;
  for (const media::PictureRung& rung : media::smaller_rungs(*recording.ladder, *pictures))
    if (auto smaller = rendered(recording, *pictures, rung);
        smaller && recording.kept->find_whole(recording.file.identity, *smaller))
      stream.rendered.push_back(std::move(*smaller));
}

bool is_rung(const Quality& quality) { return quality.height > 0 || quality.audio_bit_rate > 0; }

Stream rung_stream(const Recording& recording, const Quality& quality) {
  Stream stream;
  if (quality.height > 0)
    if (const Track* pictures = picture_track(recording.info, quality))
      stream.add(rendered(recording, *pictures,
                          {{}, quality.height, quality.video_bit_rate, quality.audio_bit_rate}));
  add_sounds(recording, quality.audio_bit_rate, quality.height == 0, stream);
  return stream;
}

Stream stream_of(const Recording& recording, const Quality& quality) {
  return is_rung(quality) ? rung_stream(recording, quality) : default_stream(recording);
}

void append(media::StreamedWork& work, const Recording& recording, const Stream& stream, TrackKind kind) {
  const media::WorkSegments segments(recording.info, recording.sample_table());
  for (const Track* track : stream.copied)
    if (track->kind == kind)
      if (auto told = media::streamed_track(*recording.table, track->id))
        work.tracks.push_back(std::move(*told));
  for (const RenderedRendition& rendition : stream.rendered)
    if (rendition.track.kind == kind) work.tracks.push_back(media::streamed(rendition, segments));
}

}  // namespace

bool can_stream(const Recording& recording, const Quality& quality) {
  const Stream stream = stream_of(recording, quality);
  const bool pictures = recording.info.has_video() && (quality.height > 0 || !is_rung(quality));
  const TrackKind leading = pictures ? TrackKind::Video : TrackKind::Audio;
  return std::ranges::any_of(stream.copied, [&](const Track* track) { return track->kind == leading; }) ||
         std::ranges::any_of(stream.rendered,
                             [&](const RenderedRendition& made) { return made.track.kind == leading; });
}

Result<media::StreamedWork> streamed_work(const Recording& recording, const Quality& quality) {
  Stream stream = stream_of(recording, quality);
  if (!is_rung(quality)) add_kept(recording, stream);
  media::StreamedWork work{recording.info.duration, {}};
  append(work, recording, stream, TrackKind::Video);
  append(work, recording, stream, TrackKind::Audio);
  if (work.tracks.empty()) return fail(Fault::NotFound, "no track of this work can be streamed");
  return work;
}

Result<media::StreamedWork> joinable_work(const Recording& recording, JoinCodings only) {
  Stream stream;
  const auto as_it_is = [&](const Track& track) {
    const bool wanted = track.kind == TrackKind::Video ? !only.h264 || track.codec.starts_with("avc")
                                                       : !only.aac || track.codec.starts_with("mp4a.40");
    return wanted && plays_copied(recording, track);
  };
  if (const Track* pictures = recording.info.first(TrackKind::Video)) {
    if (as_it_is(*pictures))
      stream.copied.push_back(pictures);
    else
      for (const media::PictureRung& rung : all_rungs(recording, *pictures))
        stream.add(rendered(recording, *pictures, rung));
  }
  media::StreamedWork work{recording.info.duration, {}};
  append(work, recording, stream, TrackKind::Video);
  // One after the other, for the first is the programme.
  for (const bool enabled : {true, false})
    for (const Track& track : recording.info.tracks) {
      if (track.kind != TrackKind::Audio || track.enabled != enabled || track.presentation.empty()) continue;
      Stream sound;
      if (as_it_is(track))
        sound.copied.push_back(&track);
      else
        sound.add(rendered_sound(recording, track, 0));
      append(work, recording, sound, TrackKind::Audio);
    }
  if (work.tracks.empty()) return fail(Fault::NotFound, "no track of this work can be streamed");
  return work;
}

std::vector<RenderedRendition> renditions_ahead(const Recording& recording) {
  Stream stream;
  add_sounds(recording, 0, false, stream);
  const Track* shown = shown_pictures(recording);
  const bool is_long = base::as_double(recording.info.duration) >= recording.ladder->smaller_from;
  if (shown && is_long) {
    for (const media::PictureRung& rung : media::smaller_rungs(*recording.ladder, *shown))
      stream.add(rendered(recording, *shown, rung));
  } else if (const Track* pictures = recording.info.first(TrackKind::Video); pictures && !shown) {
    for (const media::PictureRung& rung : all_rungs(recording, *pictures))
      stream.add(rendered(recording, *pictures, rung));
  }
  return std::move(stream.rendered);
}

Result<RenderedRendition> find_rendered(const Recording& recording, std::string_view name) {
  const auto matches = [&](const Result<RenderedRendition>& made) { return made && made->name == name; };
  for (const Track& track : recording.info.tracks) {
    if (!name.starts_with(media::rendition_name(track) + "-")) continue;
    if (track.kind == TrackKind::Video)
      for (const media::PictureRung& rung : all_rungs(recording, track))
        if (auto made = rendered(recording, track, rung); matches(made)) return made;
    if (track.kind != TrackKind::Audio) continue;
    std::vector<std::uint32_t> rates{0};
    for (const media::SoundRung& rung : recording.ladder->sounds) rates.push_back(rung.bit_rate);
    for (const media::PictureRung& rung : recording.ladder->pictures) rates.push_back(rung.audio_bit_rate);
    for (const std::uint32_t rate : rates)
      if (auto made = rendered_sound(recording, track, rate); matches(made)) return made;
  }
  return fail(Fault::NotFound, base::format("there is no rendition '{}'", base::clip_for_message(name)));
}

}  // namespace services
