// Texts out of the generated recordings: what the muxer was given comes out, on the work's timeline.
#include "media/embedded_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "media/captions/webvtt.h"
#include "media/demuxer.h"

namespace media {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class EmbeddedTextsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* media = std::getenv("AVOCET_MEDIA");
    if (!media) GTEST_SKIP() << "AVOCET_MEDIA is not set";
    folder_ = media;
  }
  EmbeddedTexts read(const std::string& name) const {
    std::ifstream stream(folder_ / name, std::ios::binary);
    const base::Source source =
        std::make_shared<base::MemorySource>(base::Bytes(std::istreambuf_iterator<char>(stream), {}));
    return demux(source, name).value().texts;
  }
  std::filesystem::path folder_;
};

// Matroska keeps whole milliseconds, and its muxer makes room for the priming of the sound.
void expect_cue(const captions::Cue& cue, std::int64_t start, std::int64_t end, const std::string& payload) {
  EXPECT_NEAR(base::as_double(cue.range.start), static_cast<double>(start) / 1000, 0.025);
  EXPECT_NEAR(base::as_double(cue.range.end), static_cast<double>(end) / 1000, 0.025);
  EXPECT_EQ(cue.payload, payload);
}

TEST_F(EmbeddedTextsTest, ComeOutOfMatroskaInEveryLanguage) {
  const EmbeddedTexts found = read("two-subtitles.mkv");
  EXPECT_THAT(found.warnings, IsEmpty());
  ASSERT_EQ(found.texts.size(), 3u);
  const EmbeddedText &english = found.texts[0], &welsh = found.texts[1], &styled = found.texts[2];
  EXPECT_EQ(english.language, "en");
  EXPECT_TRUE(english.purpose.for_the_deaf);
  EXPECT_FALSE(english.purpose.forced);
  ASSERT_EQ(english.captions.cues.size(), 2u);
  expect_cue(english.captions.cues[0], 500, 2000, "Good <i>morning</i>");
  expect_cue(english.captions.cues[1], 2000, 3500, "R&amp;D [door slams]");
  EXPECT_EQ(welsh.language, "cy");
  EXPECT_EQ(welsh.label, "Cymraeg syml");
  EXPECT_FALSE(welsh.purpose.for_the_deaf);
  EXPECT_TRUE(styled.purpose.forced);
  ASSERT_EQ(styled.captions.cues.size(), 1u);
  expect_cue(styled.captions.cues[0], 1000, 2500, "<v Si\xC3\xA2n><i>Bore da</i>\nbawb");
}

TEST_F(EmbeddedTextsTest, ComeOutOfMp4) {
  const EmbeddedTexts found = read("subtitles.mp4");
  ASSERT_EQ(found.texts.size(), 1u);
  EXPECT_EQ(found.texts[0].captions.cues,
            (std::vector<captions::Cue>{
                {{base::Time::milliseconds(500), base::Time::milliseconds(2000)}, "", "", "Bore da"}}));
}

TEST_F(EmbeddedTextsTest, NameWhatIsPictures) {
  const EmbeddedTexts found = read("picture-subtitles.mkv");
  EXPECT_THAT(found.texts, IsEmpty());
  EXPECT_THAT(found.warnings, ElementsAre("track 3 (hdmv_pgs_subtitle, en) holds its subtitles as pictures, "
                                          "which are not read"));
}

// Its muxer holds documents for whole stretches; what they say is what SubRip said.
TEST_F(EmbeddedTextsTest, ComeOutOfTtmlInMp4) {
  const EmbeddedTexts found = read("ttml.mp4");
  EXPECT_THAT(found.warnings, IsEmpty());
  ASSERT_EQ(found.texts.size(), 1u);
  EXPECT_EQ(found.texts[0].language, "cy");
  ASSERT_EQ(found.texts[0].captions.cues.size(), 2u);
  expect_cue(found.texts[0].captions.cues[0], 500, 2000, "Bore da");
  expect_cue(found.texts[0].captions.cues[1], 2000, 3500, "R&amp;D");
}

TEST_F(EmbeddedTextsTest, KeepWhatWebVttSaysInMatroska) {
  const EmbeddedTexts found = read("webvtt.mkv");
  ASSERT_EQ(found.texts.size(), 1u);
  const std::vector<captions::Cue>& cues = found.texts[0].captions.cues;
  ASSERT_EQ(cues.size(), 2u);
  expect_cue(cues[0], 1000, 2000, "<v Si\xC3\xA2n>Bore <i>da</i>");
  EXPECT_EQ(cues[0].id, "first");
  EXPECT_EQ(cues[0].settings, "line:10% align:start");
  expect_cue(cues[1], 2500, 3500, "R&amp;D");
  EXPECT_EQ(cues[1].id, "");
}

