#include "media/ogg_page.h"

#include <array>

namespace media {

namespace {

constexpr std::array<std::uint32_t, 256> kCrc = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i << 24;
    for (int bit = 0; bit < 8; ++bit) value = value << 1 ^ (value >> 31 ? 0x04c1'1db7 : 0);
    table[i] = value;
  }
  return table;
}();

void little_endian(base::ByteWriter& out, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out.u8(value >> 8 * i & 0xff);
}

}  // namespace

base::Bytes ogg_page(const OggPage& page, std::span<const std::uint32_t> sizes, base::ByteView payload) {
  base::ByteWriter out;
  std::uint32_t segments = 0;
  for (const std::uint32_t size : sizes) segments += ogg_segments(size);
  out.reserve(kOggHeaderBytes + segments + payload.size());
  out.text("OggS").u8(0).u8((page.first ? 2 : 0) | (page.last ? 4 : 0));
  little_endian(out, static_cast<std::uint64_t>(page.granule), 8);
  little_endian(out, page.serial, 4);
  little_endian(out, page.number, 4);
  const std::size_t checksum_at = out.size();
  out.u32(0).u8(segments);
  for (const std::uint32_t size : sizes) {
    for (std::uint32_t i = 0; i < size / 255; ++i) out.u8(255);
    out.u8(size % 255);
  }
  out.bytes(payload);
  std::uint32_t crc = 0;
  for (const std::uint8_t byte : out.view()) crc = crc << 8 ^ kCrc[crc >> 24 ^ byte];
  base::Bytes bytes = out.take();
  for (std::size_t i = 0; i < 4; ++i) bytes[checksum_at + i] = static_cast<std::uint8_t>(crc >> 8 * i);
  return bytes;
}

}  // namespace media
