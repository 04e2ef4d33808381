// Writes ISO/IEC 14496-12 boxes. A Box opens when it is made and its size is filled in when it goes out of
// scope, so the nesting of boxes is the nesting of blocks. Boxes stay below 4 GiB (callers write larger
// `mdat` headers with media_data_header). One writer for one thread.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace media::isobmff {

// 4.2: size, type.
class Box {
 public:
  Box(base::ByteWriter& out, std::string_view type) : out_(out), start_(out.size()) {
    out_.u32(0).text(type.substr(0, 4));
  }
  // FullBox: version and flags follow.
  Box(base::ByteWriter& out, std::string_view type, std::uint8_t version, std::uint32_t flags)
      : Box(out, type) {
    out_.u8(version).u24(flags);
  }
  ~Box() { out_.patch_u32(start_, static_cast<std::uint32_t>(out_.size() - start_)); }
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

 private:
  base::ByteWriter& out_;
  std::size_t start_;
};

// `ftyp` or `styp` (4.3, 8.16.2): the first brand is the major one; it is repeated among the compatible ones.
void write_brands(base::ByteWriter& out, std::string_view type,
                  std::initializer_list<std::string_view> brands);

// The header of an `mdat` with this many bytes in it: 8 bytes, or 16 where the size needs 64 bits.
std::size_t media_data_header_size(std::uint64_t payload_bytes);
void write_media_data_header(base::ByteWriter& out, std::uint64_t payload_bytes);

}  // namespace media::isobmff
