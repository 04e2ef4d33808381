#include "media/language.h"

#include <gtest/gtest.h>

#include "media/timecode.h"

namespace media {
namespace {

TEST(Language, BecomesTheShortestTag) {
  EXPECT_EQ(to_bcp47("eng"), "en");
  EXPECT_EQ(to_bcp47("ger"), "de");
  EXPECT_EQ(to_bcp47("deu"), "de");
  EXPECT_EQ(to_bcp47("EN-gb"), "en-gb");
  EXPECT_EQ(to_bcp47("zh_Hant"), "zh-Hant");
  EXPECT_EQ(to_bcp47("haw"), "haw");
  EXPECT_EQ(to_bcp47("und"), "");
  EXPECT_EQ(to_bcp47("english"), "");
  EXPECT_EQ(to_bcp47("e!"), "");
}

TEST(Timecode, DropsTwoNumbersAMinuteButNotEachTenth) {
  EXPECT_EQ(timecode_text(0, 30, true), "00:00:00;00");
  EXPECT_EQ(timecode_text(1799, 30, true), "00:00:59;29");
  EXPECT_EQ(timecode_text(1800, 30, true), "00:01:00;02");
  EXPECT_EQ(timecode_text(17981, 30, true), "00:09:59;29");
  EXPECT_EQ(timecode_text(17982, 30, true), "00:10:00;00");
  EXPECT_EQ(timecode_text(107892, 30, true), "01:00:00;00");
  EXPECT_EQ(timecode_text(3600, 60, true), "00:01:00;04");
  EXPECT_EQ(timecode_text(90000, 25, false), "01:00:00:00");
}

}  // namespace
}  // namespace media
