#include "media/isobmff/metadata.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/text.h"
#include "media/timecode.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;

namespace {

constexpr std::size_t kTextMax = 64 << 10, kTagsMax = 500, kChaptersMax = 10'000;

consteval FourCc copyright_cc(const char (&text)[4]) {  // '\xa9' and three letters
  FourCc value = 0xa9;
  for (int i = 0; i < 3; ++i) value = value << 8 | static_cast<std::uint8_t>(text[i]);
  return value;
}

struct Name {
  FourCc type;
  std::string_view name;
};
constexpr Name kNames[] = {{copyright_cc("nam"), "title"},
                           {copyright_cc("ART"), "artist"},
                           {copyright_cc("alb"), "album"},
                           {copyright_cc("day"), "date"},
                           {copyright_cc("cmt"), "comment"},
                           {copyright_cc("des"), "description"},
                           {copyright_cc("cpy"), "copyright"},
                           {copyright_cc("gen"), "genre"},
                           {copyright_cc("wrt"), "composer"},
                           {copyright_cc("aut"), "author"},
                           {copyright_cc("too"), "encoder"},
                           {copyright_cc("swr"), "encoder"},
                           {copyright_cc("enc"), "encoded_by"},
                           {copyright_cc("lyr"), "lyrics"},
                           {copyright_cc("grp"), "grouping"},
                           {copyright_cc("dir"), "director"},
                           {copyright_cc("prd"), "producer"},
                           {copyright_cc("inf"), "information"},
                           {copyright_cc("key"), "keywords"},
                           {copyright_cc("xyz"), "location"},
                           {copyright_cc("fmt"), "original_format"},
                           {copyright_cc("src"), "source"},
                           {copyright_cc("prf"), "performer"},
                           {copyright_cc("mak"), "make"},
                           {copyright_cc("mod"), "model"},
                           {copyright_cc("url"), "url"},
                           {four_cc("aART"), "album_artist"},
                           {four_cc("cprt"), "copyright"},
                           {four_cc("desc"), "description"},
                           {four_cc("ldes"), "synopsis"},
                           {four_cc("keyw"), "keywords"},
                           {four_cc("catg"), "category"},
                           {four_cc("tvsh"), "show"},
                           {four_cc("tven"), "episode_id"},
                           {four_cc("purd"), "purchase_date"},
                           {four_cc("titl"), "title"},
                           {four_cc("auth"), "artist"},
                           {four_cc("dscp"), "description"},
                           {four_cc("perf"), "performer"},
                           {four_cc("gnre"), "genre"},
                           {four_cc("albm"), "album"}};

std::string_view name_of(FourCc type) {
  const auto found = std::ranges::find(kNames, type, &Name::type);
  return found == std::end(kNames) ? std::string_view{} : found->name;
}

std::string utf8_from_utf16(ByteView bytes) {
  std::string text;
  const auto put = [&](std::uint32_t c) {
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
    } else if (c < 0x10000) {
      text += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
               static_cast<char>(0x80 | (c & 0x3f))};
    } else {
      text += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
               static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
    }
  };
  ByteReader reader(bytes);
  while (reader.remaining() >= 2) {
    std::uint32_t unit = reader.u16();
    if (unit >= 0xd800 && unit < 0xdc00 && reader.remaining() >= 2)
      unit = 0x10000 + ((unit & 0x3ff) << 10) + (reader.u16() & 0x3ff);
    if (unit != 0xfeff) put(unit);
  }
  return base::to_valid_utf8(text);
}

std::string text_of(ByteView bytes) {
  bytes = bytes.first(std::min(bytes.size(), kTextMax));
  if (bytes.size() >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) return utf8_from_utf16(bytes);
  std::string_view text = base::as_text(bytes);
  return base::to_valid_utf8(base::trim(text.substr(0, text.find('\0'))));
}

// The first value given for a name stays.
void put_tag(MediaInfo& info, std::string_view name, std::string value) {
  if (name.empty() || value.empty() || info.tags.size() >= kTagsMax) return;
  info.tags.emplace(name, std::move(value));
}

// ---- iTunes and QuickTime metadata: items of `ilst`

enum WellKnownType : std::uint32_t { kUtf8 = 1, kUtf16 = 2, kJpeg = 13, kPng = 14, kBmp = 27 };

