#include "store/shelf.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

#include "base/format.h"
#include "base/log.h"
#include "store/file_blobs.h"

namespace store {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::string_view kGrowing = ".growing";

std::unexpected<base::Error> cannot(std::string_view doing, const std::string& path) {
  const int code = errno;
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return fail(full ? Fault::Unavailable : Fault::Io,
              base::format("cannot {} {}: {}", doing, path, std::strerror(code)));
}

std::string growing(const std::string& path) { return path + std::string(kGrowing); }

Result<void> sync_folder(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return cannot("open", folder);
  ::fsync(descriptor);
  ::close(descriptor);
  return {};
}

}  // namespace

std::string Shelf::path_of(std::string_view identity, std::string_view name) const {
  return base::format("{}/{}/{}", folder_, identity, name);
}

Result<base::Source> Shelf::find(std::string_view identity, std::string_view name) const {
  return open_file(path_of(identity, name));
}

bool Shelf::holds(std::string_view identity, std::string_view name) const {
  struct stat status{};
  return ::stat(path_of(identity, name).c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Result<Shelf::Growing> Shelf::grow(std::string_view identity, std::string_view name) const {
  const std::string path = path_of(identity, name);
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  if (error) return fail(Fault::Io, base::format("cannot create a folder for {}: {}", path, error.message()));
  const int descriptor = ::open(growing(path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return cannot("create", growing(path));
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    ::close(descriptor);
    return cannot("examine", growing(path));
  }
  return Growing(descriptor, static_cast<std::uint64_t>(status.st_size), path, spare_);
}

Shelf::Growing::Growing(Growing&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      path_(std::move(other.path_)),
      spare_(other.spare_) {}

Shelf::Growing::~Growing() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<base::Source> Shelf::Growing::source() const { return open_file(growing(path_)); }

Result<void> Shelf::Growing::cut(std::uint64_t size) {
  if (size >= size_) return {};
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return cannot("cut", growing(path_));
  size_ = size;
  return {};
}

Result<void> Shelf::Growing::append(base::ByteView bytes) {
  struct statvfs disk{};
  if (::fstatvfs(descriptor_, &disk) == 0 && disk.f_bavail * disk.f_frsize < spare_ + bytes.size())
    return fail(Fault::Unavailable,
                base::format("the disk is full: less than {} MiB would be left", spare_ >> 20));
  const std::uint64_t end = size_ + bytes.size();
  for (std::uint64_t at = size_; !bytes.empty();) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      auto failed = cannot("write", growing(path_));
      if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0)
        base::log_warning("{} could not be cut back", growing(path_));  // the next walk finds its end
      return failed;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    at += static_cast<std::uint64_t>(count);
  }
  if (::fdatasync(descriptor_) != 0) return cannot("write", growing(path_));
  size_ = end;
  return {};
}

Result<void> Shelf::Growing::finish() {
  if (::fsync(descriptor_) != 0) return cannot("write", growing(path_));
  if (::rename(growing(path_).c_str(), path_.c_str()) != 0) return cannot("rename", growing(path_));
  return sync_folder(path_);
}

// When a folder last belonged to a master is its own time.
Result<std::uint64_t> Shelf::keep_only(const std::vector<std::string>& identities,
                                       std::int64_t patience) const {
  std::uint64_t removed = 0;
  std::error_code error;
  if (!fs::exists(folder_, error)) return removed;
  std::vector<fs::path> gone;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    struct stat status{};
    if (::stat(at->path().c_str(), &status) != 0) continue;
    if (std::ranges::binary_search(identities, at->path().filename().string()))
      ::utimensat(AT_FDCWD, at->path().c_str(), nullptr, 0);
    else if (std::time(nullptr) - status.st_mtim.tv_sec >= patience)
      gone.push_back(at->path());
  }
  for (const fs::path& path : gone) {
    if (error) break;
    fs::remove_all(path, error);
    ++removed;
  }
  if (error) return fail(Fault::Io, base::format("cannot clear {}: {}", folder_, error.message()));
  return removed;
}

}  // namespace store
