// Byte strings and bounds-checked big-endian reading and writing. Values only; safe from any thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using ByteView = std::span<const std::uint8_t>;
using Bytes = std::vector<std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Reads integers from a view. Reading past the end yields zeros and sets `failed()`, which is sticky, so a
// parser may read a whole structure and check once. Never reads outside the view.
class ByteReader {
 public:
  explicit ByteReader(ByteView data) : data_(data) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(unsigned_of(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(unsigned_of(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(unsigned_of(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(unsigned_of(4)); }
  std::uint64_t u64() { return unsigned_of(8); }
  std::int16_t i16() { return static_cast<std::int16_t>(u16()); }
  std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
  ByteView take(std::size_t count) {
    if (!has(count)) return {};
    ByteView taken = data_.subspan(position_, count);
    position_ += count;
    return taken;
  }
  void skip(std::size_t count) { take(count); }

  ByteView rest() const { return data_.subspan(position_); }
  std::size_t remaining() const { return data_.size() - position_; }
  std::size_t position() const { return position_; }
  bool failed() const { return failed_; }

 private:
  bool has(std::size_t count) {
    if (!failed_ && count <= remaining()) return true;
    failed_ = true;
    return false;
  }
  std::uint64_t unsigned_of(std::size_t width) {
    if (!has(width)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | data_[position_ + i];
    position_ += width;
    return value;
  }

  ByteView data_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

// Appends integers to a growing byte string. `patch_u32` fills a length that was not yet known.
class ByteWriter {
 public:
  ByteWriter& u8(std::uint64_t value) { return unsigned_of(value, 1); }
  ByteWriter& u16(std::uint64_t value) { return unsigned_of(value, 2); }
  ByteWriter& u24(std::uint64_t value) { return unsigned_of(value, 3); }
  ByteWriter& u32(std::uint64_t value) { return unsigned_of(value, 4); }
  ByteWriter& u64(std::uint64_t value) { return unsigned_of(value, 8); }
  ByteWriter& bytes(ByteView view) {
    data_.insert(data_.end(), view.begin(), view.end());
    return *this;
  }
  ByteWriter& text(std::string_view view) { return bytes(as_bytes(view)); }
  ByteWriter& zeros(std::size_t count) {
    data_.resize(data_.size() + count);
    return *this;
  }
  void patch_u32(std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) data_[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
  void patch_u64(std::size_t at, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) data_[at + i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  }
  void reserve(std::size_t count) { data_.reserve(count); }
  std::size_t size() const { return data_.size(); }
  ByteView view() const { return data_; }
  Bytes take() { return std::move(data_); }

 private:
  ByteWriter& unsigned_of(std::uint64_t value, std::size_t width) {
    std::uint8_t big_endian[8];
    for (std::size_t i = 0; i < width; ++i)
      big_endian[i] = static_cast<std::uint8_t>(value >> (8 * (width - 1 - i)));
    data_.insert(data_.end(), big_endian, big_endian + width);
    return *this;
  }

  Bytes data_;
};

}  // namespace base
