// What masters are, as whole files: the recordings that tools/make_media.sh makes.
#include "media/demuxer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace media {
namespace {

using base::Time;
using testing::HasSubstr;

class Masters : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::getenv("AVOCET_MEDIA");
    if (!folder_)
      GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
  }
  bool has(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::path(folder_) / name);
  }
  base::Source source(const std::string& name) const {
    std::ifstream stream(std::filesystem::path(folder_) / name, std::ios::binary);
    return std::make_shared<base::MemorySource>(base::Bytes(std::istreambuf_iterator<char>(stream), {}));
  }
  Demuxed read(const std::string& name) const {
    auto demuxed = demux(source(name), name);
    EXPECT_TRUE(demuxed) << name << ": " << demuxed.error().message;
    return demuxed ? *demuxed : Demuxed{};
  }
  MediaInfo info(const std::string& name) const { return read(name).info; }
  std::string error(const std::string& name) const {
    const auto demuxed = demux(source(name), name);
    return demuxed ? "" : demuxed.error().message;
  }

  const char* folder_ = nullptr;
};

TEST_F(Masters, HaveExactDurations) {
  const std::pair<const char*, Time> kDurations[] = {{"moov-end.mp4", {4, 1}},
                                                     {"b-frames.mp4", {4, 1}},
                                                     {"ntsc.mp4", {120 * 1001, 30000}},
                                                     {"film-b.mp4", {96 * 1001, 24000}},
                                                     {"variable-rate.mp4", {4, 1}},
                                                     {"co64.mp4", {4, 1}},
                                                     {"pcm.mov", {4, 1}},
                                                     {"mono-16.mov", {4, 1}},
                                                     {"alac.m4a", {4, 1}},
                                                     {"opus.mp4", {4, 1}},
                                                     {"flac.mp4", {4, 1}},
                                                     {"mp3.mp4", {4, 1}},
                                                     {"b-frames-video-only.mp4", {4, 1}},
                                                     {"flac.mkv", {4, 1}},
                                                     {"opus.webm", {4, 1}},
                                                     {"cbr.mp3", {4, 1}},
                                                     {"vbr.mp3", {4, 1}},
                                                     {"sound.flac", {4, 1}},
                                                     {"sound.wav", {4, 1}},
                                                     {"sound-rf64.wav", {4, 1}},
                                                     {"sound.aiff", {4, 1}},
                                                     {"opus.ogg", {4, 1}},
                                                     {"vorbis.ogg", {4, 1}},
                                                     {"sound.ac3", {4, 1}}};
  for (const auto& [name, duration] : kDurations)
    EXPECT_EQ(info(name).duration, duration) << name << " " << base::to_seconds(info(name).duration);
}

TEST_F(Masters, HaveExactFrameRatesEvenInMilliseconds) {
  const Rational ntsc{30000, 1001};
  for (const char* name : {"ntsc.mp4", "ntsc.mkv", "timecode.mov"})
    EXPECT_EQ(info(name).first(TrackKind::Video)->frame_rate, ntsc) << name;
  EXPECT_EQ(info("film-b.mp4").tracks[0].frame_rate, (Rational{24000, 1001}));
  EXPECT_EQ(info("variable-rate.mp4").tracks[0].frame_rate, (Rational{0, 1}));
  for (const char* name : {"h264.mkv", "h264.ts", "h264.flv", "program.mpg", "mpeg4.avi"})
    EXPECT_EQ(info(name).first(TrackKind::Video)->frame_rate, (Rational{25, 1})) << name;
}

