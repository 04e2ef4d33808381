#include "iiif/av_info.h"

namespace iiif {
namespace {

namespace json = base::json;

void set(json::object& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object[key] = text;
}

void set_size(json::object& object, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return;
  object["width"] = width;
  object["height"] = height;
}

json::value write(const AvSource& source) {
  json::object object{{"id", source.id}, {"type", source.type}, {"format", source.format}};
  set(object, "codecs", source.codecs);
  set_size(object, source.width, source.height);
  if (source.duration) object["duration"] = base::seconds_value(*source.duration);
  if (source.file_size) object["fileSize"] = source.file_size;
  return object;
}

json::value write(const AvTrack& track) {
  json::object object{{"id", track.id}, {"type", track.type}};
  set(object, "format", track.format);
  set(object, "codecs", track.codecs);
  if (!track.provides.empty()) object["provides"] = json::value_from(track.provides);
  if (!track.roles.empty()) object["roles"] = json::value_from(track.roles);
  if (!track.language.empty()) object["language"] = json::array{track.language};
  if (track.channels) object["channels"] = track.channels;
  if (track.sample_rate) object["sampleRate"] = track.sample_rate;
  if (!track.label.empty()) object["label"] = track.label.to_json();
  return object;
}

void set(json::object& object, std::string_view key, const AvChoices& choices) {
  json::object all;
  const auto add = [&](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) all[name] = json::value_from(values);
  };
  if (!choices.formats.empty()) add("formats", choices.formats);
  if (!choices.formats.empty()) add("qualities", choices.qualities);
  add("streamFormats", choices.stream_formats);
  add("streamQualities", choices.stream_qualities);
  if (!all.empty()) object[key] = std::move(all);
}

void set_previews(json::object& object, const AvInfo& info) {
  if (!info.waveform.id.empty())
    object["waveform"] = {{"id", info.waveform.id},
                          {"format", "application/octet-stream"},
                          {"formats", json::value_from(info.waveform.formats)},
                          {"qualities", json::value_from(info.waveform.qualities)},
                          {"samplesPerPixel", json::value_from(info.waveform.samples_per_pixel)}};
  const AvStoryboard& storyboard = info.storyboard;
  if (storyboard.id.empty()) return;
  object["storyboard"] = {{"id", storyboard.id},
                          {"format", "text/vtt"},
                          {"columns", storyboard.columns},
                          {"rows", storyboard.rows},
                          {"tileWidth", storyboard.tile_width},
                          {"tileHeight", storyboard.tile_height},
                          {"interval", base::seconds_value(storyboard.interval)}};
}

json::value write(const AvPart& part) {
  return {{"id", part.id},
          {"type", "AVService1"},
          {"start", base::seconds_value(part.range.start)},
          {"duration", base::seconds_value(part.range.length())}};
}

template <typename T>
json::array write_all(const std::vector<T>& values) {
  json::array array;
  for (const T& value : values) array.push_back(write(value));
  return array;
}

}  // namespace

json::value to_json(const AvInfo& info) {
  json::object object{{"@context", info.context},
                      {"id", info.id},
                      {"type", "AVService1"},
                      {"protocol", info.protocol},
                      {"profile", info.profile}};
  set_size(object, info.width, info.height);
  set(object, "displayAspectRatio", info.display_aspect_ratio);
  object["duration"] = base::seconds_value(info.duration);
  set(object, "frameRate", info.frame_rate);
  if (!info.timecode_start.empty())
    object["timecode"] = {
        {"start", info.timecode_start}, {"rate", info.timecode_rate}, {"drop", info.timecode_drop}};
  if (info.frames) object["frames"] = info.frames;
  set(object, "timeAccuracy", info.time_accuracy);
  if (info.max_width) object["maxWidth"] = info.max_width;
  if (info.max_height) object["maxHeight"] = info.max_height;
  if (!info.time_accuracy.empty()) object["maxTime"] = base::seconds_value(info.duration);
  object["formats"] = json::value_from(info.formats);
  object["preferredFormats"] = json::value_from(info.preferred_formats);
  object["qualities"] = json::value_from(info.qualities);
  set(object, "video", info.video);
  set(object, "audio", info.audio);
  set(object, "frame", info.frame);
  set(object, "text", info.text);
  object["sources"] = write_all(info.sources);
  object["tracks"] = write_all(info.tracks);
  if (!info.parts.empty()) object["parts"] = write_all(info.parts);
  set_previews(object, info);
  if (!info.extra_features.empty()) object["extraFeatures"] = json::value_from(info.extra_features);
  set(object, "rights", info.rights);
  if (!info.part_of.empty()) object["partOf"] = json::array{{{"id", info.part_of}, {"type", "Manifest"}}};
  return object;
}

}  // namespace iiif
