// Catalog: what the site holds: collections, items, files and their texts, with the identifiers they are
// known by. The common ground of ingest, which writes, and services, which read. Descriptions and media info
// are kept as JSON text that this room does not read. SQLite in WAL mode: one writer, many readers; every
// method is safe from any thread, and each write is one transaction: killing the program leaves the last
// whole one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/media_time.h"
#include "base/result.h"

namespace store {

// Paths are relative to the ingested folder, `/` between parts, raw bytes as the file system has them; "" is
// the folder itself. Identifiers are decoded text (percent-encode them in a URL).
struct Collection {
  std::string id;      // "root" for the ingested folder
  std::string parent;  // identifier; empty for root
  std::string path;
  std::string description;    // JSON object of descriptive properties (iiif::Description)
  std::int64_t modified = 0;  // milliseconds since 1970: when its own record or membership last changed
};

enum class FileStatus { Ready, Broken };

// A master that an access copy is played in place of.
struct Preserved {
  std::string path;
  std::uint64_t size = 0;     // bytes
  std::int64_t modified = 0;  // nanoseconds since 1970
  friend bool operator==(const Preserved&, const Preserved&) = default;
};

// A part of an item: its master, or the access copy beside that, from which all is then played.
struct MediaFile {
  std::string id;
  std::string path;
  FileStatus status = FileStatus::Ready;
  std::string reason;         // why it is broken, one sentence; empty when ready
  std::uint64_t size = 0;     // bytes
  std::int64_t modified = 0;  // nanoseconds since 1970, of the file
  std::string identity;       // base::content_identity, hex
  std::string revision;       // short token that changes whenever the bytes may have: names URLs and ETags
  std::string media_info;     // JSON (media::to_json); empty when broken
  double duration = 0;        // seconds, of the work; 0 when broken
  bool has_video = false;
  std::optional<Preserved> master = {};  // nothing: this is the master itself

  const std::string& master_path() const { return master ? master->path : path; }
};

// Descriptions tell what is seen, in words to be spoken.
// A record is a description of another format (XML, a cue sheet) that is handed out as the file it is: its
// body is kept nowhere.
enum class TextKind { Captions, Subtitles, Transcript, Chapters, Descriptions, Record };

// A side text, already in the form it is served in.
struct Text {
  std::string file;  // identifier of the file it belongs to
  std::string name;  // unique within the file, URL-safe: "en", "en.captions", "transcript"
  TextKind kind = TextKind::Captions;
  std::string format;    // "vtt" or "txt"; of a record "xml" or "cue"
  std::string language;  // BCP 47; empty if unknown
  std::string label;
  std::string path;  // of the side file; empty: from inside the master
  std::string revision;
  std::string body;     // strict WebVTT, or plain UTF-8 text
  bool forced = false;  // only what all must read: signs, foreign speech
};

// What stands for a file or an item: an image file, or a frame of the file itself. An item's own comes first,
// then its files' in order.
struct Picture {
  std::string file;                     // identifier of the file it shows; empty: the whole item
  std::string path;                     // an image file, or the master itself when embedded
  std::uint64_t offset = 0, bytes = 0;  // slice of it; bytes 0: the whole file
  std::string type;                     // "image/jpeg"
  std::uint32_t width = 0, height = 0;
  std::string revision;
  std::optional<base::Time> frame = {};  // no image file: the frame shown at this instant, whole microseconds
};

// What a listing tells of an item that has no files and is made of those of others.
struct Composed {
  double duration = 0;  // seconds
  bool has_video = false;
};

struct Item {
  std::string id;
  std::string collection;
  std::string path;                        // of its folder, or of its single loose file
  std::string description;                 // JSON object of descriptive properties
  std::uint64_t revision = 0;              // grows with every change of anything in it
  std::int64_t created = 0, modified = 0;  // milliseconds since 1970
  std::vector<MediaFile> files;            // in order
  std::vector<Text> texts;                 // bodies are empty when read with `item`: see `text`
  std::vector<Picture> pictures;
  std::string seen;  // ingest's token for what this was made from: the same token, nothing to do
  std::optional<Composed> composed = {};  // written only; without files the item is listed where it has this
};

// An item as far as it can be told without its parts.
struct ItemHead {
  Item item;                // no files, no texts; of the pictures the first, which stands for the whole
  std::uint64_t files = 0;  // how many it has, broken ones too
};

// A line of a collection's listing.
struct Member {
  bool is_collection = false;
  std::string id;
  std::string description;
  std::string picture_item;  // identifier of the item whose picture stands for it; empty: none
  double duration = 0;       // seconds, sum of its ready files; 0 for collections
  bool has_video = false;
  std::uint64_t revision = 0;
  std::optional<Picture> picture = {};  // the first of that item
};

struct Counts {
  std::uint64_t collections = 0, items = 0, files = 0, broken = 0;  // items: listed ones
};

class Catalog {
 public:
  virtual ~Catalog() = default;

