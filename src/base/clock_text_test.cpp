#include "base/clock_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace base {
namespace {

TEST(ClockText, ReadsTimesAsPeopleWriteThem) {
  const std::pair<const char*, const char*> table[] = {
      {"0", "0"},
      {"75.5", "75.5"},
      {"1:15.5", "75.5"},
      {"0:01:15,25", "75.25"},
      {"90:00", "5400"},
      {"1:00:00", "3600"},
      {" 00:00:02 ", "2"},
      {"PT1H2M3.5S", "3723.5"},
      {"PT90M", "5400"},
      {"P1DT1S", "86401"},
      {"75.1234567891", "75.123457"},
      {"", "!"},
      {"1:60", "!"},
      {"1:75:00", "!"},
      {"1:2:3:4", "!"},
      {"-1", "!"},
      {"1e3", "!"},
      {"99999999", "!"},
      {"1:", "!"},
      {":15", "!"},
      {"1.5:00", "!"},
      {"P", "!"},
      {"PT", "!"},
      {"P1Y", "!"},
      {"PT5", "!"},
      {"PT99999999H", "!"},
      {"1.2.3", "!"},
      {"noon", "!"},
      {"99999999999999999999999", "!"},
  };
  for (const auto& [text, expected] : table) {
    const auto time = parse_clock(text);
    EXPECT_EQ(time ? to_seconds(*time) : "!", expected) << text;
  }
}

}  // namespace
}  // namespace base
