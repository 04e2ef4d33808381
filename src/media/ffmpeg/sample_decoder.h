// Decodes samples of a packageable track straight from the master's bytes, by its sample table: no demuxer is
// opened. Video and sound alike. One thread at a time. Keeps its own share of the master's bytes; the sample
// table must outlive each call it is used in (`begin` and `next`).
#pragma once

#include <span>
#include <vector>

#include "media/ffmpeg/decoder.h"
#include "media/master.h"

namespace media::ffmpeg {

class SampleDecoder {
 public:
  // NotFound without such a track; Unsupported where it has no samples in the table.
  static base::Result<SampleDecoder> open(const Master& master, std::uint32_t track,
                                          const DecoderSettings& settings = {});

  // Goes to samples [first, end) of the track, in decode order. Frames come out right where `first` is a sync
  // sample and they do not show before it; those that do show before it come out marked as damaged.
  void begin(std::uint32_t first, std::uint32_t end);
  // More of the same: samples up to `end`, where decoding has not yet come to its old end.
  void extend(std::uint32_t end);
  // Pictures shown before this are decoded only as far as others need them, and may not come out.
  void skip_before(std::int64_t presentation_time) { skip_before_ = presentation_time; }

  // Frames in order of show; nothing after the last one. Io where the table or the bytes cannot be read.
  base::Result<std::optional<Frame>> next(const SampleTable& table);

  std::uint32_t position() const { return position_; }  // the next sample to be sent
  bool ended() const { return drained_; }               // nothing can follow without `begin`

 private:
  SampleDecoder(Decoder decoder, base::Source bytes, PacketPointer packet)
      : decoder_(std::move(decoder)), bytes_(std::move(bytes)), packet_(std::move(packet)) {}
  base::Result<void> load(const SampleTable& table);
  base::Result<void> send(const Sample& sample);

  Decoder decoder_;
  base::Source bytes_;
  PacketPointer packet_;
  std::uint32_t track_ = 0;
  std::int64_t shift_ = 0;
  std::vector<Sample> loaded_;  // the samples from loaded_first_
  std::uint32_t loaded_first_ = 0;
  std::uint32_t position_ = 0, end_ = 0;
  std::int64_t starts_at_ = 0;  // presentation time of the first sample
  bool starts_clean_ = false;
  std::int64_t skip_before_ = INT64_MIN;
  bool drained_ = true;
};

}  // namespace media::ffmpeg
