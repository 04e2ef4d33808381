// The frame header of MPEG audio layer III (ISO/IEC 11172-3 2.4.1, ISO/IEC 13818-3 2.4.1; "MPEG-2.5" halves
// its rates once more), and frames that are made here: the one in front of a file that tells how many frames
// follow and how much of them is priming and padding (Xing's header with LAME's extension), and one that
// holds nothing but main data for the next ones. Pure; views may be anything.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace media {

struct Mp3Header {
  std::uint8_t version = 3;  // as coded: 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5
  std::uint8_t mode = 0;     // 3: one channel
  std::uint8_t marks = 0;    // copyright, original, emphasis, as coded: readers take them for a sign of sync
  std::uint32_t sample_rate = 0;
  std::uint32_t side_end = 0;         // bytes of header, checksum and side information: main data follow
  std::uint32_t main_data_begin = 0;  // so many bytes of its main data lie in the frames before

  std::uint32_t samples() const { return version == 3 ? 1152 : 576; }
};
// Nothing where the bytes do not begin such a frame; kMp3HeaderBytes are enough.
std::optional<Mp3Header> read_mp3_header(base::ByteView frame);
inline constexpr std::size_t kMp3HeaderBytes = 8;

// What the first frame tells.
struct Mp3Info {
  std::uint32_t sample_rate = 0;
  std::uint8_t mode = 1, marks = 0;       // as in Mp3Header
  std::uint32_t bit_rate = 0;             // bits a second
  std::uint64_t frames = 0;               // that follow
  std::uint32_t delay = 0, padding = 0;   // samples, below 4096; decoders add 529 to the delay of their own
  bool constant = true;                   // all frames are as long
  std::uint64_t bytes = 0;                // of the file from this frame on; 0: not told
  std::vector<std::uint8_t> seek_points;  // 100 of them, 256ths of `bytes`, or none
};
base::Bytes mp3_info_frame(const Mp3Info& info);

// For what LAME makes of so many samples.
Mp3Info lame_info(std::uint32_t sample_rate, std::uint32_t channels, std::uint32_t bit_rate,
                  std::uint64_t samples);

// A silent frame like `header` that has room for more main data than any frame can refer to, the last of
// which are these.
base::Bytes mp3_reservoir_frame(const Mp3Header& header, base::ByteView main_data);

}  // namespace media
