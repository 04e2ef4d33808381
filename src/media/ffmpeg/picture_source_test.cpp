// The picture shown at an instant is that of a full decode, whatever was asked before, in every container.
#include "media/ffmpeg/picture_source.h"

#include <algorithm>
#include <random>

#include "media/still.h"
#include "support/full_decode.h"
#include "support/masters.h"

namespace media::ffmpeg {
namespace {

struct Reference {
  std::unique_ptr<support::OpenMaster> open;
  const Track* track = nullptr;
  std::vector<std::uint64_t> hashes;  // by frame number
};

Reference reference(const std::filesystem::path& path) {
  Reference result;
  result.open = support::open_master(path);
  if (!result.open) return result;
  result.track = result.open->master.info->first(TrackKind::Video);
  const SampleTable& table = result.open->table;
  result.hashes =
      support::full_decode(result.open->master.bytes, path.filename().string(), result.track->id - 1);
  const auto count = frame_count(table, result.track->id);
  EXPECT_TRUE(count) << count.error().message;
  // An edit list may hide the first frames.
  if (table.track(result.track->id)) {
    EXPECT_GE(result.hashes.size(), *count);
    result.hashes.erase(result.hashes.begin(), result.hashes.end() - static_cast<std::ptrdiff_t>(*count));
  }
  return result;
}

std::uint64_t shown(PictureSource& source, const Reference& reference, base::Time instant) {
  const std::int64_t ticks = base::ticks_in(instant, reference.track->timescale, base::Rounding::Floor);
  const auto frame = source.at(reference.open->master, ticks, {});
  EXPECT_TRUE(frame) << base::to_seconds(instant) << ": " << frame.error().message;
  return frame ? support::hash_of(**frame) : 0;
}

void expect_true_picture(PictureSource& source, const Reference& reference, base::Time instant) {
  const auto frame = frame_at(reference.open->table, reference.track->id, instant);
  ASSERT_TRUE(frame) << frame.error().message;
  ASSERT_LT(frame->number, reference.hashes.size());
  EXPECT_EQ(shown(source, reference, instant), reference.hashes[frame->number])
      << base::to_seconds(instant) << " s, frame " << frame->number;
}

// Here and there, then a walk frame by frame, then again here and there, in one source and in new ones.
void expect_true_pictures(const std::filesystem::path& path, int visits) {
  SCOPED_TRACE(path.filename().string());
  const Reference film = reference(path);
  ASSERT_TRUE(film.open);
  auto source = PictureSource::open(film.open->master, film.track->id);
  ASSERT_TRUE(source) << source.error().message;
  std::mt19937 random(7);
  const base::TimeRange range = film.track->presentation;
  const std::int64_t length = base::ticks_in(range.length(), 90'000);
  for (int i = 0; i < visits && !testing::Test::HasFailure(); ++i) {
    const base::Time instant = range.start + base::Time{static_cast<std::int64_t>(random() % length), 90'000};
    expect_true_picture(**source, film, instant);
    if (i % 4 == 0) {
      auto fresh = PictureSource::open(film.open->master, film.track->id);
      expect_true_picture(**fresh, film, instant);
    }
  }
  for (std::uint64_t number = 3; number < 23 && number < film.hashes.size(); ++number) {
    const auto frame = frame_of_number(film.open->table, film.track->id, number);
    ASSERT_TRUE(frame);
    expect_true_picture(**source, film, frame->shown.start);
    expect_true_picture(**source, film, frame->shown.start);
  }
  expect_true_picture(**source, film, range.start);
}

class Pictures : public support::Masters {};

TEST_F(Pictures, AreThoseOfAFullDecodeByTheSampleTable) {
  for (const char* name : {"moov-end.mp4", "b-frames.mp4", "b-frames-no-edits.mp4", "b-frames-negative.mp4",
                           "open-gop.mp4", "variable-rate.mp4", "film-b.mp4", "fragmented-cmaf.mp4",
                           "delayed-sound.mp4", "h264.mkv", "ntsc.mkv", "hevc.mp4", "av1.mp4", "vp9.webm"})
    if (has(name)) expect_true_pictures(path(name), 40);
}

TEST_F(Pictures, AreThoseOfAFullDecodeThroughLibavformat) {
  for (const char* name : {"mpeg2.ts", "h264.ts", "program.mpg", "vp8.webm", "h264.flv", "mpeg4.mp4",
                           "phone.3gp", "screen.wmv", "prores.mov", "tape.dv", "tape.avi", "master.mxf"})
    if (has(name)) expect_true_pictures(path(name), 12);
}

TEST(RealPictures, AreThoseOfAFullDecode) {
  const std::filesystem::path folder = support::real_recordings();
  if (folder.empty())
    GTEST_SKIP() << "AVOCET_SHARED is not set: it names the folder above the real recordings";
  for (const char* name : {"frame-counter-30fps.mp4", "dickson-greeting-1891.webm",
                           "hank-aaron-home-run-1957.mp4", "getting-a-book.mp4"})
    expect_true_pictures(folder / name, 30);
}

}  // namespace
}  // namespace media::ffmpeg
