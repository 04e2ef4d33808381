// The pictures displayed in a stretch of a track, each once, with when it shows: decoded from the sync sample
// before, by the sample table where it has the track, else through libavformat. One thread at a time;
// master's info and table must outlive it.
#pragma once

#include <stop_token>

#include "media/ffmpeg/sample_decoder.h"
#include "media/ffmpeg/stream_decoder.h"
#include "media/render.h"

namespace media::ffmpeg {

struct ShownPicture {
  FramePointer frame;
  base::TimeRange shown;  // from the start of the stretch, cut to it
};

class PictureReader {
 public:
  // Decodes the first picture. NotFound without such a track; Malformed where it is damaged there and damage
  // is refused, or where there is no whole picture at all.
  static base::Result<std::unique_ptr<PictureReader>> open(const Master& master, std::uint32_t track,
                                                           base::TimeRange range, Damage damage,
                                                           const std::stop_token& stop);

  // The next one; nothing at the end.
  base::Result<std::optional<ShownPicture>> next();

 private:
  PictureReader(const Master& master, const Track& track, base::TimeRange range, Damage damage)
      : master_(master), track_(track), range_(range), damage_(damage) {}
  base::Result<void> begin(const std::stop_token& stop);
  base::Result<void> begin_in_table(const std::stop_token& stop);
  base::Result<bool> find(std::uint32_t sync_sample, std::int64_t time, const std::stop_token& stop);
  base::Result<bool> find_next(std::uint32_t sync_sample, std::int64_t time, const std::stop_token& stop);
  base::Result<void> advance();
  base::Result<void> check_follows(std::int64_t time) const;
  std::unexpected<base::Error> damaged(std::int64_t ticks) const;

  const Master& master_;
  const Track& track_;
  base::TimeRange range_;
  Damage damage_;
  std::int64_t end_ = 0;  // ticks: nothing shown from here on is wanted
  std::optional<SampleDecoder> samples_;
  std::optional<StreamDecoder> stream_;
  std::optional<Frame> current_, following_;
};

}  // namespace media::ffmpeg
