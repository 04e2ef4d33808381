// Splice: an ordered list of slices of ByteSources, some of them bytes we own. It is the body of every
// response and every segment: a byte range is one slice; a CMAF segment is a `moof` we wrote plus slices of
// the master. Its length is known before the first byte is sent. A value; copying copies no media bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"

namespace base {

class Splice {
 public:
  struct Piece {
    Source source;
    std::uint64_t offset = 0;  // bytes into the source
    std::uint64_t length = 0;  // bytes, never 0
  };

  Splice() = default;
  explicit Splice(std::string text) { append(std::move(text)); }
  explicit Splice(Bytes bytes) { append(std::move(bytes)); }
  explicit Splice(Source source) {
    const std::uint64_t length = source->size();
    append(std::move(source), 0, length);
  }

  void append(std::string text) {
    if (text.empty()) return;
    append(Splice(std::make_shared<TextSource>(std::move(text))));
  }
  void append(Bytes bytes) {
    if (bytes.empty()) return;
    append(Splice(std::make_shared<MemorySource>(std::move(bytes))));
  }
  // A slice that continues the last one is merged into it. The caller has checked the bounds.
  void append(Source source, std::uint64_t offset, std::uint64_t length);
  void append(Splice other);
  void reserve(std::size_t pieces) { pieces_.reserve(pieces); }

  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::vector<Piece>& pieces() const { return pieces_; }

  // The bytes [offset, offset + length), clamped to what exists.
  Splice subrange(std::uint64_t offset, std::uint64_t length) const;

  // The whole content as one string: for tests, compression and small documents.
  Result<std::string> flatten() const;

 private:
  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

}  // namespace base
