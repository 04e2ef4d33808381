// The head of a peaks file (docs/formats/peaks.md), read and written. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/byte_source.h"

namespace media {

struct PeakLevel {
  std::uint32_t samples_per_pixel = 0;
  std::uint64_t length = 0;  // pixels
  std::uint64_t offset = 0;  // bytes into the file
};

struct PeaksFile {
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint64_t samples = 0;  // of each channel
  std::vector<PeakLevel> levels;

  std::uint64_t bytes_per_pixel() const { return std::uint64_t{4} * channels; }
};

// The head, with room reserved for the values, which follow level by level. Sets the levels' offsets itself.
base::Bytes begin_peaks_file(PeaksFile file);

// Malformed where it is no peaks file, is of another version, or is not whole.
base::Result<PeaksFile> read_peaks_file(base::ByteView bytes);

}  // namespace media
