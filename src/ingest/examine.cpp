#include "ingest/examine.h"

#include <algorithm>
#include <chrono>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "ingest/names.h"
#include "media/demuxer.h"

namespace ingest {
namespace {

constexpr std::int64_t kQuiet = 2'000'000'000;  // nanoseconds without a change that make a file settled

bool is_fresh(const store::FileStat& status) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t age =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - status.modified;
  return age >= 0 && age < kQuiet;
}

bool changed_since(const std::string& path, const store::FileStat& before) {
  const auto now = store::stat_file(path);
  return !now || *now != before;
}

// What the index of a master tells about it.
struct Indexed {
  base::Bytes table;
  std::string identity;
  media::MediaInfo info;
  media::EmbeddedTexts texts;
};

base::Result<Indexed> index(const std::string& absolute, const store::FileStat& status) {
  const base::Source master = TRY(store::open_file_as(absolute, status));
  if (status.size == 0) return base::fail(base::Fault::Malformed, "the file is empty");
  media::EmbeddedTexts texts;
  base::Bytes bytes = TRY(media::index_master(master, name_of(absolute), status.modified, &texts));
  const auto held = std::make_shared<base::MemorySource>(std::move(bytes));
  const media::SampleTable table = TRY(media::SampleTable::open(held));
  if (!table.info().has_video() && !table.info().has_audio())
    return base::fail(base::Fault::Unsupported, "there is neither audio nor video in it");
  const base::ByteView view = held->view();
  return Indexed{base::Bytes(view.begin(), view.end()), base::to_hex(table.stamp().identity), table.info(),
                 std::move(texts)};
}

}  // namespace

std::string table_folder(const std::string& data_folder) { return join_path(data_folder, "index"); }

std::string table_path(const std::string& data_folder, std::string_view identity) {
  return join_path(table_folder(data_folder), base::format("{}.table", identity));
}

std::string revision_of(std::string_view identity, const store::FileStat& status) {
  const std::string whole = base::format("{} {} {}", identity, status.size, status.modified);
  return base::to_hex(base::hash64(base::as_bytes(whole))).substr(0, 10);
}

base::Result<Examined> examine(const std::string& absolute, const std::string& relative,
                               const std::string& data_folder) {
  Examined result;
  result.file.path = relative;
  const auto status = store::stat_file(absolute);
  if (!status) {
    result.unsettled = true;  // it went away since the walk: the next round knows
    return result;
  }
  result.file.size = status->size;
  result.file.modified = status->modified;
  auto indexed = index(absolute, *status);
  if (changed_since(absolute, *status) || (!indexed && is_fresh(*status))) {
    result.unsettled = true;
    return result;
  }
  if (!indexed) {
    result.file.status = store::FileStatus::Broken;
    result.file.reason = indexed.error().message;
    result.file.revision = revision_of("", *status);
    return result;
  }
  TRY(store::write_file_atomically(table_path(data_folder, indexed->identity), indexed->table));
  result.file.identity = std::move(indexed->identity);
  result.file.revision = revision_of(result.file.identity, *status);
  result.file.media_info = media::to_json(indexed->info);
  result.file.duration = base::as_double(indexed->info.duration);
  result.file.has_video = indexed->info.has_video();
  result.info = std::move(indexed->info);
  result.texts = std::move(indexed->texts);
  return result;
}

bool carries_texts(const media::MediaInfo& info) {
  return std::ranges::any_of(info.tracks, [](const media::Track& track) {
    return track.kind == media::TrackKind::Text || track.closed_captions;
  });
}

}  // namespace ingest