TEST_F(Masters, SayWhatTheyAreToABrowser) {
  const std::tuple<const char*, const char*, const char*> kTypes[] = {
      {"faststart.mp4", "video/mp4", "avc1.64000b,mp4a.40.2"},
      {"speech.m4a", "audio/mp4", "mp4a.40.2"},
      {"alac.m4a", "audio/mp4", "alac"},
      {"ac3.mp4", "audio/mp4", "ac-3"},
      {"eac3.mp4", "audio/mp4", "ec-3"},
      {"mp3.mov", "video/quicktime", "mp4a.6B"},
      {"phone.3gp", "video/3gpp", ""},
      {"opus.webm", "audio/webm", "opus"},
      {"vp8.webm", "video/webm", "vp8"},
      {"h264.mkv", "video/x-matroska", "avc1.64000b,mp4a.40.2"},
      {"h264.ts", "video/mp2t", "avc1.64000b,mp4a.40.2"},
      {"vbr.mp3", "audio/mpeg", "mp4a.6B"},
      {"sound.flac", "audio/flac", "flac"},
      {"vorbis.ogg", "audio/ogg", "vorbis"},
      {"hevc.mp4", "video/mp4", "hvc1.1.6.L30.90"},
      {"av1.mp4", "video/mp4", "av01.0.00M.08"},
      {"vp9.mp4", "video/mp4", "vp09.00.10.08"},
      {"vp9.webm", "video/webm", "vp09.00.10.08,opus"},
      {"av1.mkv", "video/webm", "av01.0.00M.08"},
      {"master.mxf", "application/mxf", ""},
      {"sound.wav", "audio/wav", ""}};
  for (const auto& [name, type, codecs] : kTypes) {
    if (!has(name)) continue;  // made without espeak-ng, or `fast`
    EXPECT_EQ(info(name).media_type, type) << name;
    EXPECT_EQ(codecs_parameter(info(name)), codecs) << name;
  }
}

TEST_F(Masters, ShowTheFirstPictureAtZeroHoweverTheDelayIsTold) {
  for (const char* name :
       {"b-frames.mp4", "b-frames-negative.mp4", "b-frames-video-only.mp4", "open-gop.mp4", "film-b.mp4"}) {
    const Demuxed master = read(name);
    const Track& video = *master.info.first(TrackKind::Video);
    EXPECT_EQ(video.presentation.start, Time{}) << name;
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (const TrackSamples& track : master.tracks)
      if (track.track_id == video.id)
        for (const Sample& sample : track.samples) first = std::min(first, sample.composition_time());
    EXPECT_EQ(first + video.presentation_shift, 0) << name;
  }
  // Sound and picture keep their distance where no edit list hides the delay.
  EXPECT_EQ(info("b-frames-no-edits.mp4").tracks[0].presentation.start, Time::milliseconds(80));
  EXPECT_EQ(info("b-frames-no-edits.mp4").tracks[1].presentation.start, Time{});
}

TEST_F(Masters, KnowTheirLanguagesNamesAndDefaults) {
  const MediaInfo master = info("two-languages.mp4");
  ASSERT_EQ(master.tracks.size(), 3u);
  EXPECT_EQ(master.tracks[1].language, "en");
  EXPECT_TRUE(master.tracks[1].enabled);
  EXPECT_EQ(master.tracks[1].label, "");
  EXPECT_EQ(master.tracks[2].language, "cy");
  EXPECT_FALSE(master.tracks[2].enabled);
  EXPECT_EQ(master.tracks[2].label, "Sain ddisgrifio");
}

TEST_F(Masters, AreDrawnInTheirTrueShape) {
  EXPECT_EQ(info("rotated.mp4").tracks[0].rotation, 90u);
  EXPECT_EQ(info("rotated.mp4").tracks[0].display_width, 90u);
  EXPECT_EQ(info("rotated.mp4").tracks[0].display_height, 160u);
  EXPECT_EQ(info("anamorphic.mp4").tracks[0].display_width, 262u);
  EXPECT_EQ(info("anamorphic.mp4").tracks[0].coded_width, 180u);
}

TEST_F(Masters, CarryChaptersTagsCoverAndTimecode) {
  for (const char* name : {"chapters.m4a", "chapters-nero.m4a", "chapters.mka", "vbr.mp3"}) {
    const MediaInfo master = info(name);
    ASSERT_EQ(master.chapters.size(), 2u) << name;
    EXPECT_EQ(master.chapters[1].title, "Y chwarel: \"dŵr & llechi\"") << name;
    EXPECT_EQ(master.chapters[1].range, (base::TimeRange{Time::milliseconds(1500), Time::seconds(4)}))
        << name;
    EXPECT_EQ(master.tags.at("title"), "Atgofion") << name;
    EXPECT_EQ(master.tags.at("artist"), "Siân Owen") << name;
    EXPECT_EQ(master.tags.at("date"), "1972") << name;
    EXPECT_FALSE(master.has_video()) << name;
  }
  for (const char* name : {"chapters.m4a", "vbr.mp3"}) {
    const MediaInfo master = info(name);
    EXPECT_EQ(master.picture_type, "image/png") << name;
    base::Bytes picture(master.picture_bytes),
        cover(std::filesystem::file_size(std::filesystem::path(folder_) / "cover.png"));
    ASSERT_TRUE(source(name)->read_at(master.picture_offset, picture));
    ASSERT_TRUE(source("cover.png")->read_at(0, cover));
    EXPECT_EQ(picture, cover) << name;
  }
  EXPECT_EQ(info("timecode.mov").timecode.start, "01:00:00;02");
  EXPECT_EQ(info("timecode.mov").timecode.rate, (Rational{30000, 1001}));
}

