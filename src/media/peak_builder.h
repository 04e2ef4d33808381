// PeakBuilder: least and greatest samples of sound per pixel while the sound goes by, then the peaks file
// (docs/formats/peaks.md). Memory grows with the file only. One thread at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace media {

// Little-endian 24-bit samples as they lie in files. Only the upper 16 bits matter here.
struct Packed24 {
  std::uint8_t low;
  std::uint8_t upper[2];
};

class PeakBuilder {
 public:
  // `expected`: samples of sound that are to come, a hint.
  PeakBuilder(std::uint32_t sample_rate, std::uint32_t channels, std::uint64_t expected);

  // `count` samples of every channel. T: uint8_t, int16_t, Packed24, int32_t, int64_t, float, double.
  template <typename T>
  void add_interleaved(const T* values, std::size_t count);
  template <typename T>
  void add_planar(const T* const* planes, std::size_t count);
  void add_silence(std::uint64_t count);

  std::uint64_t samples() const { return samples_; }  // of each channel, so far
  base::Bytes finish();                               // the file; call once

 private:
  struct Pair {
    std::int16_t low = INT16_MAX, high = INT16_MIN;
    void cover(std::int16_t least, std::int16_t greatest) {
      low = least < low ? least : low;
      high = greatest > high ? greatest : high;
    }
  };
  std::size_t room() const;  // samples until the pixel is full
  void advance(std::size_t count);
  void close_pixel();
  std::vector<Pair> coarser(const std::vector<Pair>& finer) const;

  std::uint32_t sample_rate_, channels_;
  std::uint64_t samples_ = 0;
  std::vector<Pair> current_;  // a channel each
  std::vector<Pair> pixels_;   // channel by channel
};

}  // namespace media
