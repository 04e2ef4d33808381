#include "media/ffmpeg/edge_encoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <map>

#include "base/format.h"
#include "media/ffmpeg/sample_decoder.h"
#include "media/isobmff/annex_b.h"
#include "media/isobmff/avc.h"
#include "media/isobmff/hevc.h"
#include "media/isobmff/obu.h"

namespace media::ffmpeg {
namespace {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;

constexpr int kThreads = 2;
constexpr std::uint8_t kSequenceSet = 7, kPictureSet = 8;  // nal_unit_type

struct ContextFree {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
using ContextPointer = std::unique_ptr<AVCodecContext, ContextFree>;

using Options = std::map<std::string, std::string>;

std::string_view h264_profile(std::uint8_t profile_idc) {
  switch (profile_idc) {
    case 66:
      return "baseline";
    case 77:
    case 88:
      return "main";
    case 110:
      return "high10";
    case 122:
      return "high422";
    case 244:
      return "high444";
    default:
      return "high";
  }
}

// One encoder for both edges, so that both need the same parameter sets.
class EdgeEncoder {
 public:
  static base::Result<EdgeEncoder> open(const ClipTrack& track, const AVFrame& like) {
    EdgeEncoder encoder;
    Options options;
    std::string name;
    encoder.av1_ = track.track.codec_name == "av1";
    if (track.track.codec_name == "h264") {
      encoder.avc_ = isobmff::read_avc_configuration(track.track.sample_entry);
      const auto id = encoder.avc_ ? isobmff::free_parameter_set_id(*encoder.avc_) : std::nullopt;
      if (!id) return fail(Fault::Unsupported, "no parameter set id is free in this H.264");
      name = "libx264";
      options = {{"preset", "ultrafast"},
                 {"crf", "17"},
                 {"forced-idr", "1"},
                 {"profile", std::string(h264_profile(encoder.avc_->profile))},
                 {"x264-params", base::format("sps-id={}:bframes=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:"
                                              "scenecut=0:keyint=infinite:log=-1",
                                              *id)}};
      encoder.length_size_ = encoder.avc_->length_size;
    } else if (track.track.codec_name == "hevc") {
      const auto hevc = isobmff::read_hevc_configuration(track.track.sample_entry);
      encoder.hevc_ = hevc ? isobmff::free_hevc_ids(*hevc) : std::nullopt;
      if (!encoder.hevc_) return fail(Fault::Unsupported, "no parameter set id is free in this HEVC");
      encoder.length_size_ = hevc->length_size;
      name = "libx265";
      options = {
          {"preset", "ultrafast"},
          {"crf", "17"},
          {"forced-idr", "1"},
          {"x265-params", base::format("bframes=0:rc-lookahead=0:scenecut=0:keyint=-1:open-gop=0:wpp=0:"
                                       "info=0:repeat-headers=0:frame-threads={}:log-level=none",
                                       kThreads)}};
    } else if (track.track.codec_name == "vp9") {
      name = "libvpx-vp9";
      options = {{"deadline", "realtime"}, {"cpu-used", "8"},     {"crf", "18"},
                 {"lag-in-frames", "0"},   {"auto-alt-ref", "0"}, {"row-mt", "1"}};
    } else {
      name = "libsvtav1";
      options = {{"preset", "12"}, {"crf", "24"}};
    }
    TRY(encoder.open_codec(name, options, track, like));
    return encoder;
  }

  base::Result<void> send(AVFrame* frame) {
    if (frame && (frame->width != context_->width || frame->height != context_->height ||
                  frame->format != context_->pix_fmt))
      return fail(Fault::Unsupported, "the pictures change their shape where they were to be cut");
    if (avcodec_send_frame(context_.get(), frame) < 0)
      return fail(Fault::Internal, "the encoder did not take a picture");
    return receive();
  }
  std::vector<EncodedPicture>& pictures() { return pictures_; }
  // The parameter sets, for codings that have them beside the pictures.
  base::Result<void> write_sets(EncodedEdges& edges) const {
    if (!avc_ && !hevc_) return {};
    for (const ByteView unit :
         isobmff::annex_b_units({context_->extradata, static_cast<std::size_t>(context_->extradata_size)})) {
      const std::uint8_t type = avc_ ? unit[0] & 0x1f : isobmff::hevc_unit_type(unit);
      Bytes* const set = avc_ ? set_of(edges, type, 0, kSequenceSet, kPictureSet)
                              : set_of(edges, type, isobmff::kHevcVideoSet, isobmff::kHevcSequenceSet,
                                       isobmff::kHevcPictureSet);
      if (set) *set = hevc_ ? TRY(isobmff::with_ids(unit, *hevc_)) : Bytes(unit.begin(), unit.end());
    }
    return {};
  }
  // HEVC: what follows the head edge may be any kind of IRAP picture.
  void end_sequence(EncodedPicture& last) const {
    if (hevc_) append_unit(last.data, isobmff::kHevcEndOfSequence);
  }
  // Whether a decoder can begin with the picture, as the first of an edge.
  bool begins(const EncodedPicture& picture) const {
    return picture.sync && (!av1_ || isobmff::has_sequence_header(picture.data));
  }