TEST_F(Masters, AreFragmentedInEveryWayAndReadTheSame) {
  for (const char* name : {"fragmented.mp4", "fragmented-cmaf.mp4", "fragmented-base.mp4",
                           "fragmented-mixed.mp4", "fragmented-sidx.mp4"}) {
    const Demuxed master = read(name);
    EXPECT_TRUE(master.info.fragmented) << name;
    EXPECT_TRUE(master.info.fast_start) << name;
    ASSERT_EQ(master.tracks.size(), 2u) << name;
    EXPECT_EQ(master.tracks[0].samples.size(), 100u) << name;
    EXPECT_EQ(master.tracks[1].samples.size(), 174u) << name;
  }
  EXPECT_FALSE(info("moov-end.mp4").fast_start);
  EXPECT_TRUE(info("faststart.mp4").fast_start);
}

TEST_F(Masters, ThatCannotBeCopiedStillSayEverythingElse) {
  for (const char* name : {"mono-16.mov", "phone.3gp", "sound.wav", "vorbis.ogg", "mpeg2.ts", "vp8.webm"}) {
    const Demuxed master = read(name);
    EXPECT_TRUE(master.tracks.empty()) << name;
    EXPECT_FALSE(master.info.tracks.at(0).packageable()) << name;
    EXPECT_GT(master.info.tracks.at(0).bytes, 0u) << name;
  }
  EXPECT_EQ(info("pcm.mov").tracks[1].codec_name, "pcm_s24le");
  EXPECT_EQ(info("mono-16.mov").tracks[0].codec_name, "pcm_s16be");
  EXPECT_EQ(info("mono-16.mov").tracks[0].bytes, 4u * 44100 * 2);
}

TEST_F(Masters, ThatAreCutShortAreReadAsFarAsTheyGo) {
  const Demuxed front = read("cut-front.mp4");
  EXPECT_LT(front.info.duration, Time::seconds(3));
  EXPECT_GT(front.info.duration, Time::seconds(1));
  ASSERT_EQ(front.info.warnings.size(), 1u);
  EXPECT_THAT(front.info.warnings[0], HasSubstr("the file is cut short at 1.48 s"));
  EXPECT_THAT(read("cut-fragmented.mp4").info.warnings.at(0), HasSubstr("the file is cut short"));
  EXPECT_EQ(error("cut-end.mp4"), "no moov box: the recording was not finished or the file is cut short");
}

TEST_F(Masters, ThatAreNoneSayWhyInOneSentence) {
  EXPECT_EQ(error("empty.mp4"), "the file is empty");
  EXPECT_EQ(error("text.mp4"), "the file is text, not audio or video");
  EXPECT_EQ(error("cover.png"), "the file is a picture (PNG), not audio or video");
  EXPECT_EQ(error("random.mp4"), "the file is of no audio or video format that is known here");
  EXPECT_EQ(error("random.bin"), "the file is of no audio or video format that is known here");
  EXPECT_EQ(error("absurd-stts.mp4"), "the stts box of track 1 claims 4294967280 entries but has room for 1");
  EXPECT_THAT(error("absurd-stsz.mp4"), HasSubstr("the stsz box of track 1 claims"));
  EXPECT_THAT(error("absurd-stco.mp4"), HasSubstr("the stco box of track 1 claims"));
}

TEST_F(Masters, BecomeSampleTablesThatOpen) {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().filename().string();
    const auto file = index_master(source(name), name, 1);
    if (!file) continue;
    const auto table = SampleTable::open(std::make_shared<base::MemorySource>(*file));
    ASSERT_TRUE(table) << name << ": " << table.error().message;
    for (const TrackTable& track : table->tracks())
      EXPECT_TRUE(track.samples(0, track.sample_count())) << name;
  }
}

}  // namespace
}  // namespace media
