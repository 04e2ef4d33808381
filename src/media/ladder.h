// Ladder: the sizes and rates in which works are offered beside what their masters hold. A value, declared by
// whoever runs the site; pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "media/media_info.h"

namespace media {

struct PictureRung {
  std::string name;                  // in URLs: "720p"
  std::uint32_t height = 0;          // pixels of the display picture
  std::uint32_t video_bit_rate = 0;  // bits a second, at most over a second or two
  std::uint32_t audio_bit_rate = 0;  // bits a second
};

struct SoundRung {
  std::string name;  // "128k"
  std::uint32_t bit_rate = 0;
};

struct Ladder {
  std::vector<PictureRung> pictures;  // falling heights; never empty
  std::vector<SoundRung> sounds;      // falling rates; never empty
  // Seconds: pictures that browsers show get smaller rungs made ahead where the work is as long as that.
  double smaller_from = 1200;
};

// What most sites want: 1080p to 240p, 256k to 64k.
const Ladder& default_ladder();

// Malformed, with the reason, where names repeat or are no path segments, or sizes and rates make no sense.
base::Result<Ladder> checked(Ladder ladder);

// The rungs of pictures that are smaller than the track.
std::vector<PictureRung> smaller_rungs(const Ladder& ladder, const Track& pictures);

// For pictures that browsers cannot show: the track's own size, or the ladder's largest where that is
// smaller.
PictureRung top_rung(const Ladder& ladder, const Track& pictures);

// For sound that browsers cannot play: the rung that suits so many channels.
SoundRung sound_rung(const Ladder& ladder, const Track& sound);

}  // namespace media