void read_picture(const Movie& movie, std::uint32_t type, ByteView value, MediaInfo& info) {
  if (!info.picture_type.empty() || value.empty()) return;
  const bool png = value.size() > 4 && value[0] == 0x89 && value[1] == 'P';
  const bool jpeg = value.size() > 4 && value[0] == 0xff && value[1] == 0xd8;
  if (!png && !jpeg && type != kBmp) return;  // what is claimed is often not what is there
  info.picture_type = png ? "image/png" : jpeg ? "image/jpeg" : "image/bmp";
  info.picture_offset = movie.offset + static_cast<std::uint64_t>(value.data() - movie.bytes.data());
  info.picture_bytes = value.size();
}

void read_item(const Movie& movie, std::string_view name, ByteView item, MediaInfo& info) {
  ByteReader reader(payload_of(item, four_cc("data")));
  const std::uint32_t type = reader.u32() & 0xffffff;
  reader.skip(4);
  if (reader.failed()) return;
  if (name == "picture") return read_picture(movie, type, reader.rest(), info);
  if (type == kUtf8) put_tag(info, name, text_of(reader.rest()));
  if (type == kUtf16)
    put_tag(info, name, utf8_from_utf16(reader.rest().first(std::min(reader.remaining(), kTextMax))));
}

// "----": a name of its own.
std::string free_name(ByteView item) {
  const ByteView name = payload_of(item, four_cc("name"));
  if (name.size() <= 4) return "";
  const std::string text = base::lowercase(text_of(name.subspan(4)));
  return text.starts_with("itun") || text.size() > 64 ? "" : text;
}

// The keys of QuickTime metadata: "com.apple.quicktime.creationdate" is "date".
std::string name_of_key(std::string_view key) {
  constexpr std::string_view kPrefix = "com.apple.quicktime.";
  if (key.starts_with(kPrefix)) key.remove_prefix(kPrefix.size());
  if (key == "creationdate" || key == "year") return "date";
  if (key == "location.ISO6709") return "location";
  if (key == "artwork") return "picture";
  if (key == "software") return "encoder";
  return base::lowercase(key.substr(0, 64));
}

std::vector<std::string> read_keys(ByteView keys) {
  std::vector<std::string> names;
  ByteReader reader(keys);
  reader.skip(8);
  ByteView rest = reader.rest();
  while (const auto key = next_box(rest)) {
    if (names.size() == kTagsMax) break;
    names.push_back(name_of_key(base::to_valid_utf8(base::as_text(key->payload))));
  }
  return names;
}

void read_meta(const Movie& movie, ByteView meta, MediaInfo& info) {
  // A FullBox in ISO files, a plain box in QuickTime's.
  ByteReader probe(meta);
  probe.skip(4);
  if (probe.u32() != four_cc("hdlr") && meta.size() >= 4) meta = meta.subspan(4);
  const std::vector<std::string> keys = read_keys(payload_of(meta, four_cc("keys")));
  ByteView items = payload_of(meta, four_cc("ilst"));
  while (const auto item = next_box(items)) {
    std::string name(name_of(item->type));
    if (item->type == four_cc("covr")) name = "picture";
    if (item->type == four_cc("----")) name = free_name(item->payload);
    if (item->type > 0 && item->type <= keys.size()) name = keys[item->type - 1];
    read_item(movie, name, item->payload, info);
  }
}

// ---- classic user data

// QuickTime international text: size, language, bytes; several in a row, the first is taken. 3GPP: version,
// flags, language, text.
std::string user_text(FourCc type, ByteView payload) {
  ByteReader reader(payload);
  if (type >> 24 != 0xa9) {
    if (payload.size() < 6) return "";
    return text_of(payload.subspan(6));
  }
  const std::uint16_t size = reader.u16();
  reader.skip(2);
  if (reader.failed()) return "";
  if (size > reader.remaining()) return text_of(payload);
  return text_of(reader.take(size));
}

void read_user_data(const Movie& movie, ByteView udta, MediaInfo& info) {
  if (const auto meta = find_box(udta, four_cc("meta"))) read_meta(movie, meta->payload, info);
  while (const auto box = next_box(udta)) {
    if (box->payload.size() >= 8 && find_box(box->payload, four_cc("data"))) continue;
    put_tag(info, name_of(box->type), user_text(box->type, box->payload));
  }
}

// ---- chapters

