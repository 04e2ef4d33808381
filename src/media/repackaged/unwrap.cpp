#include "media/repackaged/unwrap.h"

#include "media/isobmff/annex_b.h"

namespace media {

using base::ByteView;

namespace {

constexpr std::size_t kAdtsHeader = 7, kAdtsChecksum = 2;

// The next ADTS frame's payload, which is taken off `stream`; nothing where none begins there, where it is
// cut short, or where it holds several blocks with checksums between.
std::optional<ByteView> next_adts(ByteView& stream) {
  if (stream.size() < kAdtsHeader || stream[0] != 0xff || (stream[1] & 0xf6) != 0xf0) return std::nullopt;
  const bool checksum = !(stream[1] & 1);
  const std::size_t header = kAdtsHeader + (checksum ? kAdtsChecksum : 0);
  const std::size_t length = (stream[3] & 3u) << 11 | std::size_t{stream[4]} << 3 | stream[5] >> 5;
  const bool one_block = (stream[6] & 3) == 0;
  if (length < header || length > stream.size() || !one_block) return std::nullopt;
  const ByteView payload = stream.subspan(header, length - header);
  stream = stream.subspan(length);
  return payload;
}

// Calls `take` with each part of the samples; false where the stream does not end with one.
template <typename Take>
bool for_each_part(Unwrap how, ByteView stream, Take take) {
  switch (how) {
    case Unwrap::None:
      take(stream, false);
      return true;
    case Unwrap::AnnexB:
      for (const ByteView unit : isobmff::annex_b_units(stream)) take(unit, true);
      return true;
    case Unwrap::Adts:
      while (!stream.empty()) {
        const auto payload = next_adts(stream);
        if (!payload) return false;
        take(*payload, false);
      }
      return true;
  }
  return false;
}

}  // namespace

bool unwrap(Unwrap how, ByteView stream, base::Bytes& samples) {
  return for_each_part(how, stream, [&](ByteView part, bool with_length) {
    if (with_length)
      for (int shift = 24; shift >= 0; shift -= 8)
        samples.push_back(static_cast<std::uint8_t>(part.size() >> shift));
    samples.insert(samples.end(), part.begin(), part.end());
  });
}

std::optional<std::size_t> unwrapped_size(Unwrap how, ByteView stream) {
  std::size_t size = 0;
  const bool whole = for_each_part(
      how, stream, [&](ByteView part, bool with_length) { size += part.size() + (with_length ? 4 : 0); });
  if (!whole) return std::nullopt;
  return size;
}

bool begins_clean(Unwrap how, ByteView stream) {
  if (how != Unwrap::AnnexB) return true;
  std::size_t zeros = 0;
  while (zeros < stream.size() && stream[zeros] == 0) ++zeros;
  return zeros >= 2 && zeros < stream.size() && stream[zeros] == 1;
}

}  // namespace media
