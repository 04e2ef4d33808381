// AvInfo: what info.json of the A/V Content API says (docs/av-content-api.md section 3): what exists of a
// recording and what can be asked for. A value; written as JSON with the project's own context.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iiif/description.h"

namespace iiif {

struct AvSource {
  std::string id, type, format, codecs;
  std::uint32_t width = 0, height = 0;
  std::optional<base::Time> duration;
  std::uint64_t file_size = 0;  // bytes; 0: not stated
};

struct AvTrack {
  std::string id, type;  // Video, Audio, Text
  std::string format, codecs;
  std::vector<std::string> provides;
  std::string language;
  LanguageMap label;
  std::uint32_t channels = 0, sample_rate = 0;
};

struct AvInfo {
  std::string context, id, protocol, profile;
  std::uint32_t width = 0, height = 0;  // of the display picture; 0: no picture
  std::string display_aspect_ratio;     // "4:3"
  base::Time duration;
  std::string frame_rate;  // "30000/1001"; empty: varies or no picture
  std::string timecode_start, timecode_rate;
  bool timecode_drop = false;
  std::vector<std::string> formats, qualities;
  std::vector<AvSource> sources;
  std::vector<AvTrack> tracks;
  std::string rights;
  std::string part_of;  // URI of the manifest
};

base::json::value to_json(const AvInfo& info);

}  // namespace iiif
