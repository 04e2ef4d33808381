#include "media/closed_captions.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "media/isobmff/annex_b.h"

namespace media {

using base::ByteReader;
using base::ByteView;
using Coding = CaptionForm::Coding;

namespace {

constexpr std::uint64_t kPicturesWithout = 300;  // some ten seconds: who captions at all pads from the start
constexpr std::size_t kPairsMax = 4'000'000;     // a day and a half of nothing but captions
constexpr std::uint8_t kUserData = 0xb2;         // ISO/IEC 13818-2 table 6-1
constexpr std::uint8_t kSei = 6, kHevcPrefixSei = 39;  // H.264 table 7-1, H.265 table 7-1

// Where the next 00 00 01 begins, at or after `from`; the size where there is none.
std::size_t next_start(ByteView stream, std::size_t from) {
  for (std::size_t i = from; i + 3 <= stream.size(); ++i)
    if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) return i;
  return stream.size();
}

}  // namespace

bool CaptionCollector::wants_more() const {
  return form_.coding != Coding::None && pairs_.size() < kPairsMax && (seen_ || pictures_ < kPicturesWithout);
}

// A/53 Part 4, 6.2.3: "GA94", what it is, how many triplets: marker and type, two bytes.
void CaptionCollector::add_data(ByteView data, std::int64_t time) {
  ByteReader reader(data);
  if (base::as_text(reader.take(4)) != "GA94" || reader.u8() != 3) return;
  const std::uint8_t flags = reader.u8();
  reader.skip(1);
  if (reader.failed() || !(flags & 0x40)) return;
  seen_ = true;
  for (int left = flags & 0x1f; left > 0 && reader.remaining() >= 3 && pairs_.size() < kPairsMax; --left) {
    const std::uint8_t marker = reader.u8(), first = reader.u8(), second = reader.u8();
    const bool of_field_one = (marker & 7) == 4;  // valid, NTSC field 1
    const bool padding = (first & 0x7f) == 0 && (second & 0x7f) == 0;
    if (of_field_one && !padding) pairs_.push_back({time, first, second});
  }
}

// 7.3.2.3.1: type and size in bytes of 255 and a last one.
void CaptionCollector::add_messages(ByteView unit, std::int64_t time) {
  constexpr std::uint32_t kRegistered = 4;
  const base::Bytes plain = isobmff::without_emulation(unit);
  ByteReader reader(plain);
  const auto number = [&] {
    std::uint32_t sum = 0;
    std::uint8_t byte = 0xff;
    while (byte == 0xff && reader.remaining() > 0) sum += byte = reader.u8();
    return sum;
  };
  while (reader.remaining() > 2 && !reader.failed()) {
    const std::uint32_t type = number();
    const std::uint32_t size = number();
    const ByteView payload = reader.take(std::min<std::size_t>(size, reader.remaining()));
    // T.35: United States, ATSC.
    if (type == kRegistered && payload.size() > 3 && payload[0] == 0xb5 && payload[1] == 0 &&
        payload[2] == 0x31)
      add_data(payload.subspan(3), time);
  }
}

// False where the slices begin.
bool CaptionCollector::add_unit(ByteView unit, std::int64_t time) {
  if (unit.empty()) return true;
  if (form_.coding == Coding::Mpeg2) {
    if (unit[0] == kUserData) add_data(unit.subspan(1), time);
    return unit[0] == 0 || unit[0] > 0xaf;
  }
  if (form_.coding == Coding::Hevc) {
    const std::uint8_t type = unit[0] >> 1 & 0x3f;
    if (type == kHevcPrefixSei && unit.size() > 2) add_messages(unit.subspan(2), time);
    return type >= 32;
  }
  const std::uint8_t type = unit[0] & 0x1f;
  if (type == kSei) add_messages(unit.subspan(1), time);
  return type == 0 || type > 5;
}

void CaptionCollector::add(ByteView picture, std::int64_t time) {
  ++pictures_;
  earliest_ = std::min(earliest_, time);
  if (form_.length_size > 0) {
    ByteReader reader(picture);
    while (reader.remaining() > form_.length_size) {
      std::size_t size = 0;
      for (int i = 0; i < form_.length_size; ++i) size = size << 8 | reader.u8();
      if (!add_unit(reader.take(std::min(size, reader.remaining())), time)) return;
    }
    return;
  }
  for (std::size_t at = next_start(picture, 0); at < picture.size();) {
    const std::size_t begin = at + 3;
    // What is a slice is known by its first byte: its end need not be looked for.
    if (begin < picture.size() && !add_unit(picture.subspan(begin, 1), time)) return;
    at = next_start(picture, begin);
    add_unit(picture.subspan(begin, at - begin), time);
  }
}

std::vector<CaptionPair> CaptionCollector::take() {
  std::ranges::stable_sort(pairs_, {}, &CaptionPair::time);
  return std::exchange(pairs_, {});
}

}  // namespace media
