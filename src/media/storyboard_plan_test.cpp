#include "media/storyboard.h"

#include <gtest/gtest.h>

#include "media/hls.h"
#include "support/film.h"
#include "support/masters.h"

namespace media {
namespace {

StoryboardPlan plan_of(std::int64_t seconds) {
  MediaInfo info = film::info();
  info.duration = base::Time::seconds(seconds);
  return plan_storyboard(info).value();
}

std::string shape(const StoryboardPlan& plan) {
  return base::to_seconds(plan.interval) + " s, " + std::to_string(plan.tiles) + " tiles, " +
         std::to_string(plan.columns) + "x" + std::to_string(plan.rows) + ", " +
         std::to_string(plan.sheets()) + " sheets";
}

TEST(Storyboard, HasSheetsOfOneShape) {
  EXPECT_EQ(shape(plan_of(40)), "4 s, 10 tiles, 10x1, 1 sheets");
  EXPECT_EQ(shape(plan_of(365)), "10 s, 37 tiles, 10x4, 1 sheets");
  EXPECT_EQ(shape(plan_of(2345)), "10 s, 235 tiles, 10x10, 3 sheets");
}

TEST(Storyboard, IsAnImagePlaylist) {
  const base::Time duration = base::Time::seconds(2345);
  EXPECT_EQ(image_playlist(plan_of(2345), duration),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1000\n#EXT-X-MEDIA-SEQUENCE:0\n"
            "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-IMAGES-ONLY\n"
            "#EXTINF:1000.000000,\n#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=10x10,DURATION=10.000000\n0.jpg\n"
            "#EXTINF:1000.000000,\n#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=10x10,DURATION=10.000000\n1.jpg\n"
            "#EXTINF:345.000000,\n#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=10x10,DURATION=10.000000\n2.jpg\n"
            "#EXT-X-ENDLIST\n");
}

// Width and height stand in the frame header (ITU-T T.81 B.2.2).
std::string size_of_jpeg(const base::Bytes& jpeg) {
  for (std::size_t i = 2; i + 9 < jpeg.size();) {
    const std::uint8_t marker = jpeg[i + 1];
    if (marker >= 0xC0 && marker <= 0xC2)
      return std::to_string(jpeg[i + 7] << 8 | jpeg[i + 8]) + "x" +
             std::to_string(jpeg[i + 5] << 8 | jpeg[i + 6]);
    i += 2 + (jpeg[i + 2] << 8 | jpeg[i + 3]);
  }
  return "none";
}

using StoryboardSheets = support::Masters;

TEST_F(StoryboardSheets, AreAsLargeAsTheFirstEvenTheLastOne) {
  const auto film = support::open_master(path("faststart.mp4"));
  ASSERT_TRUE(film);
  StoryboardPlan plan = plan_storyboard(*film->master.info).value();
  plan.columns = 3, plan.rows = 2;  // as if it were a long one
  ASSERT_EQ(plan.tiles, 10u);
  ASSERT_EQ(plan.sheets(), 2u);
  const base::Time duration = film->master.info->duration;
  const auto size = [&](base::TimeRange range) {
    const auto sheet = storyboard_sheet(film->master, plan, range, {});
    return sheet ? size_of_jpeg(*sheet) : sheet.error().message;
  };
  const std::string whole = std::to_string(3 * plan.tile_width) + "x" + std::to_string(2 * plan.tile_height);
  EXPECT_EQ(size(plan.sheet_range(0, duration)), whole);
  EXPECT_EQ(size(plan.sheet_range(1, duration)), whole);  // four tiles of six
  // Any other stretch has the rows it needs.
  EXPECT_EQ(size({base::Time::seconds(0), plan.interval}),
            std::to_string(plan.tile_width) + "x" + std::to_string(plan.tile_height));
}

}  // namespace
}  // namespace media