 private:
  static Bytes* set_of(EncodedEdges& edges, std::uint8_t type, std::uint8_t video, std::uint8_t sequence,
                       std::uint8_t picture) {
    if (type == sequence) return &edges.sequence_set;
    if (type == picture) return &edges.picture_set;
    return type == video && video != 0 ? &edges.video_set : nullptr;
  }

  base::Result<void> open_codec(const std::string& name, const Options& options, const ClipTrack& track,
                                const AVFrame& like) {
    const AVCodec* codec = avcodec_find_encoder_by_name(name.c_str());
    if (!codec) return fail(Fault::Unsupported, base::format("{} is not there to encode with", name));
    context_.reset(avcodec_alloc_context3(codec));
    packet_.reset(av_packet_alloc());
    if (!context_ || !packet_) return fail(Fault::Internal, "out of memory");
    AVCodecContext& context = *context_;
    context.width = like.width;
    context.height = like.height;
    context.pix_fmt = static_cast<AVPixelFormat>(like.format);
    context.sample_aspect_ratio = like.sample_aspect_ratio;
    context.color_range = like.color_range;
    context.color_primaries = like.color_primaries;
    context.color_trc = like.color_trc;
    context.colorspace = like.colorspace;
    context.chroma_sample_location = like.chroma_location;
    context.time_base = {1, static_cast<int>(track.track.timescale)};
    const Rational rate = track.track.frame_rate;
    if (rate.numerator > 0 && rate.numerator <= INT32_MAX && rate.denominator <= INT32_MAX)
      context.framerate = {static_cast<int>(rate.numerator), static_cast<int>(rate.denominator)};
    context.thread_count = kThreads;
    context.gop_size = INT32_MAX / 2;
    context.max_b_frames = 0;
    if (avc_) {
      context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
      context.level = avc_->level;
      if (like.interlaced_frame && avc_->profile != 66) {
        context.flags |= AV_CODEC_FLAG_INTERLACED_DCT;
        context.field_order = like.top_field_first ? AV_FIELD_TT : AV_FIELD_BB;
      }
    } else if (hevc_) {
      context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    } else {
      context.gop_size = 9999;
    }
    for (const auto& [key, value] : options)
      if (av_opt_set(&context, key.c_str(), value.c_str(), AV_OPT_SEARCH_CHILDREN) < 0)
        return fail(Fault::Internal, base::format("{} knows no option {}", name, key));
    if (avcodec_open2(&context, codec, nullptr) < 0)
      return fail(Fault::Unsupported, base::format("{} does not take pictures of this kind", name));
    return {};
  }

  base::Result<void> receive() {
    int status = 0;
    while ((status = avcodec_receive_packet(context_.get(), packet_.get())) >= 0) {
      const ByteView data(packet_->data, static_cast<std::size_t>(packet_->size));
      const bool sync = packet_->flags & AV_PKT_FLAG_KEY;
      pictures_.push_back({avc_ || hevc_ ? TRY(with_lengths(data)) : Bytes(data.begin(), data.end()), sync});
      av_packet_unref(packet_.get());
    }
    if (status != AVERROR(EAGAIN) && status != AVERROR_EOF)
      return fail(Fault::Internal, "the encoder failed");
    return {};
  }

