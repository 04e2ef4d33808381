// Clips of recordings, read back by another program: the right pictures, the colours and the shape of the
// master, sound where the picture is, durations that are true in every header.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include "base/format.h"
#include "media/clip_edges.h"
#include "support/by_ffmpeg.h"
#include "support/masters.h"

// x265 3.5 loses about 16 KB of its own with each encoder (FrameFilter::init).
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265.so\n"; }

namespace media {
namespace {

namespace fs = std::filesystem;

bool has_ffmpeg() { return std::system("ffmpeg -version >/dev/null 2>&1") == 0; }

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  char buffer[65536];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

// ---- pictures, shrunk so far that coding does not matter

constexpr std::size_t kWide = 64, kHigh = 36;
using Thumbnail = std::string;

std::vector<std::vector<Thumbnail>> thumbnails(const std::vector<fs::path>& files) {
  std::vector<std::vector<Thumbnail>> lists;
  for (const std::string& all : support::decoded_by_ffmpeg(
           files, "v:0",
           base::format("-fps_mode passthrough -vf scale={}:{}:flags=area,format=gray -f rawvideo", kWide,
                        kHigh))) {
    std::vector<Thumbnail>& list = lists.emplace_back();
    for (std::size_t at = 0; at + kWide * kHigh <= all.size(); at += kWide * kHigh)
      list.push_back(all.substr(at, kWide * kHigh));
  }
  return lists;
}
std::vector<Thumbnail> thumbnails(const fs::path& file) { return thumbnails(std::vector{file}).front(); }

// Mean difference in grey levels.
double difference(const Thumbnail& a, const Thumbnail& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::abs(static_cast<std::uint8_t>(a[i]) - static_cast<std::uint8_t>(b[i]));
  return sum / static_cast<double>(a.size());
}

std::vector<double> frame_times(const fs::path& path) {
  std::istringstream lines(output_of(base::format(
      "ffprobe -v error -select_streams v:0 -show_entries frame=pts_time -of csv=p=0 '{}'", path.string())));
  std::vector<double> times;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) times.push_back(std::stod(line));
  return times;
}

// ---- clips as files

struct Cutter {
  std::unique_ptr<support::OpenMaster> open;
  ClipFormat format;
  fs::path out;

  explicit Cutter(const fs::path& recording, ClipFormat wanted = ClipFormat::Movie)
      : open(support::open_master(recording)), format(wanted) {
    const char* extension = format == ClipFormat::Webm ? "webm" : "mp4";
    out = fs::temp_directory_path() / base::format("cut-{}.{}", getpid(), extension);
  }
  ~Cutter() { fs::remove(out); }

