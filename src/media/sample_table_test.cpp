#include "media/sample_table.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace media {
namespace {

constexpr std::uint32_t kFrames = 1000;  // 40 s at 25/s

MediaInfo film() {
  MediaInfo info;
  info.container = "mp4";
  info.duration = base::Time::seconds(40);
  Track video;
  video.id = 1;
  video.kind = TrackKind::Video;
  video.timescale = 12800;
  video.presentation_shift = -1024;
  video.presentation = {base::Time::seconds(0), base::Time::seconds(40)};
  video.sample_entry = {0, 0, 0, 8, 'a', 'v', 'c', '1'};
  Track audio;
  audio.id = 2;
  audio.kind = TrackKind::Audio;
  audio.timescale = 48000;
  audio.presentation_shift = -1024;
  audio.presentation = video.presentation;
  audio.sample_entry = {0, 0, 0, 8, 'm', 'p', '4', 'a'};
  info.tracks = {audio, video};
  info.tags["title"] = "Ffilm \"1\"";
  return info;
}

// Every second and third frame of four are coded in swapped order.
std::int32_t reordering(std::uint32_t in_group) {
  return in_group % 4 == 1 ? 1536 : in_group % 4 == 2 ? 512 : 1024;
}

// Two-second groups of pictures with one B-frame's delay, and AAC frames between.
std::vector<TrackSamples> film_samples() {
  TrackSamples audio{2, {}}, video{1, {}};
  for (std::uint32_t i = 0; i < kFrames; ++i)
    video.samples.push_back({i * 512, reordering(i % 50), 512, 1000 + i, i * 10'000ull, i % 50 == 0});
  for (std::uint32_t i = 0; i < 1876; ++i)
    audio.samples.push_back({i * 1024, 0, 1024, 300, i * 5'000ull + 4'000, true});
  return {audio, video};
}

MasterStamp stamp() { return {{1, 2, 3}, 100'000'000, 42}; }

base::Source file_of(base::Bytes bytes) { return std::make_shared<base::MemorySource>(std::move(bytes)); }

TEST(SampleTable, GivesBackWhatWasWritten) {
  const auto tracks = film_samples();
  const SampleTable table =
      SampleTable::open(file_of(write_sample_table(film(), stamp(), tracks).value())).value();
  EXPECT_EQ(table.stamp(), stamp());
  EXPECT_EQ(table.info().tags.at("title"), "Ffilm \"1\"");
  EXPECT_EQ(table.info().tracks[1].presentation_shift, -1024);
  ASSERT_EQ(table.reference()->track_id(), 1u);
  for (const TrackSamples& expected : tracks) {
    const TrackTable& track = *table.track(expected.track_id);
    const std::vector<Sample> samples = track.samples(0, track.sample_count()).value();
    ASSERT_EQ(samples.size(), expected.samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      EXPECT_EQ(samples[i].decode_time, expected.samples[i].decode_time);
      EXPECT_EQ(samples[i].composition_offset, expected.samples[i].composition_offset);
      EXPECT_EQ(samples[i].duration, expected.samples[i].duration);
      EXPECT_EQ(samples[i].size, expected.samples[i].size);
      EXPECT_EQ(samples[i].offset, expected.samples[i].offset);
      EXPECT_EQ(samples[i].sync, expected.samples[i].sync);
    }
  }
}

TEST(SampleTable, CutsEverySixSecondsAtSyncSamples) {
  const SampleTable table =
      SampleTable::open(file_of(write_sample_table(film(), stamp(), film_samples()).value())).value();
  const TrackTable& video = *table.track(1);
  ASSERT_EQ(video.segment_count(), 7u);
  for (std::uint32_t i = 0; i < 7; ++i) {
    EXPECT_EQ(video.segment(i).first_sample, i * 150);
    EXPECT_TRUE(video.samples(video.segment(i).first_sample, 1).value()[0].sync);
  }
  const TrackTable& audio = *table.track(2);
  ASSERT_EQ(audio.segment_count(), 7u);
  EXPECT_EQ(audio.segment(0).presentation_time, -1024);
  for (std::uint32_t i = 1; i < 7; ++i) {
    const std::int64_t cut = audio.segment(i).presentation_time;
    EXPECT_GE(cut, i * 6 * 48000);
    EXPECT_LT(cut, i * 6 * 48000 + 1024);
  }
}

TEST(SampleTable, FindsGroupsAndSegmentsByTime) {
  const SampleTable table =
      SampleTable::open(file_of(write_sample_table(film(), stamp(), film_samples()).value())).value();
  const TrackTable& video = *table.track(1);
  EXPECT_EQ(video.group_count(), 20u);
  EXPECT_EQ(video.segment_at(-5), 0u);
  EXPECT_EQ(video.segment_at(6 * 12800 - 1), 0u);
  EXPECT_EQ(video.segment_at(7 * 12800), 1u);
  EXPECT_EQ(video.group_of_sample(49), 0u);
  EXPECT_EQ(video.group_of_sample(50), 1u);
  EXPECT_EQ(video.group_at(3 * 12800), 1u);
  EXPECT_FALSE(video.samples(990, 11));
}

TEST(SampleTable, RefusesEveryDamagedByte) {
  const base::Bytes good = write_sample_table(film(), stamp(), film_samples()).value();
  for (std::size_t at = 0; at < good.size(); at += at < 200 ? 1 : 97) {
    base::Bytes bad = good;
    bad[at] ^= 0x40;
    const auto table = SampleTable::open(file_of(std::move(bad)));
    if (!table) continue;
    bool found = false;  // outside the top: the touched group must refuse
    for (const TrackTable& track : table->tracks()) found |= !track.samples(0, track.sample_count());
    EXPECT_TRUE(found) << "byte " << at << " may change unseen";
  }
  for (std::size_t length : {0, 8, 103, 104, 500, 5000})
    EXPECT_FALSE(SampleTable::open(
        file_of(base::Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)))));
}

TEST(SampleTable, RefusesSamplesOutsideTheMaster) {
  auto tracks = film_samples();
  tracks[0].samples[7].offset = stamp().size;
  EXPECT_EQ(write_sample_table(film(), stamp(), tracks).error().fault, base::Fault::OutOfRange);
  tracks = film_samples();
  tracks[1].samples[7].decode_time = 0;
  EXPECT_FALSE(write_sample_table(film(), stamp(), tracks));
}

TEST(SampleTable, KeepsGroupsOfFilesWiderThanFourGibibytes) {
  TrackSamples video{1, {}};
  for (std::uint32_t i = 0; i < 20; ++i)
    video.samples.push_back({i * 512, 0, 512, 1000, i * 3'000'000'000ull, i == 0});
  const SampleTable table =
      SampleTable::open(file_of(write_sample_table(film(), {{}, 100'000'000'000, 0}, {video}).value()))
          .value();
  EXPECT_EQ(table.track(1)->samples(19, 1).value()[0].offset, 57'000'000'000u);
  EXPECT_EQ(table.track(1)->segment_count(), 1u);
}

TEST(SampleTable, TakesNegativeCompositionOffsetsIntoTheShift) {
  std::vector<TrackSamples> tracks = film_samples();
  for (Sample& sample : tracks[1].samples) sample.composition_offset -= 1024;
  MediaInfo info = film();
  std::ranges::find(info.tracks, 1u, &Track::id)->presentation_shift = 0;
  const SampleTable table =
      SampleTable::open(file_of(write_sample_table(info, stamp(), tracks).value())).value();
  EXPECT_EQ(table.track(1)->samples(0, 3).value()[2].composition_offset, 0);
  EXPECT_EQ(std::ranges::find(table.info().tracks, 1u, &Track::id)->presentation_shift, -512);
}

}  // namespace
}  // namespace media
