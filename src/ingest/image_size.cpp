#include "ingest/image_size.h"

#include <algorithm>

#include "base/bytes.h"

namespace ingest {
namespace {

using base::ByteReader;
using base::ByteView;
using base::fail;
using base::Fault;

// Headers of JPEGs carry whole thumbnails and colour profiles before the frame header.
constexpr std::uint64_t kHead = 1ull << 20;

std::unexpected<base::Error> damaged(std::string_view kind) {
  return fail(Fault::Malformed, "the " + std::string(kind) + " picture is damaged: its size cannot be read");
}

bool begins_with(ByteView data, std::string_view magic) {
  return data.size() >= magic.size() && base::as_text(data.first(magic.size())) == magic;
}

std::uint32_t little_endian(ByteView data, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | data[at + i];
  return value;
}

base::Result<ImageSize> checked(ImageSize image) {
  constexpr std::uint32_t most = 1u << 16;
  if (image.width == 0 || image.height == 0 || image.width > most || image.height > most)
    return damaged(image.type.substr(6));
  return image;
}

bool is_frame_header(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// T.81 B.1.1: marker segments follow one another, each with its length, up to the frame header.
base::Result<ImageSize> jpeg_size(ByteView data) {
  ByteReader reader(data);
  reader.skip(2);
  while (!reader.failed()) {
    if (reader.u8() != 0xFF) return damaged("jpeg");
    std::uint8_t marker = reader.u8();
    while (marker == 0xFF && !reader.failed()) marker = reader.u8();     // fill bytes
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) continue;  // no length
    const std::uint16_t length = reader.u16();
    if (length < 2) break;
    if (!is_frame_header(marker)) {
      reader.skip(length - 2u);
      continue;
    }
    reader.skip(1);
    const std::uint32_t height = reader.u16(), width = reader.u16();
    if (reader.failed()) break;
    return checked({"image/jpeg", width, height});
  }
  return damaged("jpeg");
}

base::Result<ImageSize> webp_size(ByteView data) {
  if (data.size() < 30) return damaged("webp");
  const std::string_view chunk = base::as_text(data.subspan(12, 4));
  ImageSize image{"image/webp"};
  if (chunk == "VP8X") {
    image.width = 1 + little_endian(data, 24, 3);
    image.height = 1 + little_endian(data, 27, 3);
  } else if (chunk == "VP8L") {
    const std::uint32_t bits = little_endian(data, 21, 4);
    image.width = 1 + (bits & 0x3FFF);
    image.height = 1 + (bits >> 14 & 0x3FFF);
  } else if (chunk == "VP8 ") {
    image.width = little_endian(data, 26, 2) & 0x3FFF;
    image.height = little_endian(data, 28, 2) & 0x3FFF;
  }
  return checked(image);
}

}  // namespace

base::Result<ImageSize> image_size(const base::ByteSource& source, std::uint64_t offset,
                                   std::uint64_t length) {
  if (offset > source.size() || length > source.size() - offset)
    return fail(Fault::OutOfRange, "the picture lies outside its file");
  base::Bytes data(std::min(length, kHead));
  TRY(source.read_at(offset, data));
  if (begins_with(data, "\xFF\xD8\xFF")) return jpeg_size(data);
  if (begins_with(data, std::string_view("\x89PNG\r\n\x1A\n", 8))) {
    ByteReader reader(data);
    reader.skip(16);
    const std::uint32_t width = reader.u32(), height = reader.u32();
    return reader.failed() ? damaged("png") : checked({"image/png", width, height});
  }
  if (begins_with(data, "GIF87a") || begins_with(data, "GIF89a"))
    return data.size() < 10 ? damaged("gif")
                            : checked({"image/gif", little_endian(data, 6, 2), little_endian(data, 8, 2)});
  if (begins_with(data, "RIFF") && data.size() >= 12 && base::as_text(ByteView(data).subspan(8, 4)) == "WEBP")
    return webp_size(data);
  return fail(Fault::Unsupported, "not a JPEG, PNG, WebP or GIF picture");
}

}  // namespace ingest
