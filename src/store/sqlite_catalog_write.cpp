// The writing half of the SQLite catalog. Every method is one transaction; whatever it changes carries the
// new generation as its revision, so that revisions never repeat, even for something that went and came back.

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/sqlite_catalog.h"

namespace store {
namespace {

using Paths = std::unordered_set<std::string_view>;

std::int64_t now_milliseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

base::Result<std::int64_t> next_generation(Connection& connection) {
  return connection.number("UPDATE site SET generation = generation + 1 RETURNING generation");
}

// ---- what makes two items equal

class Fingerprint {
 public:
  void add(std::string_view text) {
    content_ += base::format("{}:", text.size());
    content_ += text;
  }
  void add(std::int64_t number) { content_ += base::format("{};", number); }
  void add(std::uint64_t number) { content_ += base::format("{};", number); }
  std::string finish() const { return base::to_hex(base::hash128(base::as_bytes(content_))); }

 private:
  std::string content_;
};

std::int64_t frame_of(const Picture& picture) {
  return picture.frame ? base::ticks_in(*picture.frame, kMicroseconds) : -1;
}

std::string digest_of(const Item& item) {
  Fingerprint print;
  for (const std::string* text : {&item.id, &item.collection, &item.path, &item.description})
    print.add(*text);
  for (const MediaFile& file : item.files) {
    for (const std::string* text :
         {&file.id, &file.path, &file.reason, &file.identity, &file.revision, &file.media_info})
      print.add(*text);
    print.add(static_cast<std::int64_t>(file.status));
    print.add(file.size);
    print.add(file.modified);
    print.add(base::format("{} {}", file.duration, file.has_video));
    if (file.master) {
      print.add(file.master->path);
      print.add(file.master->size);
      print.add(file.master->modified);
    }
  }
  for (const Text& text : item.texts) {
    for (const std::string* field : {&text.file, &text.name, &text.format, &text.language, &text.label,
                                     &text.path, &text.revision, &text.body})
      print.add(*field);
    print.add(static_cast<std::int64_t>(text.kind));
    print.add(std::int64_t{text.forced});
  }
  for (const Picture& picture : item.pictures) {
    for (const std::string* field : {&picture.file, &picture.path, &picture.type, &picture.revision})
      print.add(*field);
    for (std::uint64_t number :
         {picture.offset, picture.bytes, std::uint64_t{picture.width}, std::uint64_t{picture.height}})
      print.add(number);
    print.add(frame_of(picture));
  }
  if (item.composed) print.add(base::format("{} {}", item.composed->duration, item.composed->has_video));
  return print.finish();
}

// ---- identifiers

base::Result<bool> is_taken(Connection& connection, int kind, std::string_view id) {
  return TRY(connection.number("SELECT count(*) FROM identifier WHERE kind = ? AND id = ?", kind, id)) > 0;
}

base::Result<std::string> free_identifier(Connection& connection, int kind, std::string_view proposed) {
  std::string candidate(proposed);
  for (std::uint64_t number = 2; TRY(is_taken(connection, kind, candidate)); ++number)
    candidate = base::format("{}-{}", proposed, number);
  return candidate;
}

base::Result<std::string> identifier_at(Connection& connection, int kind, std::string_view path) {
  std::string id;
  TRY(connection.each(
      "SELECT id FROM identifier WHERE kind = ? AND path = ?", [&](const Row& row) { id = row.text(0); },
      kind, Blob{path}));
  return id;
}

// The identifier of the same content whose path is gone.
base::Result<std::string> identifier_of_moved(Connection& connection, int kind, std::string_view identity) {
  std::string id;
  if (identity.empty()) return id;
  TRY(connection.each(
      "SELECT id FROM identifier WHERE kind = ? AND identity = ? AND identity <> '' AND retired "
      "ORDER BY path LIMIT 1",
      [&](const Row& row) { id = row.text(0); }, kind, identity));
  return id;
}

// ---- listings

base::Result<void> touch_collection(Connection& connection, std::string_view id, std::int64_t generation) {
  return connection.run("UPDATE collection SET modified = ?, revision = ? WHERE id = ?", now_milliseconds(),
                        generation, id);
}

// Leaves every listing but `parent`'s, where it stands at its path. Both listings have changed.
base::Result<void> list_member(Connection& connection, bool is_collection, std::string_view id,
                               std::string_view parent, std::string_view path, std::int64_t generation) {
  std::string before, key_before;
  TRY(connection.each(
      "SELECT collection, sort_key FROM member WHERE is_collection = ? AND id = ?",
      [&](const Row& row) {
        before = row.text(0);
        key_before = row.text(1);
      },
      is_collection, id));
  const std::string key = base::natural_key(path);
  if (before != parent || key_before != key) {
    TRY(connection.run("DELETE FROM member WHERE is_collection = ? AND id = ?", is_collection, id));
    TRY(connection.run("DELETE FROM member WHERE collection = ? AND sort_key = ? AND is_collection = ?",
                       parent, Blob{key}, is_collection));
    TRY(connection.run("INSERT INTO member (collection, sort_key, is_collection, id) VALUES (?, ?, ?, ?)",
                       parent, Blob{key}, is_collection, id));
    TRY(touch_collection(connection, before, generation));
  }
  return touch_collection(connection, parent, generation);
}

base::Result<void> unlist_member(Connection& connection, bool is_collection, std::string_view id,
                                 std::int64_t generation) {
  std::string parent;
  TRY(connection.each(
      "SELECT collection FROM member WHERE is_collection = ? AND id = ?",
      [&](const Row& row) { parent = row.text(0); }, is_collection, id));
  TRY(connection.run("DELETE FROM member WHERE is_collection = ? AND id = ?", is_collection, id));
  return touch_collection(connection, parent, generation);
}

// ---- items

// Whatever stood under this identifier or path goes, with its files, texts and pictures.
base::Result<void> remove_item(Connection& connection, std::string_view id, std::string_view path,
                               std::int64_t generation) {
  std::vector<std::string> ids;
  TRY(connection.each(
      "SELECT id FROM item WHERE id = ? OR path = ?", [&](const Row& row) { ids.push_back(row.text(0)); }, id,
      Blob{path}));
  for (const std::string& gone : ids) {
    TRY(connection.run(
        "UPDATE identifier SET retired = 1 WHERE kind = 2 AND id IN (SELECT id FROM file WHERE "
        "item = ?)",
        gone));
    TRY(connection.run("UPDATE identifier SET retired = 1 WHERE kind = 1 AND id = ?", gone));
    TRY(connection.run("DELETE FROM item WHERE id = ?", gone));
    if (gone != id) TRY(unlist_member(connection, false, gone, generation));
  }
  return {};
}

base::Result<void> insert_item(Connection& connection, const Item& item, std::string_view digest,
                               std::int64_t created, std::int64_t generation) {
  double duration = 0;
  bool has_video = false;
  for (const MediaFile& file : item.files) {
    duration += file.duration;
    has_video = has_video || file.has_video;
  }
  if (item.composed) {
    duration = item.composed->duration;
    has_video = item.composed->has_video;
  }
  const std::int64_t now = now_milliseconds();
  TRY(connection.run(
      "INSERT INTO item (id, collection, path, description, seen, digest, duration, has_video, has_picture, "
      "revision, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      item.id, item.collection, Blob{item.path}, item.description, item.seen, digest, duration, has_video,
      !item.pictures.empty(), generation, created ? created : now, now));
  TRY(connection.run("UPDATE identifier SET retired = 0 WHERE kind = 1 AND id = ?", item.id));
  return {};
}

// A file that moved here from another item leaves that one at once; its old item is put again later.
base::Result<void> insert_file(Connection& connection, const std::string& item, std::size_t position,
                               const MediaFile& file) {
  TRY(connection.run("DELETE FROM file WHERE id = ? OR path = ?", file.id, Blob{file.path}));
  const Preserved master = file.master.value_or(Preserved());
  TRY(connection.run(
      "INSERT INTO file (id, item, position, path, broken, reason, size, modified, identity, revision, "
      "media_info, duration, has_video, master, master_size, master_modified) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      file.id, item, position, Blob{file.path}, file.status == FileStatus::Broken, file.reason, file.size,
      file.modified, file.identity, file.revision, file.media_info, file.duration, file.has_video,
      Blob{master.path}, master.size, master.modified));
  TRY(connection.run("UPDATE identifier SET retired = 0 WHERE kind = 2 AND id = ?", file.id));
  return {};
}

base::Result<void> insert_parts(Connection& connection, const Item& item) {
  for (std::size_t i = 0; i < item.files.size(); ++i) TRY(insert_file(connection, item.id, i, item.files[i]));
  for (std::size_t i = 0; i < item.texts.size(); ++i) {
    const Text& text = item.texts[i];
    TRY(connection.run(
        "INSERT INTO text (file, name, position, kind, format, language, label, path, revision, "
        "body, forced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        text.file, text.name, i, static_cast<int>(text.kind), text.format, text.language, text.label,
        Blob{text.path}, text.revision, text.body, text.forced));
  }
  for (std::size_t i = 0; i < item.pictures.size(); ++i) {
    const Picture& picture = item.pictures[i];
    TRY(
        connection.run("INSERT INTO picture (item, position, file, path, offset, bytes, type, width, height, "
                       "revision, frame) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       item.id, i, picture.file, Blob{picture.path}, picture.offset, picture.bytes,
                       picture.type, picture.width, picture.height, picture.revision, frame_of(picture)));
  }
  return {};
}

base::Result<std::vector<std::pair<std::string, std::string>>> gone(Connection& connection, const char* sql,
                                                                    const std::vector<std::string>& present) {
  const Paths kept(present.begin(), present.end());
  std::vector<std::pair<std::string, std::string>> result;
  TRY(connection.each(sql, [&](const Row& row) {
    std::string path = row.text(1);
    if (!kept.contains(path)) result.emplace_back(row.text(0), std::move(path));
  }));
  return result;
}

}  // namespace

base::Result<std::string> SqliteCatalog::claim_identifier(Kind kind, std::string_view path,
                                                          std::string_view proposed,
                                                          std::string_view identity) {
  return write([&](Connection& connection) -> base::Result<std::string> {
    const int kind_number = static_cast<int>(kind);
    std::string id = TRY(identifier_at(connection, kind_number, path));
    if (id.empty()) id = TRY(identifier_of_moved(connection, kind_number, identity));
    if (id.empty()) {
      id = TRY(free_identifier(connection, kind_number, proposed));
      TRY(connection.run("INSERT INTO identifier (kind, id, path, identity, retired) VALUES (?, ?, ?, ?, 0)",
                         kind_number, id, Blob{path}, identity));
      return id;
    }
    TRY(connection.run("UPDATE identifier SET path = ?, identity = ?, retired = 0 WHERE kind = ? AND id = ?",
                       Blob{path}, identity, kind_number, id));
    return id;
  });
}

base::Result<bool> SqliteCatalog::put(const Collection& collection) {
  return write([&](Connection& connection) -> base::Result<bool> {
    const bool same =
        TRY(connection.number(
            "SELECT count(*) FROM collection WHERE id = ? AND parent = ? AND path = ? AND description = ?",
            collection.id, collection.parent, Blob{collection.path}, collection.description)) > 0;
    if (same) return false;
    const std::int64_t generation = TRY(next_generation(connection));
    TRY(connection.run("DELETE FROM collection WHERE id = ? OR path = ?", collection.id,
                       Blob{collection.path}));
    TRY(
        connection.run("INSERT INTO collection (id, parent, path, description, modified, revision, members) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT count(*) FROM member WHERE collection = ?1))",
                       collection.id, collection.parent, Blob{collection.path}, collection.description,
                       now_milliseconds(), generation));
    if (!collection.parent.empty())
      TRY(list_member(connection, true, collection.id, collection.parent, collection.path, generation));
    return true;
  });
}

base::Result<bool> SqliteCatalog::put(const Item& item) {
  const std::string digest = digest_of(item);
  return write([&](Connection& connection) -> base::Result<bool> {
    std::string digest_before;
    std::int64_t created = 0;
    TRY(connection.each(
        "SELECT digest, created FROM item WHERE id = ?",
        [&](const Row& row) {
          digest_before = row.text(0);
          created = row.integer(1);
        },
        item.id));
    if (digest_before == digest) {
      TRY(connection.run("UPDATE item SET seen = ? WHERE id = ? AND seen <> ?", item.seen, item.id,
                         item.seen));
      return false;
    }
    const std::int64_t generation = TRY(next_generation(connection));
    TRY(remove_item(connection, item.id, item.path, generation));
    TRY(insert_item(connection, item, digest, created ? created : item.created, generation));
    TRY(insert_parts(connection, item));
    // Only what can be looked at is listed; the rest is told by broken_files.
    const bool readable = item.composed || std::ranges::find(item.files, FileStatus::Ready,
                                                             &MediaFile::status) != item.files.end();
    TRY(readable ? list_member(connection, false, item.id, item.collection, item.path, generation)
                 : unlist_member(connection, false, item.id, generation));
    return true;
  });
}

base::Result<std::uint64_t> SqliteCatalog::retire_except(const std::vector<std::string>& collection_paths,
                                                         const std::vector<std::string>& item_paths) {
  return write([&](Connection& connection) -> base::Result<std::uint64_t> {
    const auto items = TRY(gone(connection, "SELECT id, path FROM item", item_paths));
    const auto collections = TRY(gone(connection, "SELECT id, path FROM collection", collection_paths));
    // What was claimed but never put, because the program was killed in between, is not there either.
    TRY(
        connection.run("UPDATE identifier SET retired = 1 WHERE NOT retired AND (kind = 0 AND id NOT IN "
                       "(SELECT id FROM collection) OR kind = 1 AND id NOT IN (SELECT id FROM item) OR "
                       "kind = 2 AND id NOT IN (SELECT id FROM file))"));
    if (items.empty() && collections.empty()) return 0;
    const std::int64_t generation = TRY(next_generation(connection));
    for (const auto& [id, path] : items) {
      TRY(remove_item(connection, id, path, generation));
      TRY(unlist_member(connection, false, id, generation));
    }
    for (const auto& [id, path] : collections) {
      TRY(connection.run("DELETE FROM collection WHERE id = ?", id));
      TRY(connection.run("UPDATE identifier SET retired = 1 WHERE kind = 0 AND id = ?", id));
      TRY(unlist_member(connection, true, id, generation));
    }
    return items.size() + collections.size();
  });
}

base::Result<void> SqliteCatalog::release_files_except(const std::vector<std::string>& paths) {
  return write([&](Connection& connection) -> base::Result<void> {
    const auto files =
        TRY(gone(connection, "SELECT id, path FROM identifier WHERE kind = 2 AND NOT retired", paths));
    for (const auto& [id, path] : files)
      TRY(connection.run("UPDATE identifier SET retired = 1 WHERE kind = 2 AND id = ?", id));
    return {};
  });
}

}  // namespace store
