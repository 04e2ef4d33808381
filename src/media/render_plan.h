// What a rendering will be, decided before anything is decoded: coding, shape, exact lengths, cost. Pure.
#pragma once

#include "media/render.h"
#include "media/wav_head.h"

namespace media {

enum class SoundCoding { Aac, Mp3, Opus, Flac, Pcm };
enum class PictureCoding { H264, Vp9, Gif, Webp };
// Those of the master, or what every screen takes them for where nothing is said: BT.709, limited range.
enum class Colours { AsTheyAre, Bt709 };

struct SoundPlan {
  std::uint32_t track = 0;
  SoundCoding coding = SoundCoding::Pcm;
  ChannelMix mix = ChannelMix::AsIs;
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint32_t bits = 16;     // of a sample, where the coding is lossless
  std::uint32_t bit_rate = 0;  // bits a second, where it is not
  std::uint64_t samples = 0;   // of each channel, exactly
  bool same_length = true;     // as many as are decoded: nothing is resampled or re-timed
};

struct PicturePlan {
  std::uint32_t track = 0;
  PictureCoding coding = PictureCoding::H264;
  PictureTransform transform;  // size and rotation as they will be
  Colours colours = Colours::AsTheyAre;
  std::uint32_t width = 0, height = 0;  // of the answer: after rotation
  std::uint32_t level = 0;              // of the coding: 31 is 3.1
  std::uint32_t bit_rate = 0;
  std::uint32_t timescale = 0;  // of the answer's pictures
  Rational most_frames = {};    // a second; numerator 0: as they come
};

struct RenderPlan {
  RenderFormat format = RenderFormat::Mp4;
  base::TimeRange time;
  base::Time duration;  // it is played in
  bool retimed = false;
  bool copied = false;  // the master is the answer, byte for byte
  Damage damage = Damage::Refused;
  std::optional<PicturePlan> picture = {};
  std::optional<SoundPlan> sound = {};
  RenderDescription description = {};
};

base::Result<RenderPlan> plan_render(const Master& master, const RenderRequest& request);

// Of sound that is not coded.
inline WavShape wav_shape(const SoundPlan& sound) {
  return {sound.sample_rate, sound.channels, sound.bits, false, 0, sound.samples};
}

}  // namespace media
