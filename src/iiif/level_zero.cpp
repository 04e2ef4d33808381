#include "iiif/level_zero.h"

#include <algorithm>

#include "base/text.h"

namespace iiif {
namespace {

namespace json = base::json;

constexpr std::string_view kLevel = "level0";

void copy(const json::object& from, json::object& to, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const json::value* value = from.if_contains(key)) to[key] = *value;
}

using IsThere = std::function<bool(std::string_view)>;

// Of these lists an entry may be missing without anything else being untrue.
constexpr std::string_view kOptional[] = {"partOf", "homepage", "seeAlso", "service"};

void drop_missing(json::object& object, const IsThere& is_there) {
  for (const std::string_view key : kOptional) {
    json::value* list = object.if_contains(key);
    if (!list || !list->is_array() || list->get_array().empty()) continue;
    json::array left;
    for (json::value& entry : list->get_array())
      if (!entry.is_object() || is_there(base::string_at(entry.get_object(), "id")))
        left.push_back(std::move(entry));
    if (left.empty())
      object.erase(key);
    else
      *list = std::move(left);
  }
}

void lower(json::value& value, const IsThere& is_there) {
  if (json::array* array = value.if_array())
    for (json::value& entry : *array) lower(entry, is_there);
  json::object* object = value.if_object();
  if (!object) return;
  const std::string type = base::string_at(*object, "type");
  if (type == "AVService1" || type == "ImageService3") (*object)["profile"] = kLevel;
  drop_missing(*object, is_there);
  for (auto& member : *object) lower(member.value(), is_there);
}

// Which go out whole: the served list, apart from streams.
json::object choices(const json::array& preferred) {
  json::array files, streams;
  for (const json::value& format : preferred)
    (format == "m3u8" || format == "mpd" ? streams : files).push_back(format);
  json::object all;
  if (!files.empty()) all = {{"formats", std::move(files)}, {"qualities", json::array{"default"}}};
  if (!streams.empty()) {
    all["streamFormats"] = std::move(streams);
    all["streamQualities"] = json::array{"default"};
  }
  return all;
}

json::object frame_choices(const std::vector<base::Time>& instants) {
  json::array listed;
  for (const base::Time instant : instants) listed.push_back(base::seconds_value(instant));
  return {{"formats", json::array{"jpg"}},
          {"qualities", json::array{"default"}},
          {"instants", std::move(listed)}};
}

void collect(const json::value& value, std::vector<std::string>& found) {
  static constexpr std::string_view kContents[] = {
      "Video",          "Sound",  "Audio",    "Image",    "Text",       "Dataset",
      "AnnotationPage", "Canvas", "Timeline", "Manifest", "Collection", "CollectionPage"};
  if (const json::array* array = value.if_array())
    for (const json::value& entry : *array) collect(entry, found);
  const json::object* object = value.if_object();
  if (!object) return;
  std::string id = base::string_at(*object, "id");
  id.resize(std::min(id.find('#'), id.size()));
  if (base::string_at(*object, "type") == "ImageService3" && !id.empty()) found.push_back(id + "/info.json");
  if (std::ranges::find(kContents, base::string_at(*object, "type")) != std::end(kContents) && !id.empty())
    found.push_back(std::move(id));
  for (const auto& member : *object) collect(member.value(), found);
}

}  // namespace

json::value level_zero_presentation(json::value document, const IsThere& is_there) {
  lower(document, is_there);
  return document;
}

json::object level_zero_info(const json::object& info, const LevelZero& left) {
  json::object result;
  copy(info, result, {"@context", "id", "type", "protocol"});
  result["profile"] = kLevel;
  copy(info, result,
       {"width", "height", "displayAspectRatio", "duration", "frameRate", "timecode", "frames"});
  const json::value* listed = info.if_contains("preferredFormats");
  const json::array preferred = listed && listed->is_array() ? listed->get_array() : json::array{};
  json::array formats = preferred;
  if (!left.instants.empty()) formats.push_back("jpg");
  result["formats"] = std::move(formats);
  result["preferredFormats"] = preferred;
  result["qualities"] = json::array{"default"};
  if (json::object whole = choices(preferred); !whole.empty())
    result[info.contains("width") ? "video" : "audio"] = std::move(whole);
  if (!left.instants.empty()) result["frame"] = frame_choices(left.instants);
  copy(info, result, {"sources", "tracks", "parts"});
  if (left.waveform) copy(info, result, {"waveform"});
  if (json::value* waveform = result.if_contains("waveform"); waveform && waveform->is_object()) {
    waveform->get_object()["qualities"] = json::array{"peaks"};
    waveform->get_object()["samplesPerPixel"] = json::array{256};
  }
  if (left.storyboard) copy(info, result, {"storyboard"});
  copy(info, result, {"rights", "partOf"});
  return result;
}

json::object level_zero_image_info(const json::object& image) {
  json::object result;
  copy(image, result, {"@context", "id", "type", "protocol"});
  result["profile"] = kLevel;
  copy(image, result, {"width", "height", "sizes", "rights", "partOf"});
  return result;
}

std::vector<std::string> content_uris(const json::value& document) {
  std::vector<std::string> found;
  collect(document, found);
  return found;
}

}  // namespace iiif
