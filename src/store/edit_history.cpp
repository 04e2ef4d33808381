#include "store/edit_history.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/uri.h"
#include "store/descriptor.h"
#include "store/file_blobs.h"

namespace store {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t kPageEntries = 100;
constexpr std::uint64_t kPageBytes = 1 << 20;  // read for one page, where that holds an entry
constexpr std::uint64_t kLongestEntry = 64ull
                                        << 20;  // bytes; a document of 1 MiB in escapes, before and after
constexpr std::size_t kLongestName = 200;       // bytes

std::unexpected<base::Error> failure(int code) {
  return fail(Fault::Io, base::format("the history of edits cannot be written: {}", std::strerror(code)));
}

// RFC 3339, in milliseconds.
std::string now() {
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return base::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

Result<void> append_line(int file, std::uint64_t size, std::string line) {
  char last = '\n';
  if (size > 0 && ::pread(file, &last, 1, static_cast<off_t>(size - 1)) != 1) return failure(errno);
  if (last != '\n') line.insert(0, "\n");  // what a killed program left half stays alone
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t count = ::write(file, line.data() + done, line.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int code = errno;
      [[maybe_unused]] const int undone = ::ftruncate(file, static_cast<off_t>(size));
      return failure(code);
    }
    done += static_cast<std::size_t>(count);
  }
  if (::fsync(file) != 0) return failure(errno);
  return {};
}

}  // namespace

std::string_view to_string(Described kind) { return kind == Described::Item ? "item" : "collection"; }

std::string EditHistory::path_of(Described kind, std::string_view id) const {
  std::string name = base::percent_encode(id);
  if (name.size() > kLongestName)
    name = base::format("{}~{}", name.substr(0, kLongestName - 20),
                        base::to_hex(base::hash64(base::as_bytes(id))));
  if (name.starts_with('.')) name.replace(0, 1, "%2E");
  return base::format("{}/{}/{}.jsonl", folder_, to_string(kind), name);
}

Result<void> EditHistory::append(Described kind, std::string_view id, const Author& author,
                                 const base::json::object& what) const {
  const std::string path = path_of(kind, id);
  const std::string folder = path.substr(0, path.rfind('/'));
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return failure(failed.value());
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.number() < 0 || ::flock(file.number(), LOCK_EX) != 0) return failure(errno);
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return failure(errno);
  base::json::object entry{
      {"at", now()}, {"by", author.name}, {"from", author.address}, {to_string(kind), id}};
  for (const auto& member : what) entry[member.key()] = member.value();
  const auto size = static_cast<std::uint64_t>(status.st_size);
  TRY(append_line(file.number(), size, base::write_json(entry) + "\n"));
  if (size > 0) return {};
  const Descriptor above(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (above.number() < 0 || (::fsync(above.number()) != 0 && errno != EINVAL)) return failure(errno);
  return {};
}

Result<EditHistory::Page> EditHistory::read(Described kind, std::string_view id,
                                            std::optional<std::uint64_t> before) const {
  const auto file = open_file(path_of(kind, id));
  if (!file && file.error().fault == Fault::NotFound) return Page{};
  const base::Source source = TRY(file);
  const std::uint64_t end = std::min(before.value_or(source->size()), source->size());
  std::uint64_t window = std::min(end, kPageBytes), start = 0;
  std::string text;
  for (;; window = std::min(end, window * 4)) {
    start = end - window;
    text.resize(window);
    TRY(source->read_at(start, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
    if (start == 0 || window >= kLongestEntry) break;
    // The first line of what was read is not whole; where there is another, that will do.
    const std::size_t line_end = text.find('\n');
    if (line_end == std::string::npos || line_end + 1 >= text.size()) continue;
    start += line_end + 1;
    text.erase(0, line_end + 1);
    break;
  }
  Page page;
  std::size_t stop = text.size();
  while (stop > 0 && page.entries.size() < kPageEntries) {
    const std::size_t newline = stop >= 2 ? text.rfind('\n', stop - 2) : std::string::npos;
    const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
    auto entry = base::parse_json(std::string_view(text).substr(begin, stop - begin));
    if (entry && entry->is_object()) page.entries.push_back(std::move(entry->get_object()));
    stop = begin;
  }
  if (start + stop > 0) page.before = start + stop;
  return page;
}

}  // namespace store
