// One libavcodec encoder, set as the plan says. One thread at a time; it uses two cores at most.
#pragma once

#include "media/ffmpeg/decoder.h"
#include "media/render_plan.h"

namespace media::ffmpeg {

class Encoder {
 public:
  // `like`: a frame of what it is to encode.
  static base::Result<Encoder> open(const SoundPlan& plan, const AVFrame& like, bool global_header);
  static base::Result<Encoder> open(const PicturePlan& plan, const AVFrame& like, bool global_header);

  base::Result<void> send(const AVFrame* frame);  // null: no more
  base::Result<PacketPointer> receive();          // null where more must be sent, or at the end

  const AVCodecContext& context() const { return *context_; }
  AVCodecContext& context() { return *context_; }

 private:
  struct ContextFree {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  };
  std::unique_ptr<AVCodecContext, ContextFree> context_;
};

}  // namespace media::ffmpeg
