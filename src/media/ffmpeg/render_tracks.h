// The two lines of a rendering, each from decoder over filters to encoder: packets come out in order, one
// step at a time. One thread at a time; master and plan must outlive them.
#pragma once

#include <deque>
#include <map>

#include "media/ffmpeg/encoder.h"
#include "media/ffmpeg/filter.h"
#include "media/ffmpeg/picture_reader.h"
#include "media/ffmpeg/sound_reader.h"

namespace media::ffmpeg {

class RenderTrack {
 public:
  virtual ~RenderTrack() = default;
  // The next packet, its times in the encoder's time base; null at the end.
  virtual base::Result<PacketPointer> next(const std::stop_token& stop) = 0;
  virtual double position() const = 0;  // seconds of the answer that went into the encoder
  const Encoder& encoder() const { return *encoder_; }

 protected:
  std::optional<Encoder> encoder_;
};

base::Result<std::unique_ptr<RenderTrack>> open_sound(const Master& master, const RenderPlan& plan);
// Decodes and changes the first picture.
base::Result<std::unique_ptr<RenderTrack>> open_pictures(const Master& master, const RenderPlan& plan,
                                                         const std::stop_token& stop);

}  // namespace media::ffmpeg
