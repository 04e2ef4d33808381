#include "media/isobmff/movie_writer.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "media/isobmff/writer.h"

namespace media::isobmff {
namespace {

constexpr std::uint64_t kSmall = std::numeric_limits<std::uint32_t>::max();

// Version 1 of a header has 64-bit times; version 0 is understood everywhere.
std::uint8_t version_for(std::uint64_t duration) { return duration > kSmall ? 1 : 0; }

void write_times(base::ByteWriter& out, std::uint8_t version) {
  out.zeros(version == 1 ? 16 : 8);  // creation and modification: unknown
}
void write_duration(base::ByteWriter& out, std::uint8_t version, std::uint64_t duration) {
  if (version == 1) {
    out.u64(duration);
  } else {
    out.u32(duration);
  }
}

// 8.2.2.2: {a, b, u, c, d, v, x, y, w}; clockwise, moved back into the first quadrant.
void write_matrix(base::ByteWriter& out, const Track& track) {
  constexpr std::uint32_t kOne = 0x00010000, kMinusOne = 0xFFFF0000, kUnit = 0x40000000;
  const std::uint32_t x = track.display_width << 16, y = track.display_height << 16;
  std::array<std::uint32_t, 9> matrix{kOne, 0, 0, 0, kOne, 0, 0, 0, kUnit};
  if (track.rotation == 90) matrix = {0, kOne, 0, kMinusOne, 0, 0, x, 0, kUnit};
  if (track.rotation == 180) matrix = {kMinusOne, 0, 0, 0, kMinusOne, 0, x, y, kUnit};
  if (track.rotation == 270) matrix = {0, kMinusOne, 0, kOne, 0, 0, 0, y, kUnit};
  for (std::uint32_t value : matrix) out.u32(value);
}

std::string_view handler_of(TrackKind kind) {
  switch (kind) {
    case TrackKind::Video:
      return "vide";
    case TrackKind::Audio:
      return "soun";
    case TrackKind::Text:
      return "text";
    default:
      return "meta";
  }
}

// 8.4.2.3: three letters of ISO 639-2, five bits each. BCP 47 tags with a shorter or longer code go to
// `elng`.
std::uint16_t packed_language(std::string_view tag) {
  std::string code = base::lowercase(tag.substr(0, tag.find('-')));
  if (code.size() != 3 || !std::ranges::all_of(code, base::is_alpha)) code = "und";
  return static_cast<std::uint16_t>((code[0] - 0x60) << 10 | (code[1] - 0x60) << 5 | (code[2] - 0x60));
}

// A null-terminated UTF-8 string.
void write_string(base::ByteWriter& out, std::string_view text) {
  out.text(text.substr(0, text.find('\0'))).u8(0);
}

}  // namespace

void write_movie_header(base::ByteWriter& out, std::uint32_t timescale, std::uint64_t duration,
                        std::uint32_t next_track_id) {
  const std::uint8_t version = version_for(duration);
  const Box box(out, "mvhd", version, 0);
  write_times(out, version);
  out.u32(timescale);
  write_duration(out, version, duration);
  out.u32(0x00010000).u16(0x0100).zeros(10);  // rate 1, volume 1
  write_matrix(out, {});
  out.zeros(24).u32(next_track_id);
}

void write_track_header(base::ByteWriter& out, const Track& track, std::uint32_t track_id,
                        std::uint64_t duration) {
  constexpr std::uint32_t kEnabled = 1, kInMovie = 2, kInPreview = 4;
  const std::uint8_t version = version_for(duration);
  const Box box(out, "tkhd", version, (track.enabled ? kEnabled : 0) | kInMovie | kInPreview);
  write_times(out, version);
  out.u32(track_id).u32(0);
  write_duration(out, version, duration);
  // Tracks of one kind are alternatives to each other.
  const bool audio = track.kind == TrackKind::Audio;
  out.zeros(8).u16(0).u16(audio ? 1 : 0).u16(audio ? 0x0100 : 0).u16(0);
  write_matrix(out, track);
  const bool turned = track.rotation == 90 || track.rotation == 270;
  out.u32((turned ? track.display_height : track.display_width) << 16);
  out.u32((turned ? track.display_width : track.display_height) << 16);
}

void write_edits(base::ByteWriter& out, const std::vector<EditEntry>& edits) {
  if (edits.empty()) return;
  const bool large = std::ranges::any_of(edits, [](const EditEntry& edit) {
    return edit.duration > kSmall || edit.media_time.value_or(0) > std::numeric_limits<std::int32_t>::max();
  });
  const Box container(out, "edts");
  const Box box(out, "elst", large ? 1 : 0, 0);
  out.u32(edits.size());
  for (const EditEntry& edit : edits) {
    const auto media_time = static_cast<std::uint64_t>(edit.media_time.value_or(-1));
    if (large) {
      out.u64(edit.duration).u64(media_time);
    } else {
      out.u32(edit.duration).u32(media_time);
    }
    out.u16(1).u16(0);  // media rate 1
  }
}

void write_media_headers(base::ByteWriter& out, const Track& track, std::uint64_t duration) {
  {
    const std::uint8_t version = version_for(duration);
    const Box box(out, "mdhd", version, 0);
    write_times(out, version);
    out.u32(track.timescale);
    write_duration(out, version, duration);
    out.u16(packed_language(track.language)).u16(0);
  }
  {
    const Box box(out, "hdlr", 0, 0);
    out.u32(0).text(handler_of(track.kind)).zeros(12);
    write_string(out, track.label);
  }
  if (!track.language.empty() && track.language != "und" && track.language.size() != 3) {
    const Box box(out, "elng", 0, 0);
    write_string(out, track.language);
  }
}

void write_media_information(base::ByteWriter& out, const Track& track) {
  if (track.kind == TrackKind::Video) {
    const Box box(out, "vmhd", 0, 1);
    out.zeros(8);
  } else if (track.kind == TrackKind::Audio) {
    const Box box(out, "smhd", 0, 0);
    out.zeros(4);
  } else {
    const Box box(out, "nmhd", 0, 0);
  }
  const Box information(out, "dinf");
  const Box references(out, "dref", 0, 0);
  out.u32(1);
  const Box self(out, "url ", 0, 1);  // flag 1: the media is in this very file
}

void write_sample_description(base::ByteWriter& out, const Track& track) {
  const Box box(out, "stsd", 0, 0);
  out.u32(1).bytes(track.sample_entry);
}

}  // namespace media::isobmff
