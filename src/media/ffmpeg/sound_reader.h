// A stretch of a track's sound, decoded: every sample of it once and in order, from the sample table where it
// has the track, else through libavformat. Priming and padding are left out; where the track is silent or
// has nothing to hear there are zeros. One thread at a time; master's info and table must outlive it.
#pragma once

#include <memory>
#include <optional>

#include "media/ffmpeg/sample_decoder.h"
#include "media/ffmpeg/stream_decoder.h"
#include "media/render.h"

struct SwrContext;

namespace media::ffmpeg {

class SoundReader {
 public:
  // Goes there and decodes the first frame. NotFound without such a track of sound; Malformed where it is
  // damaged and damage is refused.
  static base::Result<std::unique_ptr<SoundReader>> open(const Master& master, std::uint32_t track,
                                                         base::TimeRange range, Damage damage);
  ~SoundReader();

  // All frames have this shape.
  int sample_rate() const { return rate_; }
  AVSampleFormat format() const { return format_; }
  const AVChannelLayout& layout() const { return layout_; }
  // that are used of each sample; 0: all of the format
  std::int64_t first() const { return first_; }  // the stretch in samples of sound, from the work's start
  std::int64_t end() const { return end_; }

  // The next run of it; null at the end.
  base::Result<FramePointer> next();
  std::int64_t position() const { return position_; }  // of the next run's first sample

 private:
  SoundReader(const Master& master, const Track& track, Damage damage);
  base::Result<void> begin(base::TimeRange range);
  base::Result<std::optional<Frame>> decode();
  base::Result<void> pull();
  base::Result<void> take(Frame frame);
  base::Result<FramePointer> convert(FramePointer frame);
  void adopt_shape(const AVFrame* frame);
  void place(const base::TimeRange& range);
  base::Result<FramePointer> silence(std::int64_t count) const;
  base::Result<FramePointer> cut(std::int64_t skipped, std::int64_t count);

  const Master& master_;
  const Track& track_;
  Damage damage_;
  std::optional<SampleDecoder> samples_;
  std::optional<StreamDecoder> stream_;
  SwrContext* converter_ = nullptr;

  int rate_ = 0;
  AVSampleFormat format_ = AV_SAMPLE_FMT_FLTP;
  AVChannelLayout layout_{};
  std::int64_t first_ = 0, end_ = 0, position_ = 0;
  std::int64_t shown_first_ = 0, shown_end_ = 0;  // what the track has to hear
  FramePointer pending_;
  std::int64_t pending_first_ = 0;        // of its first sample
  std::optional<std::int64_t> expected_;  // where the next frame begins if nothing is missing
  std::optional<std::uint64_t> last_sample_;
  bool ended_ = false;  // nothing more of the stretch to decode
};

}  // namespace media::ffmpeg
