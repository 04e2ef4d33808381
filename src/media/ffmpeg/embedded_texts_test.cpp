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
    return read_embedded_texts(source, name, demux(source, name).value().info).value();
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
  EXPECT_TRUE(english.for_the_deaf);
  EXPECT_FALSE(english.forced);
  ASSERT_EQ(english.captions.cues.size(), 2u);
  expect_cue(english.captions.cues[0], 500, 2000, "Good <i>morning</i>");
  expect_cue(english.captions.cues[1], 2000, 3500, "R&amp;D [door slams]");
  EXPECT_EQ(welsh.language, "cy");
  EXPECT_EQ(welsh.label, "Cymraeg syml");
  EXPECT_FALSE(welsh.for_the_deaf);
  EXPECT_TRUE(styled.forced);
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

TEST_F(EmbeddedTextsTest, AreNoChapters) {
  EXPECT_THAT(read("chapters.m4a").texts, IsEmpty());
  EXPECT_THAT(read("moov-end.mp4").texts, IsEmpty());
}

}  // namespace
}  // namespace media
