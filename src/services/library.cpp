#include "services/library.h"

#include <algorithm>
#include <filesystem>

#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "media/demuxer.h"
#include "media/progressive.h"

namespace services {

using base::fail;
using base::Fault;
using base::Result;

namespace {

store::FileStat stat_of(const store::MediaFile& file) { return {file.size, file.modified}; }

bool belongs_to(const media::SampleTable& table, const store::MediaFile& file) {
  return base::to_hex(table.stamp().identity) == file.identity && table.stamp().size == file.size;
}

bool has_packageable_track(const media::MediaInfo& info) {
  for (const media::Track& track : info.tracks)
    if (track.packageable()) return true;
  return false;
}

}  // namespace

Result<base::Source> Library::open_as(const std::string& path, const store::FileStat& expected) const {
  auto source = store::open_file_as(path_of(path), expected);
  if (source) return source;
  // The catalog still knows it, so it may come back: a disk that is not mounted, a copy under way.
  const bool missing = source.error().fault == Fault::NotFound;
  return fail(Fault::Unavailable,
              missing ? base::format("the master '{}' is missing at present", base::to_valid_utf8(path))
                      : base::format("the master cannot be read at present: {}", source.error().message));
}

Result<base::Source> Library::played(const store::MediaFile& file) const {
  return open_as(file.path, stat_of(file));
}

Result<base::Source> Library::original(const store::MediaFile& file) const {
  if (!file.master) return played(file);
  return open_as(file.master->path, {file.master->size, file.master->modified});
}

Result<media::SampleTable> Library::open_table(const store::MediaFile& file) const {
  const base::Source mapped = TRY(store::map_file(table_path(file)));
  media::SampleTable table = TRY(media::SampleTable::open(mapped));
  if (!belongs_to(table, file)) return fail(Fault::Malformed, "the sample table is of another master");
  return table;
}

Result<media::SampleTable> Library::rebuild_table(const store::MediaFile& file,
                                                  const base::Source& master) const {
  base::log_info("building the sample table of '{}' again", file.path);
  const base::Bytes bytes = TRY(media::index_master(master, file.path, file.modified));
  TRY(store::write_file_atomically(table_path(file), bytes));
  return open_table(file);
}

Result<std::shared_ptr<const Recording>> Library::load(std::string_view file_id) {
  const std::uint64_t generation = TRY(catalog_.generation());
  auto recording = std::make_shared<Recording>();
  recording->ladder = &ladder_;
  recording->kept = &kept_;
  recording->file = TRY(catalog_.file(file_id));
  const store::MediaFile& file = recording->file;
  if (file.status == store::FileStatus::Broken)
    return fail(Fault::NotFound, base::format("'{}' cannot be played: {}", file.path, file.reason));
  recording->item = TRY(catalog_.item_of_file(file_id));
  recording->info = TRY(media::media_info_from_json(file.media_info));
  recording->master = TRY(played(file));
  if (has_packageable_track(recording->info)) {
    auto table = open_table(file);
    if (!table) table = rebuild_table(file, recording->master);
    recording->table = TRY(std::move(table));
  }
  const auto table = store::stat_file(table_path(file));
  open_.put(std::string(file_id),
            std::make_shared<const Opened>(recording, table.value_or(store::FileStat{}), generation), 1);
  return recording;
}

// A master that was replaced, changed or removed must not be served from an old descriptor; nor one that is
// no longer played, for there is an access copy now.
bool Library::is_current(const Opened& opened) const {
  const store::MediaFile& file = opened.recording->file;
  const auto stat = store::stat_file(path_of(file.path));
  if (!stat || *stat != stat_of(file)) return false;
  if (opened.recording->table) {
    const auto table = store::stat_file(table_path(file));
    if (!table || *table != opened.table) return false;  // it is mapped, and was written over
  }
  const auto generation = catalog_.generation();
  if (!generation) return false;
  if (opened.confirmed == *generation) return true;
  const auto known = catalog_.file(file.id);
  if (!known || known->path != file.path || known->revision != file.revision || known->master != file.master)
    return false;
  opened.confirmed = *generation;
  return true;
}

Result<std::shared_ptr<const Recording>> Library::open(std::string_view file_id) {
  if (const auto known = open_.find(file_id)) {
    if (is_current(*known)) return known->recording;
    open_.erase(file_id);
  }
  return load(file_id);
}

void Library::doubt(std::string_view file_id) {
  const auto known = open_.find(file_id);
  if (!known || !known->recording->table) return;
  if (std::ranges::all_of(known->recording->table->tracks(), &media::TrackTable::is_whole)) return;
  const store::MediaFile& file = known->recording->file;
  base::log_warning("the sample table of '{}' is damaged", base::to_valid_utf8(file.path));
  std::error_code ignored;  // it may be gone already
  std::filesystem::remove(table_path(file), ignored);
  open_.erase(file_id);
}

bool Library::is_quick(std::string_view file_id) {
  if (open_.find(file_id)) return true;
  const auto file = catalog_.file(file_id);
  return !file || file->status == store::FileStatus::Broken ||
         store::stat_file(table_path(*file)).has_value();
}

bool Library::has_progressive_head(const Recording& recording) const {
  return store::stat_file(head_path(recording.file)).has_value();
}

Result<base::Source> Library::progressive_head(const Recording& recording) {
  const std::string path = head_path(recording.file);
  if (auto kept = store::open_file(path)) return kept;
  const std::lock_guard lock(head_building_);
  if (auto kept = store::open_file(path)) return kept;  // made while we waited
  const base::Bytes head = TRY(media::progressive_head(*recording.table));
  TRY(store::write_file_atomically(path, head));
  return store::open_file(path);
}

}  // namespace services
