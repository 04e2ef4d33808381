// Sound that lies in a master uncoded and in one run (WAV and its kin): it is read without a decoder. Pure.
#pragma once

#include <optional>

#include "media/master.h"

namespace media::ffmpeg {

enum class PcmForm { Int16, Int24, Int32, Float32 };  // little-endian

struct PcmRun {
  PcmForm form = PcmForm::Int16;
  std::uint32_t frame_bytes = 0;  // one sample of every channel
  std::uint64_t offset = 0;       // bytes into the master
  std::uint64_t count = 0;        // samples of each channel
};

// Nothing where the track lies otherwise, or not all of it is there.
std::optional<PcmRun> find_pcm_run(const Master& master, const Track& track);

}  // namespace media::ffmpeg
