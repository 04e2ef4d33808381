#include "iiif/av_canonical.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/format.h"
#include "base/uri.h"

namespace iiif {
namespace {

using base::Fault;
using base::Time;

// 119.986 s of 640x360 at 25 frames a second.
AvShape tape() {
  return {.duration = {119'986, 1000},
          .width = 640,
          .height = 360,
          .frame_shown = [](std::uint64_t frame) -> base::Result<base::TimeRange> {
            if (frame >= 3000) return base::fail(Fault::OutOfRange, "no such frame", "instant");
            const auto start = static_cast<std::int64_t>(frame);
            return base::TimeRange{{start, 25}, {start + 1, 25}};
          }};
}

base::Result<AvRequest> parse(std::string_view path) {
  const base::Target target = TRY(base::parse_target("/t/" + std::string(path)));
  return parse_av_request(target.segments);
}

base::Result<std::string> canonical(std::string_view path, const AvShape& shape = tape()) {
  const AvRequest request = TRY(parse(path));
  switch (request.form) {
    case AvRequest::Form::Audio:
      return TRY(resolve_audio(request, shape)).canonical;
    case AvRequest::Form::Video:
      return TRY(resolve_video(request, shape)).canonical;
    case AvRequest::Form::Frame:
      return TRY(resolve_frame(request, shape)).canonical;
    default:
      return base::fail(Fault::Internal, "no selection");
  }
}

struct Case {
  std::string_view asked, expected;
};

// `frame` holds the parameter at {}.
void expect_all(std::string_view frame, const std::vector<Case>& cases, const AvShape& shape = tape()) {
  const std::size_t place = frame.find("{}");
  const auto with = [&](std::string_view parameter) {
    return std::string(frame.substr(0, place)) + std::string(parameter) +
           std::string(frame.substr(place + 2));
  };
  for (const auto& [asked, expected] : cases) {
    const auto path = canonical(with(asked), shape);
    ASSERT_TRUE(path) << asked << ": " << path.error().message;
    EXPECT_EQ(*path, with(expected)) << asked;
    EXPECT_EQ(canonical(*path, shape).value(), *path) << asked;
  }
}

void expect_refused(std::string_view frame, std::string_view parameter,
                    const std::vector<std::string_view>& cases, const AvShape& shape = tape()) {
  const std::size_t place = frame.find("{}");
  for (const std::string_view asked : cases) {
    const std::string path =
        std::string(frame.substr(0, place)) + std::string(asked) + std::string(frame.substr(place + 2));
    const auto answer = canonical(path, shape);
    ASSERT_FALSE(answer) << asked << " became " << *answer;
    EXPECT_EQ(answer.error().fault, Fault::Malformed) << asked;
    EXPECT_EQ(answer.error().parameter, parameter) << asked << ": " << answer.error().message;
    EXPECT_LT(answer.error().message.size(), 300u) << "quotes too much of a hostile request";
  }
}

TEST(AvCanonical, SpellsTime) {
  expect_all("{}/max/default.mp3", {{"full", "full"},
                                    {"0,", "full"},
                                    {",119.986", "full"},
                                    {"0,119.9860", "full"},
                                    {"00:00:00,9999", "full"},
                                    {"pct:0,100", "full"},
                                    {"pct:0.000,100.0", "full"},
                                    {"5,6", "5,6"},
                                    {"05.500,6.", "5.5,6"},
                                    {"00:01:30,01:59.5", "90,119.5"},
                                    {"0:00:05.25,", "5.25,119.986"},
                                    {"5,9999", "5,119.986"},
                                    {",7", "0,7"},
                                    {"1.123456789,2", "1.123457,2"},
                                    {"0.0000001,2", "0,2"},
                                    {"pct:25,50", "29.9965,59.993"},
                                    {"pct:50,100", "59.993,119.986"},
                                    {"pct:33.333333333,66.666666666", "39.995333,79.990667"}});
}

TEST(AvCanonical, RefusesTime) {
  expect_refused("{}/max/default.mp3", "time",
                 {"119.986,",
                  "120,130",
                  "5,5",
                  "6,5",
                  "5.0000001,5.0000002",
                  ",",
                  ",,",
                  "",
                  "5",
                  "5,6,7",
                  "-1,5",
                  "+1,5",
                  "1e3,",
                  "1e400,",
                  "nan,",
                  "NaN,5",
                  "inf,",
                  "0,inf",
                  "0x10,20",
                  "1_0,20",
                  "%D9%A1,%D9%A2",  // arabic digits
                  "%EF%BC%91,20",   // full-width digit
                  "pct:0,100.1",
                  "pct:,50",
                  "pct:50,",
                  "pct:50,50",
                  "pct:0,0.0000000",
                  "pct:100,100",
                  "pct:00:10,50",
                  "PCT:0,50",
                  "FULL",
                  "60:00,",
                  "1:2,5",
                  "00:60,70",
                  "9999999999,",
                  "999999999,",
                  "%201,5"});
  const std::string digits(7000, '9');
  expect_refused("{}/max/default.mp3", "time", {digits + ",", "0." + digits + ",2", "1," + digits});
}

TEST(AvCanonical, ReadsTheEndOfAWorkWhereItIs) {
  // 1001/30 s is 33.3666...: neither 33.366666 nor 33.366667.
  const AvShape film{.duration = {1001, 30}, .width = 640, .height = 360};
  expect_all(
      "{}/max/default.mp3",
      {{",33.366666", "full"}, {",33.366667", "full"}, {"3,33.366666", "3,33.366667"}, {"3,", "3,33.366667"}},
      film);
  const auto request = parse("3,33.366667/max/default.mp3").value();
  EXPECT_EQ(resolve_audio(request, film)->time.end, (Time{1001, 30}));
  EXPECT_FALSE(resolve_audio(request, film)->retimed());
  expect_refused("{}/max/default.mp3", "time", {"33.366666,", "33.366667,"}, film);
  expect_all("full/{}/default.mp3", {{"33.366666", "max"}, {"33.366667", "max"}, {"33.366665", "33.366665"}},
             film);
}

TEST(AvCanonical, SpellsDuration) {
  expect_all("5,15/{}/default.mp3", {{"max", "max"},
                                     {"full", "max"},
                                     {"^max", "max"},
                                     {"10", "max"},
                                     {"^10.0", "max"},
                                     {"pct:100", "max"},
                                     {"^pct:100", "max"},
                                     {"5", "5"},
                                     {"^5.50", "5.5"},
                                     {"pct:50", "5"},
                                     {"pct:33.333333333", "3.333333"},
                                     {"^20", "^20"},
                                     {"^pct:200", "^20"},
                                     {"^10.000001", "^10.000001"},
                                     {"^999999999", "^999999999"}});
  EXPECT_EQ(resolve_audio(parse("5,15/^20/default.mp3").value(), tape())->duration, Time::seconds(20));
  expect_refused("5,15/{}/default.mp3", "duration", {"10.000001",  "20",
                                                     "pct:101",    "0",
                                                     "0.0",        "^0",
                                                     "pct:0",      "pct:0.0000001",
                                                     "pct:",       "^",
                                                     "",           "^^5",
                                                     "!5",         "-5",
                                                     "1e1",        "nan",
                                                     "inf",        "0x5",
                                                     "5,",         "00:05",
                                                     "9999999999", "99999999999999999999999999",
                                                     "0.0000001",  "pct:0.000001"});
}

TEST(AvCanonical, SpellsRegions) {
  expect_all("5/{}/max/0/default.jpg", {{"full", "full"},
                                        {"square", "140,0,360,360"},
                                        {"0,0,640,360", "full"},
                                        {"0,0,9999,9999", "full"},
                                        {"pct:0,0,100,100", "full"},
                                        {"pct:0,0,100.5,999", "full"},
                                        {"10,20,30,40", "10,20,30,40"},
                                        {"010,020,030,040", "10,20,30,40"},
                                        {"600,300,100,100", "600,300,40,60"},
                                        {"639,359,1,1", "639,359,1,1"},
                                        {"pct:25,25,50,50", "160,90,320,180"},
                                        {"pct:33.333333333333336,0,33.333333333333336,100", "213,0,214,360"},
                                        {"pct:.5,0.,50,50", "3,0,320,180"}});
  AvShape square = tape();
  square.width = 360;
  expect_all("5/{}/max/0/default.jpg", {{"square", "full"}}, square);
  expect_refused("5/{}/max/0/default.jpg", "region",
                 {"640,0,10,10",
                  "0,360,10,10",
                  "0,0,0,10",
                  "0,0,10,0",
                  "pct:100,0,10,10",
                  "pct:0,0,0.01,50",
                  "pct:0,0,0,50",
                  "pct:0.0000001,0,0.0000001,5",
                  "1,2,3",
                  "1,2,3,4,5",
                  ",,,",
                  "1,,3,4",
                  "1.5,2,3,4",
                  "-1,0,5,5",
                  "0,0,1e3,5",
                  "nan,0,5,5",
                  "0x1,0,5,5",
                  "pct:1e1,0,5,5",
                  "pct:-1,0,5,5",
                  "pct:.,0,5,5",
                  "99999999999999999999,0,1,1",
                  "Full",
                  "SQUARE",
                  "pct:9999999999,0,1,1",
                  "%D9%A1,0,5,5",
                  ""});
}

TEST(AvCanonical, SpellsSizes) {
  expect_all("5/full/{}/0/default.jpg",
             {{"max", "max"},           {"^max", "max"},        {"640,", "max"},
              {",360", "max"},          {"640,360", "max"},     {"^640,360", "max"},
              {"pct:100", "max"},       {"!9999,9999", "max"},  {"!640,9999", "max"},
              {"320,", "320,180"},      {"^320,", "320,180"},   {",90", "160,90"},
              {"pct:50", "320,180"},    {"pct:12.5", "80,45"},  {"100,100", "100,100"},
              {"!100,100", "100,56"},   {"!1000,90", "160,90"}, {"^!1280,9999", "^1280,720"},
              {"^1280,", "^1280,720"},  {"^,720", "^1280,720"}, {"^pct:200", "^1280,720"},
              {"^100,720", "^100,720"}, {"1,", "1,1"}});
  // Scaled from the region, not from the picture.
  expect_all("5/0,0,100,50/{}/0/default.jpg",
             {{"max", "max"}, {"50,", "50,25"}, {"^200,", "^200,100"}, {"pct:50", "50,25"}});
  expect_refused("5/full/{}/0/default.jpg", "size", {"641,",      ",361",      "641,360",
                                                     "100,361",   "pct:101",   "^pct:99999999",
                                                     "^1000001,", "0,",        ",0",
                                                     "0,0",       "pct:0",     "pct:0.0000001",
                                                     "pct:0.05",  ",",         "",
                                                     "640",       "!100,",     "!,100",
                                                     "!,",        "1,2,3",     "^",
                                                     "^^640,",    "!^640,360", "1.5,",
                                                     "-5,",       "1e2,",      "nan,",
                                                     "0x10,",     "full",      "Max",
                                                     "pct:nan",   "pct:1e1",   "99999999999999999999,",
                                                     "%D9%A1,"});
  // One pixel of height is less than half a pixel here.
  AvShape line = tape();
  line.height = 1;
  expect_refused("5/full/{}/0/default.jpg", "size", {"100,"}, line);
}

TEST(AvCanonical, KeepsSizesWithinTheLimits) {
  AvShape limited = tape();
  limited.max_width = 320;
  limited.max_height = 320;
  expect_all("5/full/{}/0/default.jpg",
             {{"max", "max"}, {"^max", "max"}, {"320,", "max"}, {"!640,640", "max"}, {"!640,90", "160,90"}},
             limited);
  EXPECT_EQ(resolve_frame(parse("5/full/max/0/default.jpg").value(), limited)->height, 180u);
  expect_all(
      "5/0,0,80,40/{}/0/default.jpg",
      {{"max", "max"}, {"^max", "^max"}, {"^320,160", "^max"}, {"^160,", "^160,80"}, {"^!9999,9999", "^max"}},
      limited);
  expect_refused("5/full/{}/0/default.jpg", "size", {"321,", "640,360", ",300", "pct:100"}, limited);
  expect_refused("5/0,0,80,40/{}/0/default.jpg", "size", {"^321,", "^pct:500"}, limited);
  limited.max_height = 0;
  expect_all("5/0,0,80,40/{}/0/default.jpg", {{"^max", "^max"}, {"^320,", "^max"}, {"^10,900", "^10,900"}},
             limited);
}

TEST(AvCanonical, SpellsRotations) {
  expect_all("5/full/max/{}/default.jpg", {{"0", "0"},
                                           {"360", "0"},
                                           {"!360.0", "!0"},
                                           {"090.00", "90"},
                                           {"!180", "!180"},
                                           {"22.50", "22.5"},
                                           {".5", "0.5"},
                                           {"0.000000001", "0.000000001"},
                                           {"359.9999999999", "359.999999999"}});
  expect_refused("5/full/max/{}/default.jpg", "rotation",
                 {"", "!", "!!0", "-90", "361", "360.000000001", "1e2", "nan", "inf", "0x5a", "^90", "90,"});
  expect_all("full/full/max/max/{}/default.mp4", {{"360", "0"}, {"!90", "!90"}, {"270.0", "270"}});
  expect_refused("full/full/max/max/{}/default.mp4", "rotation", {"45", "0.5"});
}

TEST(AvCanonical, SpellsInstants) {
  expect_all("{}/full/max/0/default.jpg", {{"5", "5"},
                                           {"05.500", "5.5"},
                                           {"00:01:30.25", "90.25"},
                                           {"0", "0"},
                                           {"119.9859999", "119.985999"},
                                           {"119.985999", "119.985999"},
                                           {"frame:0", "0"},
                                           {"frame:25", "1"},
                                           {"frame:01", "0.04"}});
  expect_refused("{}/full/max/0/default.jpg", "instant",
                 {"", "full", "pct:5", "5,6", "-1", "frame:", "frame:-1", "frame:1.5",
                  "frame:99999999999999999999", "1e1", "nan", "9999999999", "%D9%A1"});
  for (const std::string_view beyond : {"119.986", "120", "999999999", "frame:3000"}) {
    const auto answer = canonical(base::format("{}/full/max/0/default.jpg", beyond));
    ASSERT_FALSE(answer) << beyond;
    EXPECT_EQ(answer.error().fault, Fault::OutOfRange) << beyond;
    EXPECT_EQ(answer.error().parameter, "instant") << beyond;
  }
}

TEST(AvCanonical, NamesAFrameByAnInstantAtWhichItShows) {
  AvShape film{.duration = {1001, 30}, .width = 640, .height = 360};
  film.frame_shown = [](std::uint64_t n) -> base::Result<base::TimeRange> {
    const auto ticks = static_cast<std::int64_t>(n) * 1001;
    return base::TimeRange{{ticks, 30'000}, {ticks + 1001, 30'000}};
  };
  for (std::uint64_t n = 0; n < 1000; ++n)
    EXPECT_TRUE(film.frame_shown(n)->contains(resolve_instant({.time = {}, .frame = n}, film).value())) << n;
  film.frame_shown = nullptr;
  EXPECT_EQ(resolve_instant({.time = {}, .frame = 1}, film).error().fault, Fault::Unsupported);
}

TEST(AvCanonical, KnowsTheWholeInAnySpelling) {
  for (const char* path :
       {"full/full/max/max/0/default.mp4", "0,/full/full/max/0/default.mp4",
        ",119.986/full/max/640,/0/gray.mp4", "0,999/0,0,640,360/119.986/640,360/360/default.mp4",
        "pct:0,100/pct:0,0,100,100/pct:100/pct:100/0/default.mp4",
        "00:00:00,/full/max/!9999,9999/0/default.mp4"})
    EXPECT_TRUE(resolve_video(parse(path).value(), tape())->whole) << path;
  for (const char* path : {"1,/full/max/max/0/default.mp4", ",119.985/full/max/max/0/default.mp4",
                           "full/square/max/max/0/default.mp4", "full/full/60/max/0/default.mp4",
                           "full/full/max/320,/0/default.mp4", "full/full/max/max/90/default.mp4",
                           "full/full/max/max/!0/default.mp4"})
    EXPECT_FALSE(resolve_video(parse(path).value(), tape())->whole) << path;
  EXPECT_TRUE(resolve_audio(parse("full/max/default.m4a").value(), tape())->whole);
  EXPECT_FALSE(resolve_audio(parse("500,600/max/default.m4a").value(), AvShape{Time::seconds(550)})->whole);
}

TEST(AvCanonical, SpellsQualitiesFormatsAndParts) {
  EXPECT_EQ(canonical("5/full/max/0/color.JPG").value(), "5/full/max/0/default.jpg");
  EXPECT_EQ(canonical("full/full/max/max/0/480p.m3u8").value(), "full/full/max/max/0/480p.m3u8");
  EXPECT_EQ(canonical("0,5/full/max/max/0/default/~3f/video-1/17.m4s").value(),
            "0,5/full/max/max/0/default/~3f/video-1/17.m4s");
  EXPECT_EQ(canonical(",5/full/mono/~3f/text-a%20b/media.m3u8").value(),
            "0,5/max/mono/~3f/text-a%20b/media.m3u8");
  EXPECT_EQ(resolve_video(parse(",5/full/full/max/0/gray/~3f/video-1/1.m4s").value(), tape())->selection,
            "0,5/full/max/max/0");
}

TEST(AvCanonical, FindsNoPictureInSound) {
  const AvShape sound{.duration = Time::seconds(10)};
  EXPECT_EQ(canonical("full/max/default.mp3", sound).value(), "full/max/default.mp3");
  for (const char* path :
       {"5/full/max/0/default.jpg", "full/full/max/max/0/default.mp4", "5/square/max/0/default.jpg"})
    EXPECT_EQ(canonical(path, sound).error().fault, Fault::OutOfRange) << path;
}

TEST(AvCanonical, SurvivesWorksOfAbsurdShape) {
  constexpr std::int64_t kMost = INT64_MAX;
  for (const Time duration :
       {Time{0, 1}, Time{1, 4'000'000'000}, Time{kMost, 1}, Time{kMost, 4'294'967'295}, Time{-5, 1}}) {
    const AvShape shape{.duration = duration, .width = UINT32_MAX, .height = 1};
    for (const std::string_view time : {"full", "0,", "pct:0,100", "pct:99.999999999,100", "999999999,"})
      for (const std::string_view played : {"max", "pct:0.000000001", "^999999999"})
        for (const std::string_view size :
             {"max", "^max", "^pct:999999999", "!1,1", "1000000,", "^1000000,1000000"})
          (void)canonical(
              base::format("{}/pct:0,0,999999999,999999999/{}/{}/0/default.mp4", time, played, size), shape);
  }
}

}  // namespace
}  // namespace iiif
