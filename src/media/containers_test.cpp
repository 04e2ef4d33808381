// One recording of each container, against a full decode of it through libavformat and libavcodec: its
// duration, its index, and that each track streams, copied where browsers play its coding and coded anew
// elsewhere. Then the same recordings cut short.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "media/cmaf.h"
#include "media/rendered.h"
#include "media/rendition.h"
#include "support/full_decode.h"
#include "support/masters.h"

namespace media {
namespace {

class Containers : public support::Masters {};

struct Case {
  std::string name, container, copied;  // the codecs of the tracks that are streamed as they are
  bool readable_short = true;           // a beginning of it can be read
  // The file says itself how long its sound is, up to so many samples otherwise than what is decoded: an edit
  // list that ends within the last frame; a fragment whose last sample stands until the pictures end; and
  // Windows Media counts in milliseconds and does not tell its coder's delay of two frames.
  std::int64_t sound_differs = 0;
};
const Case kCases[] = {{"b-frames.mp4", "mp4", "h264 aac", false, 1024},
                       {"fragmented.mp4", "mp4", "h264 aac", true, 1800},
                       {"aac.mov", "mov", "h264 aac", false, 1024},
                       {"chapters.m4a", "mp4", "aac", false, 1024},
                       {"h264.mkv", "matroska", "h264 aac"},
                       {"vp9.webm", "webm", "vp9 opus"},
                       {"h264.ts", "mpegts", "h264 aac"},
                       {"h264.m2ts", "mpegts", "h264 aac"},
                       {"hevc.ts", "mpegts", "hevc"},
                       {"late.ts", "mpegts", "h264 aac"},
                       {"sounds.ts", "mpegts", "mp3 ac3 eac3"},
                       {"mpeg2.ts", "mpegts", ""},
                       {"program.mpg", "mpeg", ""},
                       {"movie.vob", "mpeg", ""},
                       {"mpeg4.avi", "avi", "mp3"},
                       {"tape.avi", "avi", ""},
                       {"tape.dv", "dv", ""},
                       {"master.mxf", "mxf", ""},
                       {"screen.wmv", "asf", "", true, 4096},
                       {"h264.flv", "flv", "h264 aac"},
                       {"opus.ogg", "ogg", "opus"},
                       {"flac.ogg", "ogg", "flac"},
                       {"vorbis.ogg", "ogg", ""},
                       {"sound.wav", "wav", ""},
                       {"sound-rf64.wav", "wav", ""},
                       {"broadcast.wav", "wav", ""},
                       {"sound.aiff", "aiff", ""},
                       {"sound.flac", "flac", "flac"},
                       {"cbr.mp3", "mp3", "mp3"},
                       {"vbr.mp3", "mp3", "mp3"},
                       {"vbr-bare.mp3", "mp3", "mp3"},
                       {"sound.ac3", "ac3", "ac3"},
                       {"sound.aac", "aac", "aac"}};

// What a full decode of a stream gives: pictures, or samples of sound.
std::int64_t decoded(const base::Source& source, const std::string& name, unsigned stream) {
  auto input = ffmpeg::Input::open(source, name);
  if (!input) return -1;
  AVFormatContext* format = (*input)->context();
  const AVCodecParameters* parameters = format->streams[stream]->codecpar;
  AVCodecContext* context = avcodec_alloc_context3(avcodec_find_decoder(parameters->codec_id));
  avcodec_parameters_to_context(context, parameters);
  context->pkt_timebase = format->streams[stream]->time_base;
  EXPECT_EQ(avcodec_open2(context, avcodec_find_decoder(parameters->codec_id), nullptr), 0) << name;
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  std::int64_t count = 0;
  const auto receive = [&] {
    while (avcodec_receive_frame(context, frame) >= 0)
      count += parameters->codec_type == AVMEDIA_TYPE_VIDEO ? 1 : frame->nb_samples;
  };
  while (av_read_frame(format, packet) >= 0) {
    if (packet->stream_index == static_cast<int>(stream)) avcodec_send_packet(context, packet);
    receive();
    av_packet_unref(packet);
  }
  avcodec_send_packet(context, nullptr);
  receive();
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&context);
  return count;
}

// How many pictures or samples of sound the track's presentation is long, as a fraction of ticks.
base::Time length_of(const Track& track, std::int64_t count) {
  if (track.kind == TrackKind::Audio) return {count, track.sample_rate};
  return {count * track.frame_rate.denominator, static_cast<std::uint32_t>(track.frame_rate.numerator)};
}

std::string copied_codecs(const SampleTable& table) {
  std::string codecs;
  for (const Track& track : table.info().tracks)
    if (table.track(track.id)) codecs += (codecs.empty() ? "" : " ") + track.codec_name;
  return codecs;
}

TEST_F(Containers, AreAsLongAsAFullDecodeOfThem) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.name);
    if (!has(test.name)) continue;  // made by the script's `full` only
    const base::Source source = support::load(path(test.name));
    const auto master = support::open_master(source, test.name);
    ASSERT_TRUE(master);
    const MediaInfo& info = master->table.info();
    EXPECT_EQ(info.container, test.container);
    EXPECT_THAT(info.warnings, testing::IsEmpty());
    base::Time end;
    for (const Track& track : info.tracks) {
      if (track.kind != TrackKind::Video && track.kind != TrackKind::Audio) continue;
      const std::int64_t count = decoded(source, test.name, track.id - 1);
      const bool sound = track.kind == TrackKind::Audio;
      const base::Time slack = length_of(track, sound ? test.sound_differs : 0);
      const base::Time told = track.presentation.length(), full = length_of(track, count);
      EXPECT_TRUE(told <= full + slack && full <= told + slack)
          << "track " << track.id << ": " << count << " decoded, told: " << track.presentation.length().ticks
          << "/" << track.presentation.length().timescale;
      end = std::max(end, track.presentation.end);
    }
    EXPECT_EQ(info.duration, end);
  }
}

