#include "media/isobmff/box.h"

#include <algorithm>
#include <array>

#include "base/format.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;

namespace {

constexpr std::size_t kBoxesMax = 4'000'000;
constexpr std::size_t kCompactHeader = 8, kLargeHeader = 16;

// 4.2.2: size 1 means that a 64-bit size follows the type; size 0, that the box reaches to the end.
struct Header {
  FourCc type = 0;
  std::uint64_t header_size = 0;
  std::uint64_t size = 0;  // as claimed
};
std::optional<Header> read_header(ByteView bytes, std::uint64_t available) {
  ByteReader reader(bytes);
  const std::uint64_t compact = reader.u32();
  Header header{reader.u32(), kCompactHeader, compact};
  if (compact == 1) {
    header.size = reader.u64();
    header.header_size = kLargeHeader;
  } else if (compact == 0) {
    header.size = available;
  }
  if (reader.failed() || header.size < header.header_size) return std::nullopt;
  return header;
}

bool printable(FourCc type) {
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint8_t c = static_cast<std::uint8_t>(type >> shift);
    if ((c < 0x20 || c > 0x7e) && c != 0xa9) return false;
  }
  return true;
}

}  // namespace

std::string to_text(FourCc type) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const char c = static_cast<char>(type >> shift & 0xff);
    text += c >= 0x20 && c < 0x7f ? c : '?';
  }
  return text;
}

std::optional<Box> next_box(ByteView& rest) {
  const std::optional<Header> header = read_header(rest, rest.size());
  if (!header || header->type == 0) return std::nullopt;
  const std::size_t size = std::min<std::uint64_t>(header->size, rest.size());
  const ByteView whole = rest.first(size);
  rest = rest.subspan(size);
  return Box{header->type, whole, whole.subspan(header->header_size)};
}

std::optional<Box> find_box(ByteView container, FourCc type) {
  while (const std::optional<Box> box = next_box(container))
    if (box->type == type) return box;
  return std::nullopt;
}

ByteView payload_of(ByteView container, FourCc type) {
  const std::optional<Box> box = find_box(container, type);
  return box ? box->payload : ByteView{};
}

FullBoxHeader read_full_box(ByteReader& reader) {
  const std::uint8_t version = reader.u8();
  return {version, reader.u24()};
}

base::Result<std::vector<FileBox>> scan_boxes(const base::ByteSource& file) {
  std::vector<FileBox> boxes;
  const std::uint64_t end = file.size();
  for (std::uint64_t at = 0; end - at >= kCompactHeader;) {
    std::array<std::uint8_t, kLargeHeader> bytes{};
    const std::size_t count = std::min<std::uint64_t>(bytes.size(), end - at);
    TRY(file.read_at(at, std::span(bytes).first(count)));
    const std::optional<Header> header = read_header(std::span(bytes).first(count), end - at);
    if (!header || !printable(header->type)) break;
    if (boxes.size() == kBoxesMax)
      return base::fail(base::Fault::TooLarge, base::format("the file has more than {} boxes", kBoxesMax));
    const bool cut_short = header->size > end - at;
    const std::uint64_t size = cut_short ? end - at : header->size;
    boxes.push_back({header->type, at, header->header_size, size, cut_short});
    at += size;
  }
  return boxes;
}

base::Result<base::Bytes> read_box(const base::ByteSource& file, const FileBox& box, std::uint64_t limit) {
  if (box.size > limit)
    return base::fail(base::Fault::TooLarge,
                      base::format("the {} box is larger than {} MiB", to_text(box.type), limit >> 20));
  base::Bytes bytes(box.size);
  TRY(file.read_at(box.offset, bytes));
  return bytes;
}

bool looks_like_isobmff(ByteView start) {
  static constexpr FourCc kFirst[] = {four_cc("ftyp"), four_cc("moov"), four_cc("mdat"), four_cc("free"),
                                      four_cc("skip"), four_cc("wide"), four_cc("pnot"), four_cc("styp"),
                                      four_cc("moof"), four_cc("sidx"), four_cc("uuid"), four_cc("junk")};
  const std::optional<Header> header = read_header(start, start.size());
  return header && std::ranges::find(kFirst, header->type) != std::end(kFirst);
}

}  // namespace media::isobmff