// Chapter tracks hold text samples: a 16-bit length and the text.
std::string chapter_title(const base::ByteSource& file, const Sample& sample) {
  base::Bytes bytes(std::min<std::size_t>(sample.size, 4096));
  if (!file.read_at(sample.offset, bytes)) return "";
  ByteReader reader(bytes);
  const std::size_t length = reader.u16();
  return text_of(reader.take(std::min(length, reader.remaining())));
}

std::int64_t shift_of(const RawTrack& track) {
  for (const Edit& edit : track.edits)
    if (edit.media_time >= 0 && edit.media_time < kTicksMax) return -edit.media_time;
  return 0;
}

std::vector<Chapter> chapters_of_track(const base::ByteSource& file, const RawTrack& track,
                                       const TrackMedia& media) {
  std::vector<Chapter> chapters;
  for (const Sample& sample : media.samples) {
    if (chapters.size() == kChaptersMax) break;
    const std::int64_t start = std::max<std::int64_t>(0, sample.decode_time + shift_of(track));
    chapters.push_back({{{start, track.timescale}, {start + sample.duration, track.timescale}},
                        chapter_title(file, sample)});
  }
  return chapters;
}

std::vector<Chapter> nero_chapters(ByteView chpl) {
  std::vector<Chapter> chapters;
  ByteReader reader(chpl);
  if (read_full_box(reader).version > 0) reader.skip(4);
  constexpr std::uint32_t kTicks = 10'000'000;  // of 100 ns
  for (int left = reader.u8(); left > 0; --left) {
    const std::uint64_t start = reader.u64();
    const ByteView title = reader.take(reader.u8());
    if (reader.failed() || start > kTicksMax) break;
    const base::Time time{static_cast<std::int64_t>(start), kTicks};
    chapters.push_back({{time, time}, text_of(title)});
  }
  return chapters;
}

const RawTrack* find_track(const Movie& movie, std::uint32_t id) {
  const auto found = std::ranges::find(movie.tracks, id, &RawTrack::id);
  return found == movie.tracks.end() ? nullptr : &*found;
}

}  // namespace

void read_tags(const Movie& movie, MediaInfo& info) {
  if (const auto meta = find_box(movie.payload, four_cc("meta"))) read_meta(movie, meta->payload, info);
  ByteView rest = movie.payload;
  while (const auto box = next_box(rest))
    if (box->type == four_cc("udta")) read_user_data(movie, box->payload, info);
}

bool is_chapter_track(const Movie& movie, const RawTrack& track) {
  return std::ranges::any_of(movie.tracks, [&](const RawTrack& other) {
    return std::ranges::find(other.chapter_tracks, track.id) != other.chapter_tracks.end();
  });
}

std::vector<Chapter> read_chapters(const base::ByteSource& file, const Movie& movie,
                                   const std::vector<TrackMedia>& media) {
  for (const RawTrack& track : movie.tracks) {
    for (const std::uint32_t id : track.chapter_tracks) {
      const RawTrack* chapters = find_track(movie, id);  // a dangling reference means nothing
      if (!chapters || chapters->kind != TrackKind::Text) continue;
      auto found =
          chapters_of_track(file, *chapters, media[static_cast<std::size_t>(chapters - movie.tracks.data())]);
      if (!found.empty()) return found;
    }
  }
  return nero_chapters(payload_of(payload_of(movie.payload, four_cc("udta")), four_cc("chpl")));
}

Timecode read_timecode(const base::ByteSource& file, const Movie& movie,
                       const std::vector<TrackMedia>& media) {
  for (std::size_t i = 0; i < movie.tracks.size(); ++i) {
    const SampleDescription& description = movie.tracks[i].description;
    if (movie.tracks[i].kind != TrackKind::Timecode || description.timecode_timescale == 0) continue;
    if (media[i].samples.empty() || media[i].samples[0].size < 4 || description.frame_duration == 0) continue;
    base::Bytes bytes(4);
    if (!file.read_at(media[i].samples[0].offset, bytes)) continue;
    const Rational rate{description.timecode_timescale, description.frame_duration};
    std::uint32_t counting = description.frames_per_second;
    if (counting == 0) counting = description.timecode_timescale / description.frame_duration;
    return {timecode_text(ByteReader(bytes).u32(), counting, description.drop_frame), rate,
            description.drop_frame};
  }
  return {};
}

}  // namespace media::isobmff
