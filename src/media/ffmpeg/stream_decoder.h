// Decodes a track that has no samples in the sample table, through libavformat: opening it takes some 40 ms
// and more. One thread at a time. Keeps its own share of the master's bytes.
#pragma once

#include "media/ffmpeg/decoder.h"
#include "media/ffmpeg/input.h"
#include "media/master.h"

namespace media::ffmpeg {

class StreamDecoder {
 public:
  // NotFound without such a track; Unsupported where its coding is not known.
  static base::Result<StreamDecoder> open(const Master& master, std::uint32_t track,
                                          const DecoderSettings& settings = {});

  // Goes to where the frames that come out begin at or before a presentation time, the master being sound.
  base::Result<void> begin(std::int64_t presentation_time);
  // Frames in order of show; nothing after the last one.
  base::Result<std::optional<Frame>> next();

 private:
  StreamDecoder(std::unique_ptr<Input> input, Decoder decoder, const Track& track, int stream);
  base::Result<bool> feed();
  void seek(base::Time time);
  std::int64_t presentation_time(const AVFrame& frame) const;

  std::unique_ptr<Input> input_;
  Decoder decoder_;
  PacketPointer packet_;
  int stream_ = 0;
  bool pictures_ = false;
  Track track_;                       // its shape and times
  std::int64_t container_start_ = 0;  // of the stream, ticks of its time base
  std::optional<Frame> pending_;
  bool started_ = false;  // a key packet was sent since the last seek
  bool drained_ = true;
};

}  // namespace media::ffmpeg
