#include "media/isobmff/hevc.h"

#include <array>

#include "media/bit_reader.h"
#include "media/isobmff/annex_b.h"
#include "media/isobmff/sample_entry_builder.h"

namespace media::isobmff {
namespace {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;

constexpr std::size_t kRecordHead = 22;  // ISO/IEC 14496-15 8.3.3.1.2: what stands before the arrays, bytes
constexpr int kProfileBits = 88, kLevelBits = 8;         // 7.3.3: of one layer
constexpr std::uint8_t kFirstId = 15, kLastId = 30;      // whose Exp-Golomb codes are nine bits long
constexpr std::uint8_t kFirstIrap = 16, kLastIrap = 23;  // table 7-1

Bytes with_emulation(ByteView bytes) {
  Bytes unit;
  unit.reserve(bytes.size() + 8);
  int zeros = 0;
  for (const std::uint8_t byte : bytes) {
    if (zeros >= 2 && byte <= 3) {
      unit.push_back(3);
      zeros = 0;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    unit.push_back(byte);
  }
  if (zeros > 0) unit.push_back(3);  // a unit does not end with a zero byte
  return unit;
}

class BitWriter {
 public:
  void bits(std::uint32_t value, int count) {
    while (count-- > 0) {
      if (filled_ % 8 == 0) bytes.push_back(0);
      bytes.back() = static_cast<std::uint8_t>(bytes.back() | (value >> count & 1) << (7 - filled_ % 8));
      ++filled_;
    }
  }
  void exp_golomb(std::uint32_t value) {
    int length = 0;
    while ((value + 1) >> (length + 1)) ++length;
    bits(0, length);
    bits(value + 1, length + 1);
  }
  Bytes bytes;

 private:
  std::size_t filled_ = 0;
};

// Copies a parameter set, changing what stands where.
class SetCopy {
 public:
  explicit SetCopy(ByteView unit) : raw_(without_emulation(unit)), reader_(raw_), left_(raw_.size() * 8) {
    for (std::size_t i = raw_.size(); i-- > 0 && raw_[i] == 0;) left_ -= 8;  // 7.3.2.11: to the stop bit
    copy(16);
  }
  std::uint32_t copy(int count) {
    const std::uint32_t value = take(count);
    writer_.bits(value, count);
    return value;
  }
  void replace_bits(int count, std::uint32_t by) {
    take(count);
    writer_.bits(by, count);
  }
  void replace_code(std::uint32_t by) {
    if (take(1) != 1) failed_ = true;  // the code of 0
    writer_.exp_golomb(by);
  }
  base::Result<Bytes> rest() {
    while (left_ > 0 && !failed_) copy(1);
    if (failed_) return fail(Fault::Unsupported, "the encoder wrote a parameter set that is not understood");
    return with_emulation(writer_.bytes);
  }

 private:
  std::uint32_t take(int count) {
    if (left_ < static_cast<std::size_t>(count)) {
      failed_ = true;
      return 0;
    }
    left_ -= static_cast<std::size_t>(count);
    return reader_.bits(count);
  }

  Bytes raw_;
  BitReader reader_;
  BitWriter writer_;
  std::size_t left_;
  bool failed_ = false;
};

// 7.3.6.1. The new code is eight bits longer than the old one, so that all that follows stays as it is.
base::Result<Bytes> slice_with_id(ByteView unit, std::uint8_t id) {
  Bytes bytes = without_emulation(unit);
  if (bytes.size() < 4) return fail(Fault::Unsupported, "the encoder wrote a slice that is not understood");
  const std::uint8_t type = hevc_unit_type(unit);
  const int before = type >= kFirstIrap && type <= kLastIrap ? 2 : 1;
  const std::uint8_t old = bytes[2];
  if ((old >> (7 - before) & 1) == 0)
    return fail(Fault::Unsupported, "the encoder wrote more than one picture parameter set");
  BitWriter writer;
  writer.bits(old >> (8 - before), before);
  writer.exp_golomb(id);
  writer.bits(old & ((1u << (7 - before)) - 1), 7 - before);
  bytes.erase(bytes.begin() + 2);
  bytes.insert(bytes.begin() + 2, writer.bytes.begin(), writer.bytes.end());
  return with_emulation(bytes);
}

std::uint32_t sequence_id_of(ByteView unit) {
  const Bytes raw = without_emulation(unit);
  BitReader reader(raw);
  reader.bits(16 + 4);
  const std::uint32_t sub_layers = reader.bits(3);
  reader.bit();
  for (int i = 0; i < kProfileBits + kLevelBits; ++i) reader.bit();
  std::uint32_t more = 0;  // 7.3.3: what is told of the sub-layers, bits
  for (std::uint32_t i = 0; i < sub_layers; ++i) {
    more += reader.bit() ? kProfileBits : 0;
    more += reader.bit() ? kLevelBits : 0;
  }
  if (sub_layers > 0) reader.bits(static_cast<int>(2 * (8 - sub_layers)));
  for (; more > 0; --more) reader.bit();
  return reader.exp_golomb();
}

std::optional<Box> record_of(ByteView sample_entry) {
  const std::optional<Box> entry = next_box(sample_entry);
  if (!entry || entry->payload.size() < kVisualFields) return std::nullopt;
  if (entry->type != four_cc("hvc1") && entry->type != four_cc("hev1")) return std::nullopt;
  return find_box(entry->payload.subspan(kVisualFields), four_cc("hvcC"));
}

}  // namespace

std::optional<HevcConfiguration> read_hevc_configuration(ByteView sample_entry) {
  const std::optional<Box> record = record_of(sample_entry);
  if (!record || record->payload.size() <= kRecordHead) return std::nullopt;
  base::ByteReader reader(record->payload);
  reader.skip(kRecordHead - 1);
  HevcConfiguration found;
  found.length_size = static_cast<std::uint8_t>((reader.u8() & 3) + 1);
  for (std::uint32_t arrays = reader.u8(); arrays > 0 && !reader.failed(); --arrays) {
    const std::uint8_t type = reader.u8() & 0x3f;
    for (std::uint32_t count = reader.u16(); count > 0 && !reader.failed(); --count) {
      const ByteView unit = reader.take(reader.u16());
      if (type == kHevcVideoSet) found.video_sets.emplace_back(unit.begin(), unit.end());
      if (type == kHevcSequenceSet) found.sequence_sets.emplace_back(unit.begin(), unit.end());
      if (type == kHevcPictureSet) found.picture_sets.emplace_back(unit.begin(), unit.end());
    }
  }
  if (reader.failed()) return std::nullopt;
  return found;
}

base::Result<Bytes> with_hevc_sets(ByteView sample_entry, const std::vector<Bytes>& parameter_sets) {
  const std::optional<Box> record = record_of(sample_entry);
  if (!record || record->payload.size() <= kRecordHead ||
      record->payload[kRecordHead] + parameter_sets.size() > 255)
    return fail(Fault::Malformed, "its HEVC configuration takes no more parameter sets");
  base::ByteWriter out;
  out.bytes(record->payload.first(kRecordHead));
  out.u8(record->payload[kRecordHead] + parameter_sets.size());
  out.bytes(record->payload.subspan(kRecordHead + 1));
  for (const Bytes& set : parameter_sets)  // an array of its own for each
    out.u8(0x80u | hevc_unit_type(set)).u16(1).u16(set.size()).bytes(set);
  return with_visual_box(sample_entry, make_box(four_cc("hvcC"), out.view()));
}

std::optional<HevcIds> free_hevc_ids(const HevcConfiguration& configuration) {
  std::array<bool, 64> video{}, sequence{}, picture{};
  for (const Bytes& set : configuration.video_sets)
    if (set.size() > 2) video[set[2] >> 4] = true;
  for (const Bytes& set : configuration.sequence_sets) sequence[sequence_id_of(set) % 64] = true;
  for (const Bytes& set : configuration.picture_sets) {
    const Bytes raw = without_emulation(set);
    BitReader reader(raw);
    reader.bits(16);
    picture[reader.exp_golomb() % 64] = true;
  }
  const auto highest = [](const std::array<bool, 64>& used, std::uint8_t first, std::uint8_t last) {
    std::optional<std::uint8_t> found;
    for (std::uint8_t id = first; id <= last; ++id)
      if (!used[id]) found = id;
    return found;
  };
  const auto video_id = highest(video, 0, 15), sequence_id = highest(sequence, 0, 15),
             picture_id = highest(picture, kFirstId, kLastId);
  if (!video_id || !sequence_id || !picture_id) return std::nullopt;
  return HevcIds{*video_id, *sequence_id, *picture_id};
}

base::Result<Bytes> with_ids(ByteView unit, const HevcIds& ids) {
  if (is_hevc_slice(unit)) return slice_with_id(unit, ids.picture);
  SetCopy set(unit);
  switch (hevc_unit_type(unit)) {
    case kHevcVideoSet:
      set.replace_bits(4, ids.video);
      break;
    case kHevcSequenceSet:
      set.replace_bits(4, ids.video);
      if (set.copy(3) != 0) return fail(Fault::Unsupported, "the encoder wrote more than one layer");
      for (int i = 0; i < 1 + kProfileBits + kLevelBits; ++i) set.copy(1);
      set.replace_code(ids.sequence);
      break;
    case kHevcPictureSet:
      set.replace_code(ids.picture);
      set.replace_code(ids.sequence);
      break;
    default:
      return fail(Fault::Unsupported, "this NAL unit has no id");
  }
  return set.rest();
}

}  // namespace media::isobmff
