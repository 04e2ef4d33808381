#include "media/ffmpeg/picture_source.h"

#include <algorithm>

#include "base/format.h"
#include "media/ffmpeg/sample_decoder.h"
#include "media/ffmpeg/stream_decoder.h"
#include "media/presentation_order.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

// Asked for something this soon after the last picture, one may be asked to go on.
constexpr std::int64_t kNearSeconds = 10;

base::Error stopped() { return {Fault::Unavailable, "stopped", {}}; }
base::Error damaged(std::int64_t ticks, std::uint32_t timescale) {
  return {Fault::Malformed,
          base::format("the recording is damaged at {} s: its picture cannot be decoded",
                       base::to_seconds({ticks, timescale}, 3)),
          {}};
}

class SamplePictures final : public PictureSource {
 public:
  SamplePictures(SampleDecoder decoder, const Track& track)
      : decoder_(std::move(decoder)), track_id_(track.id), timescale_(track.timescale) {}

  bool is_near(std::int64_t ticks) const override {
    return last_ && ticks >= last_->time && ticks - last_->time < kNearSeconds * timescale_;
  }

  base::Result<const AVFrame*> at(const Master& master, std::int64_t ticks, std::stop_token stop) override {
    const auto track = std::ranges::find(master.info->tracks, track_id_, &Track::id);
    const TrackTable& samples = *master.table->track(track_id_);
    const PresentationOrder order(samples, *track);
    const DisplayedSample last = TRY(order.last());
    const DisplayedSample shown = TRY(order.at(std::min(ticks, last.time)));
    if (last_ && last_->time == shown.time) return last_->picture.get();
    const bool goes_on = is_near(shown.time);
    if (!goes_on || decoder_.ended() || decoder_.position() <= shown.sync_sample) {
      // Alone: nothing is decoded that comes after it. With more to be expected, decoding stays open.
      decoder_.begin(shown.sync_sample, goes_on ? samples.sample_count() : shown.sample + 1);
    }
    if (goes_on) decoder_.extend(samples.sample_count());
    if (TRY(find(*master.table, shown.time, stop))) return last_->picture.get();
    // The sync sample itself may be damaged, or be none: once more from the one before.
    const Group before = samples.group(std::max(1u, samples.group_of_sample(shown.sync_sample)) - 1);
    decoder_.begin(before.first_sample, shown.sample + 1);
    if (TRY(find(*master.table, shown.time, stop))) return last_->picture.get();
    return std::unexpected(damaged(shown.time, timescale_));
  }

 private:
  // Decodes until that picture comes out, true and whole.
  base::Result<bool> find(const SampleTable& table, std::int64_t time, const std::stop_token& stop) {
    last_.reset();
    decoder_.skip_before(time);
    while (!stop.stop_requested()) {
      std::optional<Frame> frame = TRY(decoder_.next(table));
      if (!frame || frame->time > time) return false;
      if (frame->time < time) continue;
      if (frame->damaged) return false;
      last_ = std::move(frame);
      return true;
    }
    return std::unexpected(stopped());
  }

  SampleDecoder decoder_;
  std::uint32_t track_id_, timescale_;
  std::optional<Frame> last_;
};

class StreamPictures final : public PictureSource {
 public:
  StreamPictures(StreamDecoder decoder, const Track& track)
      : decoder_(std::move(decoder)), timescale_(track.timescale) {}

  bool is_near(std::int64_t) const override { return true; }  // opening another is dearest of all

  base::Result<const AVFrame*> at(const Master&, std::int64_t ticks, std::stop_token stop) override {
    const bool goes_on = last_ && ticks >= last_->time && ticks - last_->time < kNearSeconds * timescale_;
    if (!goes_on) {
      last_.reset();
      following_.reset();
      TRY(decoder_.begin(ticks));
    }
    while (!ended_at(ticks)) {
      if (stop.stop_requested()) return std::unexpected(stopped());
      if (following_) last_ = std::exchange(following_, std::nullopt);
      following_ = TRY(decoder_.next());
      if (!following_) break;
    }
    if (!last_ || last_->damaged) return std::unexpected(damaged(ticks, timescale_));
    return last_->picture.get();
  }

 private:
  // The frame after the last one is known to show later, or there is none at or before.
  bool ended_at(std::int64_t ticks) const { return following_ && following_->time > ticks; }

  StreamDecoder decoder_;
  std::uint32_t timescale_;
  std::optional<Frame> last_, following_;
};

}  // namespace

base::Result<std::unique_ptr<PictureSource>> PictureSource::open(const Master& master, std::uint32_t id) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != TrackKind::Video)
    return fail(Fault::NotFound, base::format("there is no track {} of pictures", id));
  if (master.table && master.table->track(id))
    return std::make_unique<SamplePictures>(TRY(SampleDecoder::open(master, id)), *track);
  return std::make_unique<StreamPictures>(TRY(StreamDecoder::open(master, id)), *track);
}

}  // namespace media::ffmpeg