  std::int64_t duration() const { return base::ticks_in(open->table.info().duration, 1000); }
  base::Result<std::shared_ptr<const ClipPlan>> plan(std::int64_t start, std::int64_t end) const {
    std::vector<std::uint32_t> tracks;
    const std::vector<Track>& all = open->table.info().tracks;
    for (const TrackTable& samples : open->table.tracks()) {
      const auto track = std::ranges::find(all, samples.track_id(), &Track::id);
      const bool other_sound = track->kind == TrackKind::Audio && track->codec_name != "opus";
      if (format != ClipFormat::Webm || !other_sound) tracks.push_back(track->id);
    }
    return plan_clip(open->master,
                     {{base::Time::milliseconds(start), base::Time::milliseconds(end)}, tracks, format});
  }
  base::Result<void> cut(std::int64_t start, std::int64_t end) const {
    const auto made = TRY(plan(start, end));
    const base::Source edges =
        std::make_shared<base::MemorySource>(TRY(encode_edges(open->master, *made, {})));
    const base::Splice file = TRY(clip_file(open->master, *made, edges, {}));
    std::ofstream(out, std::ios::binary) << TRY(file.flatten());
    return {};
  }
};

// Every frame of the clip is as near to the wanted one of the master as to any other around it.
void expect_frames(const std::vector<Thumbnail>& shown, const std::vector<Thumbnail>& all,
                   const std::vector<std::size_t>& wanted) {
  constexpr double kCoding = 0.4, kMost = 8;  // grey levels
  ASSERT_EQ(shown.size(), wanted.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const double own = difference(shown[i], all[wanted[i]]);
    EXPECT_LT(own, kMost) << "frame " << i;
    const std::size_t first = wanted[i] < 6 ? 0 : wanted[i] - 6;
    for (std::size_t other = first; other < std::min(all.size(), wanted[i] + 7); ++other)
      ASSERT_LE(own, difference(shown[i], all[other]) + kCoding)
          << "frame " << i << " is not " << wanted[i] << " but " << other;
  }
}

void expect_random_cuts(const fs::path& recording, int count, ClipFormat format = ClipFormat::Movie) {
  const Cutter cutter(recording, format);
  ASSERT_TRUE(cutter.open);
  const std::vector<Thumbnail> all = thumbnails(recording);
  const std::vector<double> shows = frame_times(recording);
  ASSERT_EQ(all.size(), shows.size());
  struct Cut {
    fs::path path;
    std::string name;
    std::vector<std::size_t> wanted;
  };
  std::vector<Cut> cuts;
  std::mt19937 random(7);
  const std::int64_t duration = cutter.duration();
  for (int i = 0; i < count; ++i) {
    const std::int64_t start = std::uniform_int_distribution<std::int64_t>(0, duration - 150)(random);
    const std::int64_t length = std::uniform_int_distribution<std::int64_t>(40, i % 2 ? 4000 : 600)(random);
    const std::int64_t end = std::min(start + length, duration);
    SCOPED_TRACE(base::format("[{}, {}) ms of {}", start, end, recording.filename().string()));
    std::vector<std::size_t> wanted;
    constexpr double kHalf = 0.0005;  // times are told to the microsecond, cuts are whole milliseconds
    for (std::size_t f = 0; f < shows.size(); ++f) {
      const bool gone = f + 1 < shows.size() && shows[f + 1] * 1000 <= static_cast<double>(start) + kHalf;
      if (!gone && shows[f] * 1000 < static_cast<double>(end) - kHalf) wanted.push_back(f);
    }
    const auto made = cutter.cut(start, end);
    ASSERT_TRUE(made) << made.error().message;
    cuts.push_back({fs::path(cutter.out) += base::format(".{}", i), base::format("[{}, {}) ms", start, end),
                    std::move(wanted)});
    fs::rename(cutter.out, cuts.back().path);
  }
  std::vector<fs::path> files;
  for (const Cut& cut : cuts) files.push_back(cut.path);
  const auto shown = thumbnails(files);
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    SCOPED_TRACE(base::format("{} of {}", cuts[i].name, recording.filename().string()));
    ASSERT_NO_FATAL_FAILURE(expect_frames(shown[i], all, cuts[i].wanted));
    fs::remove(cuts[i].path);
  }
}

class RealClip : public testing::TestWithParam<const char*> {};

TEST_P(RealClip, ShowsTheWantedFrames) {
  const char* shared = std::getenv("AVOCET_SHARED");
  if (!shared || !has_ffmpeg()) GTEST_SKIP() << "needs AVOCET_SHARED and ffmpeg";
  expect_random_cuts(fs::path(shared) / "media" / GetParam(), 6);
}

INSTANTIATE_TEST_SUITE_P(Recordings, RealClip,
                         testing::Values("frame-counter-30fps.mp4", "hank-aaron-home-run-1957.mp4",
                                         "dickson-greeting-1891.webm", "getting-a-book.mp4"));

class MadeClip : public support::Masters {};

TEST_F(MadeClip, InWebmShowsTheWantedFrames) {
  if (!has("counter.webm") || !has_ffmpeg()) GTEST_SKIP() << "needs counter.webm and ffmpeg";
  for (const char* name : {"counter.webm", "counter-vp9.mp4", "counter-av1.mp4", "vp9.webm"})
    expect_random_cuts(path(name), 6, ClipFormat::Webm);
}

// What ffmpeg says of a file, and nothing where it is content.
std::string complaints_about(const fs::path& file) {
  return output_of(
      base::format("ffmpeg -nostdin -v warning -i '{}' -fps_mode passthrough -enc_time_base 1:1000 "
                   "-f null - 2>&1",
                   file.string()));
}

