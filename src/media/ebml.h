// Elements of Matroska as they are written (RFC 8794; Matroska: RFC 9559). Every size takes the same four
// bytes, so that where things lie is known before they are written. Pure.
#pragma once

#include "base/bytes.h"

namespace media {

// An element's identifier, with its length marker: 1 to 4 bytes.
using EbmlId = std::uint32_t;

inline constexpr std::uint64_t kEbmlSizeMost = 0x0fff'fffe;  // bytes; of a payload whose size takes four

constexpr std::uint32_t ebml_id_bytes(EbmlId id) {
  return id > 0xff'ffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
}
// Of identifier and size.
constexpr std::uint64_t ebml_head_bytes(EbmlId id) { return ebml_id_bytes(id) + 4; }

class EbmlWriter {
 public:
  EbmlWriter& head(EbmlId id, std::uint64_t size) {
    identifier(id);
    out_.u32(0x1000'0000 | size);
    return *this;
  }
  // A payload that may be too long for four bytes of size.
  EbmlWriter& long_head(EbmlId id, std::uint64_t size) {
    identifier(id);
    out_.u64(0x0100'0000'0000'0000 | size);
    return *this;
  }
  // Unsigned, signed and floating numbers take as many bytes whatever their value.
  EbmlWriter& number(EbmlId id, std::uint32_t value) {
    head(id, 4);
    out_.u32(value);
    return *this;
  }
  EbmlWriter& position(EbmlId id, std::uint64_t value) {
    head(id, 8);
    out_.u64(value);
    return *this;
  }
  EbmlWriter& real(EbmlId id, double value);
  EbmlWriter& text(EbmlId id, std::string_view value) {
    head(id, value.size());
    out_.text(value);
    return *this;
  }
  EbmlWriter& bytes(EbmlId id, base::ByteView value) {
    head(id, value.size());
    out_.bytes(value);
    return *this;
  }
  EbmlWriter& master(EbmlId id, const EbmlWriter& children) { return bytes(id, children.view()); }

  base::ByteWriter& raw() { return out_; }
  base::ByteView view() const { return out_.view(); }
  std::uint64_t size() const { return out_.size(); }
  base::Bytes take() { return out_.take(); }

 private:
  void identifier(EbmlId id) {
    for (std::uint32_t i = ebml_id_bytes(id); i-- > 0;) out_.u8(id >> 8 * i & 0xff);
  }

  base::ByteWriter out_;
};

inline EbmlWriter& EbmlWriter::real(EbmlId id, double value) {
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof value);
  std::memcpy(&bits, &value, sizeof bits);
  return position(id, bits);
}

}  // namespace media
