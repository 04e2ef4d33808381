#include "media/isobmff/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/made_movie.h"

namespace media::isobmff {
namespace {

using base::Time;
using testing::ElementsAre;
using testing::HasSubstr;

// 100 frames of 40 ms, a sync sample every 25.
made::MadeTrack film() {
  made::MadeTrack track;
  track.entry = made::avc_entry();
  track.durations = {{100, 40}};
  track.sizes.assign(100, 10);
  track.sync = {1, 26, 51, 76};
  return track;
}

base::Result<Demuxed> read(base::Bytes file) { return read_file(base::MemorySource(std::move(file))); }
Demuxed read_one(const made::MadeTrack& track) { return read(made::movie({track})).value(); }

TEST(IsoReader, GivesEverySampleItsPlaceAndTime) {
  const Demuxed film_read = read_one(film());
  ASSERT_EQ(film_read.tracks.size(), 1u);
  const std::vector<Sample>& samples = film_read.tracks[0].samples;
  ASSERT_EQ(samples.size(), 100u);
  EXPECT_EQ(samples[30].decode_time, 1200);
  EXPECT_EQ(samples[30].offset, 20u + 8 + 300);
  EXPECT_TRUE(samples[25].sync);
  EXPECT_FALSE(samples[26].sync);
  EXPECT_EQ(film_read.info.duration, Time::seconds(4));
  EXPECT_EQ(film_read.info.tracks[0].frame_rate, (Rational{25, 1}));
  EXPECT_EQ(film_read.info.tracks[0].codec, "avc1.42c01e");
  EXPECT_EQ(film_read.info.tracks[0].label, "");
}

TEST(IsoReader, TakesALeadingEmptyEditAsDelayOfOneTrackAgainstAnother) {
  made::MadeTrack late = film();
  late.edits = {{500, -1}, {4000, 0}};
  const MediaInfo info = read(made::movie({film(), late})).value().info;
  EXPECT_EQ(info.tracks[0].presentation.start, Time{});
  EXPECT_EQ(info.tracks[1].presentation.start, Time::milliseconds(500));
  EXPECT_EQ(info.tracks[1].presentation_shift, 500);
  EXPECT_EQ(info.duration, Time::milliseconds(4500));
}

TEST(IsoReader, StartsTheWorkAtZeroWhereAllTracksAreLate) {
  made::MadeTrack late = film();
  late.edits = {{500, -1}, {4000, 0}};
  const MediaInfo info = read_one(late).info;
  EXPECT_EQ(info.tracks[0].presentation, (base::TimeRange{Time{}, Time::seconds(4)}));
  EXPECT_EQ(info.tracks[0].presentation_shift, 0);
}

TEST(IsoReader, LeavesOutWhatAnEditCutsOffButKeepsWhatIsNeededToDecode) {
  made::MadeTrack cut = film();
  cut.edits = {{1000, 1400}};  // [1.4, 2.4) s: from frame 35, which needs sync sample 25, to frame 59
  const Demuxed read = read_one(cut);
  EXPECT_EQ(read.info.duration, Time::seconds(1));
  ASSERT_EQ(read.tracks[0].samples.size(), 35u);
  EXPECT_EQ(read.tracks[0].samples.front().decode_time, 1000);
  EXPECT_EQ(read.tracks[0].samples.back().decode_time, 2360);
  EXPECT_EQ(read.info.tracks[0].presentation_shift, -1400);
}

TEST(IsoReader, ShowsTheFirstOfSeveralEditsAndSaysSo) {
  made::MadeTrack twice = film();
  twice.edits = {{1000, 0}, {1000, 3000}};
  const MediaInfo info = read_one(twice).info;
  EXPECT_EQ(info.duration, Time::seconds(1));
  EXPECT_THAT(info.warnings, ElementsAre(HasSubstr("track 1 is put together from 2 edits")));
}

TEST(IsoReader, JoinsEditsThatFollowEachOther) {
  made::MadeTrack joined = film();
  joined.edits = {{1000, 0}, {1000, 1000}};
  const MediaInfo info = read_one(joined).info;
  EXPECT_EQ(info.duration, Time::seconds(2));
  EXPECT_TRUE(info.warnings.empty());
}

TEST(IsoReader, WarnsOfAnotherSpeed) {
  made::MadeTrack slow = film();
  slow.edits = {{8000, 0, 0x8000}};
  EXPECT_THAT(read_one(slow).info.warnings, ElementsAre(HasSubstr("asks for another speed")));
}

TEST(IsoReader, TakesHugeCompositionOffsetsAsNegative) {
  made::MadeTrack track = film();
  track.offsets = {{1, 0}, {99, static_cast<std::uint32_t>(-40)}};
  const Demuxed read = read_one(track);
  EXPECT_EQ(read.tracks[0].samples[1].composition_offset, -40);
  EXPECT_EQ(read.info.tracks[0].presentation.start, Time{});
}

TEST(IsoReader, TakesItsTimeFromMovieTicksOnlyWhereTheyReallyCut) {
  made::MadeTrack rounded = film();
  rounded.timescale = 30000;
  rounded.durations = {{100, 1001}};
  rounded.edits = {{3336, 0}};  // 3.33666.. s in milliseconds, rounded down
  EXPECT_EQ(read_one(rounded).info.duration, (Time{100 * 1001, 30000}));
}

TEST(IsoReader, ReadsLanguagesInAllTheirForms) {
  made::MadeTrack track = film();
  const auto language = [&](std::uint16_t packed) {
    track.language = packed;
    return read_one(track).info.tracks[0].language;
  };
  const auto packed = [](std::string_view code) {
    return static_cast<std::uint16_t>((code[0] - 0x60) << 10 | (code[1] - 0x60) << 5 | (code[2] - 0x60));
  };
  EXPECT_EQ(language(packed("cym")), "cy");
  EXPECT_EQ(language(packed("wel")), "cy");
  EXPECT_EQ(language(packed("haw")), "haw");
  EXPECT_EQ(language(packed("und")), "");
  EXPECT_EQ(language(11), "ja");    // Macintosh
  EXPECT_EQ(language(0x7fff), "");  // unspecified
}

TEST(IsoReader, IgnoresAReferenceToChaptersThatAreNotThere) {
  made::MadeTrack track = film();
  base::ByteWriter reference;
  reference.u32(77);
  track.more = made::box("tref", made::box("chap", reference.view()));
  const MediaInfo info = read_one(track).info;
  EXPECT_TRUE(info.chapters.empty());
  EXPECT_TRUE(info.warnings.empty());
}

TEST(IsoReader, RefusesTablesThatClaimMoreThanTheyHold) {
  base::Bytes file = made::movie({film()});
  const std::string_view text = base::as_text(file);
  file[text.find("stsz") + 12] = 0x7f;
  const auto refused = read(file);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, base::Fault::Malformed);
  EXPECT_THAT(refused.error().message, HasSubstr("the stsz box of track 1 claims 2130706532 entries"));
}

TEST(IsoReader, RefusesMoreConstantSamplesThanItWouldList) {
  made::MadeTrack track = film();
  base::Bytes file = made::movie({track});
  const std::size_t at = base::as_text(file).find("stsz");
  file[at + 11] = 1;     // constant size of one byte
  file[at + 12] = 0x7f;  // two thousand million samples
  const auto refused = read(file);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, base::Fault::TooLarge);
}

