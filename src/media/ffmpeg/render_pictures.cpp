#include <algorithm>

#include "base/format.h"
#include "media/ffmpeg/render_tracks.h"
#include "media/picture_geometry.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

constexpr base::Time kGroup = base::Time::seconds(2);

std::string turn(std::uint32_t degrees) {
  switch (degrees % 360) {
    case 90:
      return "transpose=clock,";
    case 180:
      return "hflip,vflip,";
    case 270:
      return "transpose=cclock,";
    default:
      return "";
  }
}

std::string tone(const PicturePlan& plan) {
  const std::string grey = "lutyuv=u=128:v=128,";
  if (plan.transform.tone == Tone::Gray) return "format=yuv420p," + grey;
  if (plan.transform.tone == Tone::Bitonal)
    return "format=yuv420p," + grey + "lutyuv=y='if(gte(val,126),235,16)',";
  return "";
}

std::string animated(const PicturePlan& plan) {
  // Each instant of the coarser clock shows what is displayed then.
  return base::format("fps={}/{}:round=up:start_time=0,", plan.most_frames.numerator,
                      plan.most_frames.denominator);
}

std::string form(PictureCoding coding) {
  if (coding == PictureCoding::Gif) return "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse";
  return "format=yuv420p,setsar=1";
}

// What nobody said is taken for what its size suggests, as players do.
std::string normal_colours(const AVFrame& frame) {
  if (frame.color_trc == AVCOL_TRC_SMPTE2084 || frame.color_trc == AVCOL_TRC_ARIB_STD_B67)
    return "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,"
           "zscale=transfer=bt709:matrix=bt709:range=limited:dither=error_diffusion,";
  return "";
}
std::string matrices(const PicturePlan& plan, const AVFrame& frame) {
  if (plan.colours == Colours::AsTheyAre) return "";
  const bool known = frame.colorspace != AVCOL_SPC_UNSPECIFIED && frame.colorspace != AVCOL_SPC_RGB;
  constexpr int kHighDefinition = 720;
  const std::string_view in = known ? "auto" : frame.height >= kHighDefinition ? "bt709" : "bt601";
  return base::format(":in_color_matrix={}:out_color_matrix=bt709", in);
}

// The picture is scaled as it lies, before it is turned.
base::Result<std::string> describe(const PicturePlan& plan, const Track& track, const AVFrame& frame) {
  const Rectangle region =
      TRY(decoded_region(track, static_cast<std::uint32_t>(frame.width),
                         static_cast<std::uint32_t>(frame.height), plan.transform.region));
  const bool lies = track.rotation % 180 != 0;
  const std::uint32_t width = lies ? plan.transform.height : plan.transform.width;
  const std::uint32_t height = lies ? plan.transform.width : plan.transform.height;
  std::string chain = frame.interlaced_frame ? "bwdif=mode=send_frame:deint=interlaced," : "";
  chain += base::format("crop={}:{}:{}:{}:exact=1,", region.width, region.height, region.x, region.y);
  if (plan.most_frames.numerator > 0) chain = animated(plan) + chain;
  if (plan.colours == Colours::Bt709) chain += normal_colours(frame);
  chain += base::format("scale={}:{}:flags=bicubic+accurate_rnd:out_range=limited{},", width, height,
                        matrices(plan, frame));
  chain += turn(track.rotation);
  if (plan.transform.mirrored) chain += "hflip,";
  chain += turn(static_cast<std::uint32_t>(plan.transform.degrees)) + tone(plan);
  chain += form(plan.coding);
  if (plan.colours == Colours::Bt709)
    chain += ",setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709";
  return chain;
}

class PictureTrack final : public RenderTrack {
 public:
  PictureTrack(const RenderPlan& plan, const Track& track) : plan_(plan), track_(track) {}

  static base::Result<std::unique_ptr<RenderTrack>> open(const Master& master, const RenderPlan& plan,
                                                         const std::stop_token& stop) {
    const auto track = std::ranges::find(master.info->tracks, plan.picture->track, &Track::id);
    auto result = std::make_unique<PictureTrack>(plan, *track);
    result->reader_ = TRY(PictureReader::open(master, plan.picture->track, plan.time, plan.damage, stop));
    while (!result->filtered_ && !result->ended_) TRY(result->feed(stop));
    if (!result->filtered_) return fail(Fault::Malformed, "there are no pictures in this stretch");
    result->encoder_ = TRY(Encoder::open(*plan.picture, *result->filtered_, true));
    return result;
  }

  double position() const override { return static_cast<double>(sent_) / plan_.picture->timescale; }