TEST_F(MadeClip, InWebmKeepsItsSoundAndTellsItsDuration) {
  if (!has("counter.webm") || !has_ffmpeg()) GTEST_SKIP() << "needs counter.webm and ffmpeg";
  const auto sound_of = [](const fs::path& file) {
    const std::string bytes = output_of(
        base::format("ffmpeg -nostdin -v error -i '{}' -map 0:a:0 -ac 1 -f f32le -", file.string()));
    std::vector<float> samples(bytes.size() / sizeof(float));
    if (!samples.empty()) std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
    return samples;
  };
  const Cutter cutter(path("counter.webm"), ClipFormat::Webm);
  const std::vector<float> all = sound_of(path("counter.webm"));
  for (const auto& [start, end] : {std::pair{0, 1500}, {333, 2719}, {2000, 2040}, {1234, 5678}}) {
    SCOPED_TRACE(base::format("[{}, {}) ms", start, end));
    ASSERT_TRUE(cutter.cut(start, end));
    EXPECT_EQ(complaints_about(cutter.out), "");
    const std::string told = output_of(
        base::format("ffprobe -v error -show_entries format=duration -of csv=p=0 '{}'", cutter.out.string()));
    EXPECT_NEAR(std::stod(told), (end - start) / 1000.0, 1e-6);
    const std::vector<float> samples = sound_of(cutter.out);
    ASSERT_EQ(samples.size(), static_cast<std::size_t>(end - start) * 48);
    double worst = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
      worst = std::max<double>(worst, std::abs(samples[i] - all[static_cast<std::size_t>(start) * 48 + i]));
    EXPECT_LT(worst, 0.06);  // of full scale: what 80 ms of Opus leave
  }
}

TEST_F(MadeClip, IsNoWebmWhereWebmHasNoPlaceForIt) {
  if (!has("counter-film.mp4")) GTEST_SKIP() << "needs counter-film.mp4";
  for (const char* name : {"counter-film.mp4", "counter-hevc.mp4"}) {
    const auto made = Cutter(path(name), ClipFormat::Webm).plan(1000, 2000);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().fault, base::Fault::Unsupported);
  }
}

