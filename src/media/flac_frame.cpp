#include "media/flac_frame.h"

#include <algorithm>
#include <iterator>

#include "media/bit_reader.h"

namespace media {

using base::Bytes;
using base::ByteView;

namespace {

// 9.1.8: x^8 + x^2 + x + 1.
std::uint8_t crc8(ByteView bytes) {
  std::uint32_t crc = 0;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ (crc >> 7 & 1 ? 0x107 : 0);
  }
  return static_cast<std::uint8_t>(crc);
}

// 9.3: x^16 + x^15 + x^2 + 1.
constexpr std::uint32_t kPolynomial = 0x18005;

std::uint16_t crc16(ByteView bytes) {
  std::uint32_t crc = 0;
  for (const std::uint8_t byte : bytes) {
    crc ^= std::uint32_t{byte} << 8;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ (crc >> 15 & 1 ? kPolynomial : 0);
  }
  return static_cast<std::uint16_t>(crc);
}

std::uint32_t multiplied(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (int bit = 15; bit >= 0; --bit) {
    product = product << 1 ^ (product >> 15 & 1 ? kPolynomial : 0);
    if (b >> bit & 1) product ^= a;
  }
  return product & 0xffff;
}

// The checksum when so many zero bytes follow.
std::uint16_t shifted(std::uint16_t crc, std::size_t bytes) {
  std::uint32_t result = crc, power = 0x100;  // x^8
  for (; bytes > 0; bytes >>= 1) {
    if (bytes & 1) result = multiplied(result, power);
    power = multiplied(power, power);
  }
  return static_cast<std::uint16_t>(result);
}

// Like UTF-8 (RFC 3629), in up to seven bytes.
void append_number(Bytes& out, std::uint64_t number) {
  const std::size_t bytes = flac_number_bytes(number);
  if (bytes == 1) {
    out.push_back(static_cast<std::uint8_t>(number));
    return;
  }
  const std::uint32_t lead = 0xff << (8 - bytes) & 0xff;
  out.push_back(static_cast<std::uint8_t>(lead | number >> 6 * (bytes - 1)));
  for (std::size_t i = bytes - 1; i-- > 0;)
    out.push_back(static_cast<std::uint8_t>(0x80 | (number >> 6 * i & 0x3f)));
}

class BitWriter {
 public:
  explicit BitWriter(Bytes& out) : out_(out) {}
  void bits(std::uint32_t value, std::uint32_t count) {
    held_ = held_ << count | (value & ((std::uint64_t{1} << count) - 1));
    for (count_ += count; count_ >= 8; count_ -= 8)
      out_.push_back(static_cast<std::uint8_t>(held_ >> (count_ - 8)));
  }
  void align() {
    if (count_ > 0) bits(0, 8 - count_);
  }

