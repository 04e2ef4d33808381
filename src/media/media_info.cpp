#include "media/media_info.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.h"
#include "base/json.h"

namespace media {
namespace {

namespace json = base::json;

constexpr std::array<std::pair<TrackKind, std::string_view>, 5> kKinds{{{TrackKind::Video, "video"},
                                                                        {TrackKind::Audio, "audio"},
                                                                        {TrackKind::Text, "text"},
                                                                        {TrackKind::Timecode, "timecode"},
                                                                        {TrackKind::Other, "other"}}};

// Exact times are kept as [ticks, timescale], rationals as [numerator, denominator].
json::value pair_of(std::int64_t a, std::int64_t b) { return json::array{a, b}; }
json::value from(base::Time time) { return pair_of(time.ticks, time.timescale); }
json::value from(Rational ratio) { return pair_of(ratio.numerator, ratio.denominator); }

std::pair<std::int64_t, std::int64_t> pair_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  const json::array* array = value ? value->if_array() : nullptr;
  if (!array || array->size() != 2 || !(*array)[0].is_int64() || !(*array)[1].is_int64()) return {0, 1};
  const std::int64_t second = (*array)[1].get_int64();
  if (second <= 0 || second > 0xFFFFFFFF) return {0, 1};
  return {(*array)[0].get_int64(), second};
}
base::Time time_at(const json::object& object, std::string_view key) {
  const auto [ticks, timescale] = pair_at(object, key);
  return {ticks, static_cast<std::uint32_t>(timescale)};
}
Rational rational_at(const json::object& object, std::string_view key) {
  const auto [numerator, denominator] = pair_at(object, key);
  return {numerator, denominator};
}
std::uint32_t u32_at(const json::object& object, std::string_view key) {
  return static_cast<std::uint32_t>(base::integer_at(object, key));
}

base::Bytes bytes_from_hex(std::string_view hex) {
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  base::Bytes bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(nibble(hex[i]) << 4 | nibble(hex[i + 1])));
  return bytes;
}

constexpr std::array<std::pair<std::string_view, bool Purpose::*>, 6> kPurposes{
    {{"original", &Purpose::original},
     {"dub", &Purpose::dub},
     {"commentary", &Purpose::commentary},
     {"describesVideo", &Purpose::describes_video},
     {"forTheDeaf", &Purpose::for_the_deaf},
     {"forced", &Purpose::forced}}};

json::array from(const Purpose& purpose) {
  json::array names;
  for (const auto& [name, member] : kPurposes)
    if (purpose.*member) names.emplace_back(name);
  return names;
}
Purpose purpose_at(const json::object& object, std::string_view key) {
  Purpose purpose;
  const json::value* value = object.if_contains(key);
  const json::array* array = value ? value->if_array() : nullptr;
  if (!array) return purpose;
  for (const json::value& said : *array)
    for (const auto& [name, member] : kPurposes)
      if (said.is_string() && std::string_view(said.get_string()) == name) purpose.*member = true;
  return purpose;
}

json::value from(const Track& track) {
  json::object object{
      {"id", track.id},
      {"kind", std::ranges::find(kKinds, track.kind, &std::pair<TrackKind, std::string_view>::first)->second},
      {"codec", track.codec},
      {"codecName", track.codec_name},
      {"language", track.language},
      {"label", track.label},
      {"enabled", track.enabled},
      {"timescale", track.timescale},
      {"presentationShift", track.presentation_shift},
      {"start", from(track.presentation.start)},
      {"end", from(track.presentation.end)},
      {"bytes", track.bytes},
      {"sampleEntry", base::to_hex(track.sample_entry)}};
  if (track.purpose != Purpose()) object["purpose"] = from(track.purpose);
  if (track.closed_captions) object["closedCaptions"] = true;
  if (track.kind == TrackKind::Video) {
    object["codedSize"] = pair_of(track.coded_width, track.coded_height);
    object["displaySize"] = pair_of(track.display_width, track.display_height);
    object["rotation"] = track.rotation;
    object["frameRate"] = from(track.frame_rate);
  }
  if (track.kind == TrackKind::Audio) {
    object["channels"] = track.channels;
    object["sampleRate"] = track.sample_rate;
  }
  return object;
}

