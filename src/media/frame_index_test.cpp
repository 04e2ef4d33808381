// Frames by instant and number, against a plain walk over all samples.
#include <algorithm>

#include "media/still.h"
#include "support/masters.h"

namespace media {
namespace {

using base::Time;

class Frames : public support::Masters {};

// When each frame shows, by sorting the whole track.
std::vector<std::int64_t> times_of(const support::OpenMaster& open, const Track& track) {
  const TrackTable& table = *open.table.track(track.id);
  std::vector<std::int64_t> times;
  const auto samples = table.samples(0, table.sample_count());
  for (const Sample& sample : *samples) times.push_back(sample.composition_time() + track.presentation_shift);
  std::ranges::sort(times);
  return times;
}

TEST_F(Frames, AreTheLatestThatShowAtOrBefore) {
  for (const char* name : {"b-frames.mp4", "b-frames-no-edits.mp4", "open-gop.mp4", "variable-rate.mp4",
                           "fragmented.mp4", "h264.mkv", "moov-end.mp4"}) {
    SCOPED_TRACE(name);
    const auto open = support::open_master(path(name));
    const Track& track = open->master.info->tracks[0];
    const std::vector<std::int64_t> times = times_of(*open, track);
    EXPECT_EQ(frame_count(open->table, 1), times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
      const std::int64_t end = i + 1 < times.size() ? times[i + 1] : track.presentation.end.ticks;
      for (const std::int64_t ticks : {times[i], end - 1}) {
        const auto frame = frame_at(open->table, 1, {ticks, track.timescale});
        ASSERT_TRUE(frame) << frame.error().message;
        EXPECT_EQ(frame->number, i);
        EXPECT_EQ(frame->shown, (base::TimeRange{{times[i], track.timescale}, {end, track.timescale}}));
      }
      const auto counted = frame_of_number(open->table, 1, i);
      ASSERT_TRUE(counted);
      EXPECT_EQ(counted->number, i);
      EXPECT_EQ(counted->shown.start, (Time{times[i], track.timescale}));
    }
  }
}

TEST_F(Frames, EndWithTheWork) {
  const auto open = support::open_master(path("b-frames.mp4"));
  EXPECT_EQ(frame_at(open->table, 1, open->master.info->duration).error().fault, base::Fault::OutOfRange);
  EXPECT_EQ(frame_at(open->table, 1, {-1, 1000}).error().fault, base::Fault::OutOfRange);
  EXPECT_EQ(frame_of_number(open->table, 1, 100).error().fault, base::Fault::OutOfRange);
  EXPECT_EQ(frame_of_number(open->table, 1, 99)->shown.end, Time::seconds(4));
  EXPECT_EQ(frame_at(open->table, 2, {}).error().fault, base::Fault::NotFound) << "sound has no frames";
}

TEST_F(Frames, DoNotShowBeforeALatePicture) {
  const auto open = support::open_master(path("b-frames-no-edits.mp4"));
  EXPECT_EQ(frame_at(open->table, 1, Time::milliseconds(79)).error().fault, base::Fault::OutOfRange);
  EXPECT_EQ(frame_at(open->table, 1, Time::milliseconds(80))->number, 0u);
}

TEST_F(Frames, AreCountedByTheirRateWhereNoSamplesAreIndexed) {
  const auto open = support::open_master(path("mpeg2.ts"));
  const std::uint32_t id = open->master.info->first(TrackKind::Video)->id;
  const Time start = open->master.info->first(TrackKind::Video)->presentation.start;
  EXPECT_EQ(frame_count(open->table, id), 100u);
  EXPECT_EQ(frame_at(open->table, id, start + Time::milliseconds(39))->number, 0u);
  EXPECT_EQ(frame_at(open->table, id, start + Time::milliseconds(40))->number, 1u);
  EXPECT_EQ(frame_of_number(open->table, id, 50)->shown.start, start + Time::seconds(2));
  EXPECT_FALSE(frame_of_number(open->table, id, 100));
}

}  // namespace
}  // namespace media
