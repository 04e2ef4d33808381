#include "media/isobmff/codec_config.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "base/format.h"
#include "media/bit_reader.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;

namespace {

std::uint32_t reversed(std::uint32_t value) {
  std::uint32_t result = 0;
  for (int i = 0; i < 32; ++i) result |= (value >> i & 1u) << (31 - i);
  return result;
}

// 7.2.6.2: lengths of descriptors are 7 bits a byte, at most four bytes.
struct Descriptor {
  std::uint8_t tag = 0;
  ByteView body;
};
std::optional<Descriptor> next_descriptor(ByteReader& reader) {
  const std::uint8_t tag = reader.u8();
  std::size_t length = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t byte = reader.u8();
    length = length << 7 | (byte & 0x7fu);
    if (!(byte & 0x80)) break;
  }
  if (reader.failed()) return std::nullopt;
  return Descriptor{tag, reader.take(std::min(length, reader.remaining()))};
}

void put_descriptor(base::ByteWriter& writer, std::uint8_t tag, std::size_t length) {
  writer.u8(tag);
  for (int shift = 21; shift > 0; shift -= 7) writer.u8(0x80 | (length >> shift & 0x7f));
  writer.u8(length & 0x7f);
}

constexpr std::uint8_t kEsDescriptor = 3, kDecoderConfig = 4, kDecoderSpecific = 5, kSyncLayer = 6;

std::uint8_t audio_object_type(BitReader& reader) {
  const std::uint32_t type = reader.bits(5);
  return static_cast<std::uint8_t>(type == 31 ? 32 + reader.bits(6) : type);
}

std::uint32_t audio_sample_rate(BitReader& reader) {
  static constexpr std::uint32_t kRates[] = {96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                             22050, 16000, 12000, 11025, 8000,  7350};
  const std::uint32_t index = reader.bits(4);
  if (index == 15) return reader.bits(24);
  return index < std::size(kRates) ? kRates[index] : 0;
}

}  // namespace

std::string avc_codec(std::string_view entry, ByteView avcc) {
  if (avcc.size() < 4) return "";
  return base::format("{}.{:02x}{:02x}{:02x}", entry, avcc[1], avcc[2], avcc[3]);
}

// ISO/IEC 14496-15 E.3.
std::string hevc_codec(std::string_view entry, ByteView hvcc) {
  if (hvcc.size() < 13) return "";
  ByteReader reader(hvcc.subspan(1));
  const std::uint8_t profile = reader.u8();
  const std::uint32_t compatibility = reversed(reader.u32());
  const ByteView constraints = reader.take(6);
  static constexpr std::string_view kSpaces[] = {"", "A", "B", "C"};
  std::string codec = base::format("{}.{}{}.{:x}.{}{}", entry, kSpaces[profile >> 6], profile & 0x1f,
                                   compatibility, profile & 0x20 ? 'H' : 'L', reader.u8());
  std::size_t used = constraints.size();
  while (used > 0 && constraints[used - 1] == 0) --used;
  for (std::size_t i = 0; i < used; ++i) codec += base::format(".{:x}", constraints[i]);
  return codec;
}

std::string av1_codec(ByteView av1c) {
  if (av1c.size() < 4) return "";
  const int profile = av1c[1] >> 5, level = av1c[1] & 0x1f;
  const bool high_tier = av1c[2] & 0x80, high_depth = av1c[2] & 0x40, twelve = av1c[2] & 0x20;
  const int depth = !high_depth ? 8 : profile == 2 && twelve ? 12 : 10;
  return base::format("av01.{}.{:02}{}.{:02}", profile, level, high_tier ? 'H' : 'M', depth);
}

std::string vp9_codec(ByteView vpcc) {
  if (vpcc.size() < 7) return "";
  return base::format("vp09.{:02}.{:02}.{:02}", vpcc[4], vpcc[5], vpcc[6] >> 4);
}

std::optional<ElementaryStream> read_esds(ByteView esds) {
  if (esds.size() < 4) return std::nullopt;
  ByteReader reader(esds.subspan(4));
  const std::optional<Descriptor> stream = next_descriptor(reader);
  if (!stream) return std::nullopt;
  ByteReader inside(stream->body);
  if (stream->tag == kEsDescriptor) {
    inside.skip(2);
    const std::uint8_t flags = inside.u8();
    if (flags & 0x80) inside.skip(2);            // dependsOn_ES_ID
    if (flags & 0x40) inside.skip(inside.u8());  // URL
    if (flags & 0x20) inside.skip(2);            // OCR_ES_Id
  }
  const std::optional<Descriptor> config = next_descriptor(inside);
  if (!config || config->tag != kDecoderConfig) return std::nullopt;
  ByteReader fields(config->body);
  ElementaryStream result{fields.u8(), {}};
  fields.skip(12);  // stream type, buffer size, maximum and average bit rate
  if (fields.failed()) return std::nullopt;
  if (const auto specific = next_descriptor(fields); specific && specific->tag == kDecoderSpecific)
    result.specific = specific->body;
  return result;
}

