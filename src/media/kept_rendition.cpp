#include "media/kept_rendition.h"

#include <array>

#include "base/format.h"
#include "media/isobmff/box.h"

namespace media {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using isobmff::four_cc;

constexpr std::uint64_t kIndexMost = 64 << 20;  // bytes: four days of segments of a tenth of a second
constexpr std::uint64_t kHeadMost = 1 << 20;    // bytes of a `moof`
constexpr std::uint64_t kClosing = 16;          // bytes of an `mfro`
constexpr std::uint64_t kTableHead = 24;        // bytes of a `tfra` without entries
constexpr std::uint64_t kTableEntry = 19;       // bytes of one, its numbers of one byte

std::unexpected<base::Error> no_rendition(std::string_view what) {
  return fail(Fault::Malformed, base::format("this is no kept rendition: {}", what));
}

struct Head {
  isobmff::FourCc type = 0;
  std::uint64_t size = 0;  // bytes of the whole box
};

// Nothing where no whole box lies there.
Result<std::optional<Head>> box_at(const base::ByteSource& file, std::uint64_t offset) {
  std::array<std::uint8_t, 16> bytes{};
  const std::uint64_t rest = file.size() - std::min(offset, file.size());
  if (rest < 8) return std::optional<Head>();
  TRY(file.read_at(offset, std::span(bytes).first(std::min<std::uint64_t>(rest, bytes.size()))));
  base::ByteReader reader(bytes);
  Head head;
  head.size = reader.u32();
  head.type = reader.u32();
  if (head.size == 1) head.size = reader.u64();
  if (head.size < 8 || head.size > rest) return std::optional<Head>();
  return std::optional(head);
}

// The end of `types`, one after the other from `offset` on; nothing where they are not all there.
Result<std::optional<std::uint64_t>> end_of(const base::ByteSource& file, std::uint64_t offset,
                                            std::initializer_list<isobmff::FourCc> types) {
  for (const isobmff::FourCc type : types) {
    const std::optional<Head> head = TRY(box_at(file, offset));
    if (!head || head->type != type) return std::optional<std::uint64_t>();
    offset += head->size;
  }
  return std::optional(offset);
}

Result<std::uint64_t> end_of_init(const base::ByteSource& file) {
  const auto end = TRY(end_of(file, 0, {four_cc("ftyp"), four_cc("moov")}));
  if (!end) return no_rendition("it does not begin with an initialization segment");
  return *end;
}

struct Fragment {
  std::uint64_t offset = 0;  // bytes: where its `moof` lies
  std::uint64_t time = 0;    // ticks: when its first sample is decoded
};

Result<Fragment> fragment_at(const base::ByteSource& file, std::uint64_t start) {
  const auto offset = TRY(end_of(file, start, {four_cc("styp")}));
  const std::optional<Head> head = TRY(box_at(file, offset.value_or(file.size())));
  if (!head || head->size > kHeadMost) return no_rendition("a segment has no head");
  base::Bytes moof(head->size);
  TRY(file.read_at(*offset, moof));
  const base::ByteView traf =
      isobmff::payload_of(isobmff::payload_of(moof, four_cc("moof")), four_cc("traf"));
  base::ByteReader time(isobmff::payload_of(traf, four_cc("tfdt")));
  const bool wide = isobmff::read_full_box(time).version == 1;
  const Fragment fragment{*offset, wide ? time.u64() : time.u32()};
  if (time.failed()) return no_rendition("a segment does not tell its time");
  return fragment;
}

}  // namespace

Result<KeptRendition> KeptRendition::walk(base::Source file) {
  std::vector<std::uint64_t> starts{TRY(end_of_init(*file))};
  while (const auto end =
             TRY(end_of(*file, starts.back(), {four_cc("styp"), four_cc("moof"), four_cc("mdat")})))
    starts.push_back(*end);
  return KeptRendition(std::move(file), std::move(starts));
}

Result<KeptRendition> KeptRendition::open(base::Source file) {
  if (file->size() < kClosing) return no_rendition("it is too short");
  std::array<std::uint8_t, kClosing> closing{};
  TRY(file->read_at(file->size() - kClosing, closing));
  base::ByteReader reader(closing);
  reader.skip(4);
  const bool closed = reader.u32() == four_cc("mfro");
  reader.skip(4);
  const std::uint64_t size = reader.u32();
  if (!closed || size > file->size() || size > kIndexMost) return no_rendition("it has no index");
  base::Bytes index(size);
  TRY(file->read_at(file->size() - size, index));
  base::ByteReader table(isobmff::payload_of(isobmff::payload_of(index, four_cc("mfra")), four_cc("tfra")));
  const bool wide = isobmff::read_full_box(table).version == 1;
  table.skip(8);
  const std::uint32_t count = table.u32();
  if (!wide || count == 0 || std::uint64_t{count} * kTableEntry > size)
    return no_rendition("its index is damaged");

  const std::uint64_t init = TRY(end_of_init(*file));
  std::vector<std::uint64_t> starts;
  std::uint64_t lead = 0;  // bytes from the start of a segment to its `moof`: the same in all
  for (std::uint32_t i = 0; i < count; ++i) {
    table.skip(8);
    const std::uint64_t offset = table.u64();
    table.skip(3);
    if (i == 0) lead = offset - std::min(offset, init);
    const std::uint64_t start = offset - std::min(offset, lead);
    if (start < (starts.empty() ? init : starts.back())) return no_rendition("its index is damaged");
    starts.push_back(start);
  }
  starts.push_back(file->size() - size);
  if (table.failed() || starts.back() < starts[count - 1]) return no_rendition("its index is damaged");
  return KeptRendition(std::move(file), std::move(starts));
}

KeptRendition KeptRendition::grown(base::Source file) const {
  std::vector<std::uint64_t> starts = starts_;
  starts.push_back(file->size());
  return KeptRendition(std::move(file), std::move(starts));
}

KeptRendition KeptRendition::without_last() const {
  return KeptRendition(file_, std::vector(starts_.begin(), starts_.end() - 1));
}

base::Splice KeptRendition::init() const {
  base::Splice splice;
  splice.append(file_, 0, starts_.front());
  return splice;
}

Result<base::Splice> KeptRendition::segment(std::uint32_t index) const {
  if (index >= count()) return fail(Fault::NotFound, "there are not so many segments");
  base::Splice splice;
  splice.append(file_, starts_[index], starts_[index + 1] - starts_[index]);
  return splice;
}

Result<base::Bytes> KeptRendition::index() const {
  const std::uint64_t table = kTableHead + std::uint64_t{count()} * kTableEntry, size = 8 + table + kClosing;
  if (size > kIndexMost) return fail(Fault::TooLarge, "so many segments cannot be indexed");
  const auto size_of = [](std::uint64_t bytes) { return static_cast<std::uint32_t>(bytes); };
  base::ByteWriter out;
  out.u32(size_of(size)).text("mfra");
  out.u32(size_of(table)).text("tfra").u8(1).u24(0);
  out.u32(1).u32(0).u32(count());  // the track; numbers of one byte
  for (std::uint32_t i = 0; i < count(); ++i) {
    const Fragment fragment = TRY(fragment_at(*file_, starts_[i]));
    out.u64(fragment.time).u64(fragment.offset).u8(1).u8(1).u8(1);
  }
  out.u32(size_of(kClosing)).text("mfro").u32(0).u32(size_of(size));
  return out.take();
}

}  // namespace media
