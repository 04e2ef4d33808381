// A libavformat muxer whose bytes go to a RenderSink in order, never sought in. One thread at a time.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include <map>
#include <memory>
#include <string>

#include "media/ffmpeg/decoder.h"
#include "media/render.h"

namespace media::ffmpeg {

class Muxer {
 public:
  // `duration`: what the container says it will be, where it can say so before.
  static base::Result<std::unique_ptr<Muxer>> open(const char* format, const Provenance& provenance,
                                                   base::Time duration, RenderSink& sink);
  ~Muxer();
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;

  // Before `begin`; the stream's index.
  base::Result<int> add_stream(const AVCodecContext& encoder);
  base::Result<void> begin(const std::map<std::string, std::string>& options);
  // Takes the packet; its times are in `time_base`. The sink's own error where it refused.
  base::Result<void> write(AVPacket& packet, AVRational time_base, int stream);
  base::Result<void> end();

 private:
  explicit Muxer(RenderSink& sink, base::Time duration) : sink_(sink), duration_(duration) {}
  static int write_bytes(void* opaque, std::uint8_t* bytes, int size);
  base::Result<void> pass_on(base::ByteView bytes);
  base::Result<void> checked(int status, const char* what);

  RenderSink& sink_;
  base::Time duration_;
  AVFormatContext* context_ = nullptr;
  bool is_movie_ = false;
  bool holds_head_ = false;  // of fragmented MP4: its movie box is yet to be told the duration
  base::Bytes head_;
  base::Result<void> sunk_;
};

}  // namespace media::ffmpeg
