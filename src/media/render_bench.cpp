// Renderings of a film: the time to the first byte at places all over it, and cost beside the estimate.
// AVOCET_FILM names the file (H.264 with sound, some minutes).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <ctime>
#include <fstream>

#include "media/demuxer.h"
#include "media/render.h"

namespace {

using namespace media;

struct Film {
  Film() {
    const char* path = std::getenv("AVOCET_FILM");
    if (!path) return;
    std::ifstream stream(path, std::ios::binary);
    bytes = std::make_shared<base::MemorySource>(base::Bytes(std::istreambuf_iterator<char>(stream), {}));
    table =
        SampleTable::open(std::make_shared<base::MemorySource>(index_master(bytes, path, 0).value())).value();
    master = {"key", path, bytes, &table.info(), &table};
    there = true;
  }
  bool there = false;
  base::Source bytes;
  SampleTable table;
  Master master;
};
const Film& film() {
  static const Film film;
  return film;
}

class Counting final : public RenderSink {
 public:
  explicit Counting(bool only_first) : only_first_(only_first) {}
  base::Result<void> write(base::ByteView view) override {
    bytes += view.size();
    if (only_first_) return base::fail(base::Fault::Unavailable, "enough");
    return {};
  }
  void progress(double) override {}
  std::uint64_t bytes = 0;

 private:
  bool only_first_;
};

RenderRequest request_of(RenderFormat format, std::int64_t start, std::int64_t seconds) {
  RenderRequest request;
  request.format = format;
  request.time = {base::Time::seconds(start), base::Time::seconds(start + seconds)};
  request.duration = base::Time::seconds(seconds);
  const Track* video = film().table.info().first(TrackKind::Video);
  const Track* sound = film().table.info().first(TrackKind::Audio);
  const bool animated = format == RenderFormat::Gif || format == RenderFormat::AnimatedWebp;
  const bool pictures = animated || format == RenderFormat::Mp4 || format == RenderFormat::Webm;
  if (pictures) {
    PictureTransform transform{.region = {0, 0, video->display_width, video->display_height}};
    transform.width = animated ? 320 : 640;
    transform.height = animated ? 180 : 360;
    request.picture = RenderPicture{.track = video->id, .transform = transform};
  }
  if (!animated) request.sound = RenderSound{.track = sound->id};
  return request;
}

void BM_FirstByte(benchmark::State& state, RenderFormat format) {
  if (!film().there) return state.SkipWithError("AVOCET_FILM is not set");
  const auto length = static_cast<std::int64_t>(base::as_double(film().table.info().duration)) - 20;
  std::int64_t at = 0;
  for (auto _ : state) {
    at = (at + 7919) % length;
    Counting sink(true);
    benchmark::DoNotOptimize(render(film().master, request_of(format, at, 10), sink, {}));
  }
}

// Speed: seconds of the film a second; estimate: its cost told before, over the CPU time it took.
void BM_Whole(benchmark::State& state, RenderFormat format, std::int64_t seconds) {
  if (!film().there) return state.SkipWithError("AVOCET_FILM is not set");
  const RenderRequest request = request_of(format, 13, seconds);
  const std::clock_t begun = std::clock();
  for (auto _ : state) {
    Counting sink(false);
    const auto done = render(film().master, request, sink, {});
    if (!done) return state.SkipWithError(done.error().message.c_str());
    state.counters["kB"] = static_cast<double>(sink.bytes) / 1000;
  }
  const double spent =
      static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / static_cast<double>(state.iterations());
  state.counters["core_s"] = spent;
  state.counters["estimate"] = describe_render(film().master, request)->seconds / spent;
  state.counters["speed"] =
      benchmark::Counter(static_cast<double>(seconds), benchmark::Counter::kIsIterationInvariantRate);
}

#define AVOCET_RENDER(format, seconds)                               \
  BENCHMARK_CAPTURE(BM_Whole, format, RenderFormat::format, seconds) \
      ->Unit(benchmark::kMillisecond)                                \
      ->UseRealTime();
BENCHMARK_CAPTURE(BM_FirstByte, Mp4, RenderFormat::Mp4)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(BM_FirstByte, Webm, RenderFormat::Webm)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(BM_FirstByte, Mp3, RenderFormat::Mp3)->Unit(benchmark::kMillisecond)->UseRealTime();
AVOCET_RENDER(Mp4, 20)
AVOCET_RENDER(Webm, 20)
AVOCET_RENDER(Gif, 10)
AVOCET_RENDER(AnimatedWebp, 10)
AVOCET_RENDER(M4a, 60)
AVOCET_RENDER(Mp3, 60)
AVOCET_RENDER(Opus, 60)
AVOCET_RENDER(Flac, 60)
AVOCET_RENDER(Wav, 60)
#undef AVOCET_RENDER

}  // namespace
