#include "media/ffmpeg/stream_codec.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/format.h"
#include "media/bit_reader.h"
#include "media/ffmpeg/frame_headers.h"
#include "media/isobmff/annex_b.h"
#include "media/isobmff/codec_config.h"
#include "media/isobmff/sample_entry_builder.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace media::ffmpeg {

using base::ByteView;
using base::ByteWriter;
using isobmff::four_cc;
using isobmff::FourCc;

namespace {

ByteView extradata(const AVCodecParameters& parameters) {
  if (!parameters.extradata || parameters.extradata_size <= 0) return {};
  return {parameters.extradata, static_cast<std::size_t>(parameters.extradata_size)};
}

base::Bytes visual(FourCc type, const AVCodecParameters& parameters, FourCc config, ByteView record) {
  if (parameters.width <= 0 || parameters.height <= 0 || parameters.width > 0xffff ||
      parameters.height > 0xffff)
    return {};
  base::Bytes boxes = isobmff::make_box(config, record);
  const AVRational aspect = parameters.sample_aspect_ratio;
  if (aspect.num > 0 && aspect.den > 0 && aspect.num != aspect.den) {
    ByteWriter pixels;
    pixels.u32(static_cast<std::uint32_t>(aspect.num)).u32(static_cast<std::uint32_t>(aspect.den));
    const base::Bytes shape = isobmff::make_box(four_cc("pasp"), pixels.view());
    boxes.insert(boxes.end(), shape.begin(), shape.end());
  }
  return isobmff::make_visual_entry(type, static_cast<std::uint32_t>(parameters.width),
                                    static_cast<std::uint32_t>(parameters.height), boxes);
}

base::Bytes sound(FourCc type, const AVCodecParameters& parameters, FourCc config, ByteView record) {
  return isobmff::make_audio_entry(
      type, static_cast<std::uint32_t>(std::max(0, parameters.ch_layout.nb_channels)),
      static_cast<std::uint32_t>(std::max(0, parameters.sample_rate)), isobmff::make_box(config, record));
}

constexpr std::uint8_t kRecordVersion = 1;  // of avcC and hvcC: else the stream is in Annex B form

StreamCodec describe_avc(const AVCodecParameters& parameters, ByteView first) {
  const ByteView record = extradata(parameters);
  if (record.size() > 6 && record[0] == kRecordVersion)
    return {isobmff::avc_codec("avc1", record), visual(four_cc("avc1"), parameters, four_cc("avcC"), record)};
  std::optional<base::Bytes> made = isobmff::avc_record(record);
  if (!made) made = isobmff::avc_record(first);
  if (!made) return {};
  return {isobmff::avc_codec("avc1", *made), visual(four_cc("avc1"), parameters, four_cc("avcC"), *made),
          Unwrap::AnnexB};
}

StreamCodec describe_hevc(const AVCodecParameters& parameters, ByteView first) {
  const ByteView record = extradata(parameters);
  if (record.size() > 22 && record[0] == kRecordVersion)
    return {isobmff::hevc_codec("hvc1", record),
            visual(four_cc("hvc1"), parameters, four_cc("hvcC"), record)};
  std::optional<base::Bytes> made = isobmff::hevc_record(record);
  if (!made) made = isobmff::hevc_record(first);
  if (made)
    return {isobmff::hevc_codec("hvc1", *made), visual(four_cc("hvc1"), parameters, four_cc("hvcC"), *made),
            Unwrap::AnnexB};
  if (parameters.profile <= 0 || parameters.level <= 0) return {};
  // Compatibility flags of Main and Main 10 (ISO/IEC 23008-2 A.3.2, A.3.3).
  const int compatible = parameters.profile == 1   ? 6
                         : parameters.profile == 2 ? 4
                                                   : 1 << parameters.profile % 31;
  return {base::format("hvc1.{}.{:x}.L{}.B0", parameters.profile, compatible, parameters.level), {}};
}

StreamCodec describe_av1(const AVCodecParameters& parameters) {
  const ByteView record = extradata(parameters);
  constexpr std::uint8_t kMarkerAndVersion = 0x81;
  if (record.size() < 4 || record[0] != kMarkerAndVersion) return {};
  return {isobmff::av1_codec(record), visual(four_cc("av01"), parameters, four_cc("av1C"), record)};
}

StreamCodec describe_vp9(const AVCodecParameters& parameters, ByteView first, double rate) {
  const std::optional<Vp9Header> header = read_vp9_header(first);
  if (!header) return {"vp9", {}};
  ByteWriter record;
  record.u32(1u << 24).u8(header->profile);
  record.u8(vp9_level(static_cast<std::uint32_t>(std::max(1, parameters.width)),
                      static_cast<std::uint32_t>(std::max(1, parameters.height)), rate));
  record.u8(header->bit_depth << 4 | header->chroma << 1 | header->full_range);
  record.u8(static_cast<std::uint8_t>(parameters.color_primaries));
  record.u8(static_cast<std::uint8_t>(parameters.color_trc));
  record.u8(static_cast<std::uint8_t>(parameters.color_space)).u16(0);
  return {isobmff::vp9_codec(record.view()),
          visual(four_cc("vp09"), parameters, four_cc("vpcC"), record.view())};
}

StreamCodec describe_aac(const AVCodecParameters& parameters, ByteView first) {
  base::Bytes config;
  std::size_t skip = 0;
  if (const auto header = read_adts_header(first)) {
    config = header->config;
    skip = header->size;
  } else {
    const ByteView record = extradata(parameters);
    config.assign(record.begin(), record.end());
  }
  if (config.size() < 2) {
    const int type = parameters.profile >= 0 ? parameters.profile + 1 : 2;
    return {base::format("mp4a.40.{}", type), {}};
  }
  const base::Bytes esds = isobmff::write_esds(isobmff::kMpeg4Audio, config);
  return {base::format("mp4a.40.{}", isobmff::read_audio_specific_config(config).object_type),
          sound(four_cc("mp4a"), parameters, four_cc("esds"), esds), skip > 0 ? Unwrap::Adts : Unwrap::None,
          skip};
}

// OpusHead (RFC 7845 5.1), little-endian, to `dOps` (Encapsulation of Opus in ISO BMFF 4.3.2), big-endian.
StreamCodec describe_opus(const AVCodecParameters& parameters) {
  const ByteView head = extradata(parameters);
  if (head.size() < 19 || base::as_text(head.first(8)) != "OpusHead") return {"opus", {}};
  ByteWriter record;
  record.u8(0).u8(head[9]);
  record.u16(head[11] << 8 | head[10]);
  record.u8(head[15]).u8(head[14]).u8(head[13]).u8(head[12]);
  record.u8(head[17]).u8(head[16]).bytes(head.subspan(18));
  return {"opus", sound(four_cc("Opus"), parameters, four_cc("dOps"), record.view())};
}

StreamCodec describe_flac(const AVCodecParameters& parameters) {
  constexpr std::size_t kStreamInfo = 34;
  const ByteView info = extradata(parameters);
  if (info.size() != kStreamInfo) return {"flac", {}};
  ByteWriter record;
  record.u32(0).u8(0x80).u24(kStreamInfo).bytes(info);  // the last metadata block
  return {"flac", sound(four_cc("fLaC"), parameters, four_cc("dfLa"), record.view())};
}

StreamCodec describe_layer3(const AVCodecParameters& parameters) {
  const base::Bytes esds = isobmff::write_esds(isobmff::kMpeg1Audio, {});
  return {"mp4a.6B", sound(four_cc("mp4a"), parameters, four_cc("esds"), esds)};
}

StreamCodec describe_ac3(const AVCodecParameters& parameters, ByteView first) {
  const std::optional<base::Bytes> record = ac3_record(first);
  if (!record) return {"ac-3", {}};
  return {"ac-3", sound(four_cc("ac-3"), parameters, four_cc("dac3"), *record)};
}

StreamCodec describe_eac3(const AVCodecParameters& parameters, ByteView first) {
  const std::optional<base::Bytes> record = eac3_record(first);
  if (!record) return {"ec-3", {}};
  return {"ec-3", sound(four_cc("ec-3"), parameters, four_cc("dec3"), *record)};
}

}  // namespace

