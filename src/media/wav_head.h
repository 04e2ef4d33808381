// A WAV file up to its samples: RIFF, or RF64 (EBU Tech 3306) where it gets larger than 4 GiB. Pure.
#pragma once

#include "base/bytes.h"
#include "media/provenance.h"

namespace media {

struct WavShape {
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint32_t bits = 16;     // of a sample: whole bytes
  bool floating = false;       // IEEE 754 instead of integers
  std::uint32_t speakers = 0;  // dwChannelMask; 0: not told
  std::uint64_t samples = 0;   // of each channel

  std::uint64_t data_bytes() const { return samples * channels * (bits / 8); }
};

base::Bytes wav_head(const WavShape& shape, const Provenance& provenance);

}  // namespace media
