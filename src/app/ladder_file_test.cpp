#include "app/ladder_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace app {
namespace {

using testing::HasSubstr;

std::string refused(std::string_view text) {
  const auto ladder = parse_ladder(text, "ladder.toml");
  return ladder ? "" : ladder.error().message;
}

TEST(LadderFile, GuideShowsTheLadderThatIsUsedWithoutOne) {
  std::ifstream file(AVOCET_SOURCE_DIR "/docs/guide/renditions.md");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string guide = text.str();
  const std::size_t begin = guide.find("```toml\n") + 8, end = guide.find("```", begin);
  ASSERT_LT(end, guide.size());
  const media::Ladder shown = parse_ladder(guide.substr(begin, end - begin), "guide").value();
  const media::Ladder& used = media::default_ladder();
  ASSERT_EQ(shown.pictures.size(), used.pictures.size());
  for (std::size_t i = 0; i < used.pictures.size(); ++i) {
    EXPECT_EQ(shown.pictures[i].name, used.pictures[i].name);
    EXPECT_EQ(shown.pictures[i].height, used.pictures[i].height);
    EXPECT_EQ(shown.pictures[i].video_bit_rate, used.pictures[i].video_bit_rate);
    EXPECT_EQ(shown.pictures[i].audio_bit_rate, used.pictures[i].audio_bit_rate);
  }
  ASSERT_EQ(shown.sounds.size(), used.sounds.size());
  for (std::size_t i = 0; i < used.sounds.size(); ++i) {
    EXPECT_EQ(shown.sounds[i].name, used.sounds[i].name);
    EXPECT_EQ(shown.sounds[i].bit_rate, used.sounds[i].bit_rate);
  }
}

TEST(LadderFile, EitherListMayBeLeftOut) {
  const auto ladder = parse_ladder("[[sound]]\nname = 'low'\nrate = 32000\n", "x").value();
  ASSERT_EQ(ladder.sounds.size(), 1u);
  EXPECT_EQ(ladder.sounds[0].name, "low");
  EXPECT_EQ(ladder.pictures.size(), media::default_ladder().pictures.size());
}

TEST(LadderFile, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(refused("\n\n[[pictures\n"), HasSubstr("ladder.toml:3: "));
  EXPECT_THAT(refused("\ncodec = 'h264'\n"), HasSubstr("ladder.toml:2: there is no 'codec' here"));
  EXPECT_THAT(refused("[[sound]]\nname = 'a'\nrate = '64k'\n"),
              HasSubstr("ladder.toml:3: 'rate' is a whole number"));
  EXPECT_THAT(refused("[[sound]]\nname = 'a'\n"), HasSubstr("a rung needs 'rate'"));
  EXPECT_THAT(refused("sound = 5\n"), HasSubstr("ladder.toml:1: rungs are written as [[sound]]"));
  EXPECT_THAT(refused("[[sound]]\nname = 'a'\nrate = -5\n"), HasSubstr("whole number"));
  EXPECT_THAT(refused("[[sound]]\nname = 'mono'\nrate = 64000\n"), HasSubstr("quality of its own"));
}

TEST(LadderFile, TablesWithoutANameAreRefused) {
  EXPECT_THAT(refused("\n[[[x]]]\n"), HasSubstr("ladder.toml:2: the name of a table"));
  EXPECT_THAT(refused("["), HasSubstr("ladder.toml:1: the name of a table"));
  EXPECT_THAT(refused("[[ ]]"), HasSubstr("ladder.toml:1: the name of a table"));
}

TEST(LadderFile, FoldersAndDevicesAreNoLadders) {
  for (const char* path : {"/", "/dev/zero"}) {
    const auto ladder = read_ladder(path);
    ASSERT_FALSE(ladder) << path;
    EXPECT_THAT(ladder.error().message, HasSubstr("is not a regular file"));
  }
}

TEST(LadderFile, MissingOnesAreNamed) {
  const auto ladder = read_ladder("/nowhere/ladder.toml");
  ASSERT_FALSE(ladder);
  EXPECT_THAT(ladder.error().message, HasSubstr("/nowhere/ladder.toml"));
}

}  // namespace
}  // namespace app
