// Reads bits, most significant first, from a view: for decoder configurations and frame headers. Past the
// end it yields zeros. A value; safe from any thread.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace media {

class BitReader {
 public:
  explicit BitReader(base::ByteView data) : data_(data) {}
  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    for (; count > 0; --count, ++position_) {
      const bool inside = position_ / 8 < data_.size();
      value = value << 1 | (inside ? data_[position_ / 8] >> (7 - position_ % 8) & 1u : 0u);
    }
    return value;
  }
  bool bit() { return bits(1) != 0; }
  // ue(v) of Rec. ITU-T H.264 and H.265, 9.2; 0 where it is longer than 31 bits.
  std::uint32_t exp_golomb() {
    int zeros = 0;
    while (zeros < 31 && !bit()) ++zeros;
    return zeros == 31 ? 0 : (1u << zeros | bits(zeros)) - 1;
  }

 private:
  base::ByteView data_;
  std::size_t position_ = 0;
};

}  // namespace media
