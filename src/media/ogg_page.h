// Pages of Ogg (RFC 3533 6). Packets never span pages here, so a page holds what fits into its 255 lacing
// values. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace media {

struct OggPage {
  bool first = false, last = false;  // of the stream
  std::int64_t granule = 0;          // position at the end of its last packet
  std::uint32_t serial = 0, number = 0;
};

inline constexpr std::uint32_t kOggSegmentsMost = 255;
inline constexpr std::uint32_t kOggHeaderBytes = 27;

// Lacing values that a packet takes. A packet for one page is at most 255 * 255 - 1 bytes long.
constexpr std::uint32_t ogg_segments(std::uint32_t packet_bytes) { return packet_bytes / 255 + 1; }

// The whole page, with its checksum. `sizes`: of the packets, which lie in `payload` one after the other.
base::Bytes ogg_page(const OggPage& page, std::span<const std::uint32_t> sizes, base::ByteView payload);

}  // namespace media
