#include "media/isobmff/movie.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "media/language.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;

namespace {

constexpr std::size_t kTracksMax = 1000, kEditsMax = 100'000;

// Version 1 of the movie, track and media headers has times of 64 bits.
std::uint64_t version_sized(ByteReader& reader, std::uint8_t version) {
  return version == 1 ? reader.u64() : reader.u32();
}

std::uint32_t read_timescale(ByteView header) {  // `mvhd`, `mdhd`
  ByteReader reader(header);
  const std::uint8_t version = read_full_box(reader).version;
  version_sized(reader, version);
  version_sized(reader, version);
  return std::max(1u, reader.u32());
}

// 6.2.2, 8.3.2: (a b; c d) of the matrix as a turn; mirrored or slanted pictures are drawn upright.
std::uint32_t rotation_of(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
  if (a == 0 && d == 0 && b > 0 && c < 0) return 90;
  if (b == 0 && c == 0 && a < 0 && d < 0) return 180;
  if (a == 0 && d == 0 && b < 0 && c > 0) return 270;
  return 0;
}

void read_track_header(ByteView tkhd, RawTrack& track) {
  ByteReader reader(tkhd);
  const FullBoxHeader header = read_full_box(reader);
  track.enabled = header.flags & 1;
  version_sized(reader, header.version);
  version_sized(reader, header.version);
  track.id = reader.u32();
  reader.skip(4);
  version_sized(reader, header.version);
  reader.skip(8 + 2 + 2 + 2 + 2);  // reserved, layer, alternate group, volume, reserved
  const std::int32_t a = reader.i32(), b = reader.i32();
  reader.skip(4);
  const std::int32_t c = reader.i32(), d = reader.i32();
  track.rotation = rotation_of(a, b, c, d);
}

void read_media_header(ByteView mdia, RawTrack& track) {
  const ByteView mdhd = payload_of(mdia, four_cc("mdhd"));
  track.timescale = read_timescale(mdhd);
  ByteReader reader(mdhd);
  const std::uint8_t version = read_full_box(reader).version;
  reader.skip(version == 1 ? 8 + 8 + 4 + 8 : 4 + 4 + 4 + 4);
  track.language = language_of_packed(reader.u16());
  // 8.4.6: an extended language tag says more than three letters.
  const ByteView extended = payload_of(mdia, four_cc("elng"));
  if (extended.size() <= 4) return;
  const std::string_view text = base::as_text(extended.subspan(4));
  if (const std::string tag = to_bcp47(text.substr(0, text.find('\0'))); !tag.empty()) track.language = tag;
}

TrackKind kind_of(FourCc handler) {
  switch (handler) {
    case four_cc("vide"):
      return TrackKind::Video;
    case four_cc("soun"):
      return TrackKind::Audio;
    case four_cc("text"):
    case four_cc("sbtl"):
    case four_cc("subt"):
    case four_cc("clcp"):
      return TrackKind::Text;
    case four_cc("tmcd"):
      return TrackKind::Timecode;
    default:
      return TrackKind::Other;
  }
}

// Names that writing programs give to every track say nothing to a person.
bool is_useless_label(std::string_view label) {
  static constexpr std::string_view kParts[] = {"handler",    "iso media",   "media handler", "gpac",
                                                "bento4",     "mainconcept", "l-smash",       "produced by",
                                                "alias data", "core media"};
  const std::string lower = base::lowercase(label);
  return std::ranges::any_of(kParts, [&](std::string_view part) { return lower.contains(part); }) ||
         lower == "video" || lower == "audio" || lower == "sound" || lower == "subtitle" ||
         lower == "stereo" || lower == "mono" || lower == "text" || lower == "gpac";
}

std::string clean_label(ByteView bytes) {
  std::string_view text = base::as_text(bytes);
  // QuickTime counts its string in the first byte; ISO ends it with a zero.
  if (!text.empty() && static_cast<std::uint8_t>(text[0]) == text.size() - 1) text.remove_prefix(1);
  const std::string label = base::to_valid_utf8(base::trim(text.substr(0, text.find('\0'))));
  return is_useless_label(label) || label.size() > 200 ? "" : label;
}

void read_handler(ByteView hdlr, RawTrack& track) {
  ByteReader reader(hdlr);
  read_full_box(reader);
  reader.skip(4);
  track.kind = kind_of(reader.u32());
  reader.skip(12);
  track.label = clean_label(reader.rest());
}

void read_edits(ByteView elst, RawTrack& track) {
  ByteReader reader(elst);
  const std::uint8_t version = read_full_box(reader).version;
  const std::size_t count = std::min<std::size_t>(reader.u32(), kEditsMax);
  for (std::size_t i = 0; i < count; ++i) {
    Edit edit;
    edit.duration = version_sized(reader, version);
    edit.media_time = version == 1 ? reader.i64() : reader.i32();
    edit.unit_rate = reader.u32() == 0x10000;
    if (reader.failed()) return;
    track.edits.push_back(edit);
  }
}

void read_references(ByteView tref, RawTrack& track) {
  ByteReader reader(payload_of(tref, four_cc("chap")));
  while (reader.remaining() >= 4 && track.chapter_tracks.size() < kTracksMax)
    track.chapter_tracks.push_back(reader.u32());
}

// 8.7.2: flag 1 says that the media lie in this very file.
bool is_external(ByteView dinf, std::uint16_t reference) {
  ByteReader reader(payload_of(dinf, four_cc("dref")));
  reader.skip(8);
  ByteView entries = reader.rest();
  for (std::uint16_t i = 1; const auto entry = next_box(entries); ++i)
    if (i == reference) return entry->payload.size() >= 4 && !(entry->payload[3] & 1);
  return false;
}

void read_description(ByteView stsd, RawTrack& track) {
  const std::uint32_t wanted = track.tables.description();
  track.mixed_descriptions = wanted == 0;
  ByteReader reader(stsd);
  const std::uint8_t version = read_full_box(reader).version;
  reader.skip(4);
  ByteView entries = reader.rest();
  for (std::uint32_t i = 1; const auto entry = next_box(entries); ++i) {
    if (i != std::max(1u, wanted)) continue;
    track.description = read_sample_description(*entry, track.kind, version);
    return;
  }
}

base::Result<RawTrack> read_track(ByteView trak) {
  RawTrack track;
  read_track_header(payload_of(trak, four_cc("tkhd")), track);
  read_edits(payload_of(payload_of(trak, four_cc("edts")), four_cc("elst")), track);
  read_references(payload_of(trak, four_cc("tref")), track);
  const ByteView mdia = payload_of(trak, four_cc("mdia"));
  read_media_header(mdia, track);
  read_handler(payload_of(mdia, four_cc("hdlr")), track);
  const ByteView minf = payload_of(mdia, four_cc("minf"));
  const ByteView stbl = payload_of(minf, four_cc("stbl"));
  track.tables = TRY(read_sample_tables(stbl, track.id));
  read_description(payload_of(stbl, four_cc("stsd")), track);
  track.external = is_external(payload_of(minf, four_cc("dinf")), track.description.data_reference);
  return track;
}

// Words for what a track is for: of DASH's roles (ISO/IEC 23009-1 5.8.5.5) and HTML's kinds in a `kind` box
// (8.10.4), of QuickTime's characteristics in `tagc`.
void add_purpose(std::string_view word, Purpose& purpose) {
  static constexpr std::pair<std::string_view, bool Purpose::*> kWords[] = {
      {"dub", &Purpose::dub},
      {"translation", &Purpose::dub},
      {"public.dubbed-translation", &Purpose::dub},
      {"public.original-content", &Purpose::original},
      {"commentary", &Purpose::commentary},
      {"public.auxiliary-content", &Purpose::commentary},
      {"description", &Purpose::describes_video},
      {"descriptions", &Purpose::describes_video},
      {"main-desc", &Purpose::describes_video},
      {"public.accessibility.describes-video", &Purpose::describes_video},
      {"caption", &Purpose::for_the_deaf},
      {"captions", &Purpose::for_the_deaf},
      {"enhanced-audio-intelligibility", &Purpose::for_the_deaf},
      {"public.accessibility.describes-music-and-sound", &Purpose::for_the_deaf},
      {"forced-subtitle", &Purpose::forced},
      {"forced_subtitle", &Purpose::forced},
      {"public.subtitles.forced-only", &Purpose::forced}};
  for (const auto& [known, member] : kWords)
    if (known == word) purpose.*member = true;
}

// A scheme and a word of it, each ended by a zero.
void read_purpose(ByteView trak, Purpose& purpose) {
  const auto up_to_zero = [](std::string_view text) { return text.substr(0, text.find('\0')); };
  for (ByteView rest = payload_of(trak, four_cc("udta")); const auto box = next_box(rest);) {
    const std::string_view text = base::as_text(box->payload);
    if (box->type == four_cc("tagc")) add_purpose(up_to_zero(text), purpose);
    if (box->type != four_cc("kind") || text.size() < 4) continue;
    const std::string_view scheme = up_to_zero(text.substr(4));
    const bool known = scheme.starts_with("urn:mpeg:dash:role:") || scheme == "about:html-kind" ||
                       scheme.starts_with("http://www.w3.org/TR/html5");
    if (known) add_purpose(up_to_zero(text.substr(std::min(4 + scheme.size() + 1, text.size()))), purpose);
  }
}

// QuickTime names a track in its user data.
std::string name_in_user_data(ByteView trak) {
  const ByteView name = payload_of(payload_of(trak, four_cc("udta")), four_cc("name"));
  return name.empty() ? "" : clean_label(name);
}

void read_extends(ByteView mvex, Movie& movie) {
  while (const auto box = next_box(mvex)) {
    if (box->type != four_cc("trex") || movie.defaults.size() == kTracksMax) continue;
    ByteReader reader(box->payload);
    read_full_box(reader);
    TrackExtends extends{reader.u32(), 0, 0, 0};
    reader.skip(4);  // default sample description
    extends.duration = reader.u32();
    extends.size = reader.u32();
    extends.flags = reader.u32();
    if (!reader.failed()) movie.defaults.push_back(extends);
  }
}

// QuickTime File Format, "Compressed Movie Resources": unpacked by libavformat, up to a size that any of its
// time stays below.
base::Error is_compressed(ByteView cmov) {
  constexpr std::uint32_t kUnpackedMax = 32u << 20;
  ByteReader reader(payload_of(cmov, four_cc("cmvd")));
  if (reader.u32() > kUnpackedMax)
    return {
        base::Fault::TooLarge,
        base::format("the moov box is compressed and claims to be larger than {} MiB", kUnpackedMax >> 20),
        {}};
  return {base::Fault::Unsupported, "the moov box is compressed", {}};
}

}  // namespace

