#include "store/file_blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "store/descriptor.h"
#include "store/mapped_source.h"

namespace store {
namespace {

using base::fail;
using base::Fault;

// What a message may tell of a path: people on the web see some of them, and where the folder lies is none of
// their business.
std::string shown(std::string_view path) { return base::to_valid_utf8(path.substr(path.rfind('/') + 1)); }

std::unexpected<base::Error> system_failure(std::string_view doing, const std::string& path, int code) {
  const Fault fault = code == ENOENT || code == ENOTDIR                   ? Fault::NotFound
                      : code == EACCES || code == EPERM || code == EMFILE ? Fault::Unavailable
                                                                          : Fault::Io;
  return fail(fault, base::format("cannot {} {}: {}", doing, shown(path), std::strerror(code)));
}

FileStat stat_from(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_size),
          static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

class FileSource final : public base::ByteSource {
 public:
  FileSource(Descriptor descriptor, std::uint64_t size, std::string path)
      : descriptor_(std::move(descriptor)), size_(size), path_(std::move(path)) {}

  std::uint64_t size() const override { return size_; }
  std::optional<int> descriptor() const override { return descriptor_.number(); }

  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > size_ || out.size() > size_ - offset)
      return fail(Fault::OutOfRange, base::format("read past the end of {}", shown(path_)));
    for (std::size_t done = 0; done < out.size();) {
      const ssize_t count = ::pread(descriptor_.number(), out.data() + done, out.size() - done,
                                    static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(Fault::Io, system_failure("read", path_, errno).error().message);
      if (count == 0)
        return fail(Fault::Io, base::format("{} has become shorter while it was read", shown(path_)));
      done += static_cast<std::size_t>(count);
    }
    return {};
  }

 private:
  Descriptor descriptor_;
  std::uint64_t size_;
  std::string path_;
};

struct Opened {
  Descriptor descriptor;
  FileStat status;
};

// O_NONBLOCK: a named pipe in the folder must not hang us; it has no effect on regular files.
base::Result<Opened> open_regular(const std::string& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor) return system_failure("open", path, errno);
  struct stat status{};
  if (::fstat(descriptor.number(), &status) != 0) return system_failure("examine", path, errno);
  if (!S_ISREG(status.st_mode))
    return fail(Fault::Unsupported, base::format("{} is not a regular file", shown(path)));
  return Opened{std::move(descriptor), stat_from(status)};
}

base::Result<void> write_all(int descriptor, base::ByteView content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure("write", path, errno);
    content = content.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

base::Result<void> write_and_sync(const std::string& path, base::ByteView content) {
  Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!descriptor) return system_failure("create", path, errno);
  TRY(write_all(descriptor.number(), content, path));
  if (::fsync(descriptor.number()) != 0) return system_failure("write", path, errno);
  return {};
}

base::Result<void> sync_folder(const std::string& folder) {
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) return system_failure("open", folder, errno);
  if (::fsync(descriptor.number()) != 0 && errno != EINVAL) return system_failure("sync", folder, errno);
  return {};
}

}  // namespace

base::Result<FileStat> stat_file(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return system_failure("examine", path, errno);
  return stat_from(status);
}

base::Result<base::Source> open_file(const std::string& path) {
  Opened opened = TRY(open_regular(path));
  return std::make_shared<FileSource>(std::move(opened.descriptor), opened.status.size, path);
}

base::Result<base::Source> open_file_as(const std::string& path, const FileStat& expected) {
  Opened opened = TRY(open_regular(path));
  if (opened.status != expected)
    return fail(Fault::Unavailable, base::format("{} has changed since it was indexed", shown(path)));
  return std::make_shared<FileSource>(std::move(opened.descriptor), opened.status.size, path);
}

base::Result<base::Source> map_file(const std::string& path) {
  const Opened opened = TRY(open_regular(path));
  if (opened.status.size == 0) return std::make_shared<base::MemorySource>(base::Bytes{});
  return map_descriptor(opened.descriptor.number(), opened.status.size);
}

base::Result<std::string> read_small_file(const std::string& path, std::uint64_t limit) {
  const base::Source source = TRY(open_file(path));
  if (source->size() > limit)
    return fail(Fault::TooLarge,
                base::format("{} has {} bytes; at most {} are read", shown(path), source->size(), limit));
  std::string content(source->size(), '\0');
  TRY(source->read_at(0, {reinterpret_cast<std::uint8_t*>(content.data()), content.size()}));
  return content;
}

base::Result<void> write_file_atomically(const std::string& path, base::ByteView content) {
  static std::atomic<std::uint64_t> counter{0};
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code failed;
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (failed) return system_failure("create folder", folder, failed.value());
  const std::string temporary = base::format("{}.{}.{}.tmp", path, ::getpid(), counter++);
  auto written = write_and_sync(temporary, content);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = system_failure("rename", temporary, errno);
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_folder(folder.empty() ? "." : folder);
}

}  // namespace store