TEST_F(Containers, StreamEachTrack) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.name);
    if (!has(test.name)) continue;
    const base::Source source = support::load(path(test.name));
    const auto master = support::open_master(source, test.name);
    ASSERT_TRUE(master);
    EXPECT_EQ(copied_codecs(master->table), test.copied);
    for (const Track& track : master->table.info().tracks) {
      if (track.kind != TrackKind::Video && track.kind != TrackKind::Audio) continue;
      if (master->table.track(track.id)) {
        const auto rendition = find_rendition(master->table, track.id);
        ASSERT_TRUE(rendition) << rendition.error().message;
        EXPECT_TRUE(init_segment(master->table, track.id));
        for (std::uint32_t i = 0; i < offered_segments(*rendition); ++i) {
          const auto segment = media_segment(master->table, track.id, i, source);
          ASSERT_TRUE(segment) << segment.error().message;
          EXPECT_TRUE(segment->flatten());
        }
      } else {
        const auto rendition =
            track.kind == TrackKind::Video
                ? rendered_pictures(master->master, track.id, track.display_height, 500'000)
                : rendered_sound(master->master, track.id, 64'000);
        ASSERT_TRUE(rendition) << rendition.error().message;
        const auto segment = render_media_segment(master->master, *rendition, 0, {});
        ASSERT_TRUE(segment) << segment.error().message;
        EXPECT_GT(segment->size(), 1000u);
      }
    }
  }
}

TEST_F(Containers, ThatAreCutShortAreIndexedAsFarAsTheyGoAndSaySo) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.name);
    if (!has(test.name) || !test.readable_short) continue;
    const base::Source whole = support::load(path(test.name));
    const MediaInfo complete = demux(whole, test.name).value().info;
    base::Bytes part(whole->size() * 3 / 5 + 1);
    ASSERT_TRUE(whole->read_at(0, part));
    const auto master =
        support::open_master(std::make_shared<base::MemorySource>(std::move(part)), test.name);
    ASSERT_TRUE(master);
    const MediaInfo& info = master->table.info();
    EXPECT_LT(info.duration, complete.duration);
    EXPECT_LT(base::Time::milliseconds(400), info.duration);
    EXPECT_THAT(info.warnings, testing::Not(testing::IsEmpty()))
        << base::as_double(info.duration) << " of " << base::as_double(complete.duration);
  }
}

}  // namespace
}  // namespace media
