#include "http/range.h"

#include <gtest/gtest.h>

namespace http {
namespace {

using Ranges = std::vector<ByteRange>;

struct Case {
  const char* field;
  std::uint64_t size;
  RangeVerdict verdict;
  Ranges ranges;
};

TEST(Range, SelectsAsTheStandardSays) {
  const auto ignored = RangeVerdict::Ignored;
  const auto good = RangeVerdict::Satisfiable;
  const auto none = RangeVerdict::Unsatisfiable;
  const Case cases[] = {
      {"bytes=0-499", 10000, good, {{0, 500}}},
      {"bytes=500-999", 10000, good, {{500, 500}}},
      {"bytes=-500", 10000, good, {{9500, 500}}},
      {"bytes=9500-", 10000, good, {{9500, 500}}},
      {"bytes=0-", 10, good, {{0, 10}}},
      {"bytes=0-0", 10, good, {{0, 1}}},
      {"bytes=0-0,-1", 10, good, {{0, 1}, {9, 1}}},
      {"bytes= 0-1 , 4-5", 10, good, {{0, 2}, {4, 2}}},
      {"bytes=0-1,,4-5,", 10, good, {{0, 2}, {4, 2}}},
      {"BYTES=1-2", 10, good, {{1, 2}}},
      {"bytes=-20", 10, good, {{0, 10}}},
      {"bytes=5-99999999999999999999999999", 10, good, {{5, 5}}},
      {"bytes=5-18446744073709551615", 10, good, {{5, 5}}},
      // Sorted and merged, also where they only touch.
      {"bytes=4-5,0-1", 10, good, {{0, 2}, {4, 2}}},
      {"bytes=0-4,2-6", 10, good, {{0, 7}}},
      {"bytes=0-4,5-6", 10, good, {{0, 7}}},
      {"bytes=0-9,2-3", 10, good, {{0, 10}}},
      // Those past the end are left out as long as one remains.
      {"bytes=0-1,20-30", 10, good, {{0, 2}}},
      {"bytes=10-", 10, none, {}},
      {"bytes=10-20", 10, none, {}},
      {"bytes=-0", 10, none, {}},
      {"bytes=99999999999999999999999-", 10, none, {}},
      {"", 10, ignored, {}},
      {"bytes", 10, ignored, {}},
      {"bytes=", 10, ignored, {}},
      {"bytes=,", 10, ignored, {}},
      {"bytes=-", 10, ignored, {}},
      {"bytes=5-2", 10, ignored, {}},
      {"bytes=a-2", 10, ignored, {}},
      {"bytes=1-2x", 10, ignored, {}},
      {"bytes=1 - 2", 10, ignored, {}},
      {"bytes=1-2;3-4", 10, ignored, {}},
      {"bytes=--1", 10, ignored, {}},
      {"bytes=+1-2", 10, ignored, {}},
      {"bytes=0-1,x", 10, ignored, {}},
      {"seconds=0-1", 10, ignored, {}},
      {"bytes=0-", 0, ignored, {}},
  };
  for (const Case& c : cases) {
    const RangeSelection selection = select_ranges(c.field, c.size);
    EXPECT_EQ(selection.verdict, c.verdict) << c.field;
    EXPECT_EQ(selection.ranges, c.ranges) << c.field;
  }
}

TEST(Range, IgnoresAFieldThatAsksForTooManyParts) {
  std::string field = "bytes=0-0";
  for (std::size_t i = 1; i < kMaxRangeParts; ++i)
    field += "," + std::to_string(i * 10) + "-" + std::to_string(i * 10);
  EXPECT_EQ(select_ranges(field, 1000).ranges.size(), kMaxRangeParts);
  EXPECT_EQ(select_ranges(field + ",999-999", 1000).verdict, RangeVerdict::Ignored);
  std::string many = "bytes=0-0";
  for (int i = 0; i < 100000; ++i) many += ",0-0";
  EXPECT_EQ(select_ranges(many, 1000).verdict, RangeVerdict::Ignored);
}

TEST(Range, WritesPartsBetweenBoundaries) {
  const base::Splice whole(std::string("0123456789"));
  EXPECT_EQ(multipart_body(whole, {{0, 2}, {8, 2}}, "text/plain", "B").flatten().value(),
            "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
            "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89"
            "\r\n--B--\r\n");
}

}  // namespace
}  // namespace http
