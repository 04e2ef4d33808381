#include "store/derivatives.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <vector>

#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "store/file_blobs.h"

namespace store {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kDraft = ".draft";
constexpr std::int64_t kTouchEvery = 60;            // seconds: how exact "recently" is after a restart
constexpr std::uint64_t kRoomAtOnce = 64ull << 20;  // bytes freed where the disk is full

std::string name_of(std::string_view key) { return base::to_hex(base::hash128(base::as_bytes(key))); }

// "{32 digits}-{size}": a file that is not as long as its name says was cut short by a lost disk.
std::optional<std::pair<std::string, std::uint64_t>> parse_name(std::string_view file) {
  if (file.size() < 34 || file[32] != '-') return std::nullopt;
  const auto size = base::parse_unsigned(file.substr(33));
  if (!size) return std::nullopt;
  return std::pair{std::string(file.substr(0, 32)), *size};
}

}  // namespace

Result<std::unique_ptr<Derivatives>> Derivatives::open(std::string folder, std::uint64_t capacity) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Fault::Io, base::format("cannot create the folder {}: {}", folder, error.message()));
  std::unique_ptr<Derivatives> store(new Derivatives(std::move(folder), capacity));
  TRY(store->read_folder());
  return store;
}

Result<void> Derivatives::read_folder() {
  std::vector<Entry> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    const std::string path = at->path().string();
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const auto named = parse_name(at->path().filename().string());
    if (named && named->second == static_cast<std::uint64_t>(status.st_size))
      found.push_back({named->first, named->second, status.st_mtim.tv_sec});
    else
      ::unlink(path.c_str());
  }
  if (error) return fail(Fault::Io, base::format("cannot read the folder {}: {}", folder_, error.message()));
  std::ranges::sort(found, {}, &Entry::touched);
  const std::lock_guard lock(mutex_);
  for (Entry& entry : found) add(std::move(entry));
  sweep_locked(capacity_);
  return {};
}

std::string Derivatives::path_of(const Entry& entry) const {
  return base::format("{}/{}/{}-{}", folder_, entry.name.substr(0, 2), entry.name, entry.size);
}

// With the mutex held, as the next three.
void Derivatives::add(Entry entry) {
  forget(entry.name);
  held_ += entry.size;
  entries_.push_front(std::move(entry));
  index_[entries_.front().name] = entries_.begin();
}

void Derivatives::forget(const std::string& name) {
  const auto found = index_.find(name);
  if (found == index_.end()) return;
  const auto entry = found->second;
  held_ -= entry->size;
  index_.erase(found);
  entries_.erase(entry);
}

void Derivatives::sweep_locked(std::uint64_t most) {
  while (held_ > most && !entries_.empty()) {
    ::unlink(path_of(entries_.back()).c_str());
    forget(std::string(entries_.back().name));
  }
}

bool Derivatives::make_room(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return false;
  sweep_locked(held_ - std::min(held_, std::max(bytes, kRoomAtOnce)));
  return true;
}

// Where the file lies, now the most recently used; nothing if there is none.
std::optional<std::string> Derivatives::touch(std::string_view key) {
  const std::string name = name_of(key);
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  const auto entry = found->second;
  entries_.splice(entries_.begin(), entries_, entry);
  std::string path = path_of(*entry);
  const std::int64_t now = std::time(nullptr);
  if (now - entry->touched > kTouchEvery) {
    entry->touched = now;
    ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  }
  return path;
}

bool Derivatives::holds(std::string_view key) {
  const std::string name = name_of(key);
  const std::lock_guard lock(mutex_);
  return index_.contains(name);
}

std::optional<std::uint64_t> Derivatives::size_of(std::string_view key) const {
  const std::string name = name_of(key);
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  return found->second->size;
}

base::Source Derivatives::find(std::string_view key) {
  const auto path = touch(key);
  if (!path) return nullptr;
  auto source = open_file(*path);
  if (source) return *source;
  const std::lock_guard lock(mutex_);  // someone else has deleted it
  forget(name_of(key));
  return nullptr;
}

base::Source Derivatives::find_mapped(std::string_view key) {
  const auto path = touch(key);
  if (!path) return nullptr;
  auto source = map_file(*path);
  return source ? *source : nullptr;
}

Result<std::unique_ptr<Derivatives::Draft>> Derivatives::draft(std::string_view key) {
  std::string name = name_of(key);
  const std::string folder = base::format("{}/{}", folder_, name.substr(0, 2));
  ::mkdir(folder.c_str(), 0755);
  std::string path;
  {
    const std::lock_guard lock(mutex_);
    path = base::format("{}/{}.{}{}", folder, name, drafts_++, kDraft);
  }
  const auto create = [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644); };
  int descriptor = create();
  if (descriptor < 0 && errno == ENOSPC && make_room(0)) descriptor = create();
  if (descriptor < 0)
    return fail(Fault::Unavailable, base::format("what is made cannot be kept: {}", std::strerror(errno)));
  return std::unique_ptr<Draft>(new Draft(*this, std::move(name), std::move(path), descriptor));
}

Derivatives::Draft::~Draft() {
  if (!path_.empty()) ::unlink(path_.c_str());
  ::close(descriptor_);
}

Result<void> Derivatives::Draft::append(base::ByteView bytes) {
  for (bool tried = false; !bytes.empty();) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_.load()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == ENOSPC && !std::exchange(tried, true) && store_.make_room(bytes.size()))
      continue;
    if (count < 0)
      return fail(Fault::Unavailable,
                  base::format("there is no room for what is being made: {}", std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> Derivatives::Draft::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  while (!out.empty()) {
    const ssize_t count = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(Fault::Io, "a file that is being made cannot be read");
    out = out.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

// Larger than all there is room for: still whole for whoever holds it, but not kept.
Result<base::Source> Derivatives::Draft::keep() {
  base::Source source = TRY(open_file(path_));
  if (size_ > store_.capacity_) return source;
  const Entry entry{name_, size_, std::time(nullptr)};
  const std::lock_guard lock(store_.mutex_);
  if (::rename(path_.c_str(), store_.path_of(entry).c_str()) != 0)
    return fail(Fault::Io, base::format("what was made cannot be kept: {}", std::strerror(errno)));
  path_.clear();
  store_.add(entry);
  store_.sweep_locked(store_.capacity_);
  return source;
}

void Derivatives::drop(std::string_view key) {
  const std::string name = name_of(key);
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(name);
  if (found == index_.end()) return;
  ::unlink(path_of(*found->second).c_str());
  forget(name);
}

Result<base::Source> Derivatives::put(std::string_view key, base::ByteView bytes) {
  const std::unique_ptr<Draft> draft = TRY(this->draft(key));
  TRY(draft->append(bytes));
  return draft->keep();
}

}  // namespace store
