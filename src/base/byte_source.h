// ByteSource: a random-access run of bytes that does not change while it is held: a master on disk, an
// object in a store, or bytes we made. Implementations are immutable and safe from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Length in bytes.
  virtual std::uint64_t size() const = 0;

  // Fills all of `out` from `offset`. Reading past the end is OutOfRange; a source that shrank or broke
  // since it was opened is Io. Nothing is promised about `out` after an error.
  virtual Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;

  // The bytes themselves where they lie in our own memory; empty otherwise.
  virtual ByteView view() const { return {}; }

  // A file descriptor whose offsets are this source's offsets, for sendfile(2). Valid while the source lives.
  virtual std::optional<int> descriptor() const { return std::nullopt; }
};

using Source = std::shared_ptr<const ByteSource>;

// Bytes in memory.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset)
      return fail(Fault::OutOfRange, "read past the end of a memory source");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  ByteView view() const override { return bytes_; }

 private:
  Bytes bytes_;
};

// Text in memory, without a copy into a byte vector.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > text_.size() || out.size() > text_.size() - offset)
      return fail(Fault::OutOfRange, "read past the end of a text source");
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  ByteView view() const override { return as_bytes(text_); }

 private:
  std::string text_;
};

}  // namespace base
