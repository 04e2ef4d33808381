#include "media/progressive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/box_dump.h"
#include "support/film.h"
#include "support/golden.h"

namespace media {
namespace {

std::string head_text(const MediaInfo& info, const Provenance& provenance = {}) {
  return dump_boxes(progressive_head(film::table_of(info), provenance).value());
}

TEST(Progressive, LooksAsApproved) {
  expect_golden("film/progressive.txt",
                head_text(film::info(), {"Ffilm", "http://creativecommons.org/publicdomain/mark/1.0/",
                                         "https://example.org/presentation/3/ffilm/manifest"}));
}

TEST(Progressive, IsAHeadBeforeTheMasterAsOneSlice) {
  const SampleTable table = film::table();
  const base::Splice file = progressive_mp4(table, film::master()).value();
  ASSERT_EQ(file.pieces().size(), 2u);
  EXPECT_EQ(file.pieces()[1].length, film::kMasterSize);
  const std::string bytes = file.flatten().value();
  EXPECT_EQ(find_box(base::as_bytes(bytes), "mdat").size(), film::kMasterSize);
}

TEST(Progressive, PointsEveryChunkAtItsSamples) {
  const SampleTable table = film::table();
  const base::Bytes head = progressive_head(table).value();
  base::ByteReader chunks(find_box(head, "moov/trak/mdia/minf/stbl/stco"));
  base::ByteReader runs(find_box(head, "moov/trak/mdia/minf/stbl/stsc"));
  runs.u64(), chunks.u32();
  EXPECT_EQ(runs.u32(), 1u);
  const std::uint32_t in_first = runs.u32();
  const std::uint32_t count = chunks.u32();
  EXPECT_GT(count, 100u);
  const auto samples = table.track(1)->samples(0, 1000).value();
  EXPECT_EQ(chunks.u32(), head.size() + samples[0].offset);
  EXPECT_EQ(chunks.u32(), head.size() + samples[in_first].offset);
}

TEST(Progressive, CountsIn64BitsWhereTheMasterIsLarge) {
  MasterStamp stamp = film::stamp();
  stamp.size = 6'000'000'000;
  const auto bytes = write_sample_table(film::info(), stamp, film::samples()).value();
  const SampleTable table = SampleTable::open(std::make_shared<base::MemorySource>(bytes)).value();
  const base::Bytes head = progressive_head(table).value();
  EXPECT_FALSE(find_box(head, "moov/trak/mdia/minf/stbl/co64").empty());
  EXPECT_EQ(base::ByteReader(base::ByteView(head).last(8)).u64(), stamp.size + 16);
}

TEST(Progressive, SaysWhenATrackStartsAndEnds) {
  MediaInfo info = film::info();
  info.tracks[1].presentation_shift = 2 * 48000;
  info.tracks[1].presentation = {base::Time::seconds(2), base::Time::seconds(30)};
  const std::string text = head_text(info);
  // Two edits in a movie of 192,000 ticks a second: 2 s of nothing, then 28 s from media time 0.
  EXPECT_THAT(text, testing::HasSubstr("0000000000000002"
                                       "0005dc00ffffffff00010000"
                                       "005208000000000000010000"));
}

TEST(Progressive, TurnsThePicture) {
  MediaInfo info = film::info();
  info.tracks[0].rotation = 90;
  std::swap(info.tracks[0].display_width, info.tracks[0].display_height);
  EXPECT_THAT(head_text(info), testing::HasSubstr("00000000000100000000000"
                                                  "0ffff0000000000000000000"
                                                  "0043800000000000040000000"));
}

TEST(Progressive, RefusesAMasterOfAnotherSize) {
  const base::Source other = std::make_shared<base::MemorySource>(base::Bytes(10));
  EXPECT_EQ(progressive_mp4(film::table(), other).error().fault, base::Fault::Conflict);
}

}  // namespace
}  // namespace media
