#include "media/isobmff/obu.h"

namespace media::isobmff {

bool has_sequence_header(base::ByteView unit) {
  constexpr std::uint8_t kSequenceHeader = 1, kTemporalDelimiter = 2, kMetadata = 5, kPadding = 15;
  base::ByteReader reader(unit);
  while (reader.remaining() > 0) {
    const std::uint8_t header = reader.u8();
    const std::uint8_t type = header >> 3 & 15;
    if (type == kSequenceHeader) return true;
    if (type != kTemporalDelimiter && type != kMetadata && type != kPadding) return false;
    if (header & 4) reader.u8();          // extension
    if ((header & 2) == 0) return false;  // without a size it is the last one
    std::uint64_t size = 0;               // leb128, 4.10.5
    for (int i = 0; i < 8; ++i) {
      const std::uint8_t byte = reader.u8();
      size |= std::uint64_t{byte & 0x7fu} << (7 * i);
      if ((byte & 0x80) == 0) break;
    }
    reader.skip(size);
    if (reader.failed()) return false;
  }
  return false;
}

}  // namespace media::isobmff
