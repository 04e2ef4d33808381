#include "media/ffmpeg/completeness.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/format.h"
#include "media/ffmpeg/frame_headers.h"

namespace media::ffmpeg {
namespace {

using base::ByteView;

constexpr std::uint64_t kEndLooked = 256 << 10;

// The last bytes of the file; empty where they cannot be read.
base::Bytes end_of(const base::ByteSource& file) {
  base::Bytes end(std::min(kEndLooked, file.size()));
  if (!file.read_at(file.size() - end.size(), end)) end.clear();
  return end;
}

// RFC 3533 6: the last page of a stream says so.
bool lacks_last_page(const base::ByteSource& file) {
  constexpr std::size_t kHeader = 27, kFlagsAt = 5;
  constexpr std::uint8_t kLast = 4;
  const base::Bytes end = end_of(file);
  const std::string_view text = base::as_text(end);
  const std::size_t page = text.rfind("OggS");
  if (page == std::string_view::npos || page + kHeader > end.size()) return true;
  std::size_t bytes = kHeader + end[page + kHeader - 1];
  for (std::size_t i = 0; i < end[page + kHeader - 1] && page + kHeader + i < end.size(); ++i)
    bytes += end[page + kHeader + i];
  return page + bytes > end.size() || !(end[page + kFlagsAt] & kLast);
}

bool ends_within_transport_packet(const base::ByteSource& file) {
  const auto carrier = carrier_of(file);
  if (!carrier || carrier->kind != CarrierKind::TransportStream) return false;
  std::uint8_t start[5] = {};
  if (!file.read_at(0, start)) return false;
  const bool begins_with_one = start[carrier->packet_bytes == 192 ? 4 : 0] == 0x47;
  return begins_with_one && file.size() % carrier->packet_bytes != 0;
}

// ISO/IEC 13818-1 2.5.3: from the last pack that is looked at, packet by packet to the end.
bool ends_within_program_packet(const base::ByteSource& file) {
  const base::Bytes end = end_of(file);
  constexpr std::string_view kPack("\0\0\1\xba", 4);
  constexpr std::size_t kPackHeader = 14, kStart = 6;
  std::size_t at = base::as_text(end).find(kPack);
  if (at == std::string_view::npos) return false;
  while (at + kStart <= end.size()) {
    if (end[at] != 0 || end[at + 1] != 0 || end[at + 2] != 1) return false;  // padding, or nothing we know
    const std::uint8_t id = end[at + 3];
    if (id == 0xb9) return false;
    if (id == 0xba) {
      const bool second = at + kPackHeader <= end.size() && end[at + 4] >> 6 == 1;
      at += second ? kPackHeader + (end[at + kPackHeader - 1] & 7u) : 12;
    } else {
      at += kStart + (std::size_t{end[at + 4]} << 8 | end[at + 5]);
    }
  }
  return at != end.size();
}

// Formats of bare frames: the last one is not whole, or so little was left that it was none.
bool ends_within_frame(const base::ByteSource& file, const std::vector<const StreamPass*>& passes) {
  return std::ranges::any_of(passes, [&](const StreamPass* pass) {
    const auto [codec, head, size] = pass->last();
    const std::size_t length = frame_bytes(codec, head);
    const std::uint64_t rest = file.size() - std::min(file.size(), pass->bytes());
    const bool more = codec == AV_CODEC_ID_AC3 && length > 0 && size > length;  // what follows is no frame
    return more || length > size || (rest > 0 && rest < length);
  });
}

// Advanced Systems Format 3.2: the File Properties Object tells how many bytes there should be, but for
// broadcasts.
bool is_shorter_than_asf_header(const base::ByteSource& file) {
  constexpr std::string_view kProperties("\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65",
                                         16);
  constexpr std::size_t kLooked = 64 << 10, kSizeAt = 40, kFlagsAt = 88;
  base::Bytes start(std::min<std::uint64_t>(kLooked, file.size()));
  if (!file.read_at(0, start)) return false;
  const std::size_t at = base::as_text(start).find(kProperties);
  if (at == std::string_view::npos || at + kFlagsAt >= start.size()) return false;
  std::uint64_t bytes = 0;
  for (std::size_t i = 8; i-- > 0;) bytes = bytes << 8 | start[at + kSizeAt + i];
  const bool broadcast = start[at + kFlagsAt] & 1;
  return !broadcast && bytes > file.size();
}

// RIFF (and RF64, whose large sizes stand elsewhere) and AIFF are chunks: a name, a size, bytes, each at an
// even place.
bool is_shorter_than_chunk(const base::ByteSource& file, std::string_view wanted, bool big_endian) {
  constexpr std::size_t kForm = 12, kHeader = 8, kChunksMost = 1000;
  constexpr std::uint64_t kUnknown = 0xffff'ffff;
  std::uint64_t at = kForm;
  for (std::size_t i = 0; i < kChunksMost && at + kHeader <= file.size(); ++i) {
    std::uint8_t head[kHeader];
    if (!file.read_at(at, head)) return false;
    std::uint64_t size = 0;
    for (std::size_t byte = 0; byte < 4; ++byte) size = size << 8 | head[big_endian ? 4 + byte : 7 - byte];
    at += kHeader;
    if (base::as_text(ByteView(head).first(4)) == wanted) return size != kUnknown && size > file.size() - at;
    at += size + size % 2;
  }
  return false;
}

bool ends_within_packet(std::string_view format, const base::ByteSource& file,
                        const std::vector<const StreamPass*>& passes) {
  if (format == "ogg") return lacks_last_page(file);
  if (format == "mpegts") return ends_within_transport_packet(file);
  if (format == "mpeg") return ends_within_program_packet(file);
  if (format == "wav") return is_shorter_than_chunk(file, "data", false);
  if (format == "aiff") return is_shorter_than_chunk(file, "SSND", true);
  if (format == "asf") return is_shorter_than_asf_header(file);
  if (format == "dv") {
    const auto pictures =
        std::ranges::find_if(passes, [](const StreamPass* pass) { return pass->last().size > 0; });
    return pictures != passes.end() && file.size() % (*pictures)->last().size != 0;
  }
  static constexpr std::string_view kBare[] = {"mp3", "aac", "ac3", "eac3"};
  return std::ranges::find(kBare, format) != std::end(kBare) && ends_within_frame(file, passes);
}

}  // namespace

std::optional<std::string> ends_early(const AVFormatContext& context, const base::ByteSource& file,
                                      const std::vector<const StreamPass*>& passes, MediaInfo& info) {
  constexpr base::Time kSlack = base::Time::milliseconds(500);
  if (context.duration_estimation_method == AVFMT_DURATION_FROM_STREAM && context.duration > 0) {
    const base::Time promised{context.duration, AV_TIME_BASE};
    if (info.duration + kSlack < promised) {
      info.cut_short = true;
      return base::format("the file is cut short at {} s; its header promises {} s",
                          base::to_fixed_seconds(info.duration, 2), base::to_fixed_seconds(promised, 2));
    }
  }
  if (!ends_within_packet(context.iformat->name, file, passes)) return std::nullopt;
  return base::format("the file ends in the middle of something at {} s: it may be cut short",
                      base::to_fixed_seconds(info.duration, 2));
}

}  // namespace media::ffmpeg
