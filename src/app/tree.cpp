#include "app/tree.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/format.h"
#include "base/uri.h"
#include "http/settle.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::uint64_t kPiece = 8 << 20;  // bytes between two looks at whether to stop
constexpr off_t kWorthLinking = 64 << 10;  // bytes

std::unexpected<base::Error> cannot(std::string_view doing, const fs::path& path) {
  return fail(Fault::Io, base::format("cannot {} '{}': {}", doing, path.string(), std::strerror(errno)));
}

// Where a URL's path lies below the root of a static server.
Result<fs::path> relative_path(std::string_view url_path) {
  const base::Target target = TRY(base::parse_target(url_path));
  fs::path path;
  for (const std::string& segment : target.segments) path /= segment;
  const bool inside =
      !path.empty() && !path.is_absolute() && std::ranges::none_of(path, [](const fs::path& part) {
        return part.empty() || part == "." || part == "..";
      });
  if (!inside) return fail(Fault::Malformed, base::format("'{}' is no path of a file", url_path));
  return path;
}

// What the mark of the export in `folder` says; nothing where there is none.
std::string read_mark(const fs::path& folder) {
  std::ifstream file(folder / Tree::kMark, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  return text.str();
}

Result<void> check_place(const fs::path& place, const Tree::Settings& settings) {
  std::error_code error;
  const fs::file_status status = fs::status(place, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status))
    return fail(Fault::Conflict, base::format("'{}' is a file: name a folder to make", place.string()));
  if (settings.force || fs::is_empty(place, error)) return {};
  const std::string mark = read_mark(place);
  if (mark == settings.mark) return {};
  return fail(
      Fault::Conflict,
      base::format("'{}' {}: give another folder, or --force to replace all that is in it", place.string(),
                   mark.empty() ? "is not empty, and not an export" : "holds an export of another item"));
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
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
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

Result<Tree> Tree::begin(Settings settings) {
  Tree tree(std::move(settings));
  std::error_code error;
  tree.place_ = fs::weakly_canonical(fs::absolute(tree.settings_.where), error);
  if (!tree.place_.has_filename()) tree.place_ = tree.place_.parent_path();  // "out/"
  if (!tree.place_.has_filename())
    return fail(Fault::Conflict, "the root of the file system is not replaced");
  TRY(check_place(tree.place_, tree.settings_));
  TRY(tree.take_place());
  return tree;
}

Result<void> Tree::take_place() {
  std::error_code error;
  fs::create_directories(place_.parent_path(), error);
  if (error)
    return fail(Fault::Io,
                base::format("cannot make '{}': {}", place_.parent_path().string(), error.message()));
  const fs::path draft = place_.parent_path() / base::format(".{}.avocet-export", place_.filename().string());
  if (::mkdir(draft.c_str(), 0755) != 0 && errno != EEXIST) return cannot("make", draft);
  lock_ = ::open(draft.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (lock_ < 0) return cannot("open", draft);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
    return fail(Fault::Conflict, base::format("another export to '{}' is running", place_.string()));
  draft_ = draft;
  for (const fs::directory_entry& entry : fs::directory_iterator(draft_, error))
    fs::remove_all(entry.path(), error);
  return write(base::format("/{}", kMark), settings_.mark);
}

Tree::Tree(Tree&& other) noexcept
    : settings_(std::move(other.settings_)),
      place_(std::move(other.place_)),
      draft_(std::exchange(other.draft_, {})),
      lock_(std::exchange(other.lock_, -1)),
      files_(other.files_),
      bytes_(other.bytes_),
      known_(std::move(other.known_)) {}

Tree::~Tree() {
  std::error_code error;
  if (!draft_.empty()) fs::remove_all(draft_, error);
  if (lock_ >= 0) ::close(lock_);
}

// A master goes out as the original and as what browsers play: within the tree that is one file of two names.
Result<bool> Tree::link_known(const base::Splice& body, const fs::path& path) {
  if (body.pieces().size() != 1) return false;
  const base::Splice::Piece& piece = body.pieces().front();
  const auto source = piece.source->descriptor();
  struct stat found{};
  if (!source || piece.length != piece.source->size() || ::fstat(*source, &found) != 0) return false;
  if (found.st_size < kWorthLinking) return false;
  const std::string key = base::format("{} {} {} {}.{}", found.st_dev, found.st_ino, found.st_size,
                                       found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
  const auto [known, first] = known_.try_emplace(key, path);
  return !first && ::link(known->second.c_str(), path.c_str()) == 0;
}

Result<void> Tree::write(std::string_view url_path, http::Response& response) {
  const fs::path path = draft_ / TRY(relative_path(url_path));
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error)
    return fail(Fault::Io,
                base::format("cannot make '{}': {}", path.parent_path().string(), error.message()));
  ++files_;
  if (const auto* splice = std::get_if<base::Splice>(&response.body)) {
    if (TRY(link_known(*splice, path))) return {};
  }
  File file(settings_, path);
  TRY(file.open());
  TRY(file.pour(response));
  TRY(file.close());
  bytes_ += file.written();
  return {};
}

Result<void> Tree::write(std::string_view path, std::string text) {
  http::Response response{200, {}, base::Splice(std::move(text))};
  return write(path, response);
}

Result<void> Tree::finish() {
  // On the disk before it has its name: after a power cut a whole tree is whole.
  if (::syncfs(lock_) != 0) return cannot("write", draft_);
  TRY(check_place(place_, settings_));
  std::error_code error;
  if (!fs::exists(place_, error) || fs::is_empty(place_, error)) {
    if (::rename(draft_.c_str(), place_.c_str()) != 0) return cannot("make", place_);
    draft_.clear();
    return {};
  }
  // The old tree takes the draft's name, and goes with it.
  if (::renameat2(AT_FDCWD, draft_.c_str(), AT_FDCWD, place_.c_str(), RENAME_EXCHANGE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return cannot("replace", place_);
  const fs::path old = draft_.string() + ".old";
  fs::remove_all(old, error);
  if (::rename(place_.c_str(), old.c_str()) != 0) return cannot("replace", place_);
  if (::rename(draft_.c_str(), place_.c_str()) != 0) {
    ::rename(old.c_str(), place_.c_str());
    return cannot("replace", place_);
  }
  draft_ = old;
  return {};
}

}  // namespace app
