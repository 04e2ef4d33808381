#include "base/media_time.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Time, ComparesExactlyAcrossTimescales) {
  EXPECT_EQ((Time{1001, 30000}), (Time{2002, 60000}));
  EXPECT_LT((Time{1001, 30000}), (Time{1002, 30000}));
  EXPECT_LT((Time{333'333'333, 1'000'000'000}), (Time{1, 3}));
}

TEST(Time, AddsWithoutLoss) {
  EXPECT_EQ((Time{1, 3} + Time{1, 6}), (Time{1, 2}));
  EXPECT_EQ((Time{1001, 30000} + Time{1024, 48000}), (Time{1001 * 8 + 1024 * 5, 240000}));
  EXPECT_EQ((Time{1, 2} - Time{3, 4}), (Time{-1, 4}));
}

TEST(Time, RescalesToEachSide) {
  EXPECT_EQ(ticks_in({1, 3}, 10, Rounding::Floor), 3);
  EXPECT_EQ(ticks_in({1, 3}, 10, Rounding::Ceil), 4);
  EXPECT_EQ(ticks_in({-1, 3}, 10, Rounding::Floor), -4);
  EXPECT_EQ(ticks_in({-1, 3}, 10, Rounding::Ceil), -3);
  EXPECT_EQ(ticks_in({1, 4}, 10, Rounding::Nearest), 3);
}

TEST(Time, PrintsSecondsAsTheStandardsWant) {
  EXPECT_EQ(to_seconds({572034, 1000}), "572.034");
  EXPECT_EQ(to_seconds({5, 1}), "5");
  EXPECT_EQ(to_seconds({1001, 30000}), "0.033367");
  EXPECT_EQ(to_seconds({-1, 4}), "-0.25");
  EXPECT_EQ(to_seconds({0, 90000}), "0");
  EXPECT_EQ(to_fixed_seconds({6, 1}, 3), "6.000");
  EXPECT_EQ(to_clock({3'723'004, 1000}), "01:02:03.004");
  EXPECT_EQ(to_clock({360'000, 1}), "100:00:00.000");
}

TEST(Time, ParsesPlainSeconds) {
  EXPECT_EQ(parse_seconds("12.5").value(), (Time{25, 2}));
  EXPECT_EQ(parse_seconds("3.").value(), Time::seconds(3));
  for (const char* bad : {"", ".", ".5", "-1", "+1", "1e3", "1 ", "12345678901", "1.0123456789", "0x1"})
    EXPECT_FALSE(parse_seconds(bad)) << bad;
}

TEST(Time, ParsesNormalPlayTime) {
  EXPECT_EQ(parse_npt("01:02:03.5").value(), (Time{7447, 2}));
  EXPECT_EQ(parse_npt("02:03").value(), Time::seconds(123));
  EXPECT_EQ(parse_npt("100:00:00").value(), Time::seconds(360'000));
  for (const char* bad : {"0:0:0", "0:01:60", "0:60:00", "1:2", "a:00:00", "00:00:00:00", "1.5:00:00"})
    EXPECT_FALSE(parse_npt(bad)) << bad;
}

}  // namespace
}  // namespace base
