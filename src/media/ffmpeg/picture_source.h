// The picture displayed at an instant of a track, decoded from as little as possible: by the sample table
// where it has the track, else through libavformat. Stays open, and goes on where it stopped for what shows
// soon after. One thread at a time.
#pragma once

#include <memory>
#include <stop_token>

#include "media/ffmpeg/decoder.h"
#include "media/master.h"

namespace media::ffmpeg {

class PictureSource {
 public:
  static base::Result<std::unique_ptr<PictureSource>> open(const Master& master, std::uint32_t track);
  virtual ~PictureSource() = default;

  // The frame stays valid until the next call. `ticks` of the track's timescale. Malformed where no true
  // picture can be had; Unavailable when stopped.
  virtual base::Result<const AVFrame*> at(const Master& master, std::int64_t ticks, std::stop_token stop) = 0;

  // Whether it is cheaper to ask this one than to open another.
  virtual bool is_near(std::int64_t ticks) const = 0;
};

}  // namespace media::ffmpeg
