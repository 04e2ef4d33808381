#include "iiif/media_peek.h"

#include <algorithm>

#include "base/bytes.h"

namespace iiif {
namespace {

using base::ByteReader;
using base::ByteView;

bool begins(std::string_view bytes, std::string_view with, std::size_t at = 0) {
  return bytes.size() >= at + with.size() && bytes.substr(at, with.size()) == with;
}

std::optional<PictureSize> jpeg_size(std::string_view bytes) {
  ByteReader reader(base::as_bytes(bytes.substr(2)));
  while (!reader.failed() && reader.remaining() >= 4) {
    if (reader.u8() != 0xFF) return std::nullopt;
    const std::uint8_t marker = reader.u8();
    const std::uint16_t length = reader.u16();
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      reader.skip(1);
      const std::uint16_t height = reader.u16(), width = reader.u16();
      return reader.failed() ? std::nullopt : std::optional(PictureSize{width, height});
    }
    if (length < 2) return std::nullopt;
    reader.skip(length - 2u);
  }
  return std::nullopt;
}

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::optional<PictureSize> webp_size(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  if (begins(bytes, "VP8 ", 12))
    return PictureSize{little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF};
  if (begins(bytes, "VP8X", 12)) return PictureSize{little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1};
  if (!begins(bytes, "VP8L", 12)) return std::nullopt;
  const std::uint32_t bits = little(bytes, 21, 4);
  return PictureSize{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
}

// Calls visit(type, content) for each whole box in `bytes`.
template <typename Visit>
void each_box(ByteView bytes, Visit visit) {
  ByteReader reader(bytes);
  while (reader.remaining() >= 8) {
    std::uint64_t size = reader.u32(), header = 8;
    const std::string_view type = base::as_text(reader.take(4));
    if (size == 1) size = reader.u64(), header = 16;
    if (size == 0) size = header + reader.remaining();
    if (reader.failed() || size < header || size - header > reader.remaining()) return;
    visit(type, reader.take(static_cast<std::size_t>(size - header)));
  }
}

base::Time header_duration(ByteView box) {
  ByteReader reader(box);
  const bool wide = reader.u8() == 1;
  reader.skip(3u + (wide ? 16u : 8u));
  const std::uint32_t timescale = reader.u32();
  const std::uint64_t ticks = wide ? reader.u64() : reader.u32();
  const bool sane = !reader.failed() && timescale != 0 && ticks < 1ull << 62;
  return sane ? base::Time{static_cast<std::int64_t>(ticks), timescale} : base::Time{};
}

// ISO/IEC 14496-12 section 8.3.2: width and height come last, the matrix before them.
PictureSize track_size(ByteView box) {
  ByteReader reader(box);
  const bool wide = reader.u8() == 1;
  reader.skip(3u + (wide ? 32u : 20u) + 16u);
  const std::int32_t a = reader.i32(), b = reader.i32();
  reader.skip(28);
  const std::uint32_t width = reader.u32() >> 16, height = reader.u32() >> 16;
  if (reader.failed()) return {};
  return a == 0 && b != 0 ? PictureSize{height, width} : PictureSize{width, height};
}

void peek_track(ByteView track, MoviePeek& movie) {
  PictureSize size;
  each_box(track, [&](std::string_view type, ByteView box) {
    if (type == "tkhd") size = track_size(box);
    if (type != "mdia") return;
    each_box(box, [&](std::string_view inner, ByteView content) {
      if (inner != "hdlr" || content.size() < 12) return;
      const std::string_view handler = base::as_text(content.subspan(8, 4));
      movie.has_sound |= handler == "soun";
      if (handler == "vide" && !movie.has_picture) movie.has_picture = true, movie.display = size;
    });
  });
}

}  // namespace

std::string sniff(std::string_view bytes) {
  if (begins(bytes, "\xFF\xD8\xFF")) return "image/jpeg";
  if (begins(bytes, "\x89PNG\r\n")) return "image/png";
  if (begins(bytes, "GIF8")) return "image/gif";
  if (begins(bytes, "RIFF") && begins(bytes, "WEBP", 8)) return "image/webp";
  if (begins(bytes, "RIFF") && begins(bytes, "WAVE", 8)) return "audio/wav";
  if (begins(bytes, "ftypavif", 4)) return "image/avif";
  if (begins(bytes, "ftyp", 4) || begins(bytes, "moov", 4) || begins(bytes, "styp", 4)) return "video/mp4";
  if (begins(bytes, "moof", 4) || begins(bytes, "sidx", 4)) return "video/mp4";
  if (begins(bytes, "\x1A\x45\xDF\xA3")) return "video/webm";
  if (begins(bytes, "OggS")) return "audio/ogg";
  if (begins(bytes, "fLaC")) return "audio/flac";
  if (begins(bytes, "ID3")) return "audio/mpeg";
  if (begins(bytes, "#EXTM3U")) return "application/vnd.apple.mpegurl";
  if (begins(bytes, "WEBVTT")) return "text/vtt";
  if (bytes.substr(0, 512).find("<MPD") != std::string_view::npos) return "application/dash+xml";
  const bool frame =
      bytes.size() > 1 && bytes[0] == '\xFF' && (static_cast<unsigned char>(bytes[1]) & 0xE6) == 0xE2;
  return frame ? "audio/mpeg" : "";
}

std::optional<PictureSize> picture_size(std::string_view bytes) {
  const std::string type = sniff(bytes);
  if (type == "image/jpeg") return jpeg_size(bytes);
  if (type == "image/webp") return webp_size(bytes);
  if (type != "image/png" || bytes.size() < 24) return std::nullopt;
  ByteReader reader(base::as_bytes(bytes.substr(16, 8)));
  const std::uint32_t width = reader.u32();
  return PictureSize{width, reader.u32()};
}

std::optional<MoviePeek> peek_movie(std::string_view bytes) {
  std::optional<MoviePeek> movie;
  each_box(base::as_bytes(bytes), [&](std::string_view type, ByteView box) {
    if (type != "moov") return;
    movie.emplace();
    each_box(box, [&](std::string_view inner, ByteView content) {
      if (inner == "mvhd") movie->duration = header_duration(content);
      if (inner == "trak") peek_track(content, *movie);
      if (inner != "mvex" || movie->duration.ticks != 0) return;
      each_box(content, [&](std::string_view part, ByteView extent) {
        if (part != "mehd") return;
        ByteReader reader(extent);
        const bool wide = reader.u32() >> 24 == 1;
        const std::uint64_t ticks = wide ? reader.u64() : reader.u32();
        if (!reader.failed() && ticks < 1ull << 62) movie->duration.ticks = static_cast<std::int64_t>(ticks);
      });
    });
  });
  return movie;
}

}  // namespace iiif
