#include "iiif/av_request.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/uri.h"

namespace iiif {
namespace {

using base::Time;

base::Result<AvRequest> parse(std::string_view path) {
  auto target = base::parse_target("/" + std::string(path));
  if (!target) return std::unexpected(target.error());
  return parse_av_request(target->segments);
}

TEST(AvRequest, CountsSegmentsToTellWhatIsMeant) {
  EXPECT_EQ(parse("tape")->form, AvRequest::Form::Base);
  EXPECT_EQ(parse("tape/info.json")->form, AvRequest::Form::Info);
  EXPECT_EQ(parse("tape/12.5/info.json")->form, AvRequest::Form::FrameInfo);
  EXPECT_EQ(parse("tape/full/max/default.mp3")->form, AvRequest::Form::Audio);
  EXPECT_EQ(parse("tape/1/full/max/0/default.jpg")->form, AvRequest::Form::Frame);
  EXPECT_EQ(parse("box%2Ftape/full/full/max/max/0/default.mp4")->identifier, "box/tape");
}

TEST(AvRequest, ReadsEveryParameter) {
  const AvRequest request = parse("t/00:01:00,90.5/pct:10,10,50,50/^120/!640,480/!90/gray.MP4").value();
  EXPECT_EQ(*request.time.start, Time::seconds(60));
  EXPECT_EQ(*request.time.end, (Time{905, 10}));
  EXPECT_EQ(request.region.form, SpaceRegion::Form::Percent);
  EXPECT_TRUE(request.duration.stretching);
  EXPECT_EQ(request.duration.value, Time::seconds(120));
  EXPECT_EQ(request.size.form, SpaceSize::Form::Confined);
  EXPECT_EQ(request.size.height, 480u);
  EXPECT_TRUE(request.rotation.mirrored);
  EXPECT_EQ(request.quality, "gray");
  EXPECT_EQ(request.format, "mp4");
  EXPECT_EQ(*parse("t/frame:25/full/max/0/default.png")->instant.frame, 25u);
}

TEST(AvRequest, FindsPartsOfStreamsByTheTilde) {
  const AvRequest request = parse("t/full/full/max/max/0/default/~3f/video-1/17.m4s").value();
  EXPECT_EQ(request.part->revision, "3f");
  EXPECT_EQ(request.part->rendition, "video-1");
  EXPECT_EQ(request.part->name, "17.m4s");
  EXPECT_EQ(parse("t/full/max/default/~3f/audio-1/init.mp4")->form, AvRequest::Form::Audio);
  for (const char* bad :
       {"t/~3f/video-1/17.m4s", "t/full/full/max/max/0/default/~3f/17.m4s", "~t/full/max/default/~",
        "t/full/full/max/max/0/default/~/v/1.m4s", "t/full/max/default/~3f/a/b/c"})
    EXPECT_FALSE(parse(bad)) << bad;
}

TEST(AvRequest, NamesTheParameterThatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {{"t/5,5/full/max/max/0/default.mp4", "time"},
                                                       {"t/9,5/full/max/max/0/default.mp4", "time"},
                                                       {"t/,/full/max/max/0/default.mp4", "time"},
                                                       {"t/-1,5/full/max/max/0/default.mp4", "time"},
                                                       {"t/pct:0,101/full/max/max/0/default.mp4", "time"},
                                                       {"t/1e3,/full/max/max/0/default.mp4", "time"},
                                                       {"t/full/0,0,0,5/max/max/0/default.mp4", "region"},
                                                       {"t/full/1,2,3/max/max/0/default.mp4", "region"},
                                                       {"t/full/full/0/max/0/default.mp4", "duration"},
                                                       {"t/full/full/pct:/max/0/default.mp4", "duration"},
                                                       {"t/full/full/max/0,/0/default.mp4", "size"},
                                                       {"t/full/full/max/!5,/0/default.mp4", "size"},
                                                       {"t/full/full/max/pct:101/0/default.mp4", "size"},
                                                       {"t/full/full/max/max/361/default.mp4", "rotation"},
                                                       {"t/full/full/max/max/-90/default.mp4", "rotation"},
                                                       {"t/full/full/max/max/0/default", "format"},
                                                       {"t/full/full/max/max/0/.mp4", "quality"},
                                                       {"t/x/full/max/0/default.jpg", "instant"},
                                                       {"t/frame:-1/full/max/0/default.jpg", "instant"},
                                                       {"t/full/full/max/max/0/de%20f.mp4", "quality"}};
  for (const auto& [path, parameter] : cases) {
    const auto request = parse(path);
    ASSERT_FALSE(request) << path;
    EXPECT_EQ(request.error().fault, base::Fault::Malformed) << path;
    EXPECT_EQ(request.error().parameter, parameter) << path;
  }
  for (const char* path : {"", "t/other.json", "t/a/b", "t/1/2/3/4", "t/1/2/3/4/5/6/7"})
    EXPECT_EQ(parse(path).error().fault, base::Fault::NotFound) << path;
}

}  // namespace
}  // namespace iiif
