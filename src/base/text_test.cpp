#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/json.h"
#include "base/uri.h"

namespace base {
namespace {

TEST(Text, SortsAsPeopleDo) {
  std::vector<std::string> names{"tape10", "Tape2", "tape1", "tape02b", "tape2a", "band"};
  std::ranges::sort(names, natural_less);
  EXPECT_EQ(names, (std::vector<std::string>{"band", "tape1", "Tape2", "tape2a", "tape02b", "tape10"}));
}

TEST(Text, NaturalKeysSortAsTheNamesDo) {
  const std::string_view alphabet("09012aAb/. \0\1\xFF\xC3", 15);
  std::mt19937 random(7);
  const auto name = [&] {
    std::string text;
    const std::size_t length = random() % 7;
    for (std::size_t i = 0; i < length; ++i) text += alphabet[random() % alphabet.size()];
    return random() % 50 ? text : text + std::string(250 + random() % 20, '7');
  };
  for (int i = 0; i < 200000; ++i) {
    const std::string a = name(), b = name();
    ASSERT_EQ(natural_less(a, b), natural_key(a) < natural_key(b)) << a << " | " << b;
  }
}

TEST(Text, SlugsStayReadable) {
  EXPECT_EQ(slug("Reel #12 (50%) 'a+b'.mov"), "Reel-12-50-a-b-.mov");
  EXPECT_EQ(slug("Cyfweliad â Siân"), "Cyfweliad-â-Siân");
  EXPECT_EQ(slug("..hidden"), "hidden");
  EXPECT_EQ(slug("~"), "unnamed");
  EXPECT_EQ(slug("???"), "unnamed");
  EXPECT_EQ(slug("録音 1"), "録音-1");
}

TEST(Text, RepairsBrokenUtf8) {
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_TRUE(is_utf8("𝄞 ünï"));
}

TEST(Uri, EncodesOneSegment) {
  EXPECT_EQ(percent_encode("a/b c#é"), "a%2Fb%20c%23%C3%A9");
  EXPECT_EQ(percent_decode("a%2Fb%20c%23%C3%A9").value(), "a/b c#é");
  for (const char* bad : {"%", "%2", "%zz", "%00", "%FF"}) EXPECT_FALSE(percent_decode(bad)) << bad;
}

TEST(Uri, SplitsBeforeDecoding) {
  const Target target = parse_target("/av/box%2Ftape/1,2/?q=a+b&x=%26").value();
  EXPECT_EQ(target.segments, (std::vector<std::string>{"av", "box/tape", "1,2", ""}));
  EXPECT_EQ(*target.find_query("q"), "a b");
  EXPECT_EQ(*target.find_query("x"), "&");
  for (const char* bad : {"", "x", "/a b", "/a#b", "/../etc", "/%2e%2e/etc", "/a\x01"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(Json, WritesPlainNumbers) {
  EXPECT_EQ(write_json({{"duration", seconds_value({572034, 1000})}, {"n", seconds_value({5, 1})}}),
            R"({"duration":572.034,"n":5})");
}

TEST(Json, RefusesBombs) {
  EXPECT_FALSE(parse_json(std::string(100000, '[')));
  EXPECT_FALSE(parse_json("{\"a\":}"));
  EXPECT_FALSE(parse_json(""));
}

}  // namespace
}  // namespace base
