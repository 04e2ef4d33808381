#include "base/json_writer.h"

#include <gtest/gtest.h>

#include "base/format.h"

namespace {

std::string written(double number) {
  std::string out;
  base::JsonWriter(out).number(number);
  return out;
}

std::string text_of(std::string_view text) {
  std::string out;
  base::JsonWriter(out).text(text);
  return out;
}

// Texts are looked through in steps: each byte stands at each place of short and of long ones.
TEST(JsonWriter, EscapesWhatJsonDemandsWhereverItStands) {
  for (int byte = 0; byte < 0x80; ++byte) {
    const std::string expected = byte == '"'    ? "\\\""
                                 : byte == '\\' ? "\\\\"
                                 : byte == '\n' ? "\\n"
                                 : byte == '\r' ? "\\r"
                                 : byte == '\t' ? "\\t"
                                 : byte < 0x20  ? base::format("\\u{:04x}", byte)
                                                : std::string(1, static_cast<char>(byte));
    for (const std::size_t length : {1, 7, 8, 9, 16, 21})
      for (std::size_t at = 0; at < length; ++at) {
        const std::string before(at, 'a'), after(length - at - 1, 'z');
        ASSERT_EQ(text_of(before + static_cast<char>(byte) + after), '"' + before + expected + after + '"')
            << byte << " at " << at << " of " << length;
      }
  }
}

TEST(JsonWriter, LeavesOtherTextsAsTheyAre) {
  EXPECT_EQ(text_of(""), "\"\"");
  for (const std::string text :
       {"Llanfairpwll – tŷ newydd", "日本語の長い題名", "\x7F\x7F\x7F\x7F\x7F\x7F\x7F\x7F"})
    EXPECT_EQ(text_of(text), '"' + text + '"');
}

TEST(JsonWriter, WritesNumbersInTheShortestPlainForm) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-0.0), "-0");
  EXPECT_EQ(written(3600), "3600");
  EXPECT_EQ(written(-25), "-25");
  EXPECT_EQ(written(572.034), "572.034");
  EXPECT_EQ(written(999'999'999'999'999), "999999999999999");
  EXPECT_EQ(written(1e15), base::format("{}", 1e15));
  EXPECT_EQ(written(1e16), "1e+16");
  EXPECT_EQ(written(1e300), "1e+300");
}

}  // namespace
