// What a manifest of many parts costs from the catalog to its text, each part with captions in two languages,
// chapters and a frame for a poster. The yardstick is what a reader pays for it: Boost.JSON parsing the same
// text.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/format.h"
#include "services/manifest_builder.h"

namespace {

std::string media_info() {
  media::MediaInfo info;
  info.container = "mp4", info.media_type = "video/mp4", info.duration = {3'600'000, 1000};
  media::Track video, audio;
  video.id = 1, video.kind = media::TrackKind::Video, video.codec = "avc1.64001f", video.codec_name = "h264";
  video.display_width = 1280, video.display_height = 720, video.sample_entry = base::Bytes(120, 1);
  audio.id = 2, audio.kind = media::TrackKind::Audio, audio.codec = "mp4a.40.2", audio.codec_name = "aac";
  audio.sample_entry = base::Bytes(90, 1);
  info.tracks = {video, audio};
  for (int i = 0; i < 3; ++i)
    info.chapters.push_back(
        {{{i * 1'200'000, 1000}, {(i + 1) * 1'200'000, 1000}}, base::format("Part {}", i)});
  return media::to_json(info);
}

std::string item_id(std::int64_t parts) { return base::format("box-{}", parts); }

store::Item item_of(std::int64_t parts) {
  store::Item item;
  item.id = item_id(parts), item.collection = "root", item.path = item.id;
  item.description = R"({"label":{"en":["A box of tapes"]}})";
  const std::string info = media_info();
  for (std::int64_t i = 0; i < parts; ++i) {
    store::MediaFile& file = item.files.emplace_back();
    file.id = base::format("{}-tape-{}", item.id, i), file.path = base::format("{}/tape {}.mp4", item.id, i);
    file.identity = file.id, file.revision = "1", file.size = 1 << 30, file.has_video = true;
    file.media_info = info;
    for (const char* language : {"en", "cy"}) {
      store::Text& text = item.texts.emplace_back();
      text.file = file.id, text.name = language, text.format = "vtt", text.language = language;
      text.label = language;
    }
    item.pictures.push_back(
        {file.id, file.path, 0, 0, "image/jpeg", 1280, 720, "1", base::Time{3'000'000, 1'000'000}});
  }
  return item;
}

template <typename Value>
Value must(base::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

// With the item of so many parts.
store::Catalog& catalog(std::int64_t parts) {
  // The catalog opens its file again for each reader: it goes when the process does.
  struct Made {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / base::format("avocet-bench-{}", ::getpid());
    std::unique_ptr<store::Catalog> catalog;
    Made() {
      std::filesystem::create_directories(folder);
      catalog = must(store::open_sqlite_catalog((folder / "catalog.sqlite").string()));
      must(catalog->put(store::Collection{"root", "", "", "{}", 0}));
    }
    ~Made() {
      catalog.reset();
      std::filesystem::remove_all(folder);
    }
  };
  static const Made made;
  if (!made.catalog->item_head(item_id(parts))) must(made.catalog->put(item_of(parts)));
  return *made.catalog;
}

double resident_mib() {
  std::int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

std::unique_ptr<services::ManifestText> begin(std::int64_t parts, iiif::Version version) {
  const std::string id = item_id(parts);
  const store::Catalog& from = catalog(parts);
  return must(services::ManifestText::begin(
      must(from.item_head(id)), services::Links("https://av.example.org", version),
      services::Primary::Progressive,
      [&from, id](std::uint64_t offset, std::uint64_t limit) { return from.parts(id, offset, limit); }));
}

// As the service makes one that it keeps.
std::string whole(std::int64_t parts, iiif::Version version) { return must(begin(parts, version)->whole()); }

void build(benchmark::State& state) {
  catalog(1'000);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = whole(1'000, static_cast<iiif::Version>(state.range(0))).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(build)->Arg(3)->Arg(4)->Unit(benchmark::kMillisecond);

void yardstick_parse(benchmark::State& state) {
  const std::string text = whole(1'000, iiif::Version::V3);
  for (auto _ : state) benchmark::DoNotOptimize(base::parse_json(text));
}
BENCHMARK(yardstick_parse)->Unit(benchmark::kMillisecond);

void stream_100000(benchmark::State& state) {
  catalog(100'000);
  ::malloc_trim(0);  // what making the catalog left behind
  const double before = resident_mib();
  double most = before;
  std::size_t bytes = 0, pieces = 0;
  for (auto _ : state) {
    const auto manifest = begin(100'000, static_cast<iiif::Version>(state.range(0)));
    for (std::string piece; must(manifest->next(piece)); piece.clear()) {
      bytes += piece.size();
      if (++pieces % 500 == 0) most = std::max(most, resident_mib());
    }
  }
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["more_MiB"] = most - before;
}
BENCHMARK(stream_100000)->Arg(4)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
