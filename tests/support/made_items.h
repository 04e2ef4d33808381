// Records of recordings that were never made: what builders of documents need of them.
#pragma once

#include "media/media_info.h"
#include "store/catalog.h"

namespace services {

inline media::MediaInfo film_info() {
  media::MediaInfo info;
  info.container = "mp4";
  info.media_type = "video/mp4";
  info.duration = {120'120, 30'000};
  media::Track video, audio;
  video.id = 1, video.kind = media::TrackKind::Video, video.codec = "avc1.64001f", video.codec_name = "h264";
  video.display_width = 640, video.display_height = 360, video.sample_entry = {std::uint8_t{1}};
  audio.id = 2, audio.kind = media::TrackKind::Audio, audio.codec = "mp4a.40.2", audio.codec_name = "aac";
  audio.channels = 2, audio.sample_rate = 48'000, audio.sample_entry = {std::uint8_t{1}};
  info.tracks = {video, audio};
  return info;
}

inline media::MediaInfo song_info() {
  media::MediaInfo info = film_info();
  info.container = "mp3";
  info.media_type = "audio/mpeg";
  info.duration = {44'100 * 3 / 2, 44'100};
  info.tracks.erase(info.tracks.begin());
  info.tracks[0].codec = "mp4a.6b", info.tracks[0].codec_name = "mp3";
  info.chapters = {{{{0, 1000}, {500, 1000}}, "Verse"}, {{{500, 1000}, {9000, 1000}}, ""}};
  return info;
}

inline store::MediaFile file_of(const std::string& id, const std::string& path,
                                const media::MediaInfo& info) {
  store::MediaFile file;
  file.id = id, file.path = path, file.size = 1234, file.revision = "r1";
  file.media_info = media::to_json(info);
  file.has_video = info.has_video();
  return file;
}

}  // namespace services
