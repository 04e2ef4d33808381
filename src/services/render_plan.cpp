#include "services/render_plan.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/still.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Form = iiif::AvRequest::Form;
using media::MediaInfo;
using media::RenderFormat;
using media::Track;
using media::TrackKind;

constexpr std::pair<std::string_view, RenderFormat> kFormats[] = {
    {"mp4", RenderFormat::Mp4},   {"webm", RenderFormat::Webm},
    {"gif", RenderFormat::Gif},   {"webp", RenderFormat::AnimatedWebp},
    {"m4a", RenderFormat::M4a},   {"mp3", RenderFormat::Mp3},
    {"ogg", RenderFormat::Ogg},   {"opus", RenderFormat::Opus},
    {"flac", RenderFormat::Flac}, {"wav", RenderFormat::Wav}};

bool has_sound(RenderFormat format) {
  return format != RenderFormat::Gif && format != RenderFormat::AnimatedWebp;
}

bool is_sound_only(RenderFormat format) { return format >= RenderFormat::M4a; }

media::PictureTransform transform_of(const iiif::ResolvedVideo& video, const Quality& quality) {
  media::PictureTransform transform;
  transform.region = {video.region.x, video.region.y, video.region.width, video.region.height};
  transform.width = video.width;
  transform.height = video.height;
  transform.mirrored = video.rotation.mirrored;
  transform.degrees = iiif::as_double(video.rotation.degrees);
  transform.tone = quality.tone;
  return transform;
}

// A rung gives the size where the request leaves it open.
void apply_rung(media::PictureTransform& transform, std::uint32_t height) {
  const bool scaled =
      transform.width != transform.region.width || transform.height != transform.region.height;
  if (height == 0 || scaled || transform.height <= height) return;
  const std::uint64_t width = std::uint64_t{transform.width} * height / transform.height;
  transform.width = static_cast<std::uint32_t>(std::max<std::uint64_t>(2, width / 2 * 2));
  transform.height = height;
}

bool changes_nothing(const media::PictureTransform& transform, const Track& picture) {
  const media::Rectangle all{0, 0, picture.display_width, picture.display_height};
  return transform.region == all && transform.width == all.width && transform.height == all.height &&
         !transform.mirrored && transform.degrees == 0 && transform.tone == media::Tone::Color;
}

template <typename Resolved>
Selection selection_of(const Resolved& resolved, Form form, const Quality& quality) {
  Selection selection;
  selection.form = form;
  selection.time = resolved.time;
  selection.duration = resolved.duration;
  selection.quality = quality;
  selection.quality_name = resolved.quality;
  selection.format = resolved.format;
  selection.selection = resolved.selection;
  selection.canonical = resolved.canonical;
  selection.unchanged = resolved.whole;
  selection.whole = resolved.whole && resolved.quality == "default";
  return selection;
}

}  // namespace

std::optional<RenderFormat> render_format(std::string_view name) {
  for (const auto& [known, format] : kFormats)
    if (known == name) return format;
  return std::nullopt;
}

// Enlarging is allowed up to this, which is what any current screen shows.
constexpr std::uint32_t kMostPixels = 4096;

iiif::AvShape shape_of(const RecordingPointer& recording) {
  iiif::AvShape shape;
  shape.duration = recording->info.duration;
  const Track* picture = recording->info.first(TrackKind::Video);
  if (!picture) return shape;
  shape.width = picture->display_width;
  shape.height = picture->display_height;
  shape.max_width = shape.max_height = std::max({shape.width, shape.height, kMostPixels});
  if (recording->table && recording->table->track(picture->id))
    shape.frame_shown = [recording, id = picture->id](std::uint64_t number) -> Result<base::TimeRange> {
      const media::FrameReference frame = TRY(media::frame_of_number(*recording->table, id, number));
      return frame.shown;
    };
  return shape;
}

media::PictureTransform whole_picture(const MediaInfo& info) {
  media::PictureTransform transform;
  const Track* picture = info.first(TrackKind::Video);
  if (!picture) return transform;
  transform.region = {0, 0, picture->display_width, picture->display_height};
  transform.width = picture->display_width;
  transform.height = picture->display_height;
  return transform;
}

