#include "app/tree.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "base/format.h"
#include "base/hash.h"
#include "base/uri.h"
#include "http/settle.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::uint64_t kPiece = 8 << 20;          // bytes between two looks at whether to stop
constexpr std::uint64_t kWorthLinking = 64 << 10;  // bytes
constexpr std::string_view kDraft = ".avocet-export.part";

std::unexpected<base::Error> cannot(std::string_view doing, const fs::path& path) {
  return fail(Fault::Io, base::format("cannot {} '{}': {}", doing, path.string(), std::strerror(errno)));
}

// A name below the folder, and nothing else: lists come from disks of other people.
bool is_inside(const fs::path& name) {
  return !name.empty() && !name.is_absolute() && std::ranges::none_of(name, [](const fs::path& part) {
    return part.empty() || part == "." || part == "..";
  });
}

// Where a URL's path lies below the root of a static server.
Result<std::string> name_of(std::string_view url_path) {
  const base::Target target = TRY(base::parse_target(url_path));
  fs::path name;
  for (const std::string& segment : target.segments) name /= segment;
  const bool has_slash =
      std::ranges::any_of(target.segments, [](const auto& segment) { return segment.contains('/'); });
  if (!is_inside(name) || has_slash)
    return fail(Fault::Malformed, base::format("'{}' is no path of a file", url_path));
  return name.string();
}

std::optional<struct stat> look(const fs::path& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

std::int64_t modified(const struct stat& found) {
  return std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
}

bool same_bytes(const fs::path& a, const fs::path& b) {
  std::ifstream first(a, std::ios::binary), second(b, std::ios::binary);
  std::string left(1 << 20, '\0'), right(1 << 20, '\0');
  while (first && second) {
    first.read(left.data(), static_cast<std::streamsize>(left.size()));
    second.read(right.data(), static_cast<std::streamsize>(right.size()));
    const auto count = first.gcount();
    if (count != second.gcount() || !std::equal(left.begin(), left.begin() + count, right.begin()))
      return false;
  }
  return first.eof() && second.eof();
}

// What identifies a whole file elsewhere, if that is what goes out. A master does as the original and as what
// browsers play: within the tree that is one file of two names.
std::string source_of(const http::Response& response) {
  const auto* body = std::get_if<base::Splice>(&response.body);
  if (!body || body->pieces().size() != 1 || body->size() < kWorthLinking) return {};
  const base::Splice::Piece& piece = body->pieces().front();
  const auto source = piece.source->descriptor();
  struct stat found{};
  if (!source || piece.length != piece.source->size() || ::fstat(*source, &found) != 0) return {};
  return base::format("{} {} {} {}", found.st_dev, found.st_ino, found.st_size, modified(found));
}

}  // namespace

// One file that is being written.
class Tree::File {
 public:
  File(const Settings& settings, fs::path path) : settings_(settings), path_(std::move(path)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  Result<void> open() {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (descriptor_ < 0) return cannot("write", path_);
    return {};
  }

  Result<void> pour(http::Response& response) {
    if (auto* splice = std::get_if<base::Splice>(&response.body)) {
      size_ = splice->size();
      for (const base::Splice::Piece& piece : splice->pieces()) TRY(copy(piece));
      return {};
    }
    return http::pour(response, [this](base::ByteView bytes) { return append(bytes); });
  }

  Result<void> append(base::ByteView bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno != EINTR) return cannot("write", path_);
      TRY(advance(static_cast<std::uint64_t>(std::max<ssize_t>(count, 0))));
      bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return {};
  }

  Result<void> close() {
    if (::close(std::exchange(descriptor_, -1)) != 0) return cannot("write", path_);
    return {};
  }

  std::uint64_t written() const { return done_; }

 private:
  Result<void> advance(std::uint64_t count) {
    done_ += count;
    if (settings_.progress) settings_.progress(done_, size_);
    if (settings_.stopped && settings_.stopped()) return fail(Fault::Unavailable, "stopped");
    return {};
  }

