#include "media/trick_play.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/film.h"

namespace media {
namespace {

using testing::HasSubstr;

// The film: 40 s in groups of two.
TEST(TrickPlay, HasOnePictureForEachGroup) {
  const SampleTable table = film::table();
  const Rendition video = find_rendition(table, 1).value();
  const std::vector<std::int64_t> starts = trick_boundaries(table, video);
  ASSERT_EQ(starts.size(), 21u);
  for (std::size_t i = 0; i < starts.size(); ++i)
    EXPECT_EQ(base::Time({starts[i], video.samples->timescale()}), base::Time::seconds(std::int64_t(2 * i)));
  EXPECT_TRUE(trick_boundaries(table, find_rendition(table, 2).value()).empty());
}

TEST(TrickPlay, PlaylistNamesThem) {
  const std::string text = trick_playlist(film::table(), 1).value();
  EXPECT_THAT(text,
              HasSubstr("#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.000000,\ni0.m4s\n"));
  EXPECT_THAT(text, HasSubstr("i19.m4s\n#EXT-X-ENDLIST\n"));
  EXPECT_EQ(trick_playlist(film::table(), 2).error().fault, base::Fault::NotFound);
}

TEST(TrickPlay, FragmentsAreOneSliceOfTheMaster) {
  const SampleTable table = film::table();
  const base::Splice body = trick_segment(table, 1, 7, film::master()).value();
  ASSERT_EQ(body.pieces().size(), 2u);
  const Sample sample = table.track(1)->samples(7 * 50, 1).value().front();
  EXPECT_TRUE(sample.sync);
  EXPECT_EQ(body.pieces().back().offset, sample.offset);
  EXPECT_EQ(body.pieces().back().length, sample.size);
  EXPECT_EQ(trick_segment(table, 1, 20, film::master()).error().fault, base::Fault::NotFound);
  const auto other = std::make_shared<base::MemorySource>(base::Bytes(10));
  EXPECT_EQ(trick_segment(table, 1, 0, other).error().fault, base::Fault::Conflict);
}

}  // namespace
}  // namespace media
