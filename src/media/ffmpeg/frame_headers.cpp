#include "media/ffmpeg/frame_headers.h"

#include <array>

#include "media/bit_reader.h"

namespace media::ffmpeg {

using base::ByteView;
using base::ByteWriter;

std::optional<Vp9Header> read_vp9_header(ByteView frame) {
  BitReader reader(frame);
  constexpr std::uint32_t kFrameMarker = 2, kSyncCode = 0x498342, kSrgb = 7;
  if (frame.size() < 10 || reader.bits(2) != kFrameMarker) return std::nullopt;
  Vp9Header header;
  const std::uint32_t low = reader.bits(1);
  header.profile = static_cast<std::uint8_t>(reader.bits(1) << 1 | low);
  if (header.profile == 3) reader.bits(1);
  if (reader.bit() || reader.bit()) return std::nullopt;  // shows an existing frame; no key frame
  reader.bits(2);                                         // show_frame, error_resilient_mode
  if (reader.bits(24) != kSyncCode) return std::nullopt;
  if (header.profile >= 2) header.bit_depth = reader.bit() ? 12 : 10;
  const bool odd_profile = header.profile & 1;
  if (reader.bits(3) == kSrgb) {
    header.full_range = true;
    header.chroma = 3;
    return header;
  }
  header.full_range = reader.bit();
  if (odd_profile) {
    const bool half_width = reader.bit();
    reader.bits(1);
    header.chroma = half_width ? 2 : 3;
  }
  return header;
}

std::uint8_t vp9_level(std::uint32_t width, std::uint32_t height, double rate) {
  struct Level {
    std::uint8_t name;
    double samples_per_second, samples;
  };
  static constexpr Level kLevels[] = {
      {10, 829440, 36864},       {11, 2764800, 73728},      {20, 4608000, 122880},
      {21, 9216000, 245760},     {30, 20736000, 552960},    {31, 36864000, 983040},
      {40, 83558400, 2228224},   {41, 160432128, 2228224},  {50, 311951360, 8912896},
      {51, 588251136, 8912896},  {52, 1176502272, 8912896}, {60, 1176502272, 35651584},
      {61, 2353004544, 35651584}};
  const double samples = static_cast<double>(width) * height;
  for (const Level& level : kLevels)
    if (samples <= level.samples && samples * rate <= level.samples_per_second) return level.name;
  return 62;
}

std::optional<AdtsHeader> read_adts_header(ByteView frame) {
  BitReader reader(frame);
  if (frame.size() < 7 || reader.bits(12) != 0xfff) return std::nullopt;
  reader.bits(1);
  if (reader.bits(2) != 0) return std::nullopt;  // layer
  const bool no_checksum = reader.bit();
  const std::uint32_t object_type = reader.bits(2) + 1, rate = reader.bits(4);
  reader.bits(1);
  const std::uint32_t channels = reader.bits(3);
  ByteWriter config;
  config.u16(object_type << 11 | rate << 7 | channels << 3);
  return AdtsHeader{no_checksum ? std::size_t{7} : std::size_t{9}, config.take()};
}

namespace {

constexpr std::uint32_t kAc3Sync = 0x0b77;

// Big-endian bits, padded to whole bytes.
class BitWriter {
 public:
  void put(std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i, ++used_) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      if (value >> i & 1) bytes_.back() |= static_cast<std::uint8_t>(0x80 >> used_ % 8);
    }
  }
  base::Bytes take() { return std::move(bytes_); }

 private:
  base::Bytes bytes_;
  int used_ = 0;
};

}  // namespace

std::optional<base::Bytes> ac3_record(ByteView frame) {
  BitReader reader(frame);
  if (frame.size() < 8 || reader.bits(16) != kAc3Sync) return std::nullopt;
  reader.bits(16);
  const std::uint32_t rate = reader.bits(2), size = reader.bits(6), id = reader.bits(5),
                      mode = reader.bits(3);
  if (id > 10) return std::nullopt;
  const std::uint32_t channels = reader.bits(3);
  if ((channels & 1) && channels != 1) reader.bits(2);  // cmixlev
  if (channels & 4) reader.bits(2);                     // surmixlev
  if (channels == 2) reader.bits(2);                    // dsurmod
  BitWriter record;
  record.put(rate, 2);
  record.put(id, 5);
  record.put(mode, 3);
  record.put(channels, 3);
  record.put(reader.bits(1), 1);
  record.put(size >> 1, 5);
  record.put(0, 5);
  return record.take();
}

std::optional<base::Bytes> eac3_record(ByteView frame) {
  BitReader reader(frame);
  if (frame.size() < 8 || reader.bits(16) != kAc3Sync) return std::nullopt;
  const std::uint32_t type = reader.bits(2), substream = reader.bits(3);
  const std::size_t bytes = (reader.bits(11) + 1) * 2;
  const std::uint32_t rate = reader.bits(2), blocks = reader.bits(2);
  const std::uint32_t channels = reader.bits(3), low_frequency = reader.bits(1), id = reader.bits(5);
  const bool alone = type == 0 && substream == 0 && bytes == frame.size();
  if (!alone || id != 16 || rate == 3) return std::nullopt;
  static constexpr std::array<std::uint32_t, 4> kBlocks = {1, 2, 3, 6};
  static constexpr std::array<std::uint32_t, 3> kRates = {48000, 44100, 32000};
  BitWriter record;
  const std::uint32_t bits_per_second =
      static_cast<std::uint32_t>(bytes * 8 * kRates[rate] / (kBlocks[blocks] * 256));
  record.put(bits_per_second / 1000 & 0x1fff, 13);
  record.put(0, 3);
  record.put(rate, 2);
  record.put(id, 5);
  record.put(0, 5);  // reserved, asvc, bsmod
  record.put(channels, 3);
  record.put(low_frequency, 1);
  record.put(0, 3 + 4 + 1);  // reserved, no dependent substreams, reserved
  return record.take();
}