TEST(IsoReader, RefusesLengthsThatNoRecordingHas) {
  made::MadeTrack track = film();
  track.timescale = 1;
  track.durations = {{100, 0x7fffffff}};
  const auto refused = read(made::movie({track}));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("claims to last"));
}

TEST(IsoReader, SaysWhenTheHeaderItselfIsCutShort) {
  base::Bytes file = made::movie({film()});
  file.resize(file.size() - 20);
  EXPECT_EQ(read(file).error().message, "the moov box is cut short: the end of the file is missing");
}

TEST(IsoReader, SurvivesEveryTruncationAndEveryFlippedByte) {
  made::MadeTrack track = film();
  track.edits = {{500, -1}, {3000, 40}};
  track.offsets = {{100, 80}};
  const base::Bytes whole = made::movie({track});
  for (std::size_t size = 0; size < whole.size(); size += 3)
    static_cast<void>(read(base::Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))));
  for (std::size_t at = 1028; at < whole.size(); ++at) {
    base::Bytes flipped = whole;
    flipped[at] ^= 0xff;
    const auto demuxed = read(flipped);
    if (demuxed)
      static_cast<void>(write_sample_table(demuxed->info, {{}, flipped.size(), 0}, demuxed->tracks));
  }
}

}  // namespace
}  // namespace media::isobmff
