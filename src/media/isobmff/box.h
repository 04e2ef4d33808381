// Boxes (ISO/IEC 14496-12 4.2; QuickTime calls them atoms): walking headers in memory and in a file. Sizes
// are bounded by what holds the box, so a walk never leaves its bytes and always ends. Values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/bytes.h"

namespace media::isobmff {

using FourCc = std::uint32_t;

consteval FourCc four_cc(const char (&text)[5]) {
  FourCc value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(text[i]);
  return value;
}
std::string to_text(FourCc type);  // printable; other bytes become '?'

struct Box {
  FourCc type = 0;
  base::ByteView whole;    // header and payload
  base::ByteView payload;  // cut to what its container holds
};

// Takes the next box off the front of `rest`; nothing where no whole header is left. A size of 0 reaches to
// the end; one that is too large is cut; a terminator (size and type 0, QuickTime) ends the walk.
std::optional<Box> next_box(base::ByteView& rest);

std::optional<Box> find_box(base::ByteView container, FourCc type);

// The payload of the first such box, or an empty view.
base::ByteView payload_of(base::ByteView container, FourCc type);

// FullBox (4.2): version and flags in front of the fields.
struct FullBoxHeader {
  std::uint8_t version = 0;
  std::uint32_t flags = 0;
};
FullBoxHeader read_full_box(base::ByteReader& reader);

// A box of the file itself; only its header was read.
struct FileBox {
  FourCc type = 0;
  std::uint64_t offset = 0;       // bytes from the start of the file to its header
  std::uint64_t header_size = 0;  // bytes
  std::uint64_t size = 0;         // bytes with the header, cut to the end of the file
  bool cut_short = false;         // it claims to reach past the end of the file
};

// All boxes of the file up to its end or the first bytes that are no box. TooLarge over 4,000,000 boxes.
base::Result<std::vector<FileBox>> scan_boxes(const base::ByteSource& file);

// Header and payload of one box. TooLarge over `limit` bytes.
base::Result<base::Bytes> read_box(const base::ByteSource& file, const FileBox& box, std::uint64_t limit);

// Whether bytes at the start of a file look like boxes of MP4 or QuickTime.
bool looks_like_isobmff(base::ByteView start);

}  // namespace media::isobmff
