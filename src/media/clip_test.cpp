#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/format.h"
#include "media/clip_edges.h"
#include "media/demuxer.h"
#include "support/box_dump.h"
#include "support/by_ffmpeg.h"
#include "support/film.h"

namespace media {
namespace {

namespace fs = std::filesystem;

Master master_of(const SampleTable& table, base::Source bytes) {
  return {"key", "film.mp4", std::move(bytes), &table.info(), &table};
}

base::TimeRange milliseconds(std::int64_t start, std::int64_t end) {
  return {base::Time::milliseconds(start), base::Time::milliseconds(end)};
}

struct FilmClip {
  SampleTable table = film::table();
  Master master = master_of(table, film::master());
  std::shared_ptr<const ClipPlan> plan(base::TimeRange time) const {
    return plan_clip(master, {time, {1, 2}}).value();
  }
};

// ---- plans: the film has groups of two seconds (50 pictures at 25/s), each with its picture order I P B B

TEST(ClipPlan, NamesTheTimeThatIsWrong) {
  const FilmClip film;
  for (const base::TimeRange time : {milliseconds(40'000, 41'000), milliseconds(2000, 2000),
                                     milliseconds(2000, 1000), milliseconds(-1000, 1000)}) {
    const auto plan = plan_clip(film.master, {time, {1, 2}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().fault, base::Fault::Malformed);
    EXPECT_EQ(plan.error().parameter, "time");
  }
}

TEST(ClipPlan, EndsWithTheWork) {
  EXPECT_EQ(FilmClip().plan(milliseconds(38'000, 99'000))->duration, base::Time::seconds(2));
}

TEST(ClipPlan, RefusesAnotherMaster) {
  FilmClip film;
  film.master.bytes = std::make_shared<base::MemorySource>(base::Bytes(10));
  EXPECT_EQ(plan_clip(film.master, {milliseconds(0, 1000), {1}}).error().fault, base::Fault::Conflict);
}

TEST(ClipPlan, OfWholeGroupsIsSlicesAlone) {
  const FilmClip film;
  const auto plan = film.plan(milliseconds(4000, 8000));
  EXPECT_EQ(plan->edged(), nullptr);
  EXPECT_EQ(edge_cost(*plan).seconds, 0);
  EXPECT_TRUE(exact_everywhere(*plan));
  const auto file = clip_file(film.master, *plan, nullptr, {}).value();
  ASSERT_EQ(file.pieces().size(), 2u);
  const auto& pictures = plan->tracks.front();
  EXPECT_EQ(pictures.pieces.front().first_sample, 100u);
  EXPECT_EQ(pictures.pieces.front().sample_count, 100u);
}

TEST(ClipPlan, HidesSoundBeforeTheFirstHeardSampleExactly) {
  const auto plan = FilmClip().plan(milliseconds(4001, 8000));
  const ClipTrack& sound = plan->tracks.back();
  // 192,048 ticks in; packets begin at multiples of 1024 less the priming; two lead in.
  EXPECT_EQ(sound.show_start, 0);
  EXPECT_LE(sound.decode_start, -2 * 1024);
  EXPECT_GT(sound.decode_start, -3 * 1024);
  EXPECT_EQ((sound.decode_start + 192'048) % 1024, 0);
}

// A coding that is not encoded here is cut with a lead-in, and says so.
TEST(ClipPlan, SaysWhatIsNotExactEverywhere) {
  MediaInfo info = film::info();
  info.tracks[0].codec_name = "mpeg4";
  const SampleTable table = film::table_of(info);
  const Master master = master_of(table, film::master());
  const auto inside = plan_clip(master, {milliseconds(5000, 9000), {1, 2}}).value();
  EXPECT_FALSE(exact_everywhere(*inside));
  EXPECT_EQ(inside->tracks.front().hidden_pictures, 25u);
  EXPECT_TRUE(exact_everywhere(*plan_clip(master, {milliseconds(4000, 8000), {1, 2}}).value()));
}

TEST(ClipMovie, GathersATrackThatIsThinInTheMaster) {
  const FilmClip film;
  const auto plan = plan_clip(film.master, {milliseconds(10'000, 20'000), {2}}).value();
  const base::Splice file = clip_file(film.master, *plan, nullptr, {}).value();
  EXPECT_LE(file.pieces().size(), 2u);
  const std::string whole = file.flatten().value();
  const auto& piece = plan->tracks.front().pieces.front();
  std::string expected;
  const auto samples = film.table.track(2)->samples(piece.first_sample, piece.sample_count).value();
  for (const Sample& sample : samples) {
    std::string bytes(sample.size, '\0');
    ASSERT_TRUE(film.master.bytes->read_at(sample.offset,
                                           {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}));
    expected += bytes;
  }
  EXPECT_TRUE(whole.ends_with(expected));
  // Any range of it is the same bytes.
  for (const std::uint64_t at : {1000u, 5000u, 60'001u})
    EXPECT_EQ(file.subrange(at, 4321).flatten().value(), whole.substr(at, 4321));
}

TEST(ClipMovie, RefusesEdgesOfAnotherClip) {
  EncodedEdges edges;
  edges.head = {{base::Bytes(10), true}};
  MediaInfo info = film::info();
  info.tracks[0].codec_name = "vp9";
  const SampleTable table = film::table_of(info);
  const Master master = master_of(table, film::master());
  const auto plan = plan_clip(master, {milliseconds(5000, 9000), {1}}).value();
  const base::Source source = std::make_shared<base::MemorySource>(write_edges(edges));
  EXPECT_EQ(clip_file(master, *plan, source, {}).error().fault, base::Fault::Internal);
}

// ---- real recordings that count their frames, cut at random and read by another program

base::Source file_source(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::make_shared<base::TextSource>(std::string(std::istreambuf_iterator<char>(file), {}));
}

// The numbers of the frames that ffmpeg shows of each file: 16 bars, 16 pixels wide, the lowest bit to the
// left.
std::vector<std::vector<int>> numbers_shown(const std::vector<fs::path>& files) {
  std::vector<std::vector<int>> list;
  for (const std::string& rows : support::decoded_by_ffmpeg(
           files, "v:0", "-fps_mode passthrough -vf crop=256:2:0:140 -f rawvideo -pix_fmt gray")) {
    std::vector<int>& numbers = list.emplace_back();
    for (std::size_t row = 0; row + 512 <= rows.size(); row += 512) {
      int number = 0;
      for (int bit = 0; bit < 16; ++bit)
        if (static_cast<unsigned char>(rows[row + static_cast<std::size_t>(bit) * 16 + 8]) > 128)
          number |= 1 << bit;
      numbers.push_back(number);
    }
  }
  return list;
}

// The pictures as a player loads them: the initialization segment, then every media segment.
std::string streamed(const Master& master, const ClipPlan& plan, const base::Source& edges) {
  const std::string name = "video-1";
  std::string file = clip_init_segment(plan, edges, name).value().flatten().value();
  for (std::uint32_t i = 0; i < plan.tracks.front().segments.size(); ++i)
    file += clip_media_segment(master, plan, edges, name, i).value().flatten().value();
  return file;
}

class CountedClip : public testing::TestWithParam<const char*> {};

TEST_P(CountedClip, ShowsExactlyItsFrames) {
  const char* folder = std::getenv("AVOCET_MEDIA");
  if (!folder || std::system("command -v ffmpeg >/dev/null") != 0)
    GTEST_SKIP() << "needs AVOCET_MEDIA and ffmpeg";
  const fs::path recording = fs::path(folder) / GetParam();
  if (!fs::exists(recording)) GTEST_SKIP() << recording << " is not there";
  const base::Source bytes = file_source(recording);
  const base::Bytes index = index_master(bytes, GetParam(), 1).value();
  const SampleTable table = SampleTable::open(std::make_shared<base::MemorySource>(index)).value();
  const Master master = master_of(table, bytes);
  const Track& video = *table.info().first(TrackKind::Video);
  const std::vector<int> all = numbers_shown({recording}).front();
  std::vector<base::Time> shows;
  const TrackTable& samples = *table.track(video.id);
  const std::vector<Sample> everything = samples.samples(0, samples.sample_count()).value();
  for (const Sample& sample : everything)
    shows.push_back({sample.composition_time() + video.presentation_shift, video.timescale});
  std::ranges::sort(shows);
  ASSERT_EQ(all.size(), shows.size());

  std::vector<std::uint32_t> tracks;
  for (const TrackTable& track : table.tracks()) tracks.push_back(track.track_id());
  const fs::path clips = fs::temp_directory_path() / base::format("clips-{}", getpid());
  fs::create_directories(clips);
  std::vector<fs::path> files;
  std::vector<std::vector<int>> wanted;
  std::vector<std::string> names;
  const auto keep = [&](const std::string& file, std::vector<int> frames, std::string name) {
    files.push_back(clips / base::format("{}.mp4", files.size()));
    std::ofstream(files.back(), std::ios::binary) << file;
    wanted.push_back(std::move(frames));
    names.push_back(std::move(name));
  };
  std::mt19937 random(20);
  const std::int64_t duration = base::ticks_in(table.info().duration, 1000);
  for (int i = 0; i < 24; ++i) {
    const std::int64_t start =
        i == 0 ? 0 : std::uniform_int_distribution<std::int64_t>(0, duration - 100)(random);
    const std::int64_t length = std::uniform_int_distribution<std::int64_t>(20, i % 2 ? 4000 : 400)(random);
    const base::TimeRange time = milliseconds(start, i == 1 ? duration : std::min(start + length, duration));
    const std::string name = base::format("[{}, {}) ms", start, base::ticks_in(time.end, 1000));
    SCOPED_TRACE(name);
    std::vector<int> expected;
    for (std::size_t frame = 0; frame < shows.size(); ++frame) {
      const bool gone = frame + 1 < shows.size() && shows[frame + 1] <= time.start;
      if (!gone && shows[frame] < time.end) expected.push_back(all[frame]);
    }
    const auto plan = plan_clip(master, {time, tracks}).value();
    EXPECT_TRUE(exact_everywhere(*plan));
    const base::Source edges = std::make_shared<base::MemorySource>(encode_edges(master, *plan, {}).value());
    const std::string clip = clip_file(master, *plan, edges, {}).value().flatten().value();
    keep(clip, expected, name);
    const Demuxed read = demux(file_source(files.back()), "clip.mp4").value();
    EXPECT_EQ(base::ticks_in(read.info.duration, 1000), base::ticks_in(time.length(), 1000));
    if (i % 4 == 0) keep(streamed(master, *plan, edges), expected, name + " as a stream");
  }
  const std::vector<std::vector<int>> shown = numbers_shown(files);
  for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(shown[i], wanted[i]) << names[i];
  fs::remove_all(clips);
}

INSTANTIATE_TEST_SUITE_P(Recordings, CountedClip,
                         testing::Values("counter-drop-frame.mp4", "counter-film.mp4", "counter-open-gop.mp4",
                                         "counter-variable.mp4", "counter-long-gop.mp4", "counter-vp9.mp4",
                                         "counter-hevc.mp4", "counter-av1.mp4", "counter-10-bit.mp4",
                                         "counter-422.mp4", "counter-interlaced.mp4", "counter-colours.mp4"));

}  // namespace
}  // namespace media
