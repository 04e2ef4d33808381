// render(): one or two lines of decoder, filters and encoder, their packets in order of time into a muxer.
#include <algorithm>
#include <map>

#include "base/format.h"
#include "media/ffmpeg/muxer.h"
#include "media/ffmpeg/render_tracks.h"
#include "media/mp3_frame.h"
#include "media/render_plan.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

using ffmpeg::Muxer;
using ffmpeg::PacketPointer;
using ffmpeg::RenderTrack;

const char* muxer_of(RenderFormat format) {
  switch (format) {
    case RenderFormat::Mp4:
      return "mp4";
    case RenderFormat::M4a:
      return "ipod";
    case RenderFormat::Webm:
      return "webm";
    case RenderFormat::Gif:
      return "gif";
    case RenderFormat::Mp3:
      return "mp3";
    case RenderFormat::Ogg:
      return "ogg";
    case RenderFormat::Opus:
      return "opus";
    case RenderFormat::Flac:
      return "flac";
    case RenderFormat::Wav:
    case RenderFormat::AnimatedWebp:
      break;
  }
  return nullptr;  // what the encoder makes is written as it is
}

std::map<std::string, std::string> options_of(RenderFormat format) {
  switch (format) {
    case RenderFormat::Mp4:
    case RenderFormat::M4a:
      // The head waits for the first fragment, so that its edit lists can hide the priming of sound.
      return {{"movflags", "frag_keyframe+delay_moov+default_base_moof"},
              {"frag_duration", "500000"},
              {"use_editlist", "1"}};
    case RenderFormat::Webm:
      return {{"cluster_time_limit", "1000"}};
    case RenderFormat::Mp3:
      return {{"write_xing", "0"}, {"id3v2_version", "3"}};
    case RenderFormat::Ogg:
    case RenderFormat::Opus:
      return {{"page_duration", "500000"}};
    default:
      return {};
  }
}

// Bytes that are the answer already.
base::Result<void> copy(const base::ByteSource& source, RenderSink& sink, const std::stop_token& stop) {
  constexpr std::uint64_t kAtOnce = 256 << 10;
  base::Bytes buffer(std::min(kAtOnce, source.size()));
  for (std::uint64_t at = 0; at < source.size();) {
    if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
    const std::span<std::uint8_t> bytes(buffer.data(),
                                        std::min<std::uint64_t>(buffer.size(), source.size() - at));
    TRY(source.read_at(at, bytes));
    TRY(sink.write(bytes));
    at += bytes.size();
    sink.progress(static_cast<double>(at) / static_cast<double>(source.size()));
  }
  return {};
}

class Rendering {
 public:
  Rendering(const RenderPlan& plan, const RenderRequest& request, RenderSink& sink)
      : plan_(plan), request_(request), sink_(sink) {}

  base::Result<void> run(const Master& master, const std::stop_token& stop) {
    if (plan_.picture) TRY(add(ffmpeg::open_pictures(master, plan_, stop)));
    if (plan_.sound) TRY(add(ffmpeg::open_sound(master, plan_)));
    TRY(begin());
    while (Line* line = latest()) {
      if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
      const PacketPointer packet = TRY(line->track->next(stop));
      line->ended = !packet;
      if (packet) TRY(write(*packet, *line));
      tell_progress();
    }
    return end();
  }

 private:
  struct Line {
    std::unique_ptr<RenderTrack> track;
    int stream = 0;
    bool ended = false;
  };

  base::Result<void> add(base::Result<std::unique_ptr<RenderTrack>> opened) {
    lines_.push_back({TRY(std::move(opened))});
    return {};
  }

  base::Result<void> begin() {
    const char* name = muxer_of(plan_.format);
    if (plan_.format == RenderFormat::Wav)
      return sink_.write(wav_head(wav_shape(*plan_.sound), request_.provenance));
    if (!name) return {};
    muxer_ = TRY(Muxer::open(name, request_.provenance, plan_.duration, sink_));
    for (Line& line : lines_) line.stream = TRY(muxer_->add_stream(line.track->encoder().context()));
    TRY(muxer_->begin(options_of(plan_.format)));
    return plan_.format == RenderFormat::Mp3 ? write_info_frame() : base::Result<void>();
  }

  base::Result<void> write_info_frame() {
    const SoundPlan& sound = *plan_.sound;
    const base::Bytes frame =
        mp3_info_frame(lame_info(sound.sample_rate, sound.channels, sound.bit_rate, sound.samples));
    const PacketPointer packet(av_packet_alloc());
    if (!packet || av_new_packet(packet.get(), static_cast<int>(frame.size())) < 0)
      return fail(Fault::Internal, "out of memory");
    std::copy(frame.begin(), frame.end(), packet->data);
    packet->pts = packet->dts = -100'000;  // before all others
    return muxer_->write(*packet, {1, static_cast<int>(sound.sample_rate)}, 0);
  }

  // The line that is behind, so that both are told side by side.
  Line* latest() {
    Line* found = nullptr;
    for (Line& line : lines_)
      if (!line.ended && (!found || line.track->position() < found->track->position())) found = &line;
    return found;
  }

  base::Result<void> write(AVPacket& packet, const Line& line) {
    if (muxer_) return muxer_->write(packet, line.track->encoder().context().time_base, line.stream);
    written_ += static_cast<std::uint64_t>(packet.size);
    return sink_.write({packet.data, static_cast<std::size_t>(packet.size)});
  }

  base::Result<void> end() {
    if (muxer_) TRY(muxer_->end());
    if (plan_.format == RenderFormat::Wav && written_ % 2 != 0) TRY(sink_.write(base::Bytes{0}));
    sink_.progress(1);
    return {};
  }

  void tell_progress() {
    double part = 1;
    for (const Line& line : lines_)
      if (!line.ended) part = std::min(part, line.track->position() / base::as_double(plan_.duration));
    if (part < told_ + 0.01) return;
    told_ = part;
    sink_.progress(std::min(1.0, part));
  }

  const RenderPlan& plan_;
  const RenderRequest& request_;
  RenderSink& sink_;
  std::vector<Line> lines_;
  std::unique_ptr<Muxer> muxer_;
  std::uint64_t written_ = 0;
  double told_ = 0;
};

}  // namespace

base::Result<void> render(const Master& master, const RenderRequest& request, RenderSink& sink,
                          std::stop_token stop) {
  const RenderPlan plan = TRY(plan_render(master, request));
  if (plan.copied) return copy(*master.bytes, sink, stop);
  return Rendering(plan, request, sink).run(master, stop);
}

}  // namespace media
