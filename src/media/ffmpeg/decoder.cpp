#include "media/ffmpeg/decoder.h"

#include <algorithm>
#include <cstring>

#include "base/format.h"
#include "media/isobmff/box.h"
#include "media/isobmff/codec_config.h"
#include "media/render.h"

namespace media::ffmpeg {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;
using isobmff::Box;
using isobmff::four_cc;
using isobmff::FourCc;

namespace {

constexpr std::int64_t kPixelsMax = std::int64_t{8192} * 8192;
constexpr std::size_t kVisualFields = 78, kAudioFields = 28;  // ISO/IEC 14496-12 12.1.3, 12.2.3

struct Coding {
  FourCc entry, config;
  AVCodecID codec;
};
constexpr Coding kCodings[] = {{four_cc("avc1"), four_cc("avcC"), AV_CODEC_ID_H264},
                               {four_cc("avc3"), four_cc("avcC"), AV_CODEC_ID_H264},
                               {four_cc("hvc1"), four_cc("hvcC"), AV_CODEC_ID_HEVC},
                               {four_cc("hev1"), four_cc("hvcC"), AV_CODEC_ID_HEVC},
                               {four_cc("av01"), four_cc("av1C"), AV_CODEC_ID_AV1},
                               {four_cc("vp09"), four_cc("vpcC"), AV_CODEC_ID_VP9},
                               {four_cc("mp4a"), four_cc("esds"), AV_CODEC_ID_AAC},
                               {four_cc("ac-3"), four_cc("dac3"), AV_CODEC_ID_AC3},
                               {four_cc("ec-3"), four_cc("dec3"), AV_CODEC_ID_EAC3},
                               {four_cc("Opus"), four_cc("dOps"), AV_CODEC_ID_OPUS},
                               {four_cc("fLaC"), four_cc("dfLa"), AV_CODEC_ID_FLAC},
                               {four_cc("alac"), four_cc("alac"), AV_CODEC_ID_ALAC}};

// `dOps` (Encapsulation of Opus in ISO BMFF 4.3.2), big-endian, to OpusHead (RFC 7845 5.1), little-endian.
Bytes opus_head(ByteView record) {
  base::ByteReader reader(record);
  reader.skip(1);
  const std::uint8_t channels = reader.u8();
  const std::uint16_t skip = reader.u16();
  const std::uint32_t rate = reader.u32();
  const std::uint16_t gain = reader.u16();
  base::ByteWriter head;
  head.text("OpusHead").u8(1).u8(channels).u8(skip & 0xff).u8(skip >> 8);
  for (int shift = 0; shift < 32; shift += 8) head.u8(rate >> shift & 0xff);
  head.u8(gain & 0xff).u8(gain >> 8).bytes(reader.rest());
  return head.take();
}

// The form in which libavcodec wants a configuration box; sets the codec where the box decides it.
Bytes extradata_of(const Box& box, AVCodecID& codec) {
  const auto copy = [](ByteView view) { return Bytes(view.begin(), view.end()); };
  constexpr std::size_t kFullBox = 4, kMetadataHeader = 4, kStreamInfo = 34;
  switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_AV1:
      return copy(box.payload);
    case AV_CODEC_ID_AAC: {
      const auto stream = isobmff::read_esds(box.payload);
      if (!stream) return {};
      const std::string_view name = isobmff::mpeg4_codec_name(*stream);
      if (name == "mp3") codec = AV_CODEC_ID_MP3;
      return codec == AV_CODEC_ID_AAC ? copy(stream->specific) : Bytes();
    }
    case AV_CODEC_ID_OPUS:
      return opus_head(box.payload);
    case AV_CODEC_ID_FLAC:
      if (box.payload.size() < kFullBox + kMetadataHeader + kStreamInfo) return {};
      return copy(box.payload.subspan(kFullBox + kMetadataHeader, kStreamInfo));
    case AV_CODEC_ID_ALAC:
      return copy(box.whole);
    default:
      return {};
  }
}

// `colr` of type nclx (ISO/IEC 14496-12 12.1.5) counts where the coding itself does not say.
void read_colour(ByteView children, AVCodecParameters& parameters) {
  base::ByteReader reader(isobmff::payload_of(children, four_cc("colr")));
  if (base::as_text(reader.take(4)) != "nclx") return;
  const int primaries = reader.u16(), transfer = reader.u16(), matrix = reader.u16();
  const bool full = reader.u8() & 0x80;
  if (reader.failed() || primaries >= AVCOL_PRI_NB || transfer >= AVCOL_TRC_NB || matrix >= AVCOL_SPC_NB)
    return;
  parameters.color_primaries = static_cast<AVColorPrimaries>(primaries);
  parameters.color_trc = static_cast<AVColorTransferCharacteristic>(transfer);
  parameters.color_space = static_cast<AVColorSpace>(matrix);
  parameters.color_range = full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
}

bool set_extradata(AVCodecParameters& parameters, ByteView bytes) {
  if (bytes.empty()) return true;
  parameters.extradata = static_cast<std::uint8_t*>(av_mallocz(bytes.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (!parameters.extradata) return false;
  std::memcpy(parameters.extradata, bytes.data(), bytes.size());
  parameters.extradata_size = static_cast<int>(bytes.size());
  return true;
}

}  // namespace

base::Result<ParametersPointer> parameters_of(const Track& track) {
  const auto unknown = [&] {
    return fail(Fault::Unsupported, base::format("track {} has no sample entry to decode by", track.id));
  };
  ByteView rest = track.sample_entry;
  const std::optional<Box> entry = isobmff::next_box(rest);
  if (!entry) return unknown();
  const auto coding = std::ranges::find(kCodings, entry->type, &Coding::entry);
  const bool video = track.kind == TrackKind::Video;
  const std::size_t fields = video ? kVisualFields : kAudioFields;
  if (coding == std::end(kCodings) || entry->payload.size() < fields) return unknown();
  const ByteView children = entry->payload.subspan(fields);
  const std::optional<Box> config = isobmff::find_box(children, coding->config);
  if (!config) return unknown();
  ParametersPointer parameters(avcodec_parameters_alloc());
  if (!parameters) return fail(Fault::Internal, "out of memory");
  AVCodecID codec = coding->codec;
  if (!set_extradata(*parameters, extradata_of(*config, codec)))
    return fail(Fault::Internal, "out of memory");
  parameters->codec_id = codec;
  parameters->codec_type = video ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
  if (video) {
    parameters->width = static_cast<int>(track.coded_width);
    parameters->height = static_cast<int>(track.coded_height);
    read_colour(children, *parameters);
  } else {
    parameters->sample_rate = static_cast<int>(track.sample_rate);
    av_channel_layout_default(&parameters->ch_layout, static_cast<int>(track.channels));
  }
  return parameters;
}

base::Result<Decoder> Decoder::open(const AVCodecParameters& parameters, const DecoderSettings& settings) {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (!codec)
    return fail(Fault::Unsupported,
                base::format("{} cannot be decoded here", parameters.codec_id == AV_CODEC_ID_NONE
                                                              ? "an unknown coding"
                                                              : avcodec_get_name(parameters.codec_id)));
  Decoder decoder(avcodec_alloc_context3(codec));
  AVCodecContext* context = decoder.context_.get();
  if (!context || avcodec_parameters_to_context(context, &parameters) < 0)
    return fail(Fault::Internal, "out of memory");
  context->thread_count = settings.threads;
  context->max_pixels = kPixelsMax;
  context->err_recognition = AV_EF_CRCCHECK;
  // Frames the decoder doubts come out too, marked: whoever asked decides.
  context->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
  // Sound comes out with its priming: the work's timeline says what is heard.
  context->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
  // H.264 that does not tell how far it reorders: assume the worst, for a guess loses the first pictures.
  if (parameters.codec_id == AV_CODEC_ID_H264) context->strict_std_compliance = FF_COMPLIANCE_STRICT;
  if (settings.rough) context->skip_loop_filter = AVDISCARD_ALL;
  if (avcodec_open2(context, codec, nullptr) < 0)
    return fail(Fault::Malformed,
                base::format("its {} configuration is broken", avcodec_get_name(parameters.codec_id)));
  return decoder;
}

// Where leaving out frames that no other needs changes no other: told by the frame's own header.
bool Decoder::can_skip() const {
  return context_->codec_id == AV_CODEC_ID_H264 || context_->codec_id == AV_CODEC_ID_MPEG2VIDEO ||
         context_->codec_id == AV_CODEC_ID_MPEG1VIDEO;
}

void Decoder::send(const AVPacket& packet, std::uint64_t sample, bool sync, bool needed) {
  if (sync && broken_) {
    broken_ = false;
    clean_from_ = packet.pts;
  }
  const bool damaged = broken_ || packet.pts < clean_from_;
  context_->skip_frame = needed || !can_skip() ? AVDISCARD_DEFAULT : AVDISCARD_NONREF;
  context_->reordered_opaque = static_cast<std::int64_t>(sample << 1 | (damaged ? 1 : 0));
  if (packet.size <= 0 || avcodec_send_packet(context_.get(), &packet) < 0) broken_ = true;
}

void Decoder::drain() { avcodec_send_packet(context_.get(), nullptr); }

void Decoder::flush() {
  avcodec_flush_buffers(context_.get());
  broken_ = false;
  clean_from_ = INT64_MIN;
}

std::optional<Frame> Decoder::receive() {
  FramePointer picture(av_frame_alloc());
  if (!picture) return std::nullopt;
  int status = 0;
  while ((status = avcodec_receive_frame(context_.get(), picture.get())) == AVERROR_INVALIDDATA)
    broken_ = true;
  if (status < 0) return std::nullopt;
  Frame frame;
  frame.time = picture->pts;
  frame.sample = static_cast<std::uint64_t>(picture->reordered_opaque) >> 1;
  // H.264 also marks what follows a sync sample that is no IDR; the container's word is taken for those.
  const bool doubted = picture->flags & AV_FRAME_FLAG_CORRUPT && context_->codec_id != AV_CODEC_ID_H264;
  frame.damaged = picture->reordered_opaque & 1 || picture->decode_error_flags != 0 || doubted;
  frame.picture = std::move(picture);
  return frame;
}

}  // namespace media::ffmpeg

namespace media {

bool can_decode(const Track& track) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get_by_name(track.codec_name.c_str());
  return descriptor && avcodec_find_decoder(descriptor->id);
}

}  // namespace media
