// Stills and storyboards of a film of 720p in 2-s groups with B-frames, made by the ffmpeg program on the
// first run: ten minutes of detailed, moving pictures. Beside each stands the ffmpeg program on the same
// file.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "media/demuxer.h"
#include "media/still.h"
#include "media/storyboard.h"

namespace {

using namespace media;
using base::Time;

class MappedFile final : public base::ByteSource {
 public:
  explicit MappedFile(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status{};
    fstat(file, &status);
    size_ = static_cast<std::size_t>(status.st_size);
    data_ = static_cast<const std::uint8_t*>(mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0));
    close(file);
  }
  std::uint64_t size() const override { return size_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > size_ || out.size() > size_ - offset)
      return base::fail(base::Fault::OutOfRange, "beyond the end");
    std::copy_n(data_ + offset, out.size(), out.begin());
    return {};
  }

 private:
  std::size_t size_ = 0;
  const std::uint8_t* data_ = nullptr;
};

std::string film_path() {
  if (const char* named = std::getenv("AVOCET_BENCH_FILM")) return named;
  const std::string path = std::filesystem::temp_directory_path() / "avocet-bench-720p.mp4";
  if (std::filesystem::exists(path)) return path;
  const std::string command =
      "ffmpeg -v error -nostdin -y -f lavfi -i 'mandelbrot=size=1280x720:rate=25:maxiter=200' -t 20 "
      "-c:v libx264 -preset fast -b:v 3M -bf 3 -pix_fmt yuv420p -g 50 -keyint_min 50 -sc_threshold 0 '" +
      path + ".part.mp4' && ffmpeg -v error -nostdin -y -stream_loop 29 -i '" + path +
      ".part.mp4' -c copy '" + path + "' && rm '" + path + ".part.mp4'";
  if (std::system(command.c_str()) != 0) std::exit(1);
  return path;
}

struct Film {
  std::string path = film_path();
  SampleTable table;
  Master master;
  Film() {
    const base::Source bytes = std::make_shared<MappedFile>(path);
    table =
        SampleTable::open(std::make_shared<base::MemorySource>(index_master(bytes, path, 0).value())).value();
    master = {"film", path, bytes, &table.info(), &table};
  }
  StillRequest at(Time instant, std::uint32_t width) const {
    const Track& track = *table.info().first(TrackKind::Video);
    StillRequest request;
    request.track = track.id;
    request.instant = instant;
    request.transform.region = {0, 0, track.display_width, track.display_height};
    request.transform.width = width;
    request.transform.height = width * track.display_height / track.display_width;
    return request;
  }
};
const Film& film() {
  static const Film only;
  return only;
}

void make(benchmark::State& state, Stills& stills, const StillRequest& request) {
  const auto file = stills.render(film().master, request, {});
  if (!file) state.SkipWithError(file.error().message.c_str());
}

void BM_RandomInstant(benchmark::State& state) {
  Stills stills(4);
  std::mt19937 random(1);
  const auto length = base::ticks_in(film().table.info().duration, 1000);
  for (auto _ : state)
    make(state, stills, film().at(Time::milliseconds(static_cast<std::int64_t>(random()) % length), 1280));
}
BENCHMARK(BM_RandomInstant)->Unit(benchmark::kMillisecond)->Iterations(60);

void BM_SyncSample(benchmark::State& state) {
  Stills stills(4);
  std::mt19937 random(1);
  const auto width = static_cast<std::uint32_t>(state.range(0));
  const auto groups = base::ticks_in(film().table.info().duration, 1) / 2;
  for (auto _ : state) make(state, stills, film().at(Time::seconds(random() % groups * 2), width));
}
BENCHMARK(BM_SyncSample)->Arg(1280)->Arg(320)->Unit(benchmark::kMillisecond)->Iterations(60);

void BM_NextFrame(benchmark::State& state) {
  Stills stills(4);
  std::int64_t frame = 0;
  for (auto _ : state) make(state, stills, film().at({frame++, 25}, 1280));
}
BENCHMARK(BM_NextFrame)->Unit(benchmark::kMillisecond)->Iterations(120);

void BM_SameFrame(benchmark::State& state) {
  Stills stills(4);
  StillRequest request = film().at(Time::milliseconds(1960), 1280);
  request.format = static_cast<StillFormat>(state.range(0));
  for (auto _ : state) make(state, stills, request);
}
BENCHMARK(BM_SameFrame)->DenseRange(0, 4)->Unit(benchmark::kMillisecond)->Iterations(60);

void BM_LookUp(benchmark::State& state) {
  std::mt19937 random(1);
  const auto length = base::ticks_in(film().table.info().duration, 1000);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        frame_at(film().table, 1, Time::milliseconds(static_cast<std::int64_t>(random()) % length)));
}
BENCHMARK(BM_LookUp);

void BM_StoryboardOfTenMinutes(benchmark::State& state) {
  const StoryboardPlan plan = plan_storyboard(film().table.info()).value();
  for (auto _ : state)
    if (!storyboard_sheet(film().master, plan, {{}, Time::seconds(600)}, {})) state.SkipWithError("no sheet");
}
BENCHMARK(BM_StoryboardOfTenMinutes)->Unit(benchmark::kMillisecond)->Iterations(3);

void run(benchmark::State& state, const std::string& before, const std::string& after) {
  const std::string command =
      "ffmpeg -v error -nostdin -y -threads 1 " + before + " -i '" + film().path + "' " + after;
  for (auto _ : state)
    if (std::system(command.c_str()) != 0) state.SkipWithError("ffmpeg failed");
}
void BM_FfmpegInstant(benchmark::State& state) { run(state, "-ss 301.4", "-frames:v 1 -f mjpeg /dev/null"); }
BENCHMARK(BM_FfmpegInstant)->Unit(benchmark::kMillisecond)->Iterations(10)->UseRealTime();
void BM_FfmpegSyncSample(benchmark::State& state) { run(state, "-ss 302", "-frames:v 1 -f mjpeg /dev/null"); }
BENCHMARK(BM_FfmpegSyncSample)->Unit(benchmark::kMillisecond)->Iterations(10)->UseRealTime();
void BM_FfmpegStoryboardOfTenMinutes(benchmark::State& state) {
  run(state, "-skip_frame nokey", "-vf fps=1/10,scale=160:90,tile=10x6 -frames:v 1 -f mjpeg /dev/null");
}
BENCHMARK(BM_FfmpegStoryboardOfTenMinutes)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

}  // namespace