Track track_from(const json::object& object) {
  Track track;
  track.id = u32_at(object, "id");
  const std::string kind = base::string_at(object, "kind");
  for (const auto& [value, name] : kKinds)
    if (name == kind) track.kind = value;
  track.codec = base::string_at(object, "codec");
  track.codec_name = base::string_at(object, "codecName");
  track.language = base::string_at(object, "language");
  track.label = base::string_at(object, "label");
  const json::value* enabled = object.if_contains("enabled");
  track.enabled = !enabled || *enabled != false;
  track.purpose = purpose_at(object, "purpose");
  const json::value* closed_captions = object.if_contains("closedCaptions");
  track.closed_captions = closed_captions && *closed_captions == true;
  track.timescale = std::max(1u, u32_at(object, "timescale"));
  track.presentation_shift = base::integer_at(object, "presentationShift");
  track.presentation = {time_at(object, "start"), time_at(object, "end")};
  const auto [coded_width, coded_height] = pair_at(object, "codedSize");
  const auto [display_width, display_height] = pair_at(object, "displaySize");
  if (track.kind == TrackKind::Video) {
    track.coded_width = static_cast<std::uint32_t>(coded_width);
    track.coded_height = static_cast<std::uint32_t>(coded_height);
    track.display_width = static_cast<std::uint32_t>(display_width);
    track.display_height = static_cast<std::uint32_t>(display_height);
  }
  track.rotation = u32_at(object, "rotation");
  track.frame_rate = rational_at(object, "frameRate");
  track.channels = u32_at(object, "channels");
  track.sample_rate = u32_at(object, "sampleRate");
  track.bytes = static_cast<std::uint64_t>(base::integer_at(object, "bytes"));
  if (const json::value* entry = object.if_contains("sampleEntry"); entry && entry->is_string())
    track.sample_entry = bytes_from_hex(entry->get_string());
  return track;
}

template <typename T, typename Convert>
json::array array_of(const std::vector<T>& values, Convert convert) {
  json::array array;
  for (const T& value : values) array.push_back(convert(value));
  return array;
}

template <typename Each>
void for_each_object(const json::object& object, std::string_view key, Each each) {
  const json::value* value = object.if_contains(key);
  if (const json::array* array = value ? value->if_array() : nullptr)
    for (const json::value& element : *array)
      if (const json::object* member = element.if_object()) each(*member);
}

}  // namespace

const Track* MediaInfo::first(TrackKind kind) const {
  const Track* found = nullptr;
  for (const Track& track : tracks) {
    if (track.kind != kind) continue;
    if (track.enabled) return &track;
    if (!found) found = &track;
  }
  return found;
}

std::string to_json(const MediaInfo& info) {
  json::object object{{"container", info.container},
                      {"mediaType", info.media_type},
                      {"size", info.size},
                      {"duration", from(info.duration)},
                      {"fastStart", info.fast_start},
                      {"fragmented", info.fragmented},
                      {"cutShort", info.cut_short},
                      {"tracks", array_of(info.tracks, [](const Track& track) { return from(track); })},
                      {"chapters", array_of(info.chapters,
                                            [](const Chapter& chapter) -> json::value {
                                              return {{"start", from(chapter.range.start)},
                                                      {"end", from(chapter.range.end)},
                                                      {"title", chapter.title}};
                                            })},
                      {"tags", json::value_from(info.tags)},
                      {"warnings", json::value_from(info.warnings)}};
  if (!info.timecode.start.empty())
    object["timecode"] = {{"start", info.timecode.start},
                          {"rate", from(info.timecode.rate)},
                          {"dropFrame", info.timecode.drop_frame}};
  if (!info.picture_type.empty())
    object["picture"] = {
        {"offset", info.picture_offset}, {"bytes", info.picture_bytes}, {"type", info.picture_type}};
  if (info.poster) object["poster"] = from(*info.poster);
  return base::write_json(object);
}

