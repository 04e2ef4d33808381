#include "media/isobmff/writer.h"

#include <limits>

namespace media::isobmff {
namespace {

constexpr std::uint64_t kLargestSmallSize = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void write_brands(base::ByteWriter& out, std::string_view type,
                  std::initializer_list<std::string_view> brands) {
  const Box box(out, type);
  out.text(*brands.begin()).u32(0);
  for (std::string_view brand : brands) out.text(brand);
}

std::size_t media_data_header_size(std::uint64_t payload_bytes) {
  return payload_bytes > kLargestSmallSize - 8 ? 16 : 8;
}

void write_media_data_header(base::ByteWriter& out, std::uint64_t payload_bytes) {
  if (media_data_header_size(payload_bytes) == 8) {
    out.u32(payload_bytes + 8).text("mdat");
  } else {
    out.u32(1).text("mdat").u64(payload_bytes + 16);
  }
}

}  // namespace media::isobmff
