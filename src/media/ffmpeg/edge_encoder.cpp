#include "media/ffmpeg/edge_encoder.h"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <map>

#include "base/format.h"
#include "media/ffmpeg/sample_decoder.h"
#include "media/isobmff/avc.h"

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

// Annex B (Rec. ITU-T H.264 B.1): the NAL units between start codes.
std::vector<ByteView> nal_units(ByteView stream) {
  std::vector<ByteView> units;
  std::size_t begin = 0;
  bool open = false;
  for (std::size_t i = 0; i + 3 <= stream.size();) {
    if (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end > begin && stream[end - 1] == 0) --end;
    if (open) units.push_back(stream.subspan(begin, end - begin));
    begin = i += 3;
    open = true;
  }
  if (open) units.push_back(stream.subspan(begin));
  std::erase_if(units, [](ByteView unit) { return unit.empty(); });
  return units;
}

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
    if (track.track.codec_name == "h264") {
      encoder.avc_ = isobmff::read_avc_configuration(track.track.sample_entry);
      const auto id = encoder.avc_ ? isobmff::free_parameter_set_id(*encoder.avc_) : std::nullopt;
      if (!id) return fail(Fault::Unsupported, "no parameter set id is free in this H.264");
      name = "libx264";
      options = {{"preset", "superfast"},
                 {"crf", "17"},
                 {"forced-idr", "1"},
                 {"profile", std::string(h264_profile(encoder.avc_->profile))},
                 {"x264-params", base::format("sps-id={}:bframes=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:"
                                              "scenecut=0:keyint=infinite:log=-1",
                                              *id)}};
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
    if (avcodec_send_frame(context_.get(), frame) < 0)
      return fail(Fault::Internal, "the encoder did not take a picture");
    return receive();
  }
  std::vector<EncodedPicture>& pictures() { return pictures_; }
  // H.264: of the kind `type`.
  Bytes parameter_set(std::uint8_t type) const {
    if (!avc_) return {};
    for (const ByteView unit :
         nal_units({context_->extradata, static_cast<std::size_t>(context_->extradata_size)}))
      if ((unit[0] & 0x1f) == type) return Bytes(unit.begin(), unit.end());
    return {};
  }

 private:
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
      pictures_.push_back({avc_ ? TRY(with_lengths(data)) : Bytes(data.begin(), data.end()), sync});
      av_packet_unref(packet_.get());
    }
    if (status != AVERROR(EAGAIN) && status != AVERROR_EOF)
      return fail(Fault::Internal, "the encoder failed");
    return {};
  }

  // ISO/IEC 14496-15 5.3.4.2.1, with the master's length of lengths.
  base::Result<Bytes> with_lengths(ByteView stream) const {
    Bytes sample;
    for (const ByteView unit : nal_units(stream)) {
      if (avc_->length_size < 4 && unit.size() >> (8 * avc_->length_size) != 0)
        return fail(Fault::Unsupported, "the master's NAL unit lengths are too short for an edge");
      for (std::size_t i = avc_->length_size; i-- > 0;)
        sample.push_back(static_cast<std::uint8_t>(unit.size() >> (8 * i)));
      sample.insert(sample.end(), unit.begin(), unit.end());
    }
    return sample;
  }

  ContextPointer context_;
  PacketPointer packet_;
  std::optional<isobmff::AvcConfiguration> avc_;
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
      if (!list->empty() && !list->front().sync)
        return fail(Fault::Internal, "an edge does not begin with a picture of its own");
    edges.sequence_set = encoder_->parameter_set(kSequenceSet);
    edges.picture_set = encoder_->parameter_set(kPictureSet);
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
    return fail(Fault::Malformed, base::format("the recording is damaged at {} s, where it was to be cut",
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
