// Sound that lies in a master uncoded and in one run (WAV, AIFF and their kin): it is read and copied without
// a decoder. Pure.
#pragma once

#include <optional>

#include "media/master.h"

namespace media {

enum class PcmForm { Unsigned8, Int16, Int24, Int32, Float32 };

struct PcmRun {
  PcmForm form = PcmForm::Int16;
  bool big_endian = false;
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint32_t speakers = 0;     // dwChannelMask of WAVEFORMATEXTENSIBLE; 0: not told
  std::uint32_t frame_bytes = 0;  // one sample of every channel
  std::uint64_t offset = 0;       // bytes into the master
  std::uint64_t count = 0;        // samples of each channel
};

// Reads the first bytes of the master. Nothing where the track lies otherwise, or not all of it is there.
std::optional<PcmRun> find_pcm_run(const Master& master, const Track& track);

}  // namespace media