StreamCodec describe_codec(const AVStream& stream, ByteView first, double rate) {
  const AVCodecParameters& parameters = *stream.codecpar;
  switch (parameters.codec_id) {
    case AV_CODEC_ID_H264:
      return describe_avc(parameters, first);
    case AV_CODEC_ID_HEVC:
      return describe_hevc(parameters, first);
    case AV_CODEC_ID_AV1:
      return describe_av1(parameters);
    case AV_CODEC_ID_VP9:
      return describe_vp9(parameters, first, rate);
    case AV_CODEC_ID_AAC:
      return describe_aac(parameters, first);
    case AV_CODEC_ID_OPUS:
      return describe_opus(parameters);
    case AV_CODEC_ID_FLAC:
      return describe_flac(parameters);
    case AV_CODEC_ID_MP3:
      return describe_layer3(parameters);
    case AV_CODEC_ID_AC3:
      return describe_ac3(parameters, first);
    case AV_CODEC_ID_EAC3:
      return describe_eac3(parameters, first);
    case AV_CODEC_ID_VP8:
      return {"vp8", {}};
    case AV_CODEC_ID_VORBIS:
      return {"vorbis", {}};
    case AV_CODEC_ID_THEORA:
      return {"theora", {}};
    default:
      return {};
  }
}

std::int64_t packet_samples(const AVCodecParameters& parameters, ByteView packet) {
  switch (parameters.codec_id) {
    case AV_CODEC_ID_OPUS:
      return opus_samples(packet);
    case AV_CODEC_ID_FLAC:
      return flac_samples(packet);
    case AV_CODEC_ID_EAC3:
      return eac3_samples(packet);
    default:
      break;
  }
  const int size = static_cast<int>(std::min<std::size_t>(packet.size(), 1u << 30));
  // libavcodec asks for a mutable pointer but only reads.
  return std::max(0, av_get_audio_frame_duration2(const_cast<AVCodecParameters*>(&parameters), size));
}

}  // namespace media::ffmpeg