namespace {

// ISO/IEC 11172-3 2.4.1.3 and 2.4.3.1, ISO/IEC 13818-3: layer III.
std::size_t layer3_bytes(ByteView frame) {
  static constexpr std::array<std::uint32_t, 15> kFirst = {0,   32,  40,  48,  56,  64,  80, 96,
                                                           112, 128, 160, 192, 224, 256, 320},
                                                 kSecond = {0,  8,  16, 24,  32,  40,  48, 56,
                                                            64, 80, 96, 112, 128, 144, 160};
  static constexpr std::array<std::uint32_t, 3> kRates = {44100, 48000, 32000};
  BitReader reader(frame);
  if (reader.bits(11) != 0x7ff) return 0;
  const std::uint32_t version = reader.bits(2), layer = reader.bits(2);
  reader.bit();
  const std::uint32_t bit_rate = reader.bits(4), rate = reader.bits(2), padding = reader.bits(1);
  if (version == 1 || layer != 1 || bit_rate == 15 || rate == 3) return 0;
  const bool first = version == 3;
  const std::uint32_t hertz = kRates[rate] >> (first ? 0 : version == 2 ? 1 : 2);
  const std::uint32_t bits = (first ? kFirst : kSecond)[bit_rate] * 1000;
  return bits == 0 ? 0 : (first ? 144 : 72) * bits / hertz + padding;
}

// ETSI TS 102 366 4.4.1.4 (table 4.13), and E.1.3.1.3.
std::size_t ac3_bytes(ByteView frame) {
  static constexpr std::array<std::uint32_t, 19> kRates = {32,  40,  48,  56,  64,  80,  96,  112, 128, 160,
                                                           192, 224, 256, 320, 384, 448, 512, 576, 640};
  const std::uint32_t rate = frame[4] >> 6, code = frame[4] & 0x3f;
  if (rate == 3 || code / 2 >= kRates.size()) return 0;
  const std::uint32_t bit_rate = kRates[code / 2];
  if (rate == 0) return bit_rate * 4;
  return rate == 2 ? bit_rate * 6 : (bit_rate * 320 / 147 + code % 2) * 2;
}

}  // namespace

std::size_t frame_bytes(AVCodecID codec, ByteView frame) {
  if (frame.size() < 8) return 0;
  const bool sync = (frame[0] << 8 | frame[1]) == kAc3Sync;
  switch (codec) {
    case AV_CODEC_ID_MP3:
      return layer3_bytes(frame);
    case AV_CODEC_ID_AC3:
      return sync ? ac3_bytes(frame) : 0;
    case AV_CODEC_ID_EAC3:
      return sync ? ((frame[2] & 7u) << 8 | frame[3]) * 2 + 2 : 0;
    case AV_CODEC_ID_AAC:
      if (frame[0] != 0xff || (frame[1] & 0xf6) != 0xf0) return 0;
      return (frame[3] & 3u) << 11 | std::size_t{frame[4]} << 3 | frame[5] >> 5;
    default:
      return 0;
  }
}

std::int64_t opus_samples(ByteView packet) {
  if (packet.empty()) return 0;
  const int configuration = packet[0] >> 3;
  static constexpr std::array<int, 4> kSilk = {480, 960, 1920, 2880}, kCelt = {120, 240, 480, 960};
  const int frame = configuration < 12   ? kSilk[configuration & 3]
                    : configuration < 16 ? kSilk[configuration & 1]
                                         : kCelt[configuration & 3];
  const int code = packet[0] & 3;
  if (code == 3) return packet.size() < 2 ? 0 : frame * (packet[1] & 0x3f);
  return code == 0 ? frame : 2 * frame;
}

std::int64_t flac_samples(ByteView frame) {
  if (frame.size() < 6 || frame[0] != 0xff || (frame[1] & 0xfc) != 0xf8) return 0;
  const int code = frame[2] >> 4;
  if (code == 1) return 192;
  if (code >= 2 && code <= 5) return 576 << (code - 2);
  if (code >= 8) return 256 << (code - 8);
  // Behind the frame or sample number, coded like UTF-8 in up to seven bytes.
  std::size_t at = 5;
  for (std::uint8_t lead = frame[4]; (lead & 0xc0) == 0xc0; lead = static_cast<std::uint8_t>(lead << 1)) ++at;
  if (at + 2 > frame.size()) return 0;
  if (code == 6) return frame[at] + 1;
  return code == 7 ? (frame[at] << 8 | frame[at + 1]) + 1 : 0;
}

std::int64_t eac3_samples(ByteView frame) {
  if (frame.size() < 6 || (frame[0] << 8 | frame[1]) != kAc3Sync) return 0;
  static constexpr std::array<int, 4> kBlocks = {1, 2, 3, 6};
  std::int64_t samples = 0;
  // A packet holds whole sync frames; only the first substream of each instant counts.
  for (std::size_t at = 0; at + 6 <= frame.size();) {
    BitReader reader(frame.subspan(at));
    if (reader.bits(16) != kAc3Sync) break;
    const std::uint32_t type = reader.bits(2), substream = reader.bits(3);
    at += (reader.bits(11) + 1) * 2;
    const bool reduced = reader.bits(2) == 3;
    if (type == 0 && substream == 0) samples += 256 * (reduced ? 6 : kBlocks[reader.bits(2)]);
  }
  return samples;
}

}  // namespace media::ffmpeg
