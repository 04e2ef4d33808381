// Opening, migrating and reading. Writing is in sqlite_catalog_write.cpp.
#include "store/sqlite_catalog.h"

#include "base/format.h"
#include "base/text.h"
#include "store/migrations.h"

namespace store {
namespace {

using base::fail;
using base::Fault;

constexpr std::size_t kIdleReaders = 8;

base::Result<void> migrate(Connection& connection, const std::string& path) {
  Transaction transaction = TRY(Transaction::begin(connection, Connection::Access::Write));
  const auto known = static_cast<std::int64_t>(migrations().size());
  const std::int64_t version = TRY(connection.number("PRAGMA user_version"));
  if (version > known)
    return fail(
        Fault::Unsupported,
        base::format("the catalog {} has version {}, made by a newer avocet; this one knows up to {}. "
                     "Use the newer program, or another data folder",
                     path, version, known));
  for (std::int64_t next = version; next < known; ++next) {
    TRY(connection.script(std::string(migrations()[static_cast<std::size_t>(next)])));
    TRY(connection.script(base::format("PRAGMA user_version = {}", next + 1)));
  }
  return transaction.commit();
}

constexpr char kFile[] =
    "SELECT id, path, broken, reason, size, modified, identity, revision, media_info, duration, has_video, "
    "master, master_size, master_modified FROM file WHERE id = ?";
constexpr char kFileAt[] =
    "SELECT id, path, broken, reason, size, modified, identity, revision, media_info, duration, has_video, "
    "master, master_size, master_modified FROM file WHERE path = ?";
constexpr char kFilesOfItem[] =
    "SELECT id, path, broken, reason, size, modified, identity, revision, media_info, duration, has_video, "
    "master, master_size, master_modified FROM file WHERE item = ? ORDER BY position";
constexpr char kFilesBetween[] =
    "SELECT id, path, broken, reason, size, modified, identity, revision, media_info, duration, has_video, "
    "master, master_size, master_modified FROM file WHERE item = ? AND position >= ? AND position < ? "
    "ORDER BY position";
constexpr char kBrokenFiles[] =
    "SELECT id, path, broken, reason, size, modified, identity, revision, media_info, duration, has_video, "
    "master, master_size, master_modified FROM file WHERE broken ORDER BY path LIMIT ?";

MediaFile file_from(const Row& row) {
  MediaFile file{row.text(0), row.text(1),  row.flag(2) ? FileStatus::Broken : FileStatus::Ready,
                 row.text(3), row.count(4), row.integer(5),
                 row.text(6), row.text(7),  row.text(8),
                 row.real(9), row.flag(10)};
  if (std::string master = row.text(11); !master.empty())
    file.master = {std::move(master), row.count(12), row.integer(13)};
  return file;
}

constexpr char kTextsOfFile[] =
    "SELECT file, name, kind, format, language, label, path, revision, '', forced FROM text WHERE file = ? "
    "ORDER BY position";
constexpr char kTextsBetween[] =
    "SELECT file, name, kind, format, language, label, text.path, text.revision, '', forced FROM file "
    "JOIN text ON text.file = file.id WHERE file.item = ? AND file.position >= ? AND file.position < ? "
    "ORDER BY file.position, text.position";
constexpr char kText[] =
    "SELECT file, name, kind, format, language, label, path, revision, body, forced FROM text "
    "WHERE file = ? AND name = ?";

Text text_from(const Row& row) {
  return {row.text(0), row.text(1), static_cast<TextKind>(row.integer(2)),
          row.text(3), row.text(4), row.text(5),
          row.text(6), row.text(7), row.text(8),
          row.flag(9)};
}

constexpr char kItem[] =
    "SELECT id, collection, path, description, revision, created, modified, seen FROM item WHERE id = ?";
constexpr char kPictures[] =
    "SELECT file, path, offset, bytes, type, width, height, revision, frame FROM picture WHERE item = ? "
    "ORDER BY position";
// Left to itself SQLite reads all pictures of the item for each file.
constexpr char kPicturesBetween[] =
    "SELECT picture.file, picture.path, offset, bytes, type, width, height, picture.revision, frame "
    "FROM file JOIN picture INDEXED BY picture_by_file ON picture.item = file.item AND picture.file = "
    "file.id "
    "WHERE file.item = ? "
    "AND file.position >= ? AND file.position < ? ORDER BY file.position, picture.position";
constexpr char kFirstPicture[] =
    "SELECT file, path, offset, bytes, type, width, height, revision, frame FROM picture WHERE item = ? "
    "AND position = 0";

Picture picture_from(const Row& row) {
  Picture picture{row.text(0),
                  row.text(1),
                  row.count(2),
                  row.count(3),
                  row.text(4),
                  static_cast<std::uint32_t>(row.integer(5)),
                  static_cast<std::uint32_t>(row.integer(6)),
                  row.text(7),
                  {}};
  if (row.integer(8) >= 0) picture.frame = base::Time{row.integer(8), kMicroseconds};
  return picture;
}

// Everything but files, texts and pictures.
base::Result<Item> read_head(Connection& connection, std::string_view id) {
  std::optional<Item> item;
  TRY(connection.each(
      kItem,
      [&](const Row& row) {
        item.emplace(row.text(0), row.text(1), row.text(2), row.text(3), row.count(4), row.integer(5),
                     row.integer(6));
        item->seen = row.text(7);
      },
      id));
  if (!item) return fail(Fault::NotFound, base::format("no item '{}'", base::clip_for_message(id)));
  return std::move(*item);
}

base::Result<Item> read_item(Connection& connection, std::string_view id) {
  Item item = TRY(read_head(connection, id));
  TRY(connection.each(kFilesOfItem, [&](const Row& row) { item.files.push_back(file_from(row)); }, id));
  for (const MediaFile& file : item.files)
    TRY(connection.each(
        kTextsOfFile, [&](const Row& row) { item.texts.push_back(text_from(row)); }, file.id));
  TRY(connection.each(kPictures, [&](const Row& row) { item.pictures.push_back(picture_from(row)); }, id));
  return item;
}

// Both kinds at once, in the listing's own order; the page is cut from the listing before anything is joined.
constexpr char kMembers[] =
    "SELECT page.is_collection, page.id, coalesce(item.description, collection.description), "
    "coalesce(item.has_picture, 0), coalesce(item.duration, 0), coalesce(item.has_video, 0), "
    "coalesce(item.revision, collection.revision), coalesce(collection.path, x'') "
    "FROM (SELECT is_collection, id, sort_key FROM member WHERE collection = ? ORDER BY sort_key, "
    "is_collection LIMIT ? OFFSET ?) AS page "
    "LEFT JOIN item ON NOT page.is_collection AND item.id = page.id "
    "LEFT JOIN collection ON page.is_collection AND collection.id = page.id "
    "ORDER BY page.sort_key, page.is_collection";
// Everything below a collection has a path that begins with its own; '0' is the byte after '/'.
constexpr char kFirstPictured[] =
    "SELECT id FROM item WHERE has_picture AND path >= ? AND path < ? ORDER BY path LIMIT 1";

base::Result<std::string> first_pictured_below(Connection& connection, const std::string& path) {
  std::string found;
  TRY(connection.each(
      kFirstPictured, [&](const Row& row) { found = row.text(0); }, Blob{path + "/"}, Blob{path + "0"}));
  return found;
}

}  // namespace

base::Result<std::unique_ptr<Catalog>> open_sqlite_catalog(const std::string& path) {
  return TRY(SqliteCatalog::open(path));
}

base::Result<std::unique_ptr<SqliteCatalog>> SqliteCatalog::open(const std::string& path) {
  std::unique_ptr<SqliteCatalog> catalog(new SqliteCatalog(path));
  catalog->writer_ = TRY(Connection::open(path, Connection::Access::Write));
  TRY(migrate(*catalog->writer_, path));
  return catalog;
}

base::Result<std::unique_ptr<Connection>> SqliteCatalog::borrow() const {
  {
    const std::lock_guard lock(idle_mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return Connection::open(path_, Connection::Access::Read);
}

void SqliteCatalog::give_back(std::unique_ptr<Connection> connection) const {
  const std::lock_guard lock(idle_mutex_);
  if (idle_.size() < kIdleReaders) idle_.push_back(std::move(connection));
}

base::Result<Collection> SqliteCatalog::collection(std::string_view id) const {
  return read([&](Connection& connection) -> base::Result<Collection> {
    std::optional<Collection> found;
    TRY(connection.each(
        "SELECT id, parent, path, description, modified FROM collection WHERE id = ?",
        [&](const Row& row) {
          found.emplace(row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4));
        },
        id));
    if (!found) return fail(Fault::NotFound, base::format("no collection '{}'", base::clip_for_message(id)));
    return std::move(*found);
  });
}

base::Result<std::vector<Member>> SqliteCatalog::members(std::string_view collection_id, std::uint64_t offset,
                                                         std::uint64_t limit) const {
  return read([&](Connection& connection) -> base::Result<std::vector<Member>> {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    std::vector<Member> members;
    std::vector<std::pair<std::size_t, std::string>> collections;  // where among the members, and its path
    TRY(connection.each(
        kMembers,
        [&](const Row& row) {
          if (row.flag(0)) collections.emplace_back(members.size(), row.text(7));
          members.push_back({row.flag(0),
                             row.text(1),
                             row.text(2),
                             row.flag(3) ? row.text(1) : "",
                             row.real(4),
                             row.flag(5),
                             row.count(6),
                             {}});
        },
        collection_id, std::min(limit, most), std::min(offset, most)));
    for (const auto& [at, path] : collections)
      members[at].picture_item = TRY(first_pictured_below(connection, path));
    for (Member& member : members)
      if (!member.picture_item.empty())
        TRY(connection.each(
            kFirstPicture, [&](const Row& row) { member.picture = picture_from(row); }, member.picture_item));
    return members;
  });
}

base::Result<std::uint64_t> SqliteCatalog::member_count(std::string_view collection_id) const {
  return read([&](Connection& connection) -> base::Result<std::uint64_t> {
    std::optional<std::uint64_t> count;
    TRY(connection.each(
        "SELECT members FROM collection WHERE id = ?", [&](const Row& row) { count = row.count(0); },
        collection_id));
    if (!count)
      return fail(Fault::NotFound, base::format("no collection '{}'", base::clip_for_message(collection_id)));
    return *count;
  });
}

base::Result<Item> SqliteCatalog::item(std::string_view id) const {
  return read([&](Connection& connection) { return read_item(connection, id); });
}

base::Result<ItemHead> SqliteCatalog::item_head(std::string_view id) const {
  return read([&](Connection& connection) -> base::Result<ItemHead> {
    ItemHead head;
    head.item = TRY(read_head(connection, id));
    TRY(connection.each(
        kFirstPicture, [&](const Row& row) { head.item.pictures.push_back(picture_from(row)); }, id));
    head.files =
        static_cast<std::uint64_t>(TRY(connection.number("SELECT count(*) FROM file WHERE item = ?", id)));
    return head;
  });
}

base::Result<Item> SqliteCatalog::parts(std::string_view item_id, std::uint64_t offset,
                                        std::uint64_t limit) const {
  return read([&](Connection& connection) -> base::Result<Item> {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    const std::uint64_t begin = std::min(offset, most), end = begin + std::min(limit, most - begin);
    Item item;
    item.id = item_id;
    item.revision =
        static_cast<std::uint64_t>(TRY(connection.number("SELECT revision FROM item WHERE id = ?", item_id)));
    TRY(connection.each(
        kFilesBetween, [&](const Row& row) { item.files.push_back(file_from(row)); }, item_id, begin, end));
    TRY(connection.each(
        kTextsBetween, [&](const Row& row) { item.texts.push_back(text_from(row)); }, item_id, begin, end));
    TRY(connection.each(
        kPicturesBetween, [&](const Row& row) { item.pictures.push_back(picture_from(row)); }, item_id, begin,
        end));
    return item;
  });
}

base::Result<std::optional<Item>> SqliteCatalog::item_at(std::string_view path) const {
  return read([&](Connection& connection) -> base::Result<std::optional<Item>> {
    std::string id;
    TRY(connection.each(
        "SELECT id FROM item WHERE path = ?", [&](const Row& row) { id = row.text(0); }, Blob{path}));
    if (id.empty()) return std::nullopt;
    return TRY(read_item(connection, id));
  });
}

base::Result<MediaFile> SqliteCatalog::file(std::string_view id) const {
  return read([&](Connection& connection) -> base::Result<MediaFile> {
    std::optional<MediaFile> found;
    TRY(connection.each(kFile, [&](const Row& row) { found = file_from(row); }, id));
    if (!found) return fail(Fault::NotFound, base::format("no file '{}'", base::clip_for_message(id)));
    return std::move(*found);
  });
}

base::Result<std::optional<MediaFile>> SqliteCatalog::file_at(std::string_view path) const {
  return read([&](Connection& connection) -> base::Result<std::optional<MediaFile>> {
    std::optional<MediaFile> found;
    TRY(connection.each(kFileAt, [&](const Row& row) { found = file_from(row); }, Blob{path}));
    return found;
  });
}

base::Result<std::string> SqliteCatalog::item_of_file(std::string_view file_id) const {
  return read([&](Connection& connection) -> base::Result<std::string> {
    std::string item;
    TRY(connection.each(
        "SELECT item FROM file WHERE id = ?", [&](const Row& row) { item = row.text(0); }, file_id));
    if (item.empty())
      return fail(Fault::NotFound, base::format("no file '{}'", base::clip_for_message(file_id)));
    return item;
  });
}

base::Result<std::vector<Text>> SqliteCatalog::texts(std::string_view file_id) const {
  return read([&](Connection& connection) -> base::Result<std::vector<Text>> {
    std::vector<Text> texts;
    TRY(connection.each(kTextsOfFile, [&](const Row& row) { texts.push_back(text_from(row)); }, file_id));
    if (texts.empty() && TRY(connection.number("SELECT count(*) FROM file WHERE id = ?", file_id)) == 0)
      return fail(Fault::NotFound, base::format("no file '{}'", base::clip_for_message(file_id)));
    return texts;
  });
}

base::Result<Text> SqliteCatalog::text(std::string_view file_id, std::string_view name) const {
  return read([&](Connection& connection) -> base::Result<Text> {
    std::optional<Text> found;
    TRY(connection.each(kText, [&](const Row& row) { found = text_from(row); }, file_id, name));
    if (!found)
      return fail(Fault::NotFound, base::format("no text '{}' of file '{}'", base::clip_for_message(name),
                                                base::clip_for_message(file_id)));
    return std::move(*found);
  });
}

base::Result<Counts> SqliteCatalog::counts() const {
  return read([&](Connection& connection) -> base::Result<Counts> {
    Counts counts;
    TRY(connection.each("SELECT collections, items, files, broken FROM site", [&](const Row& row) {
      counts = {row.count(0), row.count(1), row.count(2), row.count(3)};
    }));
    return counts;
  });
}

base::Result<std::vector<MediaFile>> SqliteCatalog::broken_files(std::uint64_t limit) const {
  return read([&](Connection& connection) -> base::Result<std::vector<MediaFile>> {
    std::vector<MediaFile> files;
    TRY(connection.each(
        kBrokenFiles, [&](const Row& row) { files.push_back(file_from(row)); },
        std::min<std::uint64_t>(limit, std::numeric_limits<std::int64_t>::max())));
    return files;
  });
}

base::Result<std::uint64_t> SqliteCatalog::generation() const {
  return read([&](Connection& connection) -> base::Result<std::uint64_t> {
    return static_cast<std::uint64_t>(TRY(connection.number("SELECT generation FROM site")));
  });
}

base::Result<std::vector<std::pair<std::string, std::uint64_t>>> SqliteCatalog::item_revisions(
    std::string_view after, std::uint64_t limit) const {
  return read(
      [&](Connection& connection) -> base::Result<std::vector<std::pair<std::string, std::uint64_t>>> {
        std::vector<std::pair<std::string, std::uint64_t>> result;
        TRY(connection.each(
            "SELECT id, revision FROM item WHERE id > ? ORDER BY id LIMIT ?",
            [&](const Row& row) { result.emplace_back(row.text(0), row.count(1)); }, after,
            std::min<std::uint64_t>(limit, std::numeric_limits<std::int64_t>::max())));
        return result;
      });
}

base::Result<std::vector<std::pair<std::string, std::string>>> SqliteCatalog::seen() const {
  return read([&](Connection& connection) -> base::Result<std::vector<std::pair<std::string, std::string>>> {
    std::vector<std::pair<std::string, std::string>> result;
    TRY(connection.each("SELECT path, seen FROM item ORDER BY path",
                        [&](const Row& row) { result.emplace_back(row.text(0), row.text(1)); }));
    return result;
  });
}

base::Result<std::vector<std::string>> SqliteCatalog::identities() const {
  return read([&](Connection& connection) -> base::Result<std::vector<std::string>> {
    std::vector<std::string> result;
    TRY(connection.each("SELECT DISTINCT identity FROM file WHERE NOT broken ORDER BY identity",
                        [&](const Row& row) { result.push_back(row.text(0)); }));
    return result;
  });
}

}  // namespace store
