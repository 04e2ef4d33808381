// Storyboards: their plan and cues as text, their sheets as pictures beside the frames they claim to show.
#include "media/storyboard.h"

#include <gmock/gmock.h>
#include <turbojpeg.h>

#include <cmath>

#include "media/still.h"
#include "support/masters.h"

namespace media {
namespace {

using base::Time;
using base::TimeRange;
using testing::HasSubstr;

MediaInfo work(Time duration, std::uint32_t width, std::uint32_t height, Rational rate = {25, 1}) {
  MediaInfo info;
  info.duration = duration;
  Track track;
  track.id = 1;
  track.kind = TrackKind::Video;
  track.display_width = width;
  track.display_height = height;
  track.frame_rate = rate;
  info.tracks = {track};
  return info;
}

TEST(StoryboardPlan, HasATileOfTheWorksShapeEveryTenSeconds) {
  const StoryboardPlan plan = *plan_storyboard(work(Time::seconds(3605), 1280, 720));
  EXPECT_EQ(plan.interval, Time::seconds(10));
  EXPECT_EQ(plan.tiles, 361u);
  EXPECT_EQ(plan.sheets(), 4u);
  EXPECT_EQ(plan.tile_width, 160u);
  EXPECT_EQ(plan.tile_height, 90u);
  EXPECT_EQ(plan.sheet_range(3, Time::seconds(3605)), (TimeRange{Time::seconds(3000), Time::seconds(3605)}));
}

TEST(StoryboardPlan, FitsPortraitSquareAndVeryWide) {
  const auto size = [](std::uint32_t width, std::uint32_t height) {
    const StoryboardPlan plan = *plan_storyboard(work(Time::seconds(600), width, height));
    return std::pair(plan.tile_width, plan.tile_height);
  };
  EXPECT_EQ(size(720, 1280), std::pair(90u, 160u));
  EXPECT_EQ(size(500, 500), std::pair(160u, 160u));
  EXPECT_EQ(size(4000, 100), std::pair(160u, 4u));
  EXPECT_EQ(size(2, 8000), std::pair(2u, 160u));
}

TEST(StoryboardPlan, HasTenTilesForShortWorksWhereTheyHaveTenFrames) {
  EXPECT_EQ(plan_storyboard(work(Time::seconds(4), 160, 120))->interval, Time::milliseconds(400));
  EXPECT_EQ(plan_storyboard(work(Time::seconds(4), 160, 120))->tiles, 10u);
  EXPECT_EQ(plan_storyboard(work(Time::milliseconds(120), 160, 120))->tiles, 3u);
  EXPECT_EQ(plan_storyboard(work(Time::milliseconds(40), 160, 120))->tiles, 1u);
  EXPECT_EQ(plan_storyboard(work(Time::seconds(4), 160, 120, {0, 1}))->tiles, 10u);
  EXPECT_EQ(plan_storyboard(MediaInfo{}).error().fault, base::Fault::NotFound);
}

TEST(StoryboardCues, TellWhichPartOfWhichSheetShowsWhen) {
  const StoryboardPlan plan = *plan_storyboard(work(Time::seconds(1234), 1280, 720));
  const std::string text = storyboard_webvtt(plan, Time::seconds(1234), [](TimeRange sheet) {
    return base::to_seconds(sheet.start) + "," + base::to_seconds(sheet.end) + "/storyboard.jpg";
  });
  EXPECT_THAT(text, testing::StartsWith("WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n"
                                        "0,1000/storyboard.jpg#xywh=0,0,160,90\n\n"));
  EXPECT_THAT(text, HasSubstr("\n00:01:50.000 --> 00:02:00.000\n0,1000/storyboard.jpg#xywh=160,90,160,90\n"));
  EXPECT_THAT(text, testing::EndsWith("\n00:20:30.000 --> 00:20:34.000\n"
                                      "1000,1234/storyboard.jpg#xywh=480,180,160,90\n"));
}

struct Picture {
  int width = 0, height = 0;
  base::Bytes rgb;
};
Picture read_jpeg(const base::Bytes& file) {
  Picture picture;
  int subsampling = 0, colours = 0;
  void* handle = tjInitDecompress();
  EXPECT_EQ(tjDecompressHeader3(handle, file.data(), file.size(), &picture.width, &picture.height,
                                &subsampling, &colours),
            0);
  picture.rgb.resize(static_cast<std::size_t>(picture.width) * picture.height * 3);
  EXPECT_EQ(tjDecompress2(handle, file.data(), file.size(), picture.rgb.data(), picture.width, 0,
                          picture.height, TJPF_RGB, 0),
            0);
  tjDestroy(handle);
  return picture;
}

double distance(const Picture& sheet, const Picture& tile, int left, int top) {
  double sum = 0;
  for (int y = 0; y < tile.height; ++y)
    for (int x = 0; x < tile.width * 3; ++x) {
      const std::size_t there = (static_cast<std::size_t>(top + y) * sheet.width + left) * 3 + x;
      sum += std::abs(sheet.rgb[there] - tile.rgb[static_cast<std::size_t>(y) * tile.width * 3 + x]);
    }
  return sum / static_cast<double>(tile.rgb.size());
}

class Storyboards : public support::Masters {
 protected:
  static Picture still(const support::OpenMaster& open, Time instant, const StoryboardPlan& plan) {
    const Track& track = *open.master.info->first(TrackKind::Video);
    StillRequest request;
    request.track = track.id;
    request.instant = instant;
    request.transform.region = {0, 0, track.display_width, track.display_height};
    request.transform.width = plan.tile_width;
    request.transform.height = plan.tile_height;
    Stills stills(0);
    const auto file = stills.render(open.master, request, {});
    EXPECT_TRUE(file) << file.error().message;
    return file ? read_jpeg(*file) : Picture{};
  }
};

// Sync samples stand each second (25 frames) in these; each tile of 400 ms shows the last one.
TEST_F(Storyboards, ShowTheSyncSampleAtOrBeforeTheMiddleOfEachTile) {
  for (const char* name :
       {"b-frames.mp4", "h264.mkv", "rotated.mp4", "anamorphic.mp4", "prores.mov", "mpeg2.ts"}) {
    if (!has(name)) continue;
    SCOPED_TRACE(name);
    const auto open = support::open_master(path(name));
    const StoryboardPlan plan = *plan_storyboard(*open->master.info);
    const auto file = storyboard_sheet(open->master, plan, {{}, open->master.info->duration}, {});
    ASSERT_TRUE(file) << file.error().message;
    const Picture sheet = read_jpeg(*file);
    ASSERT_EQ(sheet.width, static_cast<int>(plan.tile_width * 10));
    ASSERT_EQ(sheet.height, static_cast<int>(plan.tile_height));
    if (open->master.info->tracks[0].codec_name != "h264") continue;
    for (int i = 0; i < 10; ++i) {
      const Time start = open->master.info->tracks[0].presentation.start;  // after the sound's, in Matroska
      const Time since = Time{(2 * i + 1) * plan.interval.ticks, 2000} - start;
      const Time sync = start + Time::seconds(base::ticks_in(since, 1, base::Rounding::Floor));
      EXPECT_LT(distance(sheet, still(*open, sync, plan), i * static_cast<int>(plan.tile_width), 0), 12) << i;
    }
  }
}

TEST_F(Storyboards, ShowAStretch) {
  const auto open = support::open_master(path("b-frames.mp4"));
  StoryboardPlan plan = *plan_storyboard(*open->master.info);
  plan.interval = Time::seconds(1);
  plan.columns = 2;
  const auto file = storyboard_sheet(open->master, plan, {Time::seconds(1), Time::seconds(4)}, {});
  ASSERT_TRUE(file);
  const Picture sheet = read_jpeg(*file);
  EXPECT_EQ(sheet.width, 320);
  EXPECT_EQ(sheet.height, 240);
  EXPECT_LT(distance(sheet, still(*open, Time::seconds(3), plan), 0, 120), 12);
  EXPECT_EQ(storyboard_sheet(open->master, plan, {}, {}).error().fault, base::Fault::OutOfRange);
  plan.interval = Time{1, 90'000};
  EXPECT_EQ(storyboard_sheet(open->master, plan, {{}, Time::seconds(4)}, {}).error().fault,
            base::Fault::TooLarge);
}

TEST_F(Storyboards, LetNeighboursStandInForDamagedPictures) {
  const auto open = support::open_master(path("b-frames.mp4"));
  const StoryboardPlan plan = *plan_storyboard(*open->master.info);
  const TrackTable& track = *open->table.track(1);
  base::Bytes bytes(open->master.bytes->size());
  ASSERT_TRUE(open->master.bytes->read_at(0, bytes));
  const auto destroy = [&](std::uint32_t sample) {
    const Sample broken = track.samples(sample, 1)->front();
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(broken.offset), broken.size, std::uint8_t{0xff});
    open->master.bytes = std::make_shared<base::MemorySource>(bytes);
  };
  destroy(0);
  destroy(50);
  const auto file = storyboard_sheet(open->master, plan, {{}, Time::seconds(4)}, {});
  ASSERT_TRUE(file) << file.error().message;
  const Picture sheet = read_jpeg(*file);
  const Picture second = still(*open, Time::seconds(1), plan);
  EXPECT_LT(distance(sheet, second, 0, 0), 12) << "the first tile, from the one after";
  EXPECT_LT(distance(sheet, second, 5 * 160, 0), 12) << "the sixth, from the one before";
  destroy(25);
  destroy(75);
  EXPECT_EQ(storyboard_sheet(open->master, plan, {{}, Time::seconds(4)}, {}).error().fault,
            base::Fault::Malformed);
}

}  // namespace
}  // namespace media
