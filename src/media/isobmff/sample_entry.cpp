#include "media/isobmff/sample_entry.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "media/isobmff/codec_config.h"
#include "media/isobmff/codec_names.h"
#include "media/isobmff/sample_entry_builder.h"

namespace media::isobmff {

using base::ByteReader;
using base::Bytes;
using base::ByteView;

namespace {

constexpr std::size_t kVisualFields = 78,
                      kAudioFields = 28;  // of 12.1.3 and 12.2.3, from the payload's start

void append(Bytes& bytes, ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

// ---- video

// 12.1.5. QuickTime's `nclc` lacks the last byte of ISO's `nclx`.
Bytes clean_colour(const Box& box) {
  const ByteView payload = box.payload;
  if (payload.size() < 10 || base::as_text(payload.first(4)) != "nclc")
    return {box.whole.begin(), box.whole.end()};
  base::ByteWriter colour;
  colour.text("nclx").bytes(payload.subspan(4, 6)).u8(0);
  return make_box(box.type, colour.view());
}

// The boxes of a visual entry that mean the same in every ISO file.
Bytes visual_boxes(ByteView children) {
  static constexpr FourCc kKept[] = {four_cc("pasp"), four_cc("clap"), four_cc("btrt"), four_cc("clli"),
                                     four_cc("mdcv"), four_cc("SmDm"), four_cc("CoLL"), four_cc("dvcC"),
                                     four_cc("dvvC"), four_cc("fiel")};
  Bytes boxes;
  while (const auto box = next_box(children)) {
    if (std::ranges::find(kKept, box->type) != std::end(kKept)) append(boxes, box->whole);
    if (box->type == four_cc("colr")) append(boxes, clean_colour(*box));
  }
  return boxes;
}

struct VideoConfig {
  FourCc box = 0;
  std::string codec;
  bool copyable = false;
};
VideoConfig video_config(FourCc type, ByteView children) {
  const std::string name = to_text(type);
  switch (type) {
    case four_cc("avc1"):
    case four_cc("avc3"):
      return {four_cc("avcC"), avc_codec(name, payload_of(children, four_cc("avcC"))), true};
    case four_cc("hvc1"):
    case four_cc("hev1"):
      return {four_cc("hvcC"), hevc_codec(name, payload_of(children, four_cc("hvcC"))), true};
    case four_cc("av01"):
      return {four_cc("av1C"), av1_codec(payload_of(children, four_cc("av1C"))), true};
    case four_cc("vp09"):
      return {four_cc("vpcC"), vp9_codec(payload_of(children, four_cc("vpcC"))), true};
    case four_cc("vp08"):
      return {four_cc("vpcC"), "vp8", false};
    case four_cc("mp4v"):
      if (const auto stream = read_esds(payload_of(children, four_cc("esds"))))
        return {four_cc("esds"), mpeg4_codec(name, *stream), false};
      return {};
    default:
      return {};
  }
}

void read_picture_shape(ByteView children, SampleDescription& description) {
  ByteReader aspect(payload_of(children, four_cc("pasp")));
  const std::uint32_t horizontal = aspect.u32(), vertical = aspect.u32();
  if (horizontal > 0 && vertical > 0) {
    description.pixel_width = horizontal;
    description.pixel_height = vertical;
  }
  ByteReader aperture(payload_of(children, four_cc("clap")));
  const std::uint32_t width = aperture.u32(), width_unit = aperture.u32();
  const std::uint32_t height = aperture.u32(), height_unit = aperture.u32();
  if (width_unit == 0 || height_unit == 0) return;
  description.aperture_width = width / width_unit;
  description.aperture_height = height / height_unit;
}

void read_visual(const Box& box, SampleDescription& description) {
  if (box.payload.size() < kVisualFields) return;
  ByteReader reader(box.payload.subspan(24));
  description.width = reader.u16();
  description.height = reader.u16();
  const ByteView children = box.payload.subspan(kVisualFields);
  read_picture_shape(children, description);
  const VideoConfig config = video_config(description.type, children);
  description.codec = config.codec;
  const std::optional<Box> record = find_box(children, config.box);
  if (description.type == four_cc("mp4v") && record)
    if (const auto stream = read_esds(record->payload)) description.codec_name = mpeg4_codec_name(*stream);
  if (!config.copyable || !record || config.codec.empty() || description.encrypted) return;
  Bytes boxes(record->whole.begin(), record->whole.end());
  append(boxes, visual_boxes(children));
  description.entry = make_visual_entry(description.type, description.width, description.height, boxes);
}

// ---- sound

// QuickTime File Format Specification, "Sound Sample Descriptions": the fields and where the boxes begin.
struct SoundFields {
  std::size_t children_at = kAudioFields;
  std::uint32_t bits = 16;
  bool variable = true;  // a sample of the tables is a packet
  bool linear_float = false, linear_big_endian = false;
};

void read_linear_fields(ByteReader& reader, SampleDescription& description, SoundFields& fields) {
  reader.skip(4);  // size of the structure
  const double rate = std::bit_cast<double>(reader.u64());
  if (rate >= 1 && rate <= 1e7) description.sample_rate = static_cast<std::uint32_t>(std::lround(rate));
  description.channels = reader.u32();
  reader.skip(4);
  fields.bits = reader.u32();
  const std::uint32_t flags = reader.u32();
  fields.linear_float = flags & 1;
  fields.linear_big_endian = flags & 2;
  description.packet_bytes = reader.u32();
  description.packet_samples = std::max(1u, reader.u32());
}

SoundFields read_sound_fields(ByteView payload, std::uint8_t stsd_version, SampleDescription& description) {
  ByteReader reader(payload.subspan(8));
  SoundFields fields;
  const std::uint16_t version = reader.u16();
  reader.skip(6);
  description.channels = reader.u16();
  fields.bits = reader.u16();
  const std::uint16_t compression = reader.u16();
  reader.skip(2);
  description.sample_rate = reader.u32() >> 16;
  description.packet_bytes = description.channels * ((fields.bits + 7) / 8);
  if (stsd_version != 0 || version == 0) return fields;  // ISO AudioSampleEntryV1 has no further fields
  if (version == 1) {
    description.packet_samples = std::max(1u, reader.u32());
    reader.skip(4);
    const std::uint32_t bytes_per_frame = reader.u32();
    if (bytes_per_frame > 0) description.packet_bytes = bytes_per_frame;
    constexpr std::uint16_t kVariable = 0xfffe;
    fields.variable = compression == kVariable;
    fields.children_at += 16;
  } else if (version == 2) {
    read_linear_fields(reader, description, fields);
    fields.children_at += 36;
  }
  return fields;
}

// The configuration box of a coding: among the children, or inside QuickTime's `wave`.
std::optional<Box> config_box(ByteView children, FourCc type) {
  if (const auto box = find_box(children, type)) return box;
  return find_box(payload_of(children, four_cc("wave")), type);
}

void read_mpeg4_sound(ByteView children, bool variable, SampleDescription& description) {
  const std::optional<Box> record = config_box(children, four_cc("esds"));
  const auto stream = record ? read_esds(record->payload) : std::nullopt;
  if (!stream) return;
  description.codec = mpeg4_codec("mp4a", *stream);
  description.codec_name = mpeg4_codec_name(*stream);
  const bool layer3 = stream->object_type == kMpeg2Layer3 || stream->object_type == kMpeg1Audio;
  if (description.codec_name == "aac" && !stream->specific.empty()) {
    const AudioSpecificConfig config = read_audio_specific_config(stream->specific);
    if (config.sample_rate > 0) description.sample_rate = config.sample_rate;
    if (config.channels > 0) description.channels = config.channels;
  } else if (!layer3) {
    return;
  }
  if (variable)
    description.entry =
        make_audio_entry(four_cc("mp4a"), description.channels, description.sample_rate, record->whole);
}

// Codings that are copied with their own configuration box.
struct CopiedSound {
  FourCc type, config;
  std::string_view codec;
};
constexpr CopiedSound kCopiedSounds[] = {{four_cc("ac-3"), four_cc("dac3"), "ac-3"},
                                         {four_cc("ec-3"), four_cc("dec3"), "ec-3"},
                                         {four_cc("Opus"), four_cc("dOps"), "opus"},
                                         {four_cc("fLaC"), four_cc("dfLa"), "flac"},
                                         {four_cc("alac"), four_cc("alac"), "alac"}};

// What the configuration says better than the fields in front of it.
void read_sound_config(FourCc type, ByteView payload, SampleDescription& description) {
  ByteReader reader(payload);
  std::uint32_t channels = 0, rate = 0;
  if (type == four_cc("dac3")) channels = ac3_channels(payload);
  if (type == four_cc("dec3")) channels = eac3_channels(payload);
  if (type == four_cc("dOps")) {
    reader.skip(1);
    channels = reader.u8();
    rate = 48000;  // Opus always decodes at 48 kHz
  } else if (type == four_cc("dfLa")) {
    reader.skip(4 + 4 + 10);  // version and flags; block header; to the rate in STREAMINFO (RFC 9639 8.2)
    const std::uint32_t packed = reader.u32();
    rate = packed >> 12;
    channels = (packed >> 9 & 7) + 1;
  } else if (type == four_cc("alac")) {
    reader.skip(4 + 9);
    channels = reader.u8();
    reader.skip(10);
    rate = reader.u32();
  }
  if (reader.failed()) return;
  if (channels > 0) description.channels = channels;
  if (rate > 0) description.sample_rate = rate;
}

void read_copied_sound(const CopiedSound& kind, ByteView children, SampleDescription& description) {
  description.codec = kind.codec;
  const std::optional<Box> record = config_box(children, kind.config);
  if (!record) return;
  read_sound_config(kind.config, record->payload, description);
  description.entry =
      make_audio_entry(kind.type, description.channels, description.sample_rate, record->whole);
}

// QuickTime's own names for MPEG audio, layer 3.
bool is_quicktime_layer3(FourCc type) { return type == four_cc(".mp3") || type == 0x6d730055; }

std::string linear_name(const SoundFields& fields) {
  const std::string_view order = fields.bits <= 8 ? "" : fields.linear_big_endian ? "be" : "le";
  return "pcm_" +
         std::string(fields.linear_float ? "f"
                     : fields.bits <= 8  ? "u"
                                         : "s") +
         std::to_string((fields.bits + 7) / 8 * 8) + std::string(order);
}

// `enda` inside `wave`: 1 where the samples are little-endian.
bool is_little_endian(ByteView children) {
  const auto box = config_box(children, four_cc("enda"));
  return box && box->payload.size() >= 2 && box->payload[1] == 1;
}

void read_sound(const Box& box, std::uint8_t stsd_version, SampleDescription& description) {
  if (box.payload.size() < kAudioFields) return;
  const SoundFields fields = read_sound_fields(box.payload, stsd_version, description);
  const ByteView children = box.payload.subspan(std::min(fields.children_at, box.payload.size()));
  const FourCc type = description.type;
  if (type == four_cc("lpcm")) {
    description.codec_name = linear_name(fields);
  } else if (const std::uint32_t bytes = linear_sample_bytes(type, fields.bits)) {
    description.codec_name = linear_codec_name(type, fields.bits, is_little_endian(children));
    description.packet_bytes = description.channels * bytes;
    description.packet_samples = 1;
  } else if (type == four_cc("mp4a")) {
    read_mpeg4_sound(children, fields.variable, description);
  } else if (is_quicktime_layer3(type)) {
    description.codec = "mp4a.6B";
    const Bytes esds = make_box(four_cc("esds"), write_esds(kMpeg1Audio, {}));
    if (fields.variable)
      description.entry =
          make_audio_entry(four_cc("mp4a"), description.channels, description.sample_rate, esds);
  }
  const auto copied = std::ranges::find(kCopiedSounds, type, &CopiedSound::type);
  if (copied != std::end(kCopiedSounds)) read_copied_sound(*copied, children, description);
  if (description.encrypted) description.entry.clear();
}

// QuickTime File Format Specification, "Timecode Sample Description".
void read_timecode(const Box& box, SampleDescription& description) {
  ByteReader reader(box.payload);
  reader.skip(8 + 4);
  description.drop_frame = reader.u32() & 1;
  description.timecode_timescale = reader.u32();
  description.frame_duration = reader.u32();
  description.frames_per_second = reader.u8();
  if (reader.failed()) description.timecode_timescale = 0;
}

// Common encryption (ISO/IEC 14496-12 8.12): the original type is in `sinf`/`frma`.
FourCc original_type(const Box& box) {
  const std::size_t fields = box.type == four_cc("encv") ? kVisualFields : kAudioFields;
  if (box.payload.size() < fields) return box.type;
  ByteReader reader(payload_of(payload_of(box.payload.subspan(fields), four_cc("sinf")), four_cc("frma")));
  const FourCc original = reader.u32();
  return reader.failed() ? box.type : original;
}

}  // namespace

SampleDescription read_sample_description(const Box& entry, TrackKind kind, std::uint8_t version) {
  SampleDescription description;
  description.encrypted = entry.type == four_cc("encv") || entry.type == four_cc("enca");
  description.type = description.encrypted ? original_type(entry) : entry.type;
  description.codec_name = codec_name_of(description.type);
  ByteReader reader(entry.payload);
  reader.skip(6);
  description.data_reference = reader.u16();
  if (kind == TrackKind::Video) read_visual(entry, description);
  if (kind == TrackKind::Audio) read_sound(entry, version, description);
  if (kind == TrackKind::Timecode) read_timecode(entry, description);
  return description;
}

}  // namespace media::isobmff
