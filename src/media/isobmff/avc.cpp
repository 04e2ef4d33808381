#include "media/isobmff/avc.h"

#include <algorithm>
#include <array>

#include "media/isobmff/box.h"
#include "media/isobmff/sample_entry_builder.h"

namespace media::isobmff {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint8_t kSlice = 1, kIdrSlice = 5;

// The payload of `avcC`.
std::optional<Box> record_of(ByteView sample_entry) {
  const std::optional<Box> entry = next_box(sample_entry);
  if (!entry || entry->payload.size() < kVisualFields) return std::nullopt;
  if (entry->type != four_cc("avc1") && entry->type != four_cc("avc3")) return std::nullopt;
  return find_box(entry->payload.subspan(kVisualFields), four_cc("avcC"));
}

std::vector<Bytes> read_sets(base::ByteReader& reader, std::size_t count) {
  std::vector<Bytes> sets;
  for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
    const ByteView set = reader.take(reader.u16());
    sets.emplace_back(set.begin(), set.end());
  }
  return sets;
}

// An Exp-Golomb code (9.1) at bit `at`, which moves behind it; ids are short, so no emulation prevention
// byte (7.4.1) lies before them. Bits past the end are 0; a code of more than 31 zeros is 0.
std::uint32_t exp_golomb(ByteView bytes, std::size_t& at) {
  const auto bit = [&] {
    const bool set = at / 8 < bytes.size() && (bytes[at / 8] >> (7 - at % 8) & 1);
    ++at;
    return set ? 1u : 0u;
  };
  std::uint32_t zeros = 0;
  while (zeros < 32 && bit() == 0) ++zeros;
  if (zeros >= 32) return 0;
  std::uint32_t value = 1;
  for (; zeros > 0; --zeros) value = value << 1 | bit();
  return value - 1;
}

std::uint32_t id_of(ByteView set, std::size_t first_bit) { return exp_golomb(set, first_bit); }

}  // namespace

std::optional<AvcConfiguration> read_avc_configuration(ByteView sample_entry) {
  const std::optional<Box> record = record_of(sample_entry);
  if (!record) return std::nullopt;
  base::ByteReader reader(record->payload);
  reader.u8();
  AvcConfiguration found;
  found.profile = reader.u8();
  found.compatibility = reader.u8();
  found.level = reader.u8();
  found.length_size = static_cast<std::uint8_t>((reader.u8() & 3) + 1);
  found.sequence_sets = read_sets(reader, reader.u8() & 0x1f);
  found.picture_sets = read_sets(reader, reader.u8());
  if (reader.failed()) return std::nullopt;
  return found;
}

base::Result<Bytes> with_parameter_sets(ByteView sample_entry, const std::vector<Bytes>& sequence_sets,
                                        const std::vector<Bytes>& picture_sets) {
  const std::optional<AvcConfiguration> old = read_avc_configuration(sample_entry);
  if (!old || old->sequence_sets.size() + sequence_sets.size() > 31 ||
      old->picture_sets.size() + picture_sets.size() > 255)
    return base::fail(base::Fault::Malformed, "its H.264 configuration takes no more parameter sets");
  const ByteView record = record_of(sample_entry)->payload;
  base::ByteWriter out;
  const auto put = [&](const std::vector<Bytes>& sets, const std::vector<Bytes>& more, std::uint8_t bits) {
    out.u8(bits | (sets.size() + more.size()));
    for (const auto* list : {&sets, &more})
      for (const Bytes& set : *list) out.u16(set.size()).bytes(set);
  };
  out.bytes(record.first(5));
  put(old->sequence_sets, sequence_sets, 0xe0);
  put(old->picture_sets, picture_sets, 0);
  std::size_t rest = 7;  // what High profiles have behind the sets
  for (const auto* list : {&old->sequence_sets, &old->picture_sets})
    for (const Bytes& set : *list) rest += 2 + set.size();
  out.bytes(record.subspan(rest));
  return with_visual_box(sample_entry, make_box(four_cc("avcC"), out.view()));
}

std::optional<std::uint32_t> free_parameter_set_id(const AvcConfiguration& configuration) {
  constexpr std::size_t kSequenceId = 32, kPictureId = 8;  // 7.3.2.1.1, 7.3.2.2: where the ids begin, bits
  std::array<bool, 32> used{};
  const auto mark = [&](std::uint32_t id) {
    if (id < used.size()) used[id] = true;
  };
  for (const Bytes& set : configuration.sequence_sets) mark(id_of(set, kSequenceId));
  for (const Bytes& set : configuration.picture_sets) mark(id_of(set, kPictureId));
  for (std::uint32_t id = used.size(); id-- > 0;)
    if (!used[id]) return id;
  return std::nullopt;
}

base::Result<bool> is_idr(const base::ByteSource& master, const Sample& sample, std::uint8_t length_size) {
  constexpr int kUnitsMost = 32;  // delimiters, parameter sets and messages before the picture
  std::uint64_t at = 0;
  for (int i = 0; i < kUnitsMost && at + length_size < sample.size; ++i) {
    std::array<std::uint8_t, 5> head{};
    TRY(master.read_at(sample.offset + at, std::span(head).first(length_size + 1u)));
    std::uint64_t length = 0;
    for (std::size_t b = 0; b < length_size; ++b) length = length << 8 | head[b];
    const std::uint8_t type = head[length_size] & 0x1f;
    if (type >= kSlice && type <= kIdrSlice) return type == kIdrSlice;
    at += length_size + length;
  }
  return false;
}

}  // namespace media::isobmff
