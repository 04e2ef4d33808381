#include "services/av_info_builder.h"

#include <algorithm>
#include <numeric>

#include "base/format.h"
#include "media/peaks.h"
#include "media/storyboard.h"
#include "services/caption_service.h"
#include "services/frame_service.h"
#include "services/offers.h"
#include "services/preview_service.h"
#include "services/renditions.h"
#include "services/selection_service.h"

namespace services {
namespace {

using base::Result;
using Form = iiif::AvRequest::Form;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

std::string aspect_ratio(std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return {};
  const std::uint32_t divisor = std::gcd(width, height);
  return base::format("{}:{}", width / divisor, height / divisor);
}

std::string rational(media::Rational value) {
  if (value.numerator == 0) return {};
  return value.denominator == 1 ? base::format("{}", value.numerator)
                                : base::format("{}/{}", value.numerator, value.denominator);
}

// Of all that the stream of the work is made of.
std::string streamed_codecs(const Recording& recording) {
  const auto work = streamed_work(recording, {});
  std::string codecs;
  std::vector<std::string_view> seen;
  for (const media::StreamedTrack& track : work ? work->tracks : std::vector<media::StreamedTrack>()) {
    if (track.track.codec.empty()) return {};
    if (std::ranges::find(seen, track.track.codec) != seen.end()) continue;
    seen.push_back(track.track.codec);
    codecs += (codecs.empty() ? "" : ",") + track.track.codec;
  }
  return codecs;
}

std::vector<iiif::AvSource> sources_of(const Recording& recording, const Links& links) {
  const MediaInfo& info = recording.info;
  const Track* video = info.first(TrackKind::Video);
  std::vector<iiif::AvSource> sources;
  const auto add = [&](std::string id, std::string_view format, std::string codecs, std::uint64_t bytes) {
    sources.push_back({std::move(id), std::string(content_type(info)), std::string(format), std::move(codecs),
                       video ? video->display_width : 0, video ? video->display_height : 0, info.duration,
                       bytes});
  };
  for (const Offer& offer : offers(info)) {
    const bool stream = offer.source == Offer::Source::Hls || offer.source == Offer::Source::Dash;
    add(links.av_whole(recording.file.id, offer.form, offer.format), offer.media_type,
        stream ? streamed_codecs(recording) : offer.codecs,
        offer.source == Offer::Source::Original ? recording.file.size : 0);
  }
  if (!recording.file.master)  // else it is not what the rest tells of
    add(links.original(recording.file.id, recording.file.path), info.media_type,
        media::codecs_parameter(info), recording.file.size);
  return sources;
}

// ISO/IEC 23009-1 5.8.5.5, of what the file says.
std::vector<std::string> roles_of(const media::Purpose& purpose) {
  std::vector<std::string> roles;
  if (purpose.commentary) roles.emplace_back("commentary");
  if (purpose.dub) roles.emplace_back("dub");
  if (purpose.describes_video) roles.emplace_back("description");
  if (purpose.for_the_deaf) roles.emplace_back("enhanced-audio-intelligibility");
  return roles;
}

std::vector<iiif::AvTrack> tracks_of(const Recording& recording, const std::vector<store::Text>& texts,
                                     const Links& links) {
  std::vector<iiif::AvTrack> tracks;
  for (const Track& track : recording.info.tracks) {
    if (track.kind != TrackKind::Video && track.kind != TrackKind::Audio) continue;
    iiif::AvTrack entry;
    entry.id = base::format("track-{}", track.id);
    entry.type = track.kind == TrackKind::Video ? "Video" : "Audio";
    entry.codecs = track.codec;
    entry.language = track.language;
    entry.channels = track.channels;
    entry.sample_rate = track.sample_rate;
    entry.roles = roles_of(track.purpose);
    if (track.purpose.describes_video) entry.provides = {"audioDescription"};
    if (!track.label.empty()) entry.label = iiif::LanguageMap("none", track.label);
    tracks.push_back(std::move(entry));
  }
  for (const store::Text& text : texts) {
    if (text.kind == store::TextKind::Record) continue;
    iiif::AvTrack entry;
    entry.id = links.text(recording.file.id, text.name, text.format);
    entry.type = "Text";
    entry.format = text.format == "vtt" ? "text/vtt" : "text/plain";
    if (text.kind == store::TextKind::Captions) entry.provides = {"closedCaptions"};
    if (text.kind == store::TextKind::Subtitles) entry.provides = {"subtitles"};
    if (text.kind == store::TextKind::Transcript) entry.provides = {"transcript"};
    if (text.kind == store::TextKind::Descriptions) entry.provides = {"audioDescription"};
    if (text.forced) entry.roles = {"forced-subtitle"};
    entry.language = text.language;
    if (!text.label.empty()) entry.label = iiif::LanguageMap(text.language, text.label);
    tracks.push_back(std::move(entry));
  }
  return tracks;
}

// ---- what can be asked for

void add_to(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& one : more)
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

iiif::AvChoices choices(const Recording& recording, Form form) {
  return {formats(recording, form), qualities(recording.info, *recording.ladder, form),
          stream_formats(recording, form), stream_qualities(recording, form)};
}

Result<void> add_capabilities(iiif::AvInfo& info, const Context& context, const Recording& recording) {
  const MediaInfo& media = recording.info;
  const bool has_video = media.has_video();
  if (has_video) info.video = choices(recording, Form::Video);
  if (media.has_audio()) info.audio = choices(recording, Form::Audio);
  if (has_video)
    info.frame = {still_formats(media), qualities(media, *recording.ladder, Form::Frame), {}, {}};
  if (auto texts = TRY(caption_qualities(context, recording)); !texts.empty()) {
    texts.insert(texts.begin(), "default");
    info.text = {{"vtt", "srt", "json"}, std::move(texts), {}, {}};
  }
  for (const iiif::AvChoices* choices : {&info.video, &info.audio, &info.frame}) {
    add_to(info.formats, choices->formats);
    add_to(info.formats, choices->stream_formats);
    add_to(info.qualities, choices->qualities);
  }
  for (const Offer& offer : offers(media)) info.preferred_formats.push_back(offer.format);
  return {};
}

void add_previews(iiif::AvInfo& info, const Recording& recording) {
  if (recording.info.has_audio()) {
    info.waveform.id = info.id + "/full/max/peaks.dat";
    info.waveform.formats = {"dat", "json"};
    info.waveform.qualities = waveform_qualities();
    for (const std::uint32_t resolution : media::kPeakResolutions)
      info.waveform.samples_per_pixel.push_back(resolution);
  }
  const auto plan = media::plan_storyboard(recording.info);
  if (!plan) return;
  info.storyboard.id = info.id + "/full/full/max/max/0/storyboard.vtt";
  info.storyboard.columns = plan->columns;
  info.storyboard.rows = plan->rows;
  info.storyboard.tile_width = plan->tile_width;
  info.storyboard.tile_height = plan->tile_height;
  info.storyboard.interval = plan->interval;
}

// Level 3 is all of it; what only can be downloaded reaches level 1 at most.
std::vector<std::string> features(const iiif::AvInfo& info, const Recording& recording) {
  std::vector<std::string> names{"timeRegion", "timeSize", "async"};
  const auto add = [&](std::initializer_list<const char*> more) {
    names.insert(names.end(), more.begin(), more.end());
  };
  if (!info.frame.formats.empty()) {
    add({"instantArbitrary", "regionByPx", "regionByPct", "regionSquare", "sizeByW", "sizeByH", "sizeByPct",
         "sizeByWh", "sizeByConfinedWh", "sizeUpscaling", "rotationBy90s", "mirroring"});
    if (info.frames > 0) add({"instantByFrame"});
  }
  const auto is_media = [](const Track& track) {
    return track.kind == TrackKind::Video || track.kind == TrackKind::Audio;
  };
  if (std::ranges::count_if(recording.info.tracks, is_media) > 1) add({"trackSelect"});
  if (recording.info.has_audio()) add({"channelSelect"});
  return names;
}

bool can_be_decoded(const iiif::AvInfo& info, const MediaInfo& media) {
  const bool pictures =
      !media.has_video() || std::ranges::find(info.video.formats, "webm") != info.video.formats.end();
  const bool sound =
      !media.has_audio() || std::ranges::find(info.audio.formats, "flac") != info.audio.formats.end();
  return pictures && sound;
}

}  // namespace

Result<iiif::AvInfo> build_info(const Context& context, const RecordingPointer& recording,
                                const Links& links) {
  const MediaInfo& media = recording->info;
  iiif::AvInfo info;
  info.context = links.base() + "/av/1/context.json";
  info.id = links.av(recording->file.id);
  info.protocol = links.base() + "/av";
  if (const Track* video = media.first(TrackKind::Video)) {
    const iiif::AvShape shape = shape_of(recording);
    info.width = video->display_width;
    info.height = video->display_height;
    info.max_width = shape.max_width;
    info.max_height = shape.max_height;
    info.display_aspect_ratio = aspect_ratio(info.width, info.height);
    info.frame_rate = rational(video->frame_rate);
    if (recording->table && recording->table->track(video->id))
      info.frames = TRY(media::frame_count(*recording->table, video->id));
  }
  info.duration = media.duration;
  info.timecode_start = media.timecode.start;
  info.timecode_rate = rational(media.timecode.rate);
  info.timecode_drop = media.timecode.drop_frame;
  TRY(add_capabilities(info, context, *recording));
  add_previews(info, *recording);
  info.profile = can_be_decoded(info, media) ? "level3" : "level1";
  if (info.profile == "level3") {
    info.time_accuracy = "frame";
    info.extra_features = features(info, *recording);
  }
  info.sources = sources_of(*recording, links);
  info.tracks = tracks_of(*recording, TRY(context.catalog.texts(recording->file.id)), links);
  const store::Item item = TRY(context.catalog.item(recording->item));
  info.rights = description_of(item.description).rights;
  info.part_of = links.manifest(recording->item);
  return info;
}

}  // namespace services