 private:
  Bytes& out_;
  std::uint64_t held_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace

std::optional<FlacStreamInfo> read_flac_stream_info(ByteView bytes) {
  if (bytes.size() < 34) return std::nullopt;
  BitReader reader(bytes);
  FlacStreamInfo info;
  info.least_block = reader.bits(16);
  info.most_block = reader.bits(16);
  reader.bits(24);
  reader.bits(24);
  info.sample_rate = reader.bits(20);
  info.channels = reader.bits(3) + 1;
  info.bits = reader.bits(5) + 1;
  info.samples = std::uint64_t{reader.bits(4)} << 32;
  info.samples |= reader.bits(32);
  return info;
}

Bytes write_flac_stream_info(const FlacStreamInfo& info) {
  Bytes out;
  BitWriter writer(out);
  writer.bits(info.least_block, 16);
  writer.bits(info.most_block, 16);
  writer.bits(0, 24);
  writer.bits(0, 24);
  writer.bits(info.sample_rate, 20);
  writer.bits(info.channels - 1, 3);
  writer.bits(info.bits - 1, 5);
  const bool told = info.samples >> 36 == 0;
  writer.bits(told ? static_cast<std::uint32_t>(info.samples >> 32) : 0, 4);
  writer.bits(told ? static_cast<std::uint32_t>(info.samples) : 0, 32);
  out.resize(34);
  return out;
}

std::size_t flac_number_bytes(std::uint64_t number) {
  std::size_t bytes = 1;
  for (std::uint64_t limit = 0x80; number >= limit; limit = std::uint64_t{1} << (5 * bytes + 1)) ++bytes;
  return bytes;
}

std::optional<FlacHeader> read_flac_header(ByteView frame) {
  if (frame.size() < 6 || frame[0] != 0xff || (frame[1] & 0xfe) != 0xf8) return std::nullopt;
  FlacHeader header;
  header.blocking = frame[1] & 1 ? FlacBlocking::Variable : FlacBlocking::Fixed;
  const std::uint8_t block = frame[2] >> 4, rate = frame[2] & 0xf;
  std::size_t more = 0;  // continuation bytes
  while (more < 7 && frame[4] & 0x80 >> more) ++more;
  if (more == 1 || (more == 7 && frame[4] & 1)) return std::nullopt;
  more = more > 0 ? more - 1 : 0;
  header.number_bytes = 1 + more;
  header.bytes = 4 + header.number_bytes +
                 (block == 6   ? 1
                  : block == 7 ? 2
                               : 0) +
                 (rate == 12                 ? 1
                  : rate == 13 || rate == 14 ? 2
                                             : 0) +
                 1;
  if (frame.size() < header.bytes) return std::nullopt;
  header.number = more == 0 ? frame[4] : frame[4] & 0x3f >> more;
  for (std::size_t i = 0; i < more; ++i) header.number = header.number << 6 | (frame[5 + i] & 0x3f);
  if (crc8(frame.first(header.bytes - 1)) != frame[header.bytes - 1]) return std::nullopt;
  return header;
}

bool append_flac_frame(Bytes& out, ByteView frame, FlacBlocking blocking, std::uint64_t number) {
  const auto header = read_flac_header(frame);
  if (!header || frame.size() < header->bytes + 2) return false;
  const ByteView rest = frame.subspan(header->bytes, frame.size() - header->bytes - 2);
  const std::size_t begin = out.size();
  out.push_back(0xff);
  out.push_back(blocking == FlacBlocking::Variable ? 0xf9 : 0xf8);
  out.push_back(frame[2]);
  out.push_back(frame[3]);
  append_number(out, number);
  const ByteView sizes = frame.subspan(4 + header->number_bytes, header->bytes - 5 - header->number_bytes);
  out.insert(out.end(), sizes.begin(), sizes.end());
  out.push_back(crc8(ByteView(out).subspan(begin)));
  const auto change =
      static_cast<std::uint16_t>(crc16(ByteView(out).subspan(begin)) ^ crc16(frame.first(header->bytes)));
  const ByteView old = frame.last(2);
  const std::uint32_t crc = (old[0] << 8 | old[1]) ^ shifted(change, rest.size());
  out.insert(out.end(), rest.begin(), rest.end());
  out.push_back(static_cast<std::uint8_t>(crc >> 8));
  out.push_back(static_cast<std::uint8_t>(crc));
  return true;
}

bool is_whole_flac_frame(ByteView frame) { return read_flac_header(frame) && crc16(frame) == 0; }

namespace {

// 9.1.2: the code, and the bytes behind the number. Of others only the stream's info tells.
struct RateCode {
  std::uint8_t code = 0;
  std::uint32_t value = 0, bytes = 0;
};
RateCode rate_code(std::uint32_t rate) {
  static constexpr std::uint32_t kRates[] = {88200, 176400, 192000, 8000,  16000, 22050,
                                             24000, 32000,  44100,  48000, 96000};
  const auto found = std::ranges::find(kRates, rate);
  if (found != std::end(kRates)) return {static_cast<std::uint8_t>(found - kRates + 1), 0, 0};
  if (rate % 1000 == 0 && rate < 256'000) return {12, rate / 1000, 1};
  if (rate % 10 == 0 && rate < 655'360) return {14, rate / 10, 2};
  return rate < 65'536 ? RateCode{13, rate, 2} : RateCode{};
}
// 9.1.4; 0 where only the stream's info can tell.
std::uint8_t bits_code(std::uint32_t bits) {
  static constexpr std::uint32_t kBits[] = {8, 12, 0, 16, 20, 24, 32};
  const auto found = std::ranges::find(kBits, bits);
  return static_cast<std::uint8_t>(found == std::end(kBits) ? 0 : found - kBits + 1);
}

}  // namespace

Bytes verbatim_flac_frame(std::span<const std::int32_t> samples, const FlacStreamInfo& info) {
  const std::size_t count = samples.size() / info.channels;
  constexpr std::uint8_t kSizeBehind = 0x70;  // of the block: 16 bits behind the number
  const RateCode rate = rate_code(info.sample_rate);
  Bytes out{0xff, 0xf9, static_cast<std::uint8_t>(kSizeBehind | rate.code),
            static_cast<std::uint8_t>((info.channels - 1) << 4 | bits_code(info.bits) << 1), 0};
  out.push_back(static_cast<std::uint8_t>((count - 1) >> 8));
  out.push_back(static_cast<std::uint8_t>(count - 1));
  for (std::uint32_t i = rate.bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(rate.value >> 8 * i));
  out.push_back(crc8(out));
  BitWriter writer(out);
  for (std::uint32_t channel = 0; channel < info.channels; ++channel) {
    writer.bits(0b00000010, 8);  // a verbatim subframe, no wasted bits
    for (std::size_t i = 0; i < count; ++i)
      writer.bits(static_cast<std::uint32_t>(samples[i * info.channels + channel]), info.bits);
  }
  writer.align();
  const std::uint16_t crc = crc16(out);
  out.push_back(static_cast<std::uint8_t>(crc >> 8));
  out.push_back(static_cast<std::uint8_t>(crc));
  return out;
}

}  // namespace media
