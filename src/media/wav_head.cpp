// IBM/Microsoft RIFF 1.0, WAVEFORMATEXTENSIBLE, EBU Tech 3306 for RF64; little-endian.
#include "media/wav_head.h"

#include <string_view>

namespace media {

namespace {

constexpr std::uint64_t kRiffMax = 0xffff'ffff;
constexpr std::uint16_t kPcm = 1, kFloat = 3, kExtensible = 0xfffe;

class LittleEndian {
 public:
  LittleEndian& text(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    return *this;
  }
  LittleEndian& integer(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    return *this;
  }
  LittleEndian& u16(std::uint64_t value) { return integer(value, 2); }
  LittleEndian& u32(std::uint64_t value) { return integer(value, 4); }
  LittleEndian& u64(std::uint64_t value) { return integer(value, 8); }
  LittleEndian& chunk(std::string_view name, const base::Bytes& content) {
    text(name).u32(content.size());
    bytes.insert(bytes.end(), content.begin(), content.end());
    if (content.size() % 2 != 0) integer(0, 1);
    return *this;
  }
  base::Bytes bytes;
};

base::Bytes format_chunk(const WavShape& shape) {
  const bool extensible = shape.channels > 2 || shape.bits > 16;
  const std::uint16_t coding = shape.floating ? kFloat : kPcm;
  const std::uint32_t block = shape.channels * shape.bits / 8;
  LittleEndian chunk;
  chunk.u16(extensible ? kExtensible : coding).u16(shape.channels).u32(shape.sample_rate);
  chunk.u32(std::uint64_t{block} * shape.sample_rate).u16(block).u16(shape.bits);
  if (!extensible) return chunk.bytes;
  // The rest of the coding's GUID.
  chunk.u16(22).u16(shape.bits).u32(shape.speakers).u16(coding);
  chunk.text({"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71", 14});
  return chunk.bytes;
}

base::Bytes info_chunk(const Provenance& provenance) {
  LittleEndian list;
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) list.chunk(name, base::Bytes(text.c_str(), text.c_str() + text.size() + 1));
  };
  add("INAM", provenance.title);
  add("ICOP", provenance.rights);
  add("ICMT", provenance.source);
  if (list.bytes.empty()) return {};
  LittleEndian chunk;
  chunk.text("INFO").text({reinterpret_cast<const char*>(list.bytes.data()), list.bytes.size()});
  return chunk.bytes;
}

}  // namespace

base::Bytes wav_head(const WavShape& shape, const Provenance& provenance) {
  const std::uint64_t data = shape.data_bytes();
  LittleEndian chunks;
  chunks.chunk("fmt ", format_chunk(shape));
  if (const base::Bytes info = info_chunk(provenance); !info.empty()) chunks.chunk("LIST", info);
  constexpr std::uint64_t kSizes = 8 + 28, kDataHeader = 8;
  const std::uint64_t riff = 4 + chunks.bytes.size() + kDataHeader + data + data % 2;
  const bool large = riff > kRiffMax;
  LittleEndian head;
  head.text(large ? "RF64" : "RIFF").u32(large ? kRiffMax : riff).text("WAVE");
  if (large) head.text("ds64").u32(28).u64(riff + kSizes).u64(data).u64(shape.samples).u32(0);
  head.text({reinterpret_cast<const char*>(chunks.bytes.data()), chunks.bytes.size()});
  head.text("data").u32(large ? kRiffMax : data);
  return head.bytes;
}

}  // namespace media
