#include "store/replace_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/descriptor.h"

namespace store {
namespace {

using base::fail;
using base::Fault;
using base::Result;

// One file of a folder that is held open, so that neither can be exchanged for another while we look.
class Replacement {
 public:
  static Result<Replacement> begin(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    Replacement replacement(std::move(opened), path.substr(slash == std::string::npos ? 0 : slash + 1));
    if (!replacement.folder_) return replacement.failure("open the folder of", errno);
    return replacement;
  }
  Replacement(Replacement&& other) noexcept
      : folder_(std::move(other.folder_)),
        name_(std::move(other.name_)),
        draft_name_(std::move(other.draft_name_)),
        drafted_(std::exchange(other.drafted_, false)) {}
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement() {
    if (drafted_) ::unlinkat(folder_.number(), draft_name_.c_str(), 0);
  }

  // Conflict unless the file holds `expected`.
  Result<void> check(const std::optional<std::string>& expected) const {
    struct stat status{};
    if (::fstatat(folder_.number(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) return failure("examine", errno);
      return expected ? changed() : Result<void>();
    }
    if (S_ISLNK(status.st_mode))
      return fail(Fault::Conflict, base::format("{} is a link; it is not written through", shown()));
    if (!S_ISREG(status.st_mode))
      return fail(Fault::Conflict, base::format("{} is not a regular file", shown()));
    if (!expected || !holds(name_, *expected)) return changed();
    return {};
  }

  Result<void> draft(std::string_view content) {
    Descriptor file = TRY(create_draft());
    drafted_ = true;
    struct stat old{};
    if (::fstatat(folder_.number(), name_.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0) {
      // Where we may not give it away it is ours: the permissions stay in any case.
      [[maybe_unused]] const int given = ::fchown(file.number(), old.st_uid, old.st_gid);
      if (::fchmod(file.number(), old.st_mode & 0777) != 0) return failure("write", errno);
    }
    while (!content.empty()) {
      const ssize_t count = ::write(file.number(), content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failure("write", errno);
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file.number()) != 0) return failure("write", errno);
    return {};
  }

  // The draft takes the place of what is expected there.
  Result<void> put(const std::optional<std::string>& expected) {
    const bool exists = expected.has_value();
    const unsigned flags = exists ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (move(draft_name_, name_, flags) != 0) {
      if (errno == EEXIST || errno == ENOENT) return changed();
      if (errno != EINVAL && errno != ENOSYS) return failure("replace", errno);
      TRY(check(expected));  // such a file system has no exchange: it is not done in one step
      if (move(draft_name_, name_, 0) != 0) return failure("replace", errno);
      drafted_ = false;
      return sync();
    }
    // What lies under the draft's name now was the file: someone may have written it just before.
    if (exists && !holds(draft_name_, *expected)) {
      move(draft_name_, name_, RENAME_EXCHANGE);
      return changed();
    }
    drafted_ = exists;
    return sync();
  }

  Result<void> remove(const std::string& expected) {
    if (move(name_, draft_name_, RENAME_NOREPLACE) != 0) return failure("remove", errno);
    if (!holds(draft_name_, expected)) {
      move(draft_name_, name_, RENAME_NOREPLACE);
      return changed();
    }
    drafted_ = true;
    return sync();
  }

  // A draft that a killed program has left is thrown away; one that is being written stays. Its bytes are not
  // written over: it may be the old file, which may have other names.
  Result<void> clear_draft() const {
    const Descriptor left(
        ::openat(folder_.number(), draft_name_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!left && errno == ENOENT) return {};
    if (left && ::flock(left.number(), LOCK_EX | LOCK_NB) != 0)
      return fail(Fault::Unavailable, base::format("{} is being written by another program", shown()));
    if (::unlinkat(folder_.number(), draft_name_.c_str(), 0) != 0 && errno != ENOENT)
      return failure("write", errno);
    return {};
  }

 private:
  Replacement(Descriptor folder, std::string name)
      : folder_(std::move(folder)),
        name_(std::move(name)),
        draft_name_(".avocet-" + base::to_hex(base::hash64(base::as_bytes(name_)))) {}

  std::string shown() const { return base::to_valid_utf8(name_); }

  std::unexpected<base::Error> changed() const {
    return fail(Fault::Conflict, base::format("{} has been changed meanwhile", shown()));
  }
  std::unexpected<base::Error> failure(std::string_view doing, int code) const {
    const bool forbidden = code == EACCES || code == EPERM || code == EROFS;
    const Fault fault = forbidden ? Fault::Unsupported : code == ENOENT ? Fault::NotFound : Fault::Io;
    return fail(fault, base::format("cannot {} {}: {}", doing, shown(), std::strerror(code)));
  }

  int move(const std::string& from, const std::string& to, unsigned flags) const {
    return ::renameat2(folder_.number(), from.c_str(), folder_.number(), to.c_str(), flags);
  }

  Result<Descriptor> create_draft() const {
    TRY(clear_draft());
    Descriptor file(::openat(folder_.number(), draft_name_.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file && errno == EEXIST)
      return fail(Fault::Unavailable, base::format("{} is being written by another program", shown()));
    if (!file) return failure("write", errno);
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) return failure("lock", errno);
    return file;
  }

  bool holds(const std::string& name, const std::string& content) const {
    const Descriptor file(
        ::openat(folder_.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return false;
    std::array<char, 16384> bytes;
    for (std::size_t done = 0;;) {
      const ssize_t count = ::read(file.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      if (count == 0) return done == content.size();
      const auto read = static_cast<std::size_t>(count);
      if (read > content.size() - done || content.compare(done, read, bytes.data(), read) != 0) return false;
      done += read;
    }
  }

  Result<void> sync() const {
    if (::fsync(folder_.number()) != 0 && errno != EINVAL) return failure("sync the folder of", errno);
    return {};
  }

  Descriptor folder_;
  std::string name_, draft_name_;
  bool drafted_ = false;
};

}  // namespace

Result<void> replace_file(const std::string& path, const std::optional<std::string>& expected,
                          std::string_view content, const BeforeItCounts& before) {
  Replacement replacement = TRY(Replacement::begin(path));
  TRY(replacement.check(expected));
  TRY(replacement.draft(content));
  TRY(before());
  return replacement.put(expected);
}

Result<void> remove_file(const std::string& path, const std::string& expected, const BeforeItCounts& before) {
  Replacement replacement = TRY(Replacement::begin(path));
  TRY(replacement.check(expected));
  TRY(replacement.clear_draft());
  // Whether we may is found out before anything is written down.
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) != 0)
    return fail(Fault::Unsupported, base::format("its folder may not be written: {}", std::strerror(errno)));
  TRY(before());
  return replacement.remove(expected);
}

}  // namespace store