base::Bytes write_esds(std::uint8_t object_type, ByteView specific) {
  constexpr std::size_t kDescriptorHeader = 5, kConfigFields = 13, kStreamFields = 3, kSyncLayerFields = 1;
  const std::size_t info = specific.empty() ? 0 : kDescriptorHeader + specific.size();
  base::ByteWriter writer;
  writer.u32(0);
  put_descriptor(writer, kEsDescriptor,
                 kStreamFields + 2 * kDescriptorHeader + kConfigFields + info + kSyncLayerFields);
  writer.u16(0).u8(0);  // ES_ID 0 in files (ISO/IEC 14496-14 3.1.2), no flags
  put_descriptor(writer, kDecoderConfig, kConfigFields + info);
  constexpr std::uint8_t kAudioStream = 0x05 << 2 | 1;
  writer.u8(object_type).u8(kAudioStream).u24(0).u32(0).u32(0);
  if (!specific.empty()) {
    put_descriptor(writer, kDecoderSpecific, specific.size());
    writer.bytes(specific);
  }
  put_descriptor(writer, kSyncLayer, kSyncLayerFields);
  writer.u8(2);  // predefined: for use in MP4 files
  return writer.take();
}

AudioSpecificConfig read_audio_specific_config(ByteView specific) {
  BitReader reader(specific);
  AudioSpecificConfig config;
  config.object_type = audio_object_type(reader);
  config.sample_rate = audio_sample_rate(reader);
  const std::uint32_t layout = reader.bits(4);
  config.channels = layout < 7                                    ? layout
                    : layout == 7 || layout == 12 || layout == 14 ? 8
                    : layout == 11                                ? 7
                                                                  : 0;
  // Explicit signalling of SBR and PS: the output rate follows.
  if (config.object_type == 5 || config.object_type == 29) config.sample_rate = audio_sample_rate(reader);
  return config;
}

std::string mpeg4_codec(std::string_view entry, const ElementaryStream& stream) {
  const ByteView specific = stream.specific;
  if (stream.object_type == kMpeg4Audio && !specific.empty())
    return base::format("{}.40.{}", entry, read_audio_specific_config(specific).object_type);
  constexpr std::uint8_t kVisualSequenceStart[] = {0, 0, 1, 0xb0};
  if (stream.object_type == kMpeg4Visual && specific.size() > 4 &&
      std::ranges::equal(specific.first(4), kVisualSequenceStart))
    return base::format("{}.20.{}", entry, specific[4]);
  return base::format("{}.{:02X}", entry, stream.object_type);
}

std::string_view mpeg4_codec_name(const ElementaryStream& stream) {
  if (stream.object_type == kMpeg4Audio) {
    const std::uint8_t type = read_audio_specific_config(stream.specific).object_type;
    return type == 34 ? "mp3" : type == 33 ? "mp2" : type == 36 ? "mp4als" : "aac";
  }
  if (stream.object_type >= kMpeg2AudioMain && stream.object_type <= kMpeg2AudioSsr) return "aac";
  switch (stream.object_type) {
    case kMpeg4Visual:
      return "mpeg4";
    case 0x21:
      return "h264";
    case 0x60:
    case 0x61:
    case 0x62:
    case 0x63:
    case 0x64:
    case 0x65:
      return "mpeg2video";
    case 0x6a:
      return "mpeg1video";
    case 0x6c:
      return "mjpeg";
    case kMpeg2Layer3:
    case kMpeg1Audio:
      return "mp3";
    case 0xa5:
      return "ac3";
    case 0xa6:
      return "eac3";
    case 0xa9:
      return "dts";
    case 0xad:
      return "opus";
    case 0xdd:
      return "vorbis";
    default:
      return "";
  }
}

namespace {
constexpr std::uint32_t kAcmodChannels[] = {2, 1, 2, 3, 3, 4, 4, 5};
}

std::uint32_t ac3_channels(ByteView dac3) {
  BitReader reader(dac3);
  reader.bits(10);  // fscod, bsid, bsmod
  const std::uint32_t mode = reader.bits(3);
  return dac3.size() < 3 ? 0 : kAcmodChannels[mode] + reader.bits(1);
}

std::uint32_t eac3_channels(ByteView dec3) {
  BitReader reader(dec3);
  reader.bits(16);  // data_rate, num_ind_sub
  reader.bits(12);  // fscod, bsid, reserved, asvc, bsmod
  const std::uint32_t mode = reader.bits(3);
  std::uint32_t channels = kAcmodChannels[mode] + reader.bits(1);
  reader.bits(3);
  // Table F.6.1: which speakers the dependent substreams add; four of the nine bits stand for a pair.
  constexpr std::uint32_t kPairs = 0x40 | 0x20 | 0x04 | 0x02;
  if (reader.bits(4) > 0) {
    const std::uint32_t locations = reader.bits(9);
    channels += static_cast<std::uint32_t>(std::popcount(locations) + std::popcount(locations & kPairs));
  }
  return dec3.size() < 5 ? 0 : channels;
}

}  // namespace media::isobmff
