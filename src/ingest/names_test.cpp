#include "ingest/names.h"

#include <gtest/gtest.h>

#include "iiif/language_tag.h"

namespace ingest {
namespace {

TEST(Names, SplitStemsAndExtensions) {
  EXPECT_EQ(stem_of("tape1.part2.MP4"), "tape1.part2");
  EXPECT_EQ(extension_of("tape1.part2.MP4"), "mp4");
  EXPECT_EQ(stem_of("tape1"), "tape1");
  EXPECT_EQ(extension_of(".mp4"), "");
  EXPECT_EQ(folder_of("a/b/c"), "a/b");
  EXPECT_EQ(name_of("a/b/c"), "c");
  EXPECT_EQ(join_path("", "a"), "a");
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a", ""), "a");
}

TEST(Names, KnowMediaByExtension) {
  for (const char* name : {"a.mp4", "A.MOV", "b.Opus", "x.m2ts", "r.wv", "r.wmv", "t.3g2", "t.wma"})
    EXPECT_TRUE(is_media_name(name)) << name;
  for (const char* name : {"a.txt", "mp4", ".mp4", "a.mp4.part", "a.jpg", "a."})
    EXPECT_FALSE(is_media_name(name)) << name;
}

TEST(Names, BecomeReadable) {
  EXPECT_EQ(readable("Oral_History__No_7"), "Oral History No 7");
  EXPECT_EQ(readable("caf\xC3\xA9 \xFF"), "café \xEF\xBF\xBD");
  EXPECT_EQ(readable("___"), "Untitled");
}

TEST(Names, KnowTheShapeOfLanguageTags) {
  for (const char* tag : {"en", "cy", "zh-Hant-TW", "sr-Latn", "es-419", "de-1996", "haw", "en-x-twain"})
    EXPECT_TRUE(iiif::is_language_tag(tag)) << tag;
  for (const char* tag : {"", "e", "english", "draft", "en-", "en_GB", "12", "en-a1", "en--gb"})
    EXPECT_FALSE(iiif::is_language_tag(tag)) << tag;
}

}  // namespace
}  // namespace ingest
