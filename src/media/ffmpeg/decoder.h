// One libavcodec decoder: samples in, frames out, the damaged ones marked. Limits on pictures and sound are
// set; nothing is written to the terminal. One thread at a time.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <memory>
#include <optional>

#include "media/media_info.h"

namespace media::ffmpeg {

struct FrameFree {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct PacketFree {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct ParametersFree {
  void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
};
using FramePointer = std::unique_ptr<AVFrame, FrameFree>;
using PacketPointer = std::unique_ptr<AVPacket, PacketFree>;
using ParametersPointer = std::unique_ptr<AVCodecParameters, ParametersFree>;

struct Frame {
  FramePointer picture;      // or sound; never null
  std::int64_t time = 0;     // presentation time: ticks of the track's timescale, from the work's start
  std::uint64_t sample = 0;  // the number its packet was sent with
  bool damaged = false;      // something it needs is missing or broken
};

struct DecoderSettings {
  int threads = 1;
  bool rough = false;  // pictures for thumbnails: no loop filter
};

// What a decoder needs to know of a packageable track, from its sample entry. Unsupported where there is
// none.
base::Result<ParametersPointer> parameters_of(const Track& track);

class Decoder {
 public:
  static base::Result<Decoder> open(const AVCodecParameters& parameters, const DecoderSettings& settings);

  // `packet.pts` is the frame's time. A sample that cannot be decoded is no error: it and all that follow, up
  // to the next sync sample, come out damaged or not at all. `needed`: false where only other frames need it.
  void send(const AVPacket& packet, std::uint64_t sample, bool sync, bool needed);
  void drain();  // no more samples: what is still inside comes out
  void flush();  // forget everything; the next sample begins anew
  // The next frame in order of show; nothing where another sample must be sent first or, drained, at the end.
  std::optional<Frame> receive();

 private:
  struct ContextFree {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  };
  explicit Decoder(AVCodecContext* context) : context_(context) {}
  bool can_skip() const;

  std::unique_ptr<AVCodecContext, ContextFree> context_;
  bool broken_ = false;
  std::int64_t clean_from_ =
      INT64_MIN;  // after damage: what shows before the sync sample that ended it is damaged
};

}  // namespace media::ffmpeg
