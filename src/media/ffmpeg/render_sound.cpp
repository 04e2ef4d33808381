#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "media/ffmpeg/render_tracks.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

std::string name_of(const AVChannelLayout& layout) {
  char text[256] = "";
  av_channel_layout_describe(&layout, text, sizeof(text));
  return text;
}

std::string default_layout(std::uint32_t channels) {
  AVChannelLayout layout{};
  av_channel_layout_default(&layout, static_cast<int>(channels));
  return name_of(layout);
}

const char* format_of(const SoundPlan& plan) {
  switch (plan.coding) {
    case SoundCoding::Aac:
    case SoundCoding::Mp3:
      return "fltp";
    case SoundCoding::Opus:
      return "flt";
    case SoundCoding::Flac:
    case SoundCoding::Pcm:
      return plan.bits == 24 ? "s32" : "s16";
  }
  return "";
}

// Mixed so that nothing gets louder than full scale.
std::string mix(const SoundPlan& plan, int channels) {
  if (plan.mix == ChannelMix::Left) return "pan=mono|c0=c0,";
  if (plan.mix == ChannelMix::Right) return base::format("pan=mono|c0=c{},", std::min(1, channels - 1));
  if (channels == static_cast<int>(plan.channels)) return "";
  if (channels == 2 && plan.channels == 1) return "pan=mono|c0=0.5*c0+0.5*c1,";
  return base::format("aresample=ochl={}:rematrix_maxval=1,", default_layout(plan.channels));
}

// atempo takes 0.5 to 100 at once.
std::string tempo(double speed) {
  std::string chain;
  for (; speed < 0.5; speed *= 2) chain += "atempo=0.5,";
  return chain + base::format("atempo={:.9f},", speed);
}

std::string describe(const RenderPlan& plan, const SoundReader& reader) {
  const SoundPlan& sound = *plan.sound;
  const int channels = reader.layout().nb_channels;
  std::string chain = mix(sound, channels);
  if (plan.retimed) chain += tempo(base::as_double(plan.time.length()) / base::as_double(plan.duration));
  const bool as_is = sound.mix == ChannelMix::AsIs && channels == static_cast<int>(sound.channels);
  const std::string layout = as_is ? name_of(reader.layout()) : default_layout(sound.channels);
  chain += base::format("aformat=sample_fmts={}:sample_rates={}:channel_layouts='{}'", format_of(sound),
                        sound.sample_rate, layout);
  if (!sound.same_length || reader.sample_rate() != static_cast<int>(sound.sample_rate))
    chain += base::format(",apad,atrim=end_sample={}", sound.samples);
  return chain;
}

class SoundTrack final : public RenderTrack {
 public:
  static base::Result<std::unique_ptr<RenderTrack>> open(const Master& master, const RenderPlan& plan) {
    auto track = std::make_unique<SoundTrack>();
    track->reader_ = TRY(SoundReader::open(master, plan.sound->track, plan.time, plan.damage));
    AVFrame like{};
    like.format = track->reader_->format();
    like.sample_rate = track->reader_->sample_rate();
    like.ch_layout = track->reader_->layout();
    track->filter_ = TRY(Filter::open(like, {1, like.sample_rate}, describe(plan, *track->reader_)));
    AVFrame made{};
    track->filter_->describe(made);
    track->encoder_ = TRY(Encoder::open(*plan.sound, made, plan.sound->coding != SoundCoding::Mp3));
    const AVCodecContext& context = track->encoder_->context();
    const bool fixed = !(context.codec->capabilities & AV_CODEC_CAP_VARIABLE_FRAME_SIZE);
    if (fixed && context.frame_size > 0) track->filter_->set_frame_size(context.frame_size);
    return track;
  }

  double position() const override {
    return static_cast<double>(sent_) / std::max(1, encoder_->context().sample_rate);
  }

  base::Result<PacketPointer> next(const std::stop_token& stop) override {
    for (;;) {
      if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
      PacketPointer packet = TRY(encoder_->receive());
      if (packet || drained_) return packet;
      if (!filtered_ && !ended_) TRY(feed());
      if (filtered_) {
        filtered_->pts = sent_;
        sent_ += filtered_->nb_samples;
        TRY(encoder_->send(filtered_.get()));
        filtered_.reset();
      } else if (ended_) {
        TRY(encoder_->send(nullptr));
        drained_ = true;
      }
    }
  }

 private:
  // One filtered frame, where there is one.
  base::Result<void> feed() {
    while (!filtered_) {
      if (std::optional<FramePointer> frame = filter_->receive()) {
        filtered_ = std::move(*frame);
        return {};
      }
      if (read_all_) {
        ended_ = true;
        return {};
      }
      const std::int64_t at = reader_->position() - reader_->first();
      const FramePointer frame = TRY(reader_->next());
      if (frame) frame->pts = at;
      read_all_ = !frame;
      TRY(filter_->send(frame.get()));
    }
    return {};
  }

  std::unique_ptr<SoundReader> reader_;
  std::optional<Filter> filter_;
  FramePointer filtered_;
  std::int64_t sent_ = 0;
  bool read_all_ = false, ended_ = false, drained_ = false;
};

}  // namespace

base::Result<std::unique_ptr<RenderTrack>> open_sound(const Master& master, const RenderPlan& plan) {
  return SoundTrack::open(master, plan);
}

}  // namespace media::ffmpeg
