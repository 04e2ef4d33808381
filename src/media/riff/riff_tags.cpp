#include "media/riff/riff_tags.h"

#include <algorithm>
#include <array>
#include <map>
#include <pugixml.hpp>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/cue.h"

namespace media::riff {
namespace {

using base::ByteView;

constexpr std::size_t kChunksMost = 1000, kMarkersMost = 10'000;
constexpr std::uint64_t kChunkMost = 4 << 20;  // bytes of one that is read
constexpr std::size_t kTextMost = 64 << 10;

std::uint64_t little(ByteView bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
    value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
  return value;
}

std::string_view type_at(ByteView bytes, std::size_t at) {
  return bytes.size() < at + 4 ? std::string_view() : base::as_text(bytes.subspan(at, 4));
}

std::string_view raw_at(ByteView bytes, std::size_t at, std::size_t most) {
  if (at >= bytes.size()) return {};
  const std::string_view text = base::as_text(bytes.subspan(at, std::min(most, bytes.size() - at)));
  return text.substr(0, text.find('\0'));
}

// Meant to be ASCII; in fact UTF-8, or what Windows writes.
std::string text_at(ByteView bytes, std::size_t at, std::size_t most = kTextMost) {
  const std::string_view text = raw_at(bytes, at, std::min(most, kTextMost));
  return std::string(base::trim(media::captions::decode_text(text, captions::Fallback::Latin1)));
}

void put(MediaInfo& info, const std::string& name, std::string value) {
  if (!value.empty()) info.tags[name] = std::move(value);
}

// ---- bext

std::string clock_of(std::uint64_t samples, std::uint32_t rate) {
  return base::to_clock({static_cast<std::int64_t>(samples), rate});
}

// "2011:05:13" and "10-15-00": the separators are free.
std::string date_of(std::string date, std::string time) {
  const auto shaped = [](std::string text, char separator) {
    for (char& c : text)
      if (!base::is_digit(c)) c = separator;
    return text;
  };
  if (date.size() != 10 || date == "0000-00-00") return {};
  date = shaped(date, '-');
  if (date == "0000-00-00" || !base::is_digit(date[0])) return {};
  return time.size() == 8 ? base::format("{} {}", date, shaped(time, ':')) : date;
}

void read_bext(ByteView chunk, MediaInfo& info) {
  put(info, "description", text_at(chunk, 0, 256));
  put(info, "originator", text_at(chunk, 256, 32));
  put(info, "originator_reference", text_at(chunk, 288, 32));
  // libavformat has the same under names of its own, in no encoding.
  const auto forget = [&](const char* name, std::string_view said) {
    if (const auto found = info.tags.find(name); found != info.tags.end() && found->second == said)
      info.tags.erase(found);
  };
  forget("comment", base::to_valid_utf8(raw_at(chunk, 0, 256)));
  forget("encoded_by", base::to_valid_utf8(raw_at(chunk, 256, 32)));
  forget("date", base::to_valid_utf8(raw_at(chunk, 320, 10)));
  for (const char* name : {"origination_date", "origination_time"}) info.tags.erase(name);
  const std::string date = date_of(text_at(chunk, 320, 10), text_at(chunk, 330, 8));
  if (!date.empty()) info.tags.emplace("date", date);
  const Track* sound = info.first(TrackKind::Audio);
  const std::uint64_t reference = little(chunk, 338, 8);
  info.tags.erase("time_reference");
  // Samples since midnight.
  if (sound && sound->sample_rate > 0 && reference > 0 && reference / sound->sample_rate < 86'400)
    put(info, "time_reference", clock_of(reference, sound->sample_rate));
  put(info, "coding_history", text_at(chunk, 602));
}

// ---- iXML

void read_ixml(ByteView chunk, MediaInfo& info) {
  std::string text = captions::decode_text(base::as_text(chunk), captions::Fallback::Latin1);
  while (!text.empty() && text.back() != '>') text.pop_back();  // chunks are padded
  if (std::ranges::count(text, '<') > 100'000) return;
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8)) return;
  const pugi::xml_node root = document.child("BWFXML");
  const auto value = [](const pugi::xml_node& node) {
    return base::to_valid_utf8(base::trim(std::string_view(node.child_value()).substr(0, kTextMost)));
  };
  for (const auto& [element, tag] :
       {std::pair("PROJECT", "project"), std::pair("SCENE", "scene"), std::pair("TAKE", "take"),
        std::pair("TAPE", "tape"), std::pair("NOTE", "note")})
    put(info, tag, value(root.child(element)));
  std::string tracks;
  for (const pugi::xml_node& track : root.child("TRACK_LIST").children("TRACK")) {
    const std::string name = value(track.child("NAME"));
    if (name.empty() || tracks.size() + name.size() > kTextMost) continue;
    const std::string number = value(track.child("CHANNEL_INDEX"));
    if (!tracks.empty()) tracks += "; ";
    tracks += number.empty() ? name : base::format("{}: {}", number, name);
  }
  put(info, "tracks", tracks);
}

// ---- markers

struct Marker {
  std::uint64_t start = 0, length = 0;  // samples
  std::string title;
};
using Markers = std::map<std::uint32_t, Marker>;

void read_cue(ByteView chunk, Markers& markers) {
  const std::uint64_t count = std::min<std::uint64_t>(little(chunk, 0, 4), chunk.size() / 24);
  for (std::uint64_t i = 0; i < count && markers.size() < kMarkersMost; ++i) {
    const std::size_t at = 4 + i * 24;
    if (at + 24 > chunk.size()) return;
    if (type_at(chunk, at + 8) != "data") continue;
    markers[static_cast<std::uint32_t>(little(chunk, at, 4))].start = little(chunk, at + 20, 4);
  }
}

// Labels, and lengths of those that are regions.
void read_list(ByteView chunk, Markers& markers) {
  if (type_at(chunk, 0) != "adtl") return;
  for (std::size_t at = 4; at + 12 <= chunk.size();) {
    const std::string_view type = type_at(chunk, at);
    const auto size = static_cast<std::size_t>(little(chunk, at + 4, 4));
    const ByteView body = chunk.subspan(at + 8, std::min(size, chunk.size() - at - 8));
    const auto marker = markers.find(static_cast<std::uint32_t>(little(body, 0, 4)));
    if (marker != markers.end()) {
      if (type == "labl") marker->second.title = text_at(body, 4);
      if (type == "note" && marker->second.title.empty()) marker->second.title = text_at(body, 4);
      if (type == "ltxt") marker->second.length = little(body, 4, 4);
    }
    at += 8 + size + size % 2;
  }
}

void add_chapters(const Markers& markers, MediaInfo& info) {
  const Track* sound = info.first(TrackKind::Audio);
  if (markers.empty() || !sound || sound->sample_rate == 0) return;
  info.chapters.clear();  // libavformat has their starts, and no more
  for (const auto& [id, marker] : markers) {
    const base::Time start{static_cast<std::int64_t>(marker.start), sound->sample_rate};
    const base::Time end{static_cast<std::int64_t>(marker.start + marker.length), sound->sample_rate};
    if (start < info.duration) info.chapters.push_back({{start, end}, marker.title});
  }
}

}  // namespace

void read_riff_tags(const base::ByteSource& file, MediaInfo& info) {
  std::array<std::uint8_t, 12> head{};
  if (file.size() < head.size() || !file.read_at(0, head)) return;
  const std::string_view form = type_at(head, 0);
  if ((form != "RIFF" && form != "RF64" && form != "BW64") || type_at(head, 8) != "WAVE") return;
  std::uint64_t data_size = 0;  // where 32 bits do not hold it
  base::Bytes lists, cues;
  std::uint64_t at = 12;
  for (std::size_t chunks = 0; chunks < kChunksMost && at + 8 <= file.size(); ++chunks) {
    std::array<std::uint8_t, 8> start{};
    if (!file.read_at(at, start)) return;
    const std::string type(type_at(start, 0));
    std::uint64_t size = little(start, 4, 4);
    if (type == "data" && size == 0xffffffff && data_size > 0) size = data_size;
    const bool wanted =
        type == "ds64" || type == "bext" || type == "iXML" || type == "cue " || type == "LIST";
    if (wanted && size <= kChunkMost && size <= file.size() - at - 8) {
      base::Bytes chunk(size);
      if (!file.read_at(at + 8, chunk)) return;
      if (type == "ds64") data_size = little(chunk, 8, 8);
      if (type == "bext") read_bext(chunk, info);
      if (type == "iXML") read_ixml(chunk, info);
      if (type == "cue ")
        cues = std::move(chunk);
      else if (type == "LIST" && type_at(chunk, 0) == "adtl")
        lists = std::move(chunk);
    }
    if (size > file.size()) break;
    at += 8 + size + size % 2;
  }
  Markers markers;
  read_cue(cues, markers);
  read_list(lists, markers);
  add_chapters(markers, info);
}

}  // namespace media::riff