base::Result<Movie> read_movie(base::Bytes moov, std::uint64_t offset) {
  Movie movie;
  movie.offset = offset;
  movie.bytes = std::move(moov);
  ByteView whole = movie.bytes;
  const std::optional<Box> box = next_box(whole);
  if (!box) return base::fail(base::Fault::Malformed, "the moov box has no header");
  movie.payload = box->payload;
  if (const ByteView compressed = payload_of(movie.payload, four_cc("cmov")); !compressed.empty())
    return std::unexpected(is_compressed(compressed));
  movie.timescale = read_timescale(payload_of(movie.payload, four_cc("mvhd")));
  for (ByteView rest = movie.payload; const auto child = next_box(rest);) {
    if (child->type == four_cc("mvex")) {
      movie.fragmented = true;
      read_extends(child->payload, movie);
    }
    if (child->type != four_cc("trak")) continue;
    if (movie.tracks.size() == kTracksMax)
      return base::fail(base::Fault::TooLarge, base::format("the file has more than {} tracks", kTracksMax));
    movie.tracks.push_back(TRY(read_track(child->payload)));
    if (const std::string name = name_in_user_data(child->payload); !name.empty())
      movie.tracks.back().label = name;
    read_purpose(child->payload, movie.tracks.back().purpose);
  }
  return movie;
}

}  // namespace media::isobmff