// H.264 with open groups and one IDR picture: nothing can follow an edge, so what is too early is hidden.
TEST_F(MadeClip, WithoutAnotherIdrPictureCopiesALeadIn) {
  if (!has("counter-no-idr.mp4") || !has_ffmpeg()) GTEST_SKIP() << "needs counter-no-idr.mp4 and ffmpeg";
  const Cutter cutter(path("counter-no-idr.mp4"));
  const auto plan = cutter.plan(1500, 29'500).value();
  EXPECT_FALSE(exact_everywhere(*plan));
  EXPECT_LE(plan->tracks.front().hidden_pictures, 25u);
  EXPECT_LT(plan->tracks.front().tail.source_times.size(), 25u);
  const std::vector<Thumbnail> all = thumbnails(path("counter-no-idr.mp4"));
  for (const std::int64_t start : {1500, 2020, 3980}) {
    ASSERT_TRUE(cutter.cut(start, 29'500));
    std::vector<std::size_t> wanted;
    for (std::size_t f = static_cast<std::size_t>(start / 40); f * 40 < 29'500; ++f) wanted.push_back(f);
    ASSERT_NO_FATAL_FAILURE(expect_frames(thumbnails(cutter.out), all, wanted));
  }
}

// What each frame says of itself is the same in the edges as in the master.
TEST_F(MadeClip, KeepsColoursAndShapeInEdges) {
  for (const char* name : {"counter-colours.mp4", "counter-interlaced.mp4", "counter-hevc.mp4"}) {
    if (!has(name) || !has_ffmpeg()) GTEST_SKIP() << "needs " << name << " and ffmpeg";
    const auto told = [](const fs::path& file) {
      std::istringstream lines(output_of(base::format(
          "ffprobe -v error -select_streams v:0 -of csv=p=0 -show_entries frame=width,height,pix_fmt,"
          "sample_aspect_ratio,interlaced_frame,top_field_first,color_range,color_space,color_primaries,"
          "color_transfer,chroma_location '{}'",
          file.string())));
      std::set<std::string> kinds;
      for (std::string line; std::getline(lines, line);)
        if (!line.empty()) kinds.insert(line.substr(0, line.find_last_not_of(',') + 1));
      return kinds;
    };
    const Cutter cutter(path(name));
    ASSERT_TRUE(cutter.cut(700, 5300)) << name;
    EXPECT_NE(cutter.plan(700, 5300).value()->edged(), nullptr);
    EXPECT_EQ(told(cutter.out), told(path(name))) << name;
  }
}

// ---- sound

std::vector<double> onsets(const std::vector<bool>& loud, const std::vector<double>& times, double silence) {
  std::vector<double> found;
  double since = -1;  // when it was loud last
  for (std::size_t i = 0; i < loud.size(); ++i) {
    if (!loud[i]) continue;
    if (times[i] - since > silence && times[i] > silence) found.push_back(times[i]);
    since = times[i];
  }
  return found;
}

std::vector<double> flashes(const fs::path& file) {
  std::vector<bool> bright;
  for (const Thumbnail& picture : thumbnails(file))
    bright.push_back(static_cast<std::uint8_t>(picture[0]) > 128);
  return onsets(bright, frame_times(file), 0.2);
}

std::vector<double> beeps(const fs::path& file) {
  const std::string sound = output_of(base::format(
      "ffmpeg -nostdin -v error -i '{}' -map 0:a -af aresample=async=1:first_pts=0 -ac 1 -ar 48000 -f s8 -",
      file.string()));
  std::vector<bool> loud;
  std::vector<double> times;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    loud.push_back(std::abs(static_cast<std::int8_t>(sound[i])) > 20);
    times.push_back(static_cast<double>(i) / 48'000);
  }
  return onsets(loud, times, 0.2);
}

TEST_F(MadeClip, KeepsSoundWithThePicture) {
  if (!has("beep-and-flash.mp4") || !has_ffmpeg()) GTEST_SKIP() << "needs beep-and-flash.mp4 and ffmpeg";
  const Cutter cutter(path("beep-and-flash.mp4"));
  std::mt19937 random(3);
  for (int i = 0; i < 5; ++i) {
    const std::int64_t start = std::uniform_int_distribution<std::int64_t>(0, 8000)(random);
    SCOPED_TRACE(base::format("from {} ms", start));
    ASSERT_TRUE(cutter.cut(start, start + 3500));
    std::vector<double> seen = flashes(cutter.out), heard = beeps(cutter.out);
    ASSERT_GE(seen.size(), 2u);
    ASSERT_EQ(seen.size(), heard.size());
    for (std::size_t k = 0; k < seen.size(); ++k) {
      const double in_work = static_cast<double>(start) / 1000 + seen[k];
      EXPECT_NEAR(in_work, std::round(in_work), 0.002);
      EXPECT_NEAR(heard[k], seen[k], 1.0 / 30);
    }
  }
}

// ---- damage

TEST_F(MadeClip, IsNoneWhereAnEdgeIsDamaged) {
  if (!has("counter-film.mp4")) GTEST_SKIP() << "needs counter-film.mp4";
  const base::Source film = support::load(path("counter-film.mp4"));
  base::Bytes bytes(film->view().begin(), film->view().end());
  const auto whole = support::open_master(film, "film.mp4");
  const std::vector<std::uint32_t> tracks{whole->table.tracks().front().track_id()};
  const TrackTable& pictures = whole->table.tracks().front();
  // The second group, of 48 pictures, from its third picture on.
  const std::vector<Sample> broken = pictures.samples(50, 10).value();
  for (const Sample& sample : broken)
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(sample.offset), sample.size, 0xa5);
  Master damaged = whole->master;
  damaged.bytes = std::make_shared<base::MemorySource>(bytes);
  const auto plan =
      plan_clip(damaged, {{base::Time::milliseconds(2500), base::Time::milliseconds(6000)}, tracks}).value();
  const auto edges = encode_edges(damaged, *plan, {});
  ASSERT_FALSE(edges);
  EXPECT_EQ(edges.error().fault, base::Fault::Internal);
  EXPECT_NE(edges.error().message.find("damaged"), std::string::npos);
}

}  // namespace
}  // namespace media
