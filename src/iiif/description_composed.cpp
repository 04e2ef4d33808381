#include "iiif/description_composed.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/clock_text.h"
#include "base/format.h"
#include "base/text.h"
#include "iiif/language_tag.h"

namespace iiif {
namespace {

namespace json = base::json;
using base::Time;

constexpr std::uint32_t kSideMost = 1'000'000;  // of a canvas, in its own units
constexpr std::size_t kComplaintsMost = 20;     // of one key
constexpr std::array<std::string_view, 3> kModes{"trim", "scale", "loop"};

// A scalar as it is written: YAML's stay strings, JSON's may be numbers.
std::string scalar(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(base::trim(*text));
  return value.is_structured() || value.is_null() ? "" : base::write_json(value);
}

std::optional<std::uint32_t> whole_number(const json::value& value) {
  const auto number = base::parse_unsigned(scalar(value));
  if (!number || *number > kSideMost) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

// Complaints about the members of one entry.
class EntryReader {
 public:
  EntryReader(std::string where, std::size_t number, std::vector<std::string>& complaints)
      : where_(std::move(where)), number_(number), complaints_(complaints) {}

  bool ok() const { return ok_; }
  std::size_t number() const { return number_; }
  // The entry as a whole is of no use.
  void refuse(std::string_view reason) {
    ok_ = false;
    complaints_.push_back(base::format("{} {}", where_, reason));
  }

  LanguageMap words(std::string_view key, const json::value& value) {
    auto map = LanguageMap::from_json(value);
    const auto is_good = [](const auto& entry) {
      return entry.first == "none" || is_language_tag(entry.first);
    };
    if (map && std::ranges::all_of(map->entries(), is_good)) return std::move(*map);
    refuse(base::format("is left out: {}: {}", key,
                        map ? "a key of it is not a language, such as en or cy" : map.error().message));
    return {};
  }

  std::optional<Time> time(std::string_view key, const json::value& value) {
    const std::string text = scalar(value);
    if (const auto read = base::parse_clock(text)) return *read;
    refuse(base::format("is left out: {}: '{}' is not a time, such as 75.5, 1:15.5 or 0:01:15.5", key,
                        base::clip_for_message(text)));
    return std::nullopt;
  }

  // [start, end]; the end may be missing.
  void stretch(std::string_view key, const json::value& value, std::optional<Time>& start,
               std::optional<Time>& end) {
    const json::array* array = value.if_array();
    if (!array || array->empty() || array->size() > 2)
      return refuse(base::format("is left out: {} must be [start, end]", key));
    start = time(key, array->front());
    if (array->size() == 2) end = time(key, array->back());
    if (start && end && !(*start < *end)) refuse(base::format("is left out: {} ends before it starts", key));
  }

  std::optional<CanvasRegion> region(const json::value& value) {
    std::array<std::uint32_t, 4> sides{};
    const json::array* array = value.if_array();
    bool good = array && array->size() == sides.size();
    for (std::size_t i = 0; good && i < sides.size(); ++i) {
      const auto side = whole_number(array->at(i));
      good = side.has_value();
      sides[i] = side.value_or(0);
    }
    if (good && sides[2] > 0 && sides[3] > 0) return CanvasRegion{sides[0], sides[1], sides[2], sides[3]};
    refuse("is left out: region must be [x, y, width, height] in whole numbers");
    return std::nullopt;
  }

 private:
  std::string where_;
  std::size_t number_;
  std::vector<std::string>& complaints_;
  bool ok_ = true;
};

// Calls `read` for each entry of a list with a reader of its own; keeps the complaints bounded.
template <typename Read>
void each_entry(std::string_view key, const json::value& value, std::size_t most,
                std::vector<std::string>& complaints, Read read) {
  const json::array* array = value.if_array();
  if (!array) return complaints.push_back(base::format("{}: it must be a list", key));
  std::vector<std::string> said;
  for (std::size_t i = 0; i < array->size(); ++i) {
    if (i == most) {
      said.push_back(base::format("{}: there are more than {}; the rest is left out", key, most));
      break;
    }
    EntryReader reader(base::format("{}: entry {}", key, i + 1), i + 1, said);
    if (const json::object* object = array->at(i).if_object())
      read(*object, reader);
    else
      reader.refuse("is left out: it is no mapping, such as {item: interview, start: \"1:00\"}");
  }
  const std::size_t told = std::min(said.size(), kComplaintsMost);
  std::ranges::move(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(told),
                    std::back_inserter(complaints));
  if (told < said.size())
    complaints.push_back(base::format("{}: {} more of this kind", key, said.size() - told));
}

void unknown(std::string_view key, EntryReader& reader) {
  reader.refuse(base::format("is left out: it cannot have '{}'", base::clip_for_message(key)));
}

std::vector<ListedClip> read_clips(const json::value& value, std::vector<std::string>& complaints) {
  std::vector<ListedClip> clips;
  each_entry("items", value, kClipsMost, complaints, [&](const json::object& object, EntryReader& reader) {
    ListedClip clip;
    clip.number = reader.number();
    for (const auto& member : object) {
      const std::string_view key = member.key();
      const json::value& content = member.value();
      if (key == "item")
        clip.item = scalar(content);
      else if (key == "part")
        clip.part = scalar(content);
      else if (key == "file")
        clip.file = scalar(content);
      else if (key == "start" || key == "end")
        (key == "start" ? clip.start : clip.end) = reader.time(key, content);
      else if (key == "label" || key == "summary")
        (key == "label" ? clip.label : clip.summary) = reader.words(key, content);
      else
        unknown(key, reader);
    }
    if (clip.item.empty()) reader.refuse("is left out: it names no item");
    if (clip.start && clip.end && !(*clip.start < *clip.end))
      reader.refuse("is left out: it ends before it starts");
    if (reader.ok()) clips.push_back(std::move(clip));
  });
  return clips;
}

void read_mode(const json::value& value, Painting& painting, EntryReader& reader) {
  const auto mode = std::ranges::find(kModes, std::string_view(scalar(value)));
  if (mode == kModes.end()) return reader.refuse("is left out: timeMode must be trim, scale or loop");
  painting.time_mode = static_cast<TimeMode>(mode - kModes.begin());
}

void read_painting(const json::object& object, EntryReader& reader, std::vector<Painting>& paintings) {
  Painting painting;
  painting.number = reader.number();
  for (const auto& member : object) {
    const std::string_view key = member.key();
    const json::value& content = member.value();
    if (key == "item")
      painting.item = scalar(content);
    else if (key == "part")
      painting.part = scalar(content);
    else if (key == "picture")
      painting.picture = scalar(content);
    else if (key == "text")
      painting.text = reader.words(key, content);
    else if (key == "label")
      painting.label = reader.words(key, content);
    else if (key == "source")
      reader.stretch(key, content, painting.source, painting.source_end);
    else if (key == "time")
      reader.stretch(key, content, painting.start, painting.end);
    else if (key == "region")
      painting.region = reader.region(content);
    else if (key == "timeMode")
      read_mode(content, painting, reader);
    else if (key == "file")
      painting.file = scalar(content);
    else
      unknown(key, reader);
  }
  const int kinds = !painting.item.empty() + !painting.picture.empty() + !painting.text.empty();
  if (kinds != 1 && reader.ok()) reader.refuse("is left out: it must name one of item, picture and text");
  if (reader.ok()) paintings.push_back(std::move(painting));
}

std::optional<ComposedCanvas> read_canvas(const json::value& value, std::vector<std::string>& complaints) {
  const json::object* object = value.if_object();
  if (!object) {
    complaints.emplace_back("canvas must be a mapping with paint, and width, height or duration");
    return std::nullopt;
  }
  ComposedCanvas canvas;
  EntryReader reader("canvas", 0, complaints);
  for (const auto& member : *object) {
    const std::string_view key = member.key();
    if (key == "width" || key == "height") {
      const auto side = whole_number(member.value());
      if (!side || *side == 0)
        reader.refuse(base::format("is not used: {} must be a whole number up to {}", key, kSideMost));
      (key == "width" ? canvas.width : canvas.height) = side.value_or(0);
    } else if (key == "duration") {
      canvas.duration = reader.time(key, member.value());
      if (canvas.duration && canvas.duration->ticks == 0) reader.refuse("is not used: its duration is 0");
    } else if (key == "paint") {
      each_entry("canvas", member.value(), kPaintingsMost, complaints,
                 [&](const json::object& entry, EntryReader& entry_reader) {
                   read_painting(entry, entry_reader, canvas.paint);
                 });
    } else {
      reader.refuse(base::format("is not used: it cannot have '{}'", base::clip_for_message(key)));
    }
  }
  if ((canvas.width == 0) != (canvas.height == 0) && reader.ok())
    reader.refuse("is not used: it needs both a width and a height, or none");
  if (!reader.ok()) return std::nullopt;
  return canvas;
}

void read_thumbnail_nav(const json::value& value, Description& description,
                        std::vector<std::string>& complaints) {
  const std::string text = base::lowercase(scalar(value));
  if (text == "false" || text == "no") return;
  if (text == "true" || text == "yes") {
    description.thumbnail_nav = Time::seconds(0);
    return;
  }
  if (const auto read = base::parse_clock(text))
    description.thumbnail_nav = *read;
  else
    complaints.emplace_back("thumbnailNav must be true, false or the seconds between two pictures");
}

// ---- writing

void put(json::object& object, std::string_view key, const std::optional<Time>& time) {
  if (time) object[key] = base::to_seconds(*time, 9);
}

void put(json::object& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put(json::object& object, std::string_view key, const LanguageMap& map) {
  if (!map.empty()) object[key] = map.to_json();
}

void put(json::object& object, std::string_view key, const std::optional<Time>& start,
         const std::optional<Time>& end) {
  if (!start) return;
  json::array stretch{json::string(base::to_seconds(*start, 9))};
  if (end) stretch.push_back(json::string(base::to_seconds(*end, 9)));
  object[key] = std::move(stretch);
}

json::object to_json(const ListedClip& clip) {
  json::object object;
  put(object, "item", clip.item);
  put(object, "part", clip.part);
  put(object, "start", clip.start);
  put(object, "end", clip.end);
  put(object, "label", clip.label);
  put(object, "summary", clip.summary);
  put(object, "file", clip.file);
  return object;
}

json::object to_json(const Painting& painting) {
  json::object object;
  put(object, "item", painting.item);
  put(object, "part", painting.part);
  put(object, "picture", painting.picture);
  put(object, "text", painting.text);
  put(object, "source", painting.source, painting.source_end);
  put(object, "time", painting.start, painting.end);
  if (const auto& region = painting.region)
    object["region"] = json::array{region->x, region->y, region->width, region->height};
  if (painting.time_mode != TimeMode::Trim) object["timeMode"] = name_of(painting.time_mode);
  put(object, "label", painting.label);
  put(object, "file", painting.file);
  return object;
}

}  // namespace

std::string_view name_of(TimeMode mode) { return kModes[static_cast<std::size_t>(mode)]; }

bool read_composed(std::string_view key, const json::value& value, Description& description,
                   std::vector<std::string>& complaints) {
  if (key == "items")
    description.items = read_clips(value, complaints);
  else if (key == "canvas")
    description.canvas = read_canvas(value, complaints);
  else if (key == "thumbnailNav")
    read_thumbnail_nav(value, description, complaints);
  else
    return false;
  return true;
}

void add_composed(const Description& description, json::object& object) {
  if (description.thumbnail_nav)
    object["thumbnailNav"] =
        description.thumbnail_nav->ticks > 0 ? base::to_seconds(*description.thumbnail_nav, 9) : "true";
  if (!description.items.empty()) {
    json::array items;
    for (const ListedClip& clip : description.items) items.push_back(to_json(clip));
    object["items"] = std::move(items);
  }
  if (!description.canvas) return;
  const ComposedCanvas& canvas = *description.canvas;
  json::object composed;
  if (canvas.width > 0) {
    composed["width"] = canvas.width;
    composed["height"] = canvas.height;
  }
  put(composed, "duration", canvas.duration);
  json::array paint;
  for (const Painting& painting : canvas.paint) paint.push_back(to_json(painting));
  composed["paint"] = std::move(paint);
  object["canvas"] = std::move(composed);
}

}  // namespace iiif