  base::Result<PacketPointer> next(const std::stop_token& stop) override {
    for (;;) {
      if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
      PacketPointer packet = TRY(encoder_->receive());
      if (packet) tell_duration(*packet);
      if (packet || drained_) return packet;
      if (!filtered_ && !ended_) TRY(feed(stop));
      if (filtered_) {
        TRY(encode(*filtered_));
        filtered_.reset();
      } else if (ended_) {
        TRY(encoder_->send(nullptr));
        drained_ = true;
      }
    }
  }

 private:
  std::int64_t played(base::Time time) const {
    const std::uint32_t timescale = plan_.picture->timescale;
    if (!plan_.retimed) return base::ticks_in(time, timescale);
    const base::Time length = plan_.time.length();
    const base::Wide speed = static_cast<base::Wide>(length.ticks) * plan_.duration.timescale;
    const base::Wide ticks = static_cast<base::Wide>(base::ticks_in(time, timescale)) * plan_.duration.ticks;
    return static_cast<std::int64_t>((ticks * length.timescale + speed / 2) / speed);
  }

  std::int64_t end() const { return base::ticks_in(plan_.duration, plan_.picture->timescale); }

  base::Result<void> encode(AVFrame& frame) {
    const std::int64_t time = av_rescale_q(frame.pts, filter_->time_base(), encoder_->context().time_base);
    if (time <= last_sent_ || time >= end()) return {};  // played too fast for its clock
    frame.pts = last_sent_ = sent_ = time;
    frame.pict_type = time >= next_group_ ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    if (time >= next_group_) next_group_ = time + base::ticks_in(kGroup, plan_.picture->timescale);
    times_.push_back(time);
    return encoder_->send(&frame);
  }

  // Until the next picture; the last one until the end. Codings here keep the order of show.
  void tell_duration(AVPacket& packet) {
    while (times_.size() > 1 && times_.front() < packet.pts) times_.pop_front();
    const std::int64_t next = times_.size() > 1 ? times_[1] : filtered_ ? -1 : end();
    if (next >= 0) packet.duration = next - packet.pts;
  }

  base::Result<void> reopen(const AVFrame& frame) {
    const std::string description = TRY(describe(*plan_.picture, track_, frame));
    filter_ = TRY(Filter::open(frame, {1, static_cast<int>(plan_.picture->timescale)}, description));
    width_ = frame.width;
    height_ = frame.height;
    format_ = frame.format;
    return {};
  }
  bool fits(const AVFrame& frame) const {
    return filter_ && frame.width == width_ && frame.height == height_ && frame.format == format_;
  }

  // One filtered picture, or the end. Where pictures change their shape the filters are made anew.
  base::Result<void> feed(const std::stop_token& stop) {
    while (!filtered_ && !ended_) {
      if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
      if (filter_) {
        if (std::optional<FramePointer> frame = filter_->receive()) {
          filtered_ = std::move(*frame);
          return {};
        }
      }
      if (flushed_ && !waiting_) {
        ended_ = true;
        return {};
      }
      if (flushed_) {
        TRY(reopen(*waiting_));
        flushed_ = false;
        TRY(filter_->send(std::exchange(waiting_, nullptr).get()));
        continue;
      }
      TRY(read());
    }
    return {};
  }

  base::Result<void> read() {
    std::optional<ShownPicture> picture = TRY(reader_->next());
    if (!picture) {
      flushed_ = true;
      return filter_->send(nullptr);
    }
    AVFrame& frame = *picture->frame;
    frame.pts = played(picture->shown.start);
    frame.pkt_duration = played(picture->shown.end) - frame.pts;
    frame.sample_aspect_ratio = {1, 1};
    frame.pict_type = AV_PICTURE_TYPE_NONE;
    if (!filter_) TRY(reopen(frame));
    if (fits(frame)) return filter_->send(&frame);
    flushed_ = true;
    waiting_ = std::move(picture->frame);
    return filter_->send(nullptr);
  }

  const RenderPlan& plan_;
  const Track& track_;
  std::unique_ptr<PictureReader> reader_;
  std::optional<Filter> filter_;
  int width_ = 0, height_ = 0, format_ = -1;  // of what the filters were made for
  FramePointer filtered_, waiting_;           // waiting: of another shape, for the next filters
  std::int64_t last_sent_ = -1, sent_ = 0, next_group_ = 0;
  std::deque<std::int64_t> times_;  // sent, and not yet out
  bool flushed_ = false, ended_ = false, drained_ = false;
};

}  // namespace

base::Result<std::unique_ptr<RenderTrack>> open_pictures(const Master& master, const RenderPlan& plan,
                                                         const std::stop_token& stop) {
  return PictureTrack::open(master, plan, stop);
}

}  // namespace media::ffmpeg
