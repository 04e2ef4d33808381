#include "media/ffmpeg/encoder.h"

#include <map>
#include <string>

#include "base/format.h"

extern "C" {
#include <libavutil/intreadwrite.h>
}

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

using Options = std::map<std::string, std::string>;

const char* name_of(const SoundPlan& plan) {
  switch (plan.coding) {
    case SoundCoding::Aac:
      return "aac";
    case SoundCoding::Mp3:
      return "libmp3lame";
    case SoundCoding::Opus:
      return "libopus";
    case SoundCoding::Flac:
      return "flac";
    case SoundCoding::Pcm:
      return plan.bits == 24 ? "pcm_s24le" : "pcm_s16le";
  }
  return "";
}

const char* name_of(PictureCoding coding) {
  switch (coding) {
    case PictureCoding::H264:
      return "libx264";
    case PictureCoding::Vp9:
      return "libvpx-vp9";
    case PictureCoding::Gif:
      return "gif";
    case PictureCoding::Webp:
      return "libwebp_anim";
  }
  return "";
}

// Where no bit rate is set the quality is, at about what people take for the original at a glance.
Options options_of(const PicturePlan& plan) {
  const std::string most = std::to_string(plan.bit_rate);
  const std::string buffered = std::to_string(std::uint64_t{plan.bit_rate} * 2);
  switch (plan.coding) {
    case PictureCoding::H264: {
      // No pictures that refer forwards: each shows when it is decoded, so that both ends are exact in every
      // player and nothing has to be hidden.
      Options options = {{"preset", "veryfast"},
                         {"crf", "21"},
                         {"profile", "high"},
                         {"bf", "0"},
                         {"forced-idr", "1"},
                         {"level", base::format("{}.{}", plan.level / 10, plan.level % 10)},
                         {"x264-params", "open-gop=0:force-cfr=0:rc-lookahead=10"}};
      if (plan.bit_rate) options.insert({{"maxrate", most}, {"bufsize", buffered}});
      return options;
    }
    case PictureCoding::Vp9: {
      Options options = {
          {"deadline", "realtime"}, {"cpu-used", "8"},        {"row-mt", "1"}, {"tile-columns", "1"},
          {"lag-in-frames", "0"},   {"error-resilient", "0"}, {"crf", "32"}};
      options.insert({"b", plan.bit_rate ? most : "0"});
      return options;
    }
    case PictureCoding::Gif:
      return {};
    case PictureCoding::Webp:
      return {{"quality", "75"}, {"compression_level", "2"}, {"loop", "0"}};
  }
  return {};
}

base::Result<void> open_codec(AVCodecContext& context, const Options& options, const char* name) {
  AVDictionary* dictionary = nullptr;
  for (const auto& [key, value] : options) av_dict_set(&dictionary, key.c_str(), value.c_str(), 0);
  const int status = avcodec_open2(&context, context.codec, &dictionary);
  av_dict_free(&dictionary);
  if (status < 0)
    return fail(Fault::Unsupported, base::format("{} does not take such sound or pictures", name));
  return {};
}

void set_colour(AVCodecContext& context, const AVFrame& like) {
  context.color_range = like.color_range;
  context.color_primaries = like.color_primaries;
  context.color_trc = like.color_trc;
  context.colorspace = like.colorspace;
  context.chroma_sample_location = like.chroma_location;
}

}  // namespace

base::Result<Encoder> Encoder::open(const SoundPlan& plan, const AVFrame& like, bool global_header) {
  const char* name = name_of(plan);
  const AVCodec* codec = avcodec_find_encoder_by_name(name);
  if (!codec) return fail(Fault::Unsupported, base::format("there is no encoder {}", name));
  Encoder encoder;
  encoder.context_.reset(avcodec_alloc_context3(codec));
  if (!encoder.context_) return fail(Fault::Internal, "out of memory");
  AVCodecContext& context = *encoder.context_;
  context.sample_fmt = static_cast<AVSampleFormat>(like.format);
  context.sample_rate = like.sample_rate;
  context.time_base = {1, like.sample_rate};
  if (av_channel_layout_copy(&context.ch_layout, &like.ch_layout) < 0)
    return fail(Fault::Internal, "out of memory");
  context.bit_rate = plan.bit_rate;
  if (plan.bits == 24) context.bits_per_raw_sample = 24;
  if (global_header) context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  context.thread_count = 1;
  TRY(open_codec(context, {}, name));
  // STREAMINFO (RFC 9639 8.2) tells how many samples follow: the low 36 bits of bytes 10..17.
  if (plan.coding == SoundCoding::Flac && context.extradata_size >= 18) {
    const std::uint64_t word = AV_RB64(context.extradata + 10) >> 36 << 36;
    AV_WB64(context.extradata + 10, word | (plan.samples & 0xf'ffff'ffff));
  }
  return encoder;
}

base::Result<Encoder> Encoder::open(const PicturePlan& plan, const AVFrame& like, bool global_header) {
  const char* name = name_of(plan.coding);
  const AVCodec* codec = avcodec_find_encoder_by_name(name);
  if (!codec) return fail(Fault::Unsupported, base::format("there is no encoder {}", name));
  Encoder encoder;
  encoder.context_.reset(avcodec_alloc_context3(codec));
  if (!encoder.context_) return fail(Fault::Internal, "out of memory");
  AVCodecContext& context = *encoder.context_;
  context.width = like.width;
  context.height = like.height;
  context.pix_fmt = static_cast<AVPixelFormat>(like.format);
  context.sample_aspect_ratio = {1, 1};
  context.time_base = {1, static_cast<int>(plan.timescale)};
  context.gop_size = 1000;  // key frames are asked for by time
  context.thread_count = 2;
  set_colour(context, like);
  if (global_header) context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  TRY(open_codec(context, options_of(plan), name));
  return encoder;
}

base::Result<void> Encoder::send(const AVFrame* frame) {
  const int status = avcodec_send_frame(context_.get(), frame);
  if (status >= 0 || status == AVERROR_EOF) return {};
  return fail(Fault::Internal, base::format("{} refused a frame ({})", context_->codec->name, status));
}

base::Result<PacketPointer> Encoder::receive() {
  PacketPointer packet(av_packet_alloc());
  if (!packet) return fail(Fault::Internal, "out of memory");
  const int status = avcodec_receive_packet(context_.get(), packet.get());
  if (status >= 0) return packet;
  if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return PacketPointer();
  return fail(Fault::Internal, base::format("{} failed ({})", context_->codec->name, status));
}

}  // namespace media::ffmpeg
