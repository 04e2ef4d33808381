// A small work made of arithmetic, for tests of everything that packages: 40 s of video at 25/s with B-frames
// in two-second groups of pictures (track 1), and AAC with 1024 samples of priming (track 2), interleaved in
// a master whose bytes tell their own position.
#pragma once

#include <vector>

#include "media/sample_table.h"

namespace film {

inline constexpr std::uint64_t kMasterSize = 5'000'000;

inline base::Bytes entry(const char (&type)[5]) {
  base::ByteWriter out;
  out.u32(16).text(std::string_view(type, 4)).zeros(6).u16(1);
  return out.take();
}

inline media::MediaInfo info() {
  media::MediaInfo info;
  info.container = "mp4";
  info.media_type = "video/mp4";
  info.size = kMasterSize;
  info.duration = base::Time::seconds(40);
  media::Track video;
  video.id = 1;
  video.kind = media::TrackKind::Video;
  video.codec = "avc1.64001f";
  video.codec_name = "h264";
  video.timescale = 12800;
  video.presentation_shift = -1024;
  video.presentation = {base::Time::seconds(0), base::Time::seconds(40)};
  video.coded_width = 1440, video.coded_height = 1080;
  video.display_width = 1920, video.display_height = 1080;
  video.frame_rate = {25, 1};
  video.sample_entry = entry("avc1");
  media::Track audio;
  audio.id = 2;
  audio.kind = media::TrackKind::Audio;
  audio.codec = "mp4a.40.2";
  audio.codec_name = "aac";
  audio.language = "en";
  audio.label = "Programme";
  audio.timescale = 48000;
  audio.presentation_shift = -1024;
  audio.presentation = video.presentation;
  audio.channels = 2;
  audio.sample_rate = 48000;
  audio.sample_entry = entry("mp4a");
  info.tracks = {video, audio};
  info.tags["title"] = "Ffilm \"1\"";
  return info;
}

// I P B B: the second frame in decode order shows fourth, and so on.
inline std::vector<media::TrackSamples> samples() {
  constexpr std::int32_t kComposition[] = {1024, 2048, 512, 512};
  media::TrackSamples video{1, {}}, audio{2, {}};
  std::uint64_t at = 1000;
  std::uint32_t frame = 0, packet = 0;
  while (frame < 1000 || packet < 1876) {
    if (frame < 1000 && (packet >= 1876 || frame * 512ull * 48000 <= packet * 1024ull * 12800)) {
      const std::uint32_t in_group = frame % 50;
      const std::uint32_t size = 2000 + frame % 7 * 300;
      const std::int32_t composition = in_group == 49  ? 1024
                                       : in_group == 0 ? 1024
                                                       : kComposition[1 + (in_group - 1) % 3];
      video.samples.push_back({frame * 512, composition, 512, size, at, in_group == 0});
      at += size;
      ++frame;
    } else {
      audio.samples.push_back({packet * 1024, 0, 1024, 300 + packet % 5, at, true});
      at += 300 + packet % 5;
      ++packet;
    }
  }
  return {video, audio};
}

inline media::MasterStamp stamp() { return {{1, 2, 3}, kMasterSize, 42}; }

inline media::SampleTable table_of(const media::MediaInfo& of,
                                   const std::vector<media::TrackSamples>& tracks = samples()) {
  auto bytes = media::write_sample_table(of, stamp(), tracks);
  return media::SampleTable::open(std::make_shared<base::MemorySource>(std::move(bytes).value())).value();
}
inline media::SampleTable table() { return table_of(info()); }

inline base::Source master() {
  base::Bytes bytes(kMasterSize);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
  return std::make_shared<base::MemorySource>(std::move(bytes));
}

}  // namespace film
