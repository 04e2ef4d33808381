#include "media/mp3_frame.h"

#include <algorithm>
#include <iterator>

#include "media/bit_reader.h"

namespace media {

namespace {

// LAME's delay before the first sample, and the least it adds after the last one.
constexpr std::uint32_t kDelay = 576, kPaddingLeast = 576;

// ISO/IEC 11172-3 2.4.2.3 and 13818-3: version bits and sampling frequency index.
struct Rate {
  std::uint32_t rate;
  std::uint8_t version, index;
};
constexpr Rate kRates[] = {{44100, 3, 0}, {48000, 3, 1}, {32000, 3, 2}, {22050, 2, 0}, {24000, 2, 1},
                           {16000, 2, 2}, {11025, 0, 0}, {12000, 0, 1}, {8000, 0, 2}};

constexpr std::uint8_t kFirstVersion = 3, kOneChannel = 3;

std::size_t side_bytes(std::uint8_t version, std::uint8_t mode) {
  const bool mono = mode == kOneChannel;
  return version == kFirstVersion ? (mono ? 17 : 32) : (mono ? 9 : 17);
}

// One that begins without a checksum and has nothing to hear; main data follow.
struct Begun {
  base::ByteWriter frame;
  std::size_t bytes = 0;
};
Begun begin_frame(const Rate& rate, std::uint8_t mode, std::uint8_t marks, std::uint32_t bit_rate_index,
                  std::uint32_t bit_rate) {
  Begun begun;
  begun.frame.u8(0xff).u8(0xe0 | rate.version << 3 | 0b011).u8(bit_rate_index << 4 | rate.index << 2);
  begun.frame.u8(mode << 6 | marks).zeros(side_bytes(rate.version, mode));
  begun.bytes = (rate.version == kFirstVersion ? 144 : 72) * bit_rate / rate.rate;
  return begun;
}

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

std::optional<Mp3Header> read_mp3_header(base::ByteView frame) {
  BitReader reader(frame);
  if (frame.size() < kMp3HeaderBytes || reader.bits(11) != 0x7ff) return std::nullopt;
  Mp3Header header;
  header.version = static_cast<std::uint8_t>(reader.bits(2));
  const std::uint32_t layer = reader.bits(2);
  const bool checked = !reader.bit();
  const std::uint32_t bit_rate = reader.bits(4), rate = reader.bits(2);
  reader.bits(2);
  header.mode = static_cast<std::uint8_t>(reader.bits(2));
  reader.bits(2);
  header.marks = static_cast<std::uint8_t>(reader.bits(4));
  const auto found = std::ranges::find_if(
      kRates, [&](const Rate& known) { return known.version == header.version && known.index == rate; });
  // Frames of a free bit rate tell no length.
  if (layer != 0b01 || found == std::end(kRates) || bit_rate == 0 || bit_rate == 15) return std::nullopt;
  header.sample_rate = found->rate;
  if (checked) reader.bits(16);
  header.main_data_begin = reader.bits(header.version == kFirstVersion ? 9 : 8);
  header.side_end =
      static_cast<std::uint32_t>(4 + (checked ? 2 : 0) + side_bytes(header.version, header.mode));
  return header;
}

base::Bytes mp3_info_frame(const Mp3Info& info) {
  const Rate& rate = *std::ranges::find(kRates, info.sample_rate, &Rate::rate);
  const bool first_version = rate.version == kFirstVersion;
  // 128 kbit/s, or 64 in MPEG-2: room enough for the tag at every rate.
  auto [frame, bytes] =
      begin_frame(rate, info.mode, info.marks, first_version ? 9 : 8, first_version ? 128'000 : 64'000);
  const bool sought = info.seek_points.size() == 100;
  frame.text(info.constant ? "Info" : "Xing").u32(1 | (info.bytes > 0 ? 2 : 0) | (sought ? 4 : 0));
  frame.u32(info.frames);
  if (info.bytes > 0) frame.u32(std::min<std::uint64_t>(info.bytes, 0xffff'ffff));
  if (sought) frame.bytes(info.seek_points);
  frame.text("LAME3.100").u8(info.constant ? 0x01 : 0x00).zeros(1 + 4 + 2 + 2 + 1);
  frame.u8(std::min(255u, info.bit_rate / 1000)).u24(info.delay << 12 | info.padding);
  frame.zeros(1 + 1 + 2 + 4 + 2);
  frame.u16(crc16(frame.view()));
  frame.zeros(bytes - frame.size());
  return frame.take();
}

Mp3Info lame_info(std::uint32_t sample_rate, std::uint32_t channels, std::uint32_t bit_rate,
                  std::uint64_t samples) {
  const Rate& rate = *std::ranges::find(kRates, sample_rate, &Rate::rate);
  const std::uint64_t frame_samples = rate.version == kFirstVersion ? 1152 : 576;
  Mp3Info info;
  info.sample_rate = sample_rate;
  info.mode = channels == 1 ? kOneChannel : 1;
  info.bit_rate = bit_rate;
  info.delay = kDelay;
  info.frames = (samples + kDelay + kPaddingLeast + frame_samples - 1) / frame_samples;
  info.padding = static_cast<std::uint32_t>(info.frames * frame_samples - samples - kDelay);
  return info;
}

base::Bytes mp3_reservoir_frame(const Mp3Header& header, base::ByteView main_data) {
  const auto& rate = *std::ranges::find_if(kRates, [&](const Rate& known) {
    return known.version == header.version && known.rate == header.sample_rate;
  });
  constexpr std::uint32_t kHighest = 14;
  auto [frame, bytes] = begin_frame(rate, header.mode, header.marks, kHighest,
                                    header.version == kFirstVersion ? 320'000 : 160'000);
  frame.zeros(bytes - frame.size() - main_data.size()).bytes(main_data);
  return frame.take();
}

}  // namespace media