  // The kernel copies from file to file, and shares the blocks where the file system can (a reflink): a copy
  // all the same, so that nobody who works on the export ever touches a master. A hard link would not be one.
  Result<void> copy(const base::Splice::Piece& piece) {
    std::uint64_t done = 0;
    if (const auto source = piece.source->descriptor()) {
      auto offset = static_cast<off64_t>(piece.offset);
      while (done < piece.length) {
        const ssize_t count = ::copy_file_range(*source, &offset, descriptor_, nullptr,
                                                std::min(kPiece, piece.length - done), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
          return cannot("write", path_);
        if (count <= 0) break;  // not between these file systems, or the source has shrunk: reading will tell
        done += static_cast<std::uint64_t>(count);
        TRY(advance(static_cast<std::uint64_t>(count)));
      }
    }
    base::Bytes bytes(std::min<std::uint64_t>(1 << 20, piece.length - done));
    while (done < piece.length) {
      const auto part = std::span(bytes).first(std::min<std::uint64_t>(bytes.size(), piece.length - done));
      TRY(piece.source->read_at(piece.offset + done, part));
      TRY(append(part));
      done += part.size();
    }
    return {};
  }

  const Settings& settings_;
  fs::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0, done_ = 0;
};

// ---- the folder and its list

Result<Tree> Tree::begin(Settings settings) {
  Tree tree(std::move(settings));
  std::error_code error;
  fs::path& place = tree.place_;
  place = fs::weakly_canonical(fs::absolute(tree.settings_.where), error);
  if (!place.has_filename()) place = place.parent_path();  // "out/"
  if (fs::exists(place, error) && !fs::is_directory(place, error))
    return fail(Fault::Conflict, base::format("'{}' is a file: name a folder to make", place.string()));
  fs::create_directories(place, error);
  if (error) return fail(Fault::Io, base::format("cannot make '{}': {}", place.string(), error.message()));
  TRY(tree.lock());
  ::unlink(tree.draft().c_str());  // of a run that was killed
  TRY(tree.read_list());
  if (!tree.is_ours_ && !tree.settings_.force && !fs::is_empty(place, error))
    return fail(
        Fault::Conflict,
        base::format(
            "'{}' {}: give another folder, or --force to write into it all the same", place.string(),
            look(place / kList) ? "holds an export of something else" : "is not empty, and not an export"));
  TRY(tree.write_list(false));
  const fs::path list = place / kList;
  tree.list_ = ::open(list.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  if (tree.list_ < 0) return cannot("write", list);
  return tree;
}

Result<void> Tree::lock() {
  folder_ = ::open(place_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0) return cannot("open", place_);
  if (::flock(folder_, LOCK_EX | LOCK_NB) != 0)
    return fail(Fault::Conflict, base::format("another export to '{}' is running", place_.string()));
  return {};
}

// A line that was being written at a kill, or is none, names nothing.
Result<void> Tree::read_list() {
  std::ifstream list(place_ / kList, std::ios::binary);
  std::string line;
  if (!std::getline(list, line)) return {};
  const auto head = base::parse_json(line);
  if (!head || !head->is_object()) return {};
  const base::json::object& said = head->get_object();
  if (base::integer_at(said, "avocetExport") != 1) return {};
  const base::json::value* whose = said.if_contains("whose");
  is_ours_ = whose && *whose == base::json::value(settings_.whose);
  same_program_ = base::string_at(said, "by") == settings_.made_by;
  while (std::getline(list, line)) {
    const auto parsed = base::parse_json(line);
    if (!parsed || !parsed->is_object()) continue;
    const base::json::object& entry = parsed->get_object();
    const std::string name = base::string_at(entry, "name");
    if (is_inside(name) && name != kList)
      known_[name] = {static_cast<std::uint64_t>(base::integer_at(entry, "size")),
                      base::integer_at(entry, "modified"), base::string_at(entry, "tag")};
  }
  return {};
}

namespace {

Result<void> append_to(int descriptor, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno != EINTR) return cannot("write", path);
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return {};
}

}  // namespace

Result<void> Tree::write_list(bool is_complete) {
  std::string text = base::write_json(base::json::object{
      {"avocetExport", 1}, {"whose", settings_.whose}, {"by", settings_.made_by}, {"complete", is_complete}});
  text += '\n';
  for (const auto& [name, entry] : known_)
    text += base::write_json(base::json::object{
                {"name", name}, {"size", entry.size}, {"modified", entry.modified}, {"tag", entry.tag}}) +
            '\n';
  File file(settings_, draft());
  TRY(file.open());
  TRY(file.append(base::as_bytes(text)));
  TRY(file.close());
  if (::rename(draft().c_str(), (place_ / kList).c_str()) != 0) return cannot("write", place_ / kList);
  return {};
}

// Before the file has its name: what lies there under it is known as ours, whenever we are killed.
Result<void> Tree::note(const std::string& name, const Entry& entry) {
  const base::json::object line{
      {"name", name}, {"size", entry.size}, {"modified", entry.modified}, {"tag", entry.tag}};
  TRY(append_to(list_, base::write_json(line) + '\n', place_ / kList));
  known_[name] = entry;
  return {};
}

fs::path Tree::draft() const { return place_ / kDraft; }

Tree::Tree(Tree&& other) noexcept
    : settings_(std::move(other.settings_)),
      place_(std::move(other.place_)),
      folder_(std::exchange(other.folder_, -1)),
      list_(std::exchange(other.list_, -1)),
      is_ours_(other.is_ours_),
      same_program_(other.same_program_),
      known_(std::move(other.known_)),
      now_(std::move(other.now_)),
      folders_(std::move(other.folders_)),
      sources_(std::move(other.sources_)),
      counts_(other.counts_) {}

Tree::~Tree() {
  if (folder_ < 0) return;
  if (list_ >= 0) {
    ::unlink(draft().c_str());
    ::close(list_);
  }
  ::close(folder_);
}

// ---- files

// Not through links, which may lead anywhere. A file of ours where a folder has to be is in the way.
Result<void> Tree::make_folders(const fs::path& name) {
  fs::path below;
  for (const fs::path& part : name.parent_path()) {
    below /= part;
    if (folders_.contains(below.string())) continue;
    const fs::path path = place_ / below;
    const auto lies = look(path);
    if (lies && S_ISREG(lies->st_mode) && known_.contains(below.string())) ::unlink(path.c_str());
    if (lies && !S_ISDIR(lies->st_mode) && !known_.contains(below.string()))
      return fail(Fault::Conflict,
                  base::format("'{}' is no folder: move it away, for files of the export belong below it",
                               path.string()));
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return cannot("make", path);
    folders_.insert(below.string());
  }
  return {};
}

bool Tree::link_known(const std::string& key) {
  const auto known = sources_.find(key);
  return !key.empty() && known != sources_.end() &&
         ::link((place_ / known->second).c_str(), draft().c_str()) == 0;
}

Result<void> Tree::put(std::string_view url_path, std::string tag, http::Response& response) {
  const std::string name = TRY(name_of(url_path));
  if (!now_.insert(name).second) return {};
  const auto lies = look(place_ / name);
  const auto known = known_.find(name);
  const bool is_current = same_program_ && lies && known != known_.end() && S_ISREG(lies->st_mode) &&
                          !tag.empty() && known->second.tag == tag &&
                          known->second.size == static_cast<std::uint64_t>(lies->st_size) &&
                          known->second.modified == modified(*lies);
  const std::string source = source_of(response);
  if (!is_current) TRY(replace(name, std::move(tag), response));
  if (!source.empty()) sources_.try_emplace(source, name);
  ++counts_.files;
  counts_.bytes += known_[name].size;
  return {};
}

Result<void> Tree::replace(const std::string& name, std::string tag, http::Response& response) {
  const fs::path path = place_ / name;
  TRY(make_folders(name));
  ::unlink(draft().c_str());
  if (!link_known(source_of(response))) {
    File file(settings_, draft());
    TRY(file.open());
    TRY(file.pour(response));
    TRY(file.close());
  }
  auto made = look(draft());
  if (!made) return cannot("write", path);
  const auto lies = look(path);
  const bool is_same =
      lies && S_ISREG(lies->st_mode) && lies->st_size == made->st_size && same_bytes(draft(), path);
  if (lies && !is_same && !known_.contains(name) && !settings_.force)
    return fail(
        Fault::Conflict,
        base::format("'{}' is not of this export: move it away, or --force to write over it", path.string()));
  if (is_same) made = lies;
  TRY(note(name, {static_cast<std::uint64_t>(made->st_size), modified(*made), std::move(tag)}));
  if (!is_same) {
    if (::rename(draft().c_str(), path.c_str()) != 0) return cannot("write", path);
    ++counts_.changed;
  }
  ::unlink(draft().c_str());  // rename does nothing where both names are of one file
  return {};
}

Result<void> Tree::write(std::string_view path, http::Response& response) {
  return put(path, std::string(response.headers.get("ETag")), response);
}

Result<void> Tree::write(std::string_view path, std::string text) {
  std::string tag = base::to_hex(base::hash64(base::as_bytes(text)));
  http::Response response{200, {}, base::Splice(std::move(text))};
  return put(path, std::move(tag), response);
}

Result<void> Tree::finish() {
  // On the disk before it is called complete.
  if (::syncfs(folder_) != 0) return cannot("write", place_);
  std::erase_if(known_, [&](const auto& entry) {
    const fs::path name(entry.first);
    if (now_.contains(entry.first)) return false;
    // Through a link it would be somebody else's.
    fs::path below;
    for (const fs::path& part : name.parent_path()) {
      below /= part;
      const auto lies = look(place_ / below);
      if (!lies || !S_ISDIR(lies->st_mode)) return true;
    }
    const auto lies = look(place_ / name);
    if (lies && !S_ISDIR(lies->st_mode) && ::unlink((place_ / name).c_str()) == 0) ++counts_.removed;
    for (fs::path folder = name.parent_path(); !folder.empty(); folder = folder.parent_path())
      if (::rmdir((place_ / folder).c_str()) != 0) break;  // something is in it
    return true;
  });
  TRY(write_list(true));
  if (::syncfs(folder_) != 0) return cannot("write", place_);
  return {};
}

}  // namespace app
