// SpliceCursor: a position in a body being sent. It says what the next write should be: one long run of a
// file for sendfile(2), or a gather of short pieces for one writev(2). Nothing is kept of bytes that were
// read but not taken by the socket: they are read again, so that a slow client costs no memory.
// One thread at a time; buffers belong to the thread, not to the connection.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/splice.h"

namespace http {

// Pieces of at least this many bytes go by sendfile: below, its cost per call is more than that of copying.
inline constexpr std::uint64_t kFileRunBytes = 64 << 10;
inline constexpr std::uint64_t kSendfileBytes = 1 << 20;  // in one call
inline constexpr std::size_t kGatherBytes = 256 << 10;    // in one writev
inline constexpr std::uint64_t kGapBytes = 8 << 10;       // read through rather than around

// Working memory of one gather; one for each network thread.
struct GatherBuffer {
  GatherBuffer() : storage(kGatherBytes) {}
  std::vector<std::uint8_t> storage;
  std::vector<iovec> parts;
};

class SpliceCursor {
 public:
  SpliceCursor() = default;
  explicit SpliceCursor(base::Splice body) : body_(std::move(body)), left_(body_.size()) {}

  bool done() const { return left_ == 0; }
  std::uint64_t left() const { return left_; }  // bytes not yet taken
  void advance(std::uint64_t taken);

  struct FileRun {
    int descriptor;
    std::uint64_t offset;
    std::uint64_t length;
  };
  // What is next, if it is long and lies in a file.
  std::optional<FileRun> file_run() const;

  // Appends to `buffer.parts` up to `window` bytes of what is next, stopping before a file run. Files are
  // read in covering windows into the buffer; bytes in memory are pointed at. Returns how many bytes.
  base::Result<std::size_t> gather(GatherBuffer& buffer, std::size_t window) const;

  // Copies what is next into `out`, as much as fits. Returns how many bytes.
  base::Result<std::size_t> copy(std::span<std::uint8_t> out) const;

 private:
  struct Window;
  base::Result<void> read_window(GatherBuffer& buffer, Window& window) const;

  base::Splice body_;
  std::size_t piece_ = 0;     // index of the current piece
  std::uint64_t inside_ = 0;  // bytes of it already taken
  std::uint64_t left_ = 0;
};

}  // namespace http
