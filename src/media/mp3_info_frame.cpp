#include "media/mp3_info_frame.h"

#include <algorithm>
#include <iterator>

namespace media {

namespace {

// LAME's delay before the first sample, and the least it adds after the last one. Decoders add 529 of their
// own.
constexpr std::uint64_t kDelay = 576, kPaddingLeast = 576;

// ISO/IEC 11172-3 2.4.2.3 and 13818-3: version bits and sampling frequency index.
struct Rate {
  std::uint32_t rate;
  std::uint8_t version, index;
};
constexpr Rate kRates[] = {{44100, 3, 0}, {48000, 3, 1}, {32000, 3, 2}, {22050, 2, 0}, {24000, 2, 1},
                           {16000, 2, 2}, {11025, 0, 0}, {12000, 0, 1}, {8000, 0, 2}};

std::uint16_t crc16(base::ByteView bytes) {
  std::uint16_t crc = 0;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>(crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
  }
  return crc;
}

}  // namespace

base::Bytes mp3_info_frame(const Mp3Shape& shape) {
  const Rate& rate = *std::ranges::find(kRates, shape.sample_rate, &Rate::rate);
  const bool first_version = rate.version == 3, mono = shape.channels == 1;
  const std::uint64_t frame_samples = first_version ? 1152 : 576;
  const std::uint64_t frames = (shape.samples + kDelay + kPaddingLeast + frame_samples - 1) / frame_samples;
  const std::uint64_t padding = frames * frame_samples - shape.samples - kDelay;
  // 128 kbit/s, or 64 in MPEG-2: room enough for the tag at every rate.
  const std::uint32_t bit_rate_index = first_version ? 9 : 8;
  const std::uint32_t bit_rate = first_version ? 128'000 : 64'000;
  const std::size_t bytes = frame_samples / 8 * bit_rate / shape.sample_rate;
  base::ByteWriter frame;
  frame.u8(0xff).u8(0xe0 | rate.version << 3 | 0b011).u8(bit_rate_index << 4 | rate.index << 2);
  frame.u8(mono ? 0xc0 : 0x40);
  frame.zeros(first_version ? (mono ? 17 : 32) : (mono ? 9 : 17));  // side information
  frame.text("Info").u32(1).u32(frames);
  frame.text("LAME3.100").u8(0x01).zeros(1 + 4 + 2 + 2 + 1);
  frame.u8(std::min(255u, shape.bit_rate / 1000)).u24(kDelay << 12 | padding).zeros(1 + 1 + 2 + 4 + 2);
  frame.u16(crc16(frame.view()));
  frame.zeros(bytes - frame.size());
  return frame.take();
}

}  // namespace media
