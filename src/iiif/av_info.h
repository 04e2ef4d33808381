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
  std::vector<std::string> roles;  // ISO/IEC 23009-1 5.8.5.5: "main", "commentary", "forced-subtitle" ...
  std::string language;
  LanguageMap label;
  std::uint32_t channels = 0, sample_rate = 0;
};

// What one form of request offers: every format in every quality; streams are copied, so they come in fewer.
struct AvChoices {
  std::vector<std::string> formats, qualities;
  std::vector<std::string> stream_formats, stream_qualities;
};

struct AvWaveform {
  std::string id;  // empty: none
  std::vector<std::string> formats, qualities;
  std::vector<std::uint32_t> samples_per_pixel;
};

struct AvStoryboard {
  std::string id;  // of its WebVTT; empty: none
  std::uint32_t columns = 0, rows = 0;
  std::uint32_t tile_width = 0, tile_height = 0;  // pixels
  base::Time interval;
};

// A work that this one is joined from, at its place on the timeline.
struct AvPart {
  std::string id;  // of its A/V service
  base::TimeRange range;
};

struct AvInfo {
  std::string context, id, protocol, profile;
  std::uint32_t width = 0, height = 0;  // of the display picture; 0: no picture
  std::string display_aspect_ratio;     // "4:3"
  base::Time duration;
  std::string frame_rate;  // "30000/1001"; empty: varies or no picture
  std::string timecode_start, timecode_rate;
  bool timecode_drop = false;
  std::uint32_t max_width = 0, max_height = 0;  // pixels an answer may have
  std::uint64_t frames = 0;                     // 0: not counted
  std::string time_accuracy;                    // "frame"; empty: no stretch can be asked for
  // All formats and qualities there are, and which go together: six segments, three, frames, timed text.
  std::vector<std::string> formats, preferred_formats, qualities;
  AvChoices video, audio, frame, text;
  AvWaveform waveform;
  AvStoryboard storyboard;
  std::vector<std::string> extra_features;
  std::vector<AvSource> sources;
  std::vector<AvTrack> tracks;
  std::vector<AvPart> parts;  // of a joined work
  std::string rights;
  std::string part_of;  // URI of the manifest
};

base::json::value to_json(const AvInfo& info);

}  // namespace iiif
