#include "media/ladder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Track pictures(std::uint32_t width, std::uint32_t height) {
  Track track;
  track.kind = TrackKind::Video;
  track.display_width = width;
  track.display_height = height;
  return track;
}

std::vector<std::string> names(const std::vector<PictureRung>& rungs) {
  std::vector<std::string> list;
  for (const PictureRung& rung : rungs) list.push_back(rung.name);
  return list;
}

TEST(Ladder, NeverEnlarges) {
  EXPECT_THAT(names(smaller_rungs(default_ladder(), pictures(1280, 720))),
              ElementsAre("480p", "360p", "240p"));
  EXPECT_THAT(names(smaller_rungs(default_ladder(), pictures(320, 240))), ElementsAre());
}

TEST(Ladder, TopRungIsTheWorksOwnSizeOrTheLargestRung) {
  EXPECT_EQ(top_rung(default_ladder(), pictures(4096, 2160)).height, 1080u);
  const PictureRung tape = top_rung(default_ladder(), pictures(768, 576));
  EXPECT_EQ(tape.height, 576u);
  EXPECT_EQ(tape.name, "576p");
  // Between what 480p and 720p spend.
  EXPECT_GT(tape.video_bit_rate, 1'200'000u);
  EXPECT_LT(tape.video_bit_rate, 2'500'000u);
  EXPECT_EQ(top_rung(default_ladder(), pictures(320, 180)).height, 180u);
}

TEST(Ladder, RefusesWhatMakesNoSense) {
  const auto refused = [](auto change) {
    Ladder ladder = default_ladder();
    change(ladder);
    const auto made = checked(std::move(ladder));
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(refused([](Ladder& l) { l.pictures.clear(); }), HasSubstr("at least one rung"));
  EXPECT_THAT(refused([](Ladder& l) { l.pictures[0].name = "gray"; }), HasSubstr("quality of its own"));
  EXPECT_THAT(refused([](Ladder& l) { l.pictures[0].name = "a/b"; }), HasSubstr("letters, digits"));
  EXPECT_THAT(refused([](Ladder& l) { l.pictures[1].name = "128k"; }), HasSubstr("two rungs are named"));
  EXPECT_THAT(refused([](Ladder& l) { l.pictures[0].height = 721; }), HasSubstr("721 pixels"));
  EXPECT_THAT(refused([](Ladder& l) { l.sounds[0].bit_rate = 5; }), HasSubstr("5 bits a second"));
}

TEST(Ladder, IsSortedWhateverItsOrder) {
  Ladder ladder = default_ladder();
  std::swap(ladder.pictures[0], ladder.pictures[3]);
  const Ladder made = checked(std::move(ladder)).value();
  EXPECT_EQ(made.pictures.front().name, "1080p");
  EXPECT_EQ(made.pictures.back().name, "240p");
}

}  // namespace
}  // namespace media
