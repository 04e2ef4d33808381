// Qualities: the named forms a recording can be asked for in (docs/av-content-api.md section 1), and what
// each name means. Named and enumerable, never guessed: info.json lists these and nothing else is answered.
// Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iiif/av_request.h"
#include "media/ladder.h"
#include "media/picture.h"
#include "media/render.h"

namespace services {

struct Quality {
  media::Tone tone = media::Tone::Color;
  bool with_sound = true;  // false: `visual`
  media::ChannelMix mix = media::ChannelMix::AsIs;
  std::uint32_t track = 0;           // `track-3`; 0: the ones shown by default
  std::uint32_t height = 0;          // a rung of pictures: `480p`; 0: none
  std::uint32_t video_bit_rate = 0;  // bits a second, of a rung
  std::uint32_t audio_bit_rate = 0;  // bits a second: `128k`, or of a rung

  // Whether all it does is choose among what the master holds: then samples can be copied.
  bool only_selects() const;
};

// In the order in which they are listed; `default` first.
std::vector<std::string> qualities(const media::MediaInfo& info, const media::Ladder& ladder,
                                   iiif::AvRequest::Form form);

// NotFound where info.json does not name it for this form.
base::Result<Quality> find_quality(const media::MediaInfo& info, const media::Ladder& ladder,
                                   iiif::AvRequest::Form form, std::string_view name);

// The tracks that a quality selects, pictures first; null where there is none of the kind.
const media::Track* picture_track(const media::MediaInfo& info, const Quality& quality);
const media::Track* sound_track(const media::MediaInfo& info, const Quality& quality);

}  // namespace services