Result<Selection> resolve_selection(const iiif::AvRequest& request, const RecordingPointer& recording) {
  const MediaInfo& info = recording->info;
  const iiif::AvShape shape = shape_of(recording);
  if (request.form == Form::Audio) {
    const iiif::ResolvedAudio audio = TRY(iiif::resolve_audio(request, shape));
    const Quality quality = TRY(find_quality(info, *recording->ladder, Form::Audio, audio.quality));
    return selection_of(audio, Form::Audio, quality);
  }
  const iiif::ResolvedVideo video = TRY(iiif::resolve_video(request, shape));
  const Quality quality = TRY(find_quality(info, *recording->ladder, Form::Video, video.quality));
  Selection selection = selection_of(video, Form::Video, quality);
  selection.picture = transform_of(video, quality);
  apply_rung(*selection.picture, quality.height);
  selection.whole_picture = changes_nothing(*selection.picture, *picture_track(info, quality));
  return selection;
}

std::optional<media::ClipFormat> clip_format(const Selection& selection) {
  using media::ClipFormat;
  static constexpr std::pair<std::string_view, ClipFormat> kSound[] = {
      {"m4a", ClipFormat::Movie}, {"mp3", ClipFormat::Mp3},   {"ogg", ClipFormat::Ogg},
      {"opus", ClipFormat::Ogg},  {"flac", ClipFormat::Flac}, {"wav", ClipFormat::Wav}};
  if (selection.form == Form::Video) {
    if (selection.format == "mp4") return ClipFormat::Movie;
    return selection.format == "webm" ? std::optional(ClipFormat::Webm) : std::nullopt;
  }
  for (const auto& [name, format] : kSound)
    if (selection.format == name) return format;
  return std::nullopt;
}

std::optional<media::ClipRequest> clip_request(const Selection& selection, media::ClipFormat format,
                                               const MediaInfo& info) {
  const bool copies = selection.quality.only_selects() && selection.whole_picture && !selection.retimed();
  if (!copies) return std::nullopt;
  media::ClipRequest clip{selection.time, {}, format};
  if (!holds_pictures(format)) {
    const Track* sound = sound_track(info, selection.quality);
    if (!sound) return std::nullopt;
    clip.tracks.push_back(sound->id);
    return clip;
  }
  if (selection.picture) {
    const Track* picture = picture_track(info, selection.quality);
    if (!picture->packageable()) return std::nullopt;
    clip.tracks.push_back(picture->id);
  }
  if (selection.quality.track != 0) {
    const Track* sound = sound_track(info, selection.quality);
    if (sound && !sound->packageable()) return std::nullopt;
    if (sound) clip.tracks.push_back(sound->id);
    return clip;
  }
  // By default all languages go along, as they do with the whole.
  for (const Track& track : info.tracks) {
    if (track.kind != TrackKind::Audio || !selection.quality.with_sound) continue;
    if (!track.packageable()) return std::nullopt;
    clip.tracks.push_back(track.id);
  }
  return clip.tracks.empty() ? std::nullopt : std::optional(clip);
}

Result<media::RenderRequest> render_request(const Selection& selection, const MediaInfo& info) {
  const auto format = render_format(selection.format);
  const bool fits = format && is_sound_only(*format) == (selection.form == Form::Audio);
  if (!fits)
    return fail(Fault::Unsupported,
                base::format("the format '{}' is not offered for this: see info.json",
                             base::clip_for_message(selection.format)),
                "format");
  media::RenderRequest request;
  request.format = *format;
  request.time = selection.time;
  request.duration = selection.duration;
  if (selection.picture)
    request.picture = media::RenderPicture{picture_track(info, selection.quality)->id, *selection.picture,
                                           selection.quality.video_bit_rate};
  const Track* sound = sound_track(info, selection.quality);
  if (sound && has_sound(*format))
    request.sound = media::RenderSound{sound->id, selection.quality.mix, selection.quality.audio_bit_rate};
  return request;
}

}  // namespace services
