#include "media/isobmff/annex_b.h"

#include <algorithm>

#include "media/bit_reader.h"
#include "media/isobmff/hevc.h"
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

// What both records tell of the pictures.
struct Depth {
  std::uint32_t chroma = 1, luma_above_8 = 0, chroma_above_8 = 0;
};

// 7.3.2.1.1
Depth depth_of_avc(ByteView set) {
  const Bytes bytes = without_emulation(set);
  BitReader reader(bytes);
  reader.bits(32);  // the unit's header, profile, constraints, level
  reader.exp_golomb();
  Depth depth;
  depth.chroma = reader.exp_golomb();
  if (depth.chroma == 3) reader.bit();
  depth.luma_above_8 = reader.exp_golomb();
  depth.chroma_above_8 = reader.exp_golomb();
  return depth;
}

// H.265 7.3.2.2 and 7.3.3: behind profiles and levels of the sub-layers.
Depth depth_of_hevc(ByteView bytes) {
  BitReader reader(bytes);
  reader.bits(16 + 4);
  const std::uint32_t sub_layers = reader.bits(3);
  reader.bit();
  const auto skip = [&](std::uint32_t bits) {
    for (; bits > 0; --bits) reader.bit();
  };
  skip(96);  // profile and level
  std::uint32_t of_sub_layers = 0;
  for (std::uint32_t i = 0; i < sub_layers; ++i) {
    if (reader.bit()) of_sub_layers += 88;
    if (reader.bit()) of_sub_layers += 8;
  }
  if (sub_layers > 0) skip(2 * (8 - sub_layers));
  skip(of_sub_layers);
  reader.exp_golomb();
  Depth depth;
  depth.chroma = reader.exp_golomb();
  if (depth.chroma == 3) reader.bit();
  reader.exp_golomb();
  reader.exp_golomb();
  if (reader.bit())
    for (int i = 0; i < 4; ++i) reader.exp_golomb();  // the conformance window
  depth.luma_above_8 = reader.exp_golomb();
  depth.chroma_above_8 = reader.exp_golomb();
  return depth;
}

constexpr std::size_t kSetsMost = 31, kSetBytesMost = 0xffff;

void keep(std::vector<ByteView>& sets, ByteView unit) {
  const auto same = [&](ByteView known) { return std::ranges::equal(known, unit); };
  if (sets.size() < kSetsMost && unit.size() <= kSetBytesMost && std::ranges::none_of(sets, same))
    sets.push_back(unit);
}

void write_sets(base::ByteWriter& out, const std::vector<ByteView>& sets) {
  for (const ByteView set : sets) out.u16(set.size()).bytes(set);
}

}  // namespace

std::vector<ByteView> annex_b_units(ByteView stream) {
  std::vector<ByteView> units;
  std::size_t begin = 0;
  bool open = false;
  for (std::size_t i = 0; i + 3 <= stream.size();) {
    if (stream[i + 2] > 1) {  // no start code has it: three bytes on
      i += 3;
      continue;
    }
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
  std::size_t end = stream.size();
  while (end > begin && stream[end - 1] == 0) --end;  // no unit ends with a zero byte (7.4.1)
  if (open) units.push_back(stream.subspan(begin, end - begin));
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

Bytes without_emulation(ByteView unit) {
  Bytes bytes;
  bytes.reserve(unit.size());
  int zeros = 0;
  for (const std::uint8_t byte : unit) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    bytes.push_back(byte);
  }
  return bytes;
}

// ISO/IEC 14496-15 5.3.3.1.2
std::optional<Bytes> avc_record(ByteView stream) {
  std::vector<ByteView> sequence, picture;
  for (const ByteView unit : annex_b_units(stream)) {
    if (type_of(unit) == kSequenceSet && unit.size() >= 4) keep(sequence, unit);
    if (type_of(unit) == kPictureSet) keep(picture, unit);
  }
  if (sequence.empty() || picture.empty()) return std::nullopt;
  const ByteView first = sequence.front();
  base::ByteWriter record;
  record.u8(1).u8(first[1]).u8(first[2]).u8(first[3]);
  record.u8(0xfc | 3);  // lengths of four bytes
  record.u8(0xe0 | sequence.size());
  write_sets(record, sequence);
  record.u8(picture.size());
  write_sets(record, picture);
  if (tells_depth(first[1])) {
    const Depth depth = depth_of_avc(first);
    record.u8(0xfc | (depth.chroma & 3)).u8(0xf8 | (depth.luma_above_8 & 7));
    record.u8(0xf8 | (depth.chroma_above_8 & 7)).u8(0);
  }
  return record.take();
}

// ISO/IEC 14496-15 8.3.3.1.2
std::optional<Bytes> hevc_record(ByteView stream) {
  constexpr std::size_t kProfileAt = 3, kProfileAndLevel = 12;
  std::vector<ByteView> video, sequence, picture;
  for (const ByteView unit : annex_b_units(stream)) {
    if (hevc_unit_type(unit) == kHevcVideoSet) keep(video, unit);
    if (hevc_unit_type(unit) == kHevcSequenceSet) keep(sequence, unit);
    if (hevc_unit_type(unit) == kHevcPictureSet) keep(picture, unit);
  }
  if (video.empty() || sequence.empty() || picture.empty()) return std::nullopt;
  const Bytes set = without_emulation(sequence.front());
  if (set.size() < kProfileAt + kProfileAndLevel) return std::nullopt;
  const Depth depth = depth_of_hevc(set);
  base::ByteWriter record;
  record.u8(1).bytes(ByteView(set).subspan(kProfileAt, kProfileAndLevel));
  record.u16(0xf000).u8(0xfc);  // segmentation and parallelism: not told
  record.u8(0xfc | (depth.chroma & 3)).u8(0xf8 | (depth.luma_above_8 & 7));
  record.u8(0xf8 | (depth.chroma_above_8 & 7)).u16(0);
  const std::uint32_t layers = (set[2] >> 1 & 7u) + 1, nested = set[2] & 1u;
  record.u8(layers << 3 | nested << 2 | 3);  // lengths of four bytes
  record.u8(3);
  for (const auto* sets : {&video, &sequence, &picture}) {
    record.u8(hevc_unit_type(sets->front())).u16(sets->size());
    write_sets(record, *sets);
  }
  return record.take();
}

base::Result<Bytes> avc_sample_entry(ByteView parameter_sets, std::uint32_t width, std::uint32_t height) {
  const std::optional<Bytes> record = avc_record(parameter_sets);
  if (!record) return base::fail(base::Fault::Malformed, "the H.264 stream holds no parameter sets");
  return make_visual_entry(four_cc("avc1"), width, height, make_box(four_cc("avcC"), *record));
}

}  // namespace media::isobmff
