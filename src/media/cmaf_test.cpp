#include "media/cmaf.h"

#include <gtest/gtest.h>

#include <map>

#include "support/box_dump.h"
#include "support/film.h"
#include "support/golden.h"

namespace media {
namespace {

struct ReadSample {
  std::int64_t decode_time, composition_time;
  std::uint32_t duration, size;
  bool sync;
};

// What a player makes of a segment (ISO/IEC 14496-12 8.8.7, 8.8.8, 8.8.12), before the edit list.
std::vector<ReadSample> read_segment(const std::string& bytes) {
  const base::ByteView all = base::as_bytes(bytes);
  base::ByteReader header(find_box(all, "moof/traf/tfhd"));
  const std::uint32_t fragment_flags = header.u32();
  header.u32();
  const std::uint32_t duration = fragment_flags & 0x8 ? header.u32() : 0;
  const std::uint32_t size = fragment_flags & 0x10 ? header.u32() : 0;
  const std::uint32_t flags = fragment_flags & 0x20 ? header.u32() : 0;
  EXPECT_TRUE(fragment_flags & 0x020000) << "default-base-is-moof";
  base::ByteReader time(find_box(all, "moof/traf/tfdt"));
  EXPECT_EQ(time.u32(), 0x01000000u);
  std::int64_t decode_time = time.i64();
  base::ByteReader run(find_box(all, "moof/traf/trun"));
  const std::uint32_t run_flags = run.u32();
  EXPECT_EQ(run_flags >> 24, 1u);
  const std::uint32_t count = run.u32();
  const std::uint32_t data_offset = run.u32();
  EXPECT_EQ(std::string_view(bytes).substr(28 + data_offset - 4, 4), "mdat");
  const std::uint32_t first_flags = run_flags & 0x4 ? run.u32() : 0;
  std::vector<ReadSample> samples;
  for (std::uint32_t i = 0; i < count; ++i) {
    ReadSample sample{};
    sample.decode_time = decode_time;
    sample.duration = run_flags & 0x100 ? run.u32() : duration;
    sample.size = run_flags & 0x200 ? run.u32() : size;
    const std::uint32_t own = run_flags & 0x400 ? run.u32() : i == 0 && run_flags & 0x4 ? first_flags : flags;
    sample.sync = (own & 0x10000) == 0;
    sample.composition_time = decode_time + (run_flags & 0x800 ? run.i32() : 0);
    decode_time += sample.duration;
    samples.push_back(sample);
  }
  EXPECT_FALSE(run.failed());
  return samples;
}

std::string segment(const SampleTable& table, std::uint32_t track, std::uint32_t index) {
  const base::Splice splice = media_segment(table, track, index, film::master()).value();
  const std::string bytes = splice.flatten().value();
  EXPECT_EQ(bytes.size(), splice.size());
  return bytes;
}

std::string init(const SampleTable& table, std::uint32_t track) {
  return init_segment(table, track).value().flatten().value();
}

// The media time at which the presentation starts: the edit list's only entry.
std::int64_t start_offset(const SampleTable& table, std::uint32_t track) {
  const std::string bytes = init(table, track);
  base::ByteReader edits(find_box(base::as_bytes(bytes), "moov/trak/edts/elst"));
  if (edits.remaining() == 0) return 0;
  edits.u32();
  EXPECT_EQ(edits.u32(), 1u);
  EXPECT_EQ(edits.u32(), 0u) << "lasts to the end";
  return edits.u32();
}

std::vector<ReadSample> read_track(const SampleTable& table, std::uint32_t track) {
  std::vector<ReadSample> all;
  const base::Source master = film::master();
  for (std::uint32_t i = 0; i < table.track(track)->segment_count(); ++i) {
    const auto splice = media_segment(table, track, i, master);
    if (!splice) break;
    const std::vector<ReadSample> samples = read_segment(splice->flatten().value());
    if (!all.empty()) {
      EXPECT_EQ(samples.front().decode_time, all.back().decode_time + all.back().duration) << "segment " << i;
    }
    all.insert(all.end(), samples.begin(), samples.end());
  }
  return all;
}

TEST(CmafSegment, PresentsEveryFrameAtItsTimeOnTheWork) {
  const SampleTable table = film::table();
  const std::vector<ReadSample> sent = read_track(table, 1);
  const std::vector<Sample> indexed = table.track(1)->samples(0, 1000).value();
  ASSERT_EQ(sent.size(), indexed.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(sent[i].composition_time - start_offset(table, 1), indexed[i].composition_time() - 1024);
    EXPECT_EQ(sent[i].size, indexed[i].size);
    EXPECT_EQ(sent[i].sync, indexed[i].sync);
  }
  EXPECT_EQ(start_offset(table, 1), 1024);
  EXPECT_EQ(read_segment(segment(table, 1, 3)).front().decode_time, 18 * 12800) << "when the segment shows";
}

TEST(CmafSegment, HoldsTheBytesOfTheMaster) {
  const SampleTable table = film::table();
  const std::string master = base::Splice(film::master()).flatten().value();
  const std::string bytes = segment(table, 1, 3);
  const Segment planned = table.track(1)->segment(3);
  std::string expected;
  const auto samples = table.track(1)->samples(planned.first_sample, planned.sample_count).value();
  for (const Sample& sample : samples) expected += master.substr(sample.offset, sample.size);
  EXPECT_EQ(base::as_text(find_box(base::as_bytes(bytes), "mdat")), expected);
}

TEST(CmafSegment, KeepsPrimingAndEndsOnTheVeryTickOfThePresentation) {
  const SampleTable table = film::table();
  const std::vector<ReadSample> sent = read_track(table, 2);
  EXPECT_EQ(sent.front().decode_time, 0);
  EXPECT_EQ(sent.back().decode_time + sent.back().duration, 40 * 48000 + 1024);
  EXPECT_EQ(start_offset(table, 2), 1024);
}

TEST(CmafSegment, DelaysATrackThatStartsLate) {
  MediaInfo info = film::info();
  info.tracks[1].presentation_shift = 2 * 48000;
  info.tracks[1].presentation = {base::Time::seconds(2), base::Time::seconds(40)};
  const SampleTable table = film::table_of(info);
  const std::vector<ReadSample> sent = read_track(table, 2);
  EXPECT_EQ(sent.front().composition_time, 2 * 48000);
  EXPECT_EQ(sent.back().decode_time + sent.back().duration, 40 * 48000);
  EXPECT_EQ(start_offset(table, 2), 0);
}

TEST(CmafSegment, DropsWhatLiesBeyondThePresentationsEnd) {
  MediaInfo info = film::info();
  info.duration = base::Time::seconds(13);
  for (Track& track : info.tracks) track.presentation.end = info.duration;
  const SampleTable table = film::table_of(info);
  const std::vector<ReadSample> video = read_track(table, 1);
  std::int64_t last = 0;
  for (const ReadSample& sample : video) last = std::max(last, sample.composition_time - 1024);
  EXPECT_GE(last, 13 * 12800 - 512);
  EXPECT_LT(last, 13 * 12800 + 1024);
  EXPECT_EQ(read_track(table, 2).back().decode_time + read_track(table, 2).back().duration,
            13 * 48000 + 1024);
  EXPECT_EQ(media_segment(table, 1, 5, film::master()).error().fault, base::Fault::NotFound);
}

TEST(CmafSegment, DecodesHiddenFramesInTheFirstTicksOfAVideoCutInMidGroup) {
  MediaInfo info = film::info();
  // An edit list that begins at frame 60: the second group of pictures began ten frames before.
  info.tracks[0].presentation_shift = -1024 - 60 * 512;
  info.tracks[0].presentation.end = {40 * 12800 - 60 * 512, 12800};
  const SampleTable table = film::table_of(info);
  const std::vector<ReadSample> sent = read_track(table, 1);
  EXPECT_EQ(sent.size(), 950u) << "the first group is not needed";
  EXPECT_TRUE(sent.front().sync);
  EXPECT_EQ(sent.front().decode_time, 0);
  std::map<std::int64_t, int> times;
  for (const ReadSample& sample : sent) ++times[sample.composition_time - 1024];
  EXPECT_EQ(times.size(), sent.size()) << "no two frames at one time";
  EXPECT_EQ(times.begin()->first, 0);
  EXPECT_LE(std::next(times.begin(), 10)->first, 11) << "ten hidden frames within eleven ticks";
  EXPECT_EQ(std::next(times.begin(), 11)->first, 512) << "and the others at their own times";
}

TEST(CmafSegment, RefusesAMasterOfAnotherSize) {
  const base::Source other = std::make_shared<base::MemorySource>(base::Bytes(10));
  EXPECT_EQ(media_segment(film::table(), 1, 0, other).error().fault, base::Fault::Conflict);
  EXPECT_EQ(media_segment(film::table(), 3, 0, other).error().fault, base::Fault::NotFound);
  EXPECT_EQ(media_segment(film::table(), 1, 7, film::master()).error().fault, base::Fault::NotFound);
}

TEST(CmafSegment, LooksAsApproved) {
  const SampleTable table = film::table();
  for (const std::uint32_t track : {1u, 2u}) {
    const std::string name = track == 1 ? "film/video-1" : "film/audio-2";
    expect_golden(name + ".init.txt", dump_boxes(base::as_bytes(init(table, track))));
    expect_golden(name + ".1.txt", dump_boxes(base::as_bytes(segment(table, track, 1))));
  }
}

}  // namespace
}  // namespace media