  // ISO/IEC 14496-15 5.3.4.2.1 and 8.3.2.2: with the master's length of lengths.
  base::Result<Bytes> with_lengths(ByteView stream) const {
    Bytes sample;
    for (const ByteView unit : isobmff::annex_b_units(stream)) {
      if (hevc_ && !isobmff::is_hevc_slice(unit)) continue;
      const Bytes renumbered = hevc_ ? TRY(isobmff::with_ids(unit, *hevc_)) : Bytes();
      const ByteView written = hevc_ ? ByteView(renumbered) : unit;
      if (length_size_ < 4 && written.size() >> (8 * length_size_) != 0)
        return fail(Fault::Unsupported, "the master's NAL unit lengths are too short for an edge");
      append_unit(sample, written);
    }
    return sample;
  }
  void append_unit(Bytes& sample, ByteView unit) const {
    for (std::size_t i = length_size_; i-- > 0;)
      sample.push_back(static_cast<std::uint8_t>(unit.size() >> (8 * i)));
    sample.insert(sample.end(), unit.begin(), unit.end());
  }

  ContextPointer context_;
  PacketPointer packet_;
  std::optional<isobmff::AvcConfiguration> avc_;
  std::optional<isobmff::HevcIds> hevc_;
  bool av1_ = false;
  std::uint8_t length_size_ = 4;
  std::vector<EncodedPicture> pictures_;
};

// Decodes one edge and feeds the encoder.
class EdgeRun {
 public:
  EdgeRun(const Master& master, const ClipTrack& track, std::stop_token stop)
      : master_(master), track_(track), stop_(std::move(stop)) {}

  base::Result<void> run(SampleDecoder& decoder, const ClipEdge& edge) {
    if (edge.empty()) return {};
    decoder.begin(edge.first_sample, edge.end_sample);
    decoder.skip_before(edge.source_times.front());
    std::size_t wanted = 0;
    while (wanted < edge.source_times.size()) {
      if (stop_.stop_requested()) return fail(Fault::Unavailable, "stopped");
      std::optional<Frame> frame = TRY(decoder.next(*master_.table));
      if (!frame) return damaged(edge.source_times[wanted]);
      if (frame->time < edge.source_times[wanted]) continue;
      if (frame->time > edge.source_times[wanted] || frame->damaged)
        return damaged(edge.source_times[wanted]);
      TRY(encode(*frame->picture, track_.from_source(frame->time), wanted == 0));
      ++wanted;
    }
    return {};
  }

  base::Result<EncodedEdges> finish() {
    TRY(encoder_->send(nullptr));
    EncodedEdges edges;
    std::vector<EncodedPicture>& all = encoder_->pictures();
    const std::size_t head = track_.head.source_times.size();
    if (all.size() != head + track_.tail.source_times.size() || all.empty())
      return fail(Fault::Internal, "the encoder lost a picture");
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(head);
    edges.head.assign(std::make_move_iterator(all.begin()), std::make_move_iterator(middle));
    edges.tail.assign(std::make_move_iterator(middle), std::make_move_iterator(all.end()));
    for (const auto* list : {&edges.head, &edges.tail})
      if (!list->empty() && !encoder_->begins(list->front()))
        return fail(Fault::Internal, "an edge does not begin with a picture of its own");
    if (!edges.head.empty()) encoder_->end_sequence(edges.head.back());
    TRY(encoder_->write_sets(edges));
    return edges;
  }

 private:
  base::Result<void> encode(AVFrame& picture, std::int64_t time, bool first) {
    if (!encoder_) encoder_ = TRY(EdgeEncoder::open(track_, picture));
    picture.pts = time;
    picture.pict_type = first ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    picture.key_frame = first;
    return encoder_->send(&picture);
  }
  base::Result<void> damaged(std::int64_t time) const {
    const std::uint32_t timescale = track_.track.timescale / track_.scale;
    // Not the asker's fault.
    return fail(Fault::Internal, base::format("the recording is damaged at {} s, where it was to be cut",
                                              base::to_seconds({time, timescale})));
  }

  const Master& master_;
  const ClipTrack& track_;
  std::stop_token stop_;
  std::optional<EdgeEncoder> encoder_;
};

}  // namespace

base::Result<EncodedEdges> encode_pictures(const Master& master, const ClipTrack& track,
                                           std::stop_token stop) {
  SampleDecoder decoder = TRY(SampleDecoder::open(master, track.track.id, {.threads = kThreads}));
  EdgeRun run(master, track, std::move(stop));
  TRY(run.run(decoder, track.head));
  TRY(run.run(decoder, track.tail));
  return run.finish();
}

}  // namespace media::ffmpeg