base::Result<MediaInfo> media_info_from_json(std::string_view text) {
  std::array<unsigned char, 8192> room;  // enough for most
  json::monotonic_resource storage(room.data(), room.size());
  const json::value value = TRY(base::parse_json(text, &storage));
  const json::object* object = value.if_object();
  if (!object) return base::fail(base::Fault::Malformed, "media info is not a JSON object");
  MediaInfo info;
  info.container = base::string_at(*object, "container");
  info.media_type = base::string_at(*object, "mediaType");
  info.size = static_cast<std::uint64_t>(base::integer_at(*object, "size"));
  info.duration = time_at(*object, "duration");
  const auto flag = [&](std::string_view key) {
    const json::value* found = object->if_contains(key);
    return found && *found == true;
  };
  info.fast_start = flag("fastStart");
  info.fragmented = flag("fragmented");
  info.cut_short = flag("cutShort");
  for_each_object(*object, "tracks",
                  [&](const json::object& track) { info.tracks.push_back(track_from(track)); });
  for_each_object(*object, "chapters", [&](const json::object& chapter) {
    info.chapters.push_back(
        {{time_at(chapter, "start"), time_at(chapter, "end")}, base::string_at(chapter, "title")});
  });
  if (const json::value* tags = object->if_contains("tags"); tags && tags->is_object())
    for (const auto& tag : tags->get_object())
      info.tags[tag.key()] = base::string_at(tags->get_object(), tag.key());
  if (const json::value* timecode = object->if_contains("timecode"); timecode && timecode->is_object()) {
    const json::object& fields = timecode->get_object();
    info.timecode = {base::string_at(fields, "start"), rational_at(fields, "rate"),
                     fields.contains("dropFrame") && fields.at("dropFrame") == true};
  }
  if (const json::value* picture = object->if_contains("picture"); picture && picture->is_object()) {
    const json::object& fields = picture->get_object();
    info.picture_offset = static_cast<std::uint64_t>(base::integer_at(fields, "offset"));
    info.picture_bytes = static_cast<std::uint64_t>(base::integer_at(fields, "bytes"));
    info.picture_type = base::string_at(fields, "type");
  }
  if (object->contains("poster")) info.poster = time_at(*object, "poster");
  if (const json::value* warnings = object->if_contains("warnings"); warnings && warnings->is_array())
    for (const json::value& warning : warnings->get_array())
      if (const json::string* line = warning.if_string()) info.warnings.emplace_back(*line);
  return info;
}

std::string codecs_parameter(const MediaInfo& info) {
  std::string codecs;
  for (TrackKind kind : {TrackKind::Video, TrackKind::Audio}) {
    const Track* track = info.first(kind);
    if (!track || track->codec.empty()) continue;
    if (!codecs.empty()) codecs += ',';
    codecs += track->codec;
  }
  return codecs;
}

bool browsers_play(const Track& track) {
  // Of H.264, 4:2:0 in 8 bits: Baseline, Main, Extended and High (Rec. ITU-T H.264 A.2).
  if (track.codec_name == "h264" && track.codec.size() > 7) {
    static constexpr std::string_view kProfiles[] = {"42", "4d", "58", "64"};
    if (std::ranges::find(kProfiles, track.codec.substr(5, 2)) == std::end(kProfiles)) return false;
  }
  static constexpr std::string_view kPlayable[] = {"h264", "vp8",       "vp9",       "av1",
                                                   "aac",  "mp3",       "opus",      "vorbis",
                                                   "flac", "pcm_s16le", "pcm_s24le", "pcm_u8"};
  return std::ranges::find(kPlayable, track.codec_name) != std::end(kPlayable);
}

}  // namespace media
