// Packaging an hour of 720p at 25/s with AAC, interleaved sample by sample, and six hours for the progressive
// head.
#include <benchmark/benchmark.h>

#include "media/cmaf.h"
#include "media/dash.h"
#include "media/hls.h"
#include "media/progressive.h"

namespace {

using namespace media;

constexpr std::uint64_t kMasterSize = 60'000'000'000;

// Claims a size without having the bytes: packaging never reads them.
class EmptySource final : public base::ByteSource {
 public:
  std::uint64_t size() const override { return kMasterSize; }
  base::Result<void> read_at(std::uint64_t, std::span<std::uint8_t>) const override { return {}; }
};

Track track_of(TrackKind kind, std::int64_t seconds) {
  Track track;
  track.kind = kind;
  const bool video = kind == TrackKind::Video;
  track.id = video ? 1 : 2;
  track.codec = video ? "avc1.64001f" : "mp4a.40.2";
  track.timescale = video ? 12800 : 48000;
  track.presentation_shift = -1024;
  track.presentation = {base::Time::seconds(0), base::Time::seconds(seconds)};
  track.sample_entry = base::Bytes(150, 1);
  return track;
}

SampleTable work(std::int64_t seconds) {
  MediaInfo info;
  info.duration = base::Time::seconds(seconds);
  info.tracks = {track_of(TrackKind::Video, seconds), track_of(TrackKind::Audio, seconds)};
  std::vector<TrackSamples> tracks{{1, {}}, {2, {}}};
  std::uint64_t at = 48;
  const auto add = [&](TrackSamples& track, std::int64_t time, std::int32_t composition,
                       std::uint32_t duration, std::uint32_t size, bool sync) {
    track.samples.push_back({time, composition, duration, size, at, sync});
    at += size;
  };
  std::int64_t packet = 0;
  for (std::int64_t frame = 0; frame < seconds * 25; ++frame) {
    const std::int32_t composition = frame % 50 == 0 ? 1024 : frame % 3 == 1 ? 2048 : 512;
    add(tracks[0], frame * 512, composition, 512, static_cast<std::uint32_t>(12'000 + frame % 97 * 64),
        frame % 50 == 0);
    for (; packet * 1024 * 25 < (frame + 1) * 48000; ++packet)
      add(tracks[1], packet * 1024, 0, 1024, static_cast<std::uint32_t>(330 + packet % 11), true);
  }
  const auto bytes = write_sample_table(info, {{}, kMasterSize, 0}, tracks);
  return SampleTable::open(std::make_shared<base::MemorySource>(bytes.value())).value();
}

const SampleTable& hour() {
  static const SampleTable table = work(3600);
  return table;
}
const SampleTable& day() {
  static const SampleTable table = work(24 * 3600);
  return table;
}

void segment(benchmark::State& state, std::uint32_t track_id) {
  const base::Source master = std::make_shared<EmptySource>();
  const std::uint32_t count = hour().track(track_id)->segment_count();
  std::uint32_t index = 0;
  for (auto _ : state) {
    index = (index + 241) % count;
    benchmark::DoNotOptimize(media_segment(hour(), track_id, index, master));
  }
}
void BM_VideoSegment(benchmark::State& state) { segment(state, 1); }
void BM_AudioSegment(benchmark::State& state) { segment(state, 2); }
BENCHMARK(BM_VideoSegment);
BENCHMARK(BM_AudioSegment);

void BM_InitSegment(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(init_segment(hour(), 1));
}
BENCHMARK(BM_InitSegment);

void BM_MediaPlaylistOfAnHour(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(media_playlist(hour(), 1));
}
BENCHMARK(BM_MediaPlaylistOfAnHour);

void BM_MediaPlaylistOfADay(benchmark::State& state) {
  day();
  for (auto _ : state) benchmark::DoNotOptimize(media_playlist(day(), 1));
}
BENCHMARK(BM_MediaPlaylistOfADay);

void BM_MultivariantPlaylistOfADay(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(multivariant_playlist(day(), {}));
}
BENCHMARK(BM_MultivariantPlaylistOfADay);

void BM_DashPresentationOfAnHour(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(dash_presentation(hour(), {}));
}
BENCHMARK(BM_DashPresentationOfAnHour);

void BM_ProgressiveHeadOfSixHours(benchmark::State& state) {
  const SampleTable table = work(6 * 3600);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = progressive_head(table).value().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_ProgressiveHeadOfSixHours)->Unit(benchmark::kMillisecond);

}  // namespace