  // ---- reading. NotFound for an unknown identifier (retired ones too).
  virtual base::Result<Collection> collection(std::string_view id) const = 0;
  // Members in order (collections and items together, natural order of path), [offset, offset + limit). An
  // item is listed while at least one of its files can be read, or it is composed.
  virtual base::Result<std::vector<Member>> members(std::string_view collection_id, std::uint64_t offset,
                                                    std::uint64_t limit) const = 0;
  virtual base::Result<std::uint64_t> member_count(std::string_view collection_id) const = 0;
  virtual base::Result<Item> item(std::string_view id) const = 0;
  // The same in pieces, for items of any length: the head, and files [offset, offset + limit) with their
  // texts and pictures, in an Item that has nothing besides but its identifier and revision.
  virtual base::Result<ItemHead> item_head(std::string_view id) const = 0;
  virtual base::Result<Item> parts(std::string_view item_id, std::uint64_t offset,
                                   std::uint64_t limit) const = 0;
  virtual base::Result<MediaFile> file(std::string_view id) const = 0;
  // Identifier and revision of every item, in the order of identifiers, `limit` of them after one; "" begins.
  virtual base::Result<std::vector<std::pair<std::string, std::uint64_t>>> item_revisions(
      std::string_view after, std::uint64_t limit) const = 0;
  virtual base::Result<std::string> item_of_file(std::string_view file_id) const = 0;
  virtual base::Result<std::vector<Text>> texts(std::string_view file_id) const = 0;  // without bodies
  virtual base::Result<Text> text(std::string_view file_id, std::string_view name) const = 0;
  virtual base::Result<Counts> counts() const = 0;
  virtual base::Result<std::vector<MediaFile>> broken_files(std::uint64_t limit) const = 0;
  // Grows with every write: one number that tells whether anything at all has changed. Cheap.
  virtual base::Result<std::uint64_t> generation() const = 0;

  // ---- writing (ingest).
  // The identifier for a path: the one it has, or `proposed`, or that with -2, -3 ... Identifiers are never
  // given to another path again, even after it is gone; `identity` (may be empty) lets a moved file keep its
  // own.
  enum class Kind { Collection, Item, File };
  virtual base::Result<std::string> claim_identifier(Kind kind, std::string_view path,
                                                     std::string_view proposed,
                                                     std::string_view identity) = 0;
  // Inserts or replaces with all parts; a replaced one that is equal in all but revision and times is left
  // as it is. Returns whether anything changed.
  virtual base::Result<bool> put(const Collection& collection) = 0;
  virtual base::Result<bool> put(const Item& item) = 0;
  // Everything of these kinds whose path is not among `paths` is gone from the folder: retired, not
  // forgotten.
  virtual base::Result<std::uint64_t> retire_except(const std::vector<std::string>& collection_paths,
                                                    const std::vector<std::string>& item_paths) = 0;
  // What ingest remembers of a file to skip it when unchanged.
  virtual base::Result<std::optional<MediaFile>> file_at(std::string_view path) const = 0;
  virtual base::Result<std::optional<Item>> item_at(std::string_view path) const = 0;
  // Path and `Item::seen` of every item.
  virtual base::Result<std::vector<std::pair<std::string, std::string>>> seen() const = 0;
  // Identifiers of files whose path is not among `paths` become free to be taken along by the same content.
  virtual base::Result<void> release_files_except(const std::vector<std::string>& paths) = 0;
  // Contents of all ready files: what derived files are needed for. Sorted.
  virtual base::Result<std::vector<std::string>> identities() const = 0;
};

// Opens or creates the database file and migrates it forward (store/schema/NNN_*.sql). A database made by a
// newer program is Unsupported and left untouched.
base::Result<std::unique_ptr<Catalog>> open_sqlite_catalog(const std::string& path);

}  // namespace store
