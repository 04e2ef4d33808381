#include "services/offers.h"

#include <algorithm>
#include <optional>

#include "base/format.h"
#include "media/render.h"

namespace services {
namespace {

using iiif::AvRequest;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

// Containers that browsers open as they are, and the format name they are asked for by. Not FLAC, though they
// do: Universal Viewer takes audio/flac for a download, and plays the same sound in MP4.
struct WebContainer {
  std::string_view container, format;
};
constexpr WebContainer kWebContainers[] = {
    {"webm", "webm"}, {"mp3", "mp3"}, {"wav", "wav"}, {"ogg", "ogg"}, {"aac", "aac"}};

bool is_video(const MediaInfo& info) { return info.has_video(); }

// The track that decides, if it can be cut into segments: the pictures, or the sound of an audio recording.
const Track* leading(const MediaInfo& info) {
  const Track* track = info.first(is_video(info) ? TrackKind::Video : TrackKind::Audio);
  return track && track->packageable() ? track : nullptr;
}

// Pictures and sound come coded anew where they cannot be copied (services/renditions.h).
bool can_be_streamed(const MediaInfo& info) {
  const Track* track = info.first(is_video(info) ? TrackKind::Video : TrackKind::Audio);
  return track && (leading(info) || media::can_decode(*track));
}

std::string packaged_codecs(const MediaInfo& info) {
  std::string codecs;
  for (TrackKind kind : {TrackKind::Video, TrackKind::Audio}) {
    const Track* track = info.first(kind);
    if (!track || !track->packageable() || track->codec.empty()) continue;
    codecs += codecs.empty() ? track->codec : "," + track->codec;
  }
  return codecs;
}

std::optional<Offer> progressive_offer(const MediaInfo& info, AvRequest::Form form) {
  for (const WebContainer& web : kWebContainers)
    if (info.container == web.container)
      return Offer{Offer::Source::Original, form, std::string(web.format), info.media_type,
                   media::codecs_parameter(info)};
  if (!leading(info)) return std::nullopt;
  // A file that is already what we would make of it goes out as it is.
  const bool as_is = info.container == "mp4" && info.fast_start && !info.fragmented && !info.cut_short;
  const bool video = form == AvRequest::Form::Video;
  return Offer{as_is ? Offer::Source::Original : Offer::Source::Progressive, form, video ? "mp4" : "m4a",
               video ? "video/mp4" : "audio/mp4", packaged_codecs(info)};
}

std::string_view codec_for_people(const Track& track) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"hevc", "HEVC (H.265)"},
      {"prores", "Apple ProRes"},
      {"dnxhd", "Avid DNxHD"},
      {"mpeg2video", "MPEG-2 video"},
      {"mpeg4", "MPEG-4 Part 2 video"},
      {"dvvideo", "DV"},
      {"ffv1", "FFV1"},
      {"jpeg2000", "JPEG 2000"},
      {"mjpeg", "Motion JPEG"},
      {"theora", "Theora"},
      {"wmv3", "Windows Media"},
      {"ac3", "Dolby Digital (AC-3)"},
      {"eac3", "Dolby Digital Plus"},
      {"alac", "Apple Lossless"},
      {"dts", "DTS"},
      {"mp2", "MPEG Layer II audio"},
      {"unknown", "an unknown coding"}};
  for (const auto& [name, shown] : kNames)
    if (track.codec_name == name) return shown;
  return track.codec_name;
}

// As it is, by a file or a stream.
bool plays_as_it_is(const Track& track, const std::optional<Offer>& progressive) {
  return media::browsers_play(track) &&
         (track.packageable() || (progressive && progressive->source == Offer::Source::Original));
}

bool all_play_as_they_are(const MediaInfo& info, const std::optional<Offer>& progressive) {
  for (const TrackKind kind : {TrackKind::Video, TrackKind::Audio})
    if (const Track* track = info.first(kind); track && !plays_as_it_is(*track, progressive)) return false;
  return true;
}

}  // namespace

std::string_view content_type(const MediaInfo& info) { return is_video(info) ? "Video" : "Sound"; }

std::vector<Offer> offers(const MediaInfo& info) {
  if (!is_video(info) && !info.has_audio()) return {};
  const AvRequest::Form form = is_video(info) ? AvRequest::Form::Video : AvRequest::Form::Audio;
  std::vector<Offer> offered;
  if (can_be_streamed(info)) {
    offered.push_back({Offer::Source::Hls, form, "m3u8", std::string(kHlsType), ""});
    offered.push_back({Offer::Source::Dash, form, "mpd", std::string(kDashType), ""});
  }
  // A file that browsers cannot play comes after what they can.
  if (auto progressive = progressive_offer(info, form))
    offered.insert(all_play_as_they_are(info, progressive) ? offered.begin() : offered.end(),
                   std::move(*progressive));
  return offered;
}

std::vector<Offer> clip_offers(const MediaInfo& info) {
  if (!can_be_streamed(info)) return {};
  const AvRequest::Form form = is_video(info) ? AvRequest::Form::Video : AvRequest::Form::Audio;
  const bool mp3 = info.container == "mp3";
  std::vector<Offer> offered;
  if (is_video(info))
    offered.push_back({Offer::Source::Progressive, form, "mp4", "video/mp4", ""});
  else
    offered.push_back(
        {Offer::Source::Progressive, form, mp3 ? "mp3" : "m4a", mp3 ? "audio/mpeg" : "audio/mp4", ""});
  // All sound goes along with the pictures (services/render_plan, `clip_request`).
  const bool copied = leading(info) && std::ranges::all_of(info.tracks, [](const Track& track) {
                        return track.kind != TrackKind::Audio || track.packageable();
                      });
  if (!copied) return offered;
  offered.push_back({Offer::Source::Hls, form, "m3u8", std::string(kHlsType), ""});
  offered.push_back({Offer::Source::Dash, form, "mpd", std::string(kDashType), ""});
  return offered;
}

std::string playback_notice(const MediaInfo& info) {
  const Track* video = info.first(TrackKind::Video);
  const Track* audio = info.first(TrackKind::Audio);
  const auto progressive =
      progressive_offer(info, is_video(info) ? AvRequest::Form::Video : AvRequest::Form::Audio);
  const auto plays = [&](const Track* track) {
    return !track || plays_as_it_is(*track, progressive) || media::can_decode(*track);
  };
  const bool pictures = plays(video), sound = plays(audio);
  if (pictures && sound) return {};
  if (!pictures)
    return base::format(
        "The pictures are in {}, which nothing here can decode. The original file can be downloaded.",
        codec_for_people(*video));
  return base::format(
      "The sound is in {}, which nothing here can decode. The original file can be downloaded.",
      codec_for_people(*audio));
}

}  // namespace services
