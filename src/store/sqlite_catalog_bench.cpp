// What readings cost in a catalog of 100,000 items in one listing.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/format.h"
#include "store/catalog.h"

namespace {

constexpr int kItems = 100'000;

store::Item item_of(int number) {
  store::Item item;
  item.id = base::format("tape{}", number);
  item.collection = "root";
  item.path = item.id + ".mp4";
  item.description = R"({"label":{"none":["A tape of the archive"]}})";
  store::MediaFile& file = item.files.emplace_back();
  file.id = item.id;
  file.path = item.path;
  file.identity = item.id;
  file.revision = "1";
  file.media_info = std::string(1500, 'x');
  return item;
}

store::Catalog& catalog() {
  static const std::unique_ptr<store::Catalog> made = [] {
    const std::string path =
        (std::filesystem::temp_directory_path() / base::format("avocet-bench-{}.sqlite", ::getpid()))
            .string();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    auto opened = store::open_sqlite_catalog(path).value();
    static_cast<void>(opened->put(store::Collection{"root", "", "", "{}", 0}));
    for (int i = 0; i < kItems; ++i) static_cast<void>(opened->put(item_of(i)));
    return opened;
  }();
  return *made;
}

void read_file(benchmark::State& state) {
  catalog();
  int number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(catalog().file(base::format("tape{}", number = (number + 7919) % kItems)));
}
BENCHMARK(read_file);

void read_item(benchmark::State& state) {
  catalog();
  int number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(catalog().item(base::format("tape{}", number = (number + 7919) % kItems)));
}
BENCHMARK(read_item);

void read_generation(benchmark::State& state) {
  catalog();
  for (auto _ : state) benchmark::DoNotOptimize(catalog().generation());
}
BENCHMARK(read_generation);

void read_page_of_100(benchmark::State& state) {
  catalog();
  for (auto _ : state)
    benchmark::DoNotOptimize(catalog().members("root", static_cast<std::uint64_t>(state.range(0)), 100));
}
BENCHMARK(read_page_of_100)->Arg(0)->Arg(1'000)->Arg(99'900);

void put_item(benchmark::State& state) {
  catalog();
  std::uint64_t revision = 1;
  for (auto _ : state) {
    store::Item item = item_of(1);
    item.files[0].revision = base::format("{}", ++revision);
    benchmark::DoNotOptimize(catalog().put(item));
  }
}
BENCHMARK(put_item);

}  // namespace
