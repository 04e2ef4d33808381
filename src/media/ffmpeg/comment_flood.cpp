#include "media/ffmpeg/comment_flood.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/format.h"

namespace media::ffmpeg {
namespace {

constexpr std::uint64_t kMost = 2000;

// Up to `N` bytes, zeros beyond the end.
template <std::size_t N>
std::array<std::uint8_t, N> bytes_at(const base::ByteSource& file, std::uint64_t at) {
  std::array<std::uint8_t, N> bytes{};
  if (at < file.size() &&
      !file.read_at(at, std::span(bytes).first(std::min<std::uint64_t>(N, file.size() - at))))
    bytes.fill(0);
  return bytes;
}

std::uint64_t little_at(const base::ByteSource& file, std::uint64_t at) {
  const auto bytes = bytes_at<4>(file, at);
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | std::uint64_t{bytes[3]} << 24;
}

// Vorbis I 5.2.1: a vendor's name with its length, then the number of comments. A name that does not end
// before `end` hides it.
std::uint64_t comments_at(const base::ByteSource& file, std::uint64_t at, std::uint64_t end) {
  const std::uint64_t number_at = at + 4 + little_at(file, at);
  return number_at + 4 > end ? kMost + 1 : little_at(file, number_at);
}

// RFC 9639 8: metadata blocks, the last of them marked.
std::uint64_t comments_in_flac(const base::ByteSource& file) {
  constexpr std::size_t kBlocksMost = 1000;
  constexpr std::uint8_t kComment = 4, kLast = 0x80;
  std::uint64_t count = 0;
  std::uint64_t at = 4;
  for (std::size_t i = 0; i < kBlocksMost && at + 4 <= file.size() && count <= kMost; ++i) {
    const auto head = bytes_at<4>(file, at);
    const std::uint64_t size = std::uint64_t{head[1]} << 16 | head[2] << 8 | head[3];
    if ((head[0] & ~kLast) == kComment && size >= 8) count += comments_at(file, at + 4, at + 4 + size);
    if (head[0] & kLast) break;
    at += 4 + size;
  }
  return count;
}

// Where the comments of a packet begin; 0: it has none. In FLAC they are a metadata block.
std::uint64_t comments_offset(std::string_view packet, bool flac) {
  for (const std::string_view magic : {"OpusTags", "\x03vorbis", "\x81theora", "OVP80\x02 "})
    if (packet.starts_with(magic)) return magic.size();
  return flac && (packet.starts_with('\x04') || packet.starts_with('\x84')) ? 4 : 0;
}

// RFC 3533 6: pages of packets, which lacing values tell apart. Headers are the first on their pages.
std::uint64_t comments_in_ogg(const base::ByteSource& file) {
  constexpr std::size_t kPagesMost = 500, kPacketsMost = 3, kHeader = 27;
  std::uint64_t count = 0, at = 0;
  bool flac = false;
  for (std::size_t page = 0; page < kPagesMost && count <= kMost; ++page) {
    const auto head = bytes_at<kHeader + 255>(file, at);
    if (base::as_text(head).substr(0, 4) != "OggS") break;
    const std::span<const std::uint8_t> lacing = std::span(head).subspan(kHeader, head[kHeader - 1]);
    std::uint64_t end = at + kHeader + lacing.size();
    std::uint64_t packet = end;
    bool begins = !(head[5] & 1);  // else the page begins within a packet
    std::size_t packets = 0;
    for (const std::uint8_t& value : lacing) {
      end += value;
      if (value == 255 && &value != &lacing.back()) continue;
      if (begins && packets++ < kPacketsMost) {
        const auto start = bytes_at<8>(file, packet);
        flac = flac || base::as_text(start).starts_with("\177FLAC");
        const std::uint64_t offset = comments_offset(base::as_text(start), flac);
        if (offset > 0) count += comments_at(file, packet + offset, end);
      }
      packet = end;
      begins = true;
    }
    at = end;
  }
  return count;
}

}  // namespace

base::Result<void> check_comments(const base::ByteSource& file) {
  const auto start = bytes_at<4>(file, 0);
  const std::uint64_t count = base::as_text(start) == "fLaC"   ? comments_in_flac(file)
                              : base::as_text(start) == "OggS" ? comments_in_ogg(file)
                                                               : 0;
  if (count <= kMost) return {};
  return base::fail(base::Fault::TooLarge, base::format("the file has more than {} comments", kMost));
}

}  // namespace media::ffmpeg
