// Our ISO reader against libavformat's, on every recording: the same samples at the same places, with the
// same sizes, times and sync flags.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "media/demuxer.h"
#include "media/ffmpeg/input.h"

namespace media {
namespace {

namespace fs = std::filesystem;

base::Source load(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::make_shared<base::MemorySource>(base::Bytes(std::istreambuf_iterator<char>(stream), {}));
}

// Packets of each stream as libavformat tells them with edit lists ignored.
std::map<std::uint32_t, std::vector<Sample>> packets_of(const base::Source& source) {
  std::map<std::uint32_t, std::vector<Sample>> streams;
  auto input = ffmpeg::Input::open(source, ".mp4", {{"ignore_editlist", "1"}});
  if (!input) return streams;
  AVPacket* packet = av_packet_alloc();
  while (av_read_frame((*input)->context(), packet) >= 0) {
    std::vector<Sample>& stream = streams[static_cast<std::uint32_t>(packet->stream_index + 1)];
    stream.push_back({packet->dts, static_cast<std::int32_t>(packet->pts - packet->dts), 0,
                      static_cast<std::uint32_t>(packet->size), static_cast<std::uint64_t>(packet->pos),
                      (packet->flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  return streams;
}

// libavformat may count decode times from elsewhere; differences are what must agree.
void expect_same(const std::vector<Sample>& ours, const std::vector<Sample>& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  ASSERT_FALSE(ours.empty());
  const std::int64_t shift = theirs[0].composition_time() - ours[0].composition_time();
  for (std::size_t i = 0; i < ours.size(); ++i) {
    SCOPED_TRACE("sample " + std::to_string(i));
    ASSERT_EQ(ours[i].offset, theirs[i].offset);
    ASSERT_EQ(ours[i].size, theirs[i].size);
    ASSERT_EQ(ours[i].sync, theirs[i].sync);
    ASSERT_EQ(ours[i].composition_time() + shift, theirs[i].composition_time());
    if (i == 0) continue;
    ASSERT_EQ(ours[i].decode_time, ours[i - 1].decode_time + ours[i - 1].duration);
  }
}

void compare(const fs::path& path) {
  SCOPED_TRACE(path.filename().string());
  const base::Source source = load(path);
  const auto ours = demux(source, path.filename().string());
  ASSERT_TRUE(ours) << ours.error().message;
  auto theirs = packets_of(source);
  for (const TrackSamples& track : ours->tracks) expect_same(track.samples, theirs[track.track_id]);
}

bool is_isobmff(const fs::path& path) {
  static const std::vector<std::string> kEndings = {".mp4", ".mov", ".m4a", ".3gp"};
  return std::ranges::find(kEndings, path.extension().string()) != kEndings.end();
}

// Broken on purpose: what libavformat makes of them is no measure.
bool is_broken(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("cut-") || name.starts_with("absurd-") || name.starts_with("random") ||
         name.starts_with("text") || name.starts_with("empty");
}

void compare_all(const char* folder) {
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!is_isobmff(entry.path()) || is_broken(entry.path())) continue;
    compare(entry.path());
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

TEST(IsoReader, AgreesWithLibavformatOnEveryMadeRecording) {
  const char* folder = std::getenv("AVOCET_MEDIA");
  if (!folder)
    GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
  compare_all(folder);
}

TEST(IsoReader, AgreesWithLibavformatOnRealRecordings) {
  const char* shared = std::getenv("AVOCET_SHARED");
  if (!shared) GTEST_SKIP() << "AVOCET_SHARED is not set: no real recordings to read";
  compare_all((std::string(shared) + "/media").c_str());
}

// Every sample that is said to lie at a place in the master is the packet that libavformat gives.
TEST(FfmpegDemuxer, AddressesTheBytesOfEveryPacket) {
  const char* folder = std::getenv("AVOCET_MEDIA");
  if (!folder)
    GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
  for (const std::string name : {"h264.mkv", "ntsc.mkv", "flac.mkv", "opus.webm", "cbr.mp3", "vbr.mp3",
                                 "sound.flac", "sound.ac3", "h264.flv", "mpeg4.avi"}) {
    SCOPED_TRACE(name);
    const base::Source source = load(fs::path(folder) / name);
    const auto demuxed = demux(source, name);
    ASSERT_TRUE(demuxed) << demuxed.error().message;
    ASSERT_FALSE(demuxed->tracks.empty());
    auto input = ffmpeg::Input::open(source, name, {}).value();
    std::map<std::uint32_t, std::size_t> next;
    AVPacket* packet = av_packet_alloc();
    while (av_read_frame(input->context(), packet) >= 0) {
      const auto id = static_cast<std::uint32_t>(packet->stream_index + 1);
      const auto track = std::ranges::find(demuxed->tracks, id, &TrackSamples::track_id);
      if (track != demuxed->tracks.end()) {
        const Sample& sample = track->samples.at(next[id]++);
        ASSERT_EQ(sample.size, static_cast<std::uint32_t>(packet->size));
        base::Bytes bytes(sample.size);
        ASSERT_TRUE(source->read_at(sample.offset, bytes));
        ASSERT_TRUE(std::ranges::equal(bytes, base::ByteView(packet->data, bytes.size())));
      }
      av_packet_unref(packet);
    }
    av_packet_free(&packet);
  }
}

}  // namespace
}  // namespace media
