// A folder of 1,000 small WAV files: brought in, and looked at again when nothing has changed.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "ingest/ingest.h"

#include "base/format.h"

namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 1000;

class Silent final : public ingest::Progress {
  void update(std::uint64_t, std::uint64_t, std::string_view) override {}
};

std::string wav(int number) {
  std::string head(
      "RIFF\x24\x06\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x80\x3E\0\0\2\0\x10\0data\0\x06\0\0", 44);
  for (int i = 0; i < 768; ++i) head += {static_cast<char>(i * number), static_cast<char>(number >> 8)};
  return head;
}

class Place {
 public:
  Place() : base_((fs::temp_directory_path() / base::format("avocet-bench-{}", ::getpid())).string()) {
    fs::create_directories(base_ + "/tapes");
    for (int i = 0; i < kFiles; ++i) std::ofstream(base::format("{}/tapes/t{}.wav", base_, i)) << wav(i);
    clear();
  }
  ~Place() { fs::remove_all(base_); }
  void clear() {
    catalog_.reset();
    fs::remove_all(base_ + "/data");
    fs::create_directories(base_ + "/data");
    catalog_ = store::open_sqlite_catalog(base_ + "/data/catalog.sqlite").value();
  }
  bool run() {
    Silent progress;
    const auto summary = ingest::Ingest(*catalog_, {base_ + "/tapes", base_ + "/data"}).run(progress);
    return summary && summary->files == kFiles && summary->broken.empty();
  }

 private:
  std::string base_;
  std::unique_ptr<store::Catalog> catalog_;
};

void bring_in(benchmark::State& state) {
  Place place;
  for (auto _ : state) {
    state.PauseTiming();
    place.clear();
    state.ResumeTiming();
    if (!place.run()) state.SkipWithError("the run failed");
  }
}
BENCHMARK(bring_in)->Unit(benchmark::kMillisecond)->UseRealTime();

void look_again(benchmark::State& state) {
  Place place;
  place.run();
  for (auto _ : state)
    if (!place.run()) state.SkipWithError("the run failed");
}
BENCHMARK(look_again)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
