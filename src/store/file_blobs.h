// Files as ByteSources: masters read in place, and our own derived files written so that a killed program
// leaves either the old or the new one, never a half. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/byte_source.h"

namespace store {

// What the file system says of a file without opening its content.
struct FileStat {
  std::uint64_t size = 0;     // bytes
  std::int64_t modified = 0;  // nanoseconds since 1970
  friend bool operator==(const FileStat&, const FileStat&) = default;
};
base::Result<FileStat> stat_file(const std::string& path);

// Opens for reading with pread; the descriptor is offered for sendfile. NotFound if it is gone, Unavailable
// if it may not be read, Unsupported if it is no regular file.
base::Result<base::Source> open_file(const std::string& path);

// The same, only if it is still as it was when indexed: else Unavailable ("changed since it was indexed").
base::Result<base::Source> open_file_as(const std::string& path, const FileStat& expected);

// Maps a whole file of ours read-only; `view()` is its content. For small files and sample tables.
base::Result<base::Source> map_file(const std::string& path);

// Whole content of a small file; TooLarge over `limit` bytes.
base::Result<std::string> read_small_file(const std::string& path, std::uint64_t limit);

// Temporary name in the same folder, fsync, rename, fsync of the folder. Creates missing folders.
base::Result<void> write_file_atomically(const std::string& path, base::ByteView content);

}  // namespace store
