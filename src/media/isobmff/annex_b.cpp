#include "media/isobmff/annex_b.h"

#include "media/isobmff/sample_entry_builder.h"

namespace media::isobmff {

using base::Bytes;
using base::ByteView;

namespace {

// Table 7-1, nal_unit_type.
constexpr std::uint8_t kSequenceSet = 7, kPictureSet = 8, kDelimiter = 9, kFiller = 12;

std::uint8_t type_of(ByteView unit) { return unit[0] & 0x1f; }

// Profiles whose record tells chroma format and bit depths (ISO/IEC 14496-15 5.3.3.1.2).
bool tells_depth(std::uint8_t profile) { return profile != 66 && profile != 77 && profile != 88; }

}  // namespace

std::vector<ByteView> annex_b_units(ByteView stream) {
  std::vector<ByteView> units;
  std::size_t begin = 0;
  bool open = false;
  for (std::size_t i = 0; i + 3 <= stream.size();) {
    if (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end > begin && stream[end - 1] == 0) --end;
    if (open) units.push_back(stream.subspan(begin, end - begin));
    begin = i += 3;
    open = true;
  }
  if (open) units.push_back(stream.subspan(begin));
  std::erase_if(units, [](ByteView unit) { return unit.empty(); });
  return units;
}

Bytes avc_sample(ByteView stream) {
  base::ByteWriter sample;
  sample.reserve(stream.size() + 16);
  for (const ByteView unit : annex_b_units(stream)) {
    const std::uint8_t type = type_of(unit);
    if (type == kSequenceSet || type == kPictureSet || type == kDelimiter || type == kFiller) continue;
    sample.u32(unit.size()).bytes(unit);
  }
  return sample.take();
}

base::Result<Bytes> avc_sample_entry(ByteView parameter_sets, std::uint32_t width, std::uint32_t height) {
  ByteView sequence, picture;
  for (const ByteView unit : annex_b_units(parameter_sets)) {
    if (type_of(unit) == kSequenceSet) sequence = unit;
    if (type_of(unit) == kPictureSet) picture = unit;
  }
  if (sequence.size() < 4 || picture.empty())
    return base::fail(base::Fault::Malformed, "the H.264 stream holds no parameter sets");
  base::ByteWriter record;
  record.u8(1).u8(sequence[1]).u8(sequence[2]).u8(sequence[3]);
  record.u8(0xfc | 3);  // lengths of four bytes
  record.u8(0xe0 | 1).u16(sequence.size()).bytes(sequence);
  record.u8(1).u16(picture.size()).bytes(picture);
  if (tells_depth(sequence[1])) record.u8(0xfc | 1).u8(0xf8).u8(0xf8).u8(0);  // 4:2:0, 8 bits
  return make_visual_entry(four_cc("avc1"), width, height, make_box(four_cc("avcC"), record.view()));
}

}  // namespace media::isobmff