TEST_F(EmbeddedTextsTest, ComeOutOfSubStationOfEitherKind) {
  for (const char* name : {"ass.mkv", "ssa.mkv"}) {
    const EmbeddedTexts found = read(name);
    ASSERT_EQ(found.texts.size(), 1u) << name;
    ASSERT_EQ(found.texts[0].captions.cues.size(), 1u) << name;
    expect_cue(found.texts[0].captions.cues[0], 1000, 2500, "<v Si\xC3\xA2n><i>Bore da</i>\nbawb");
  }
}

TEST_F(EmbeddedTextsTest, StandWhereTheyBeginLate) {
  for (const char* name : {"late-text.mkv", "late-text.mp4"}) {
    const EmbeddedTexts found = read(name);
    ASSERT_EQ(found.texts.size(), 1u) << name;
    ASSERT_EQ(found.texts[0].captions.cues.size(), 1u) << name;
    expect_cue(found.texts[0].captions.cues[0], 2500, 3000, "Late");
  }
  const EmbeddedTexts moved = read("moved-text.mp4");
  ASSERT_EQ(moved.texts.size(), 1u);
  ASSERT_EQ(moved.texts[0].captions.cues.size(), 2u);
  expect_cue(moved.texts[0].captions.cues[0], 1500, 3000, "One");
  expect_cue(moved.texts[0].captions.cues[1], 3000, 4500, "Two");
}

// "HELLO" from frame 31 to 61 of 30000/1001, "WORLD" from 91 to the end, within a frame or two.
TEST_F(EmbeddedTextsTest, LieBetweenThePictures) {
  for (const char* name : {"captioned.mp4", "captioned.mkv", "captioned.ts"}) {
    const EmbeddedTexts found = read(name);
    EXPECT_THAT(found.warnings, IsEmpty()) << name;
    ASSERT_EQ(found.texts.size(), 1u) << name;
    EXPECT_EQ(found.texts[0].label, "CC1");
    EXPECT_TRUE(found.texts[0].purpose.for_the_deaf);
    const std::vector<captions::Cue>& cues = found.texts[0].captions.cues;
    ASSERT_EQ(cues.size(), 2u) << name;
    constexpr double kFrame = 1.001 / 30;
    EXPECT_EQ(cues[0].payload, "HELLO") << name;
    EXPECT_NEAR(base::as_double(cues[0].range.start), 30 * kFrame, 2 * kFrame) << name;
    EXPECT_NEAR(base::as_double(cues[0].range.end), 60 * kFrame, 2 * kFrame) << name;
    EXPECT_EQ(cues[1].payload, "WORLD") << name;
    EXPECT_NEAR(base::as_double(cues[1].range.start), 90 * kFrame, 2 * kFrame) << name;
    EXPECT_NEAR(base::as_double(cues[1].range.end), 120 * kFrame, 2 * kFrame) << name;
  }
}

TEST_F(EmbeddedTextsTest, AreNoChapters) {
  EXPECT_THAT(read("chapters.m4a").texts, IsEmpty());
  EXPECT_THAT(read("moov-end.mp4").texts, IsEmpty());
}

// Whatever the container calls it: original, commentary, for the blind, dubbed; captions, forced.
TEST_F(EmbeddedTextsTest, TracksSayWhatTheyAreFor) {
  for (const char* name : {"purposes.mkv", "purposes.mp4"}) {
    std::ifstream stream(folder_ / name, std::ios::binary);
    const base::Source source =
        std::make_shared<base::MemorySource>(base::Bytes(std::istreambuf_iterator<char>(stream), {}));
    const Demuxed demuxed = demux(source, name).value();
    const MediaInfo info = media_info_from_json(to_json(demuxed.info)).value();
    ASSERT_EQ(info.tracks.size(), 7u) << name;
    EXPECT_EQ(info.tracks[1].purpose.original, std::string_view(name).ends_with("mkv")) << name;
    EXPECT_TRUE(info.tracks[1].purpose.is_main()) << name;
    EXPECT_TRUE(info.tracks[2].purpose.commentary) << name;
    EXPECT_TRUE(info.tracks[3].purpose.describes_video) << name;
    EXPECT_TRUE(info.tracks[4].purpose.dub) << name;
    ASSERT_EQ(demuxed.texts.texts.size(), 2u) << name;
    EXPECT_TRUE(demuxed.texts.texts[0].purpose.for_the_deaf) << name;
    EXPECT_FALSE(demuxed.texts.texts[0].purpose.forced) << name;
    EXPECT_TRUE(demuxed.texts.texts[1].purpose.forced) << name;
    EXPECT_FALSE(demuxed.texts.texts[1].purpose.for_the_deaf) << name;
  }
}

}  // namespace
}  // namespace media
