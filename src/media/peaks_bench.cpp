// The peaks of whole recordings beside the bare decoding of them by the same decoder. AVOCET_SOUNDS names the
// files, separated by colons (bench/peaks makes them and adds ffmpeg's own decoding to the table).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "media/demuxer.h"
#include "media/peaks.h"

namespace {

using namespace media;

base::Source load(const std::string& path) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  base::Bytes bytes(static_cast<std::size_t>(stream.tellg()));
  stream.seekg(0);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return std::make_shared<base::MemorySource>(std::move(bytes));
}

void BM_Peaks(benchmark::State& state, const std::string& path) {
  const base::Source bytes = load(path);
  const auto index = index_master(bytes, path, 0);
  const auto table = SampleTable::open(std::make_shared<base::MemorySource>(index.value())).value();
  const Master master{"key", path, bytes, &table.info(), &table};
  const std::uint32_t track = table.info().first(TrackKind::Audio)->id;
  for (auto _ : state) benchmark::DoNotOptimize(compute_peaks(master, track, {}, {}).value());
}

const int kRegistered = [] {
  std::stringstream paths(std::getenv("AVOCET_SOUNDS") ? std::getenv("AVOCET_SOUNDS") : "");
  for (std::string path; std::getline(paths, path, ':');)
    benchmark::RegisterBenchmark(path.c_str(), BM_Peaks, path)->Unit(benchmark::kSecond);
  return 0;
}();

}  // namespace
