#include "media/ffmpeg/picture_reader.h"

#include <algorithm>

#include "base/format.h"
#include "media/presentation_order.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

std::unexpected<base::Error> PictureReader::damaged(std::int64_t ticks) const {
  return fail(Fault::Malformed,
              base::format("the recording is damaged at {} s: its picture cannot be decoded",
                           base::to_seconds({ticks, track_.timescale}, 3)));
}

base::Result<std::unique_ptr<PictureReader>> PictureReader::open(const Master& master, std::uint32_t id,
                                                                 base::TimeRange range, Damage damage,
                                                                 const std::stop_token& stop) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != TrackKind::Video)
    return fail(Fault::NotFound, base::format("there is no track {} of pictures", id));
  std::unique_ptr<PictureReader> reader(new PictureReader(master, *track, range, damage));
  const DecoderSettings settings{.threads = 2};
  if (master.table && master.table->track(id))
    reader->samples_ = TRY(SampleDecoder::open(master, id, settings));
  else
    reader->stream_ = TRY(StreamDecoder::open(master, id, settings));
  TRY(reader->begin(stop));
  return reader;
}

base::Result<void> PictureReader::begin(const std::stop_token& stop) {
  end_ = base::ticks_in(range_.end, track_.timescale, base::Rounding::Ceil);
  if (samples_) return begin_in_table(stop);
  const std::int64_t start = base::ticks_in(range_.start, track_.timescale, base::Rounding::Floor);
  TRY(stream_->begin(start));
  following_ = TRY(stream_->next());
  if (!following_) return damaged(start);
  do {
    if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
    TRY(advance());
  } while (following_ && following_->time <= start);
  return current_->damaged && damage_ == Damage::Refused ? damaged(current_->time) : base::Result<void>();
}

base::Result<void> PictureReader::begin_in_table(const std::stop_token& stop) {
  const TrackTable& table = *master_.table->track(track_.id);
  const PresentationOrder order(table, track_);
  const DisplayedSample last = TRY(order.last());
  end_ = std::min(end_, last.time + 1);
  const std::int64_t start = base::ticks_in(range_.start, track_.timescale, base::Rounding::Floor);
  const std::int64_t first = TRY(order.first()).time;
  const DisplayedSample shown = TRY(order.at(std::clamp(start, first, last.time)));
  if (TRY(find(shown.sync_sample, shown.time, stop))) return advance();
  // The sync sample itself may be damaged, or be none: once more from the one before.
  const Group before = table.group(std::max(1u, table.group_of_sample(shown.sync_sample)) - 1);
  if (TRY(find(before.first_sample, shown.time, stop))) return advance();
  if (damage_ == Damage::Refused) return damaged(shown.time);
  return TRY(find_next(before.first_sample, shown.time, stop)) ? advance() : damaged(shown.time);
}

// Decodes until that picture comes out, true and whole.
base::Result<bool> PictureReader::find(std::uint32_t sync_sample, std::int64_t time,
                                       const std::stop_token& stop) {
  samples_->begin(sync_sample, master_.table->track(track_.id)->sample_count());
  samples_->skip_before(time);
  while (!stop.stop_requested()) {
    following_ = TRY(samples_->next(*master_.table));
    if (!following_ || following_->time > time) return false;
    if (following_->time == time) return !following_->damaged;
  }
  return fail(Fault::Unavailable, "stopped");
}

// The last whole picture at or before that time, or the first one after it.
base::Result<bool> PictureReader::find_next(std::uint32_t sync_sample, std::int64_t time,
                                            const std::stop_token& stop) {
  samples_->begin(sync_sample, master_.table->track(track_.id)->sample_count());
  std::optional<Frame> last;
  while (!stop.stop_requested()) {
    std::optional<Frame> frame = TRY(samples_->next(*master_.table));
    if (!frame || (frame->time > time && last)) break;
    if (frame->damaged) continue;
    last = std::move(frame);
    if (last->time >= time) break;
  }
  if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
  following_ = std::move(last);
  return following_.has_value();
}

// By the table, a picture follows the current one at once: what is missing is damage.
base::Result<void> PictureReader::check_follows(std::int64_t time) const {
  if (!samples_ || !current_ || damage_ == Damage::Concealed) return {};
  const PresentationOrder order(*master_.table->track(track_.id), track_);
  const DisplayedSample shown = TRY(order.at(current_->time));
  if (shown.end < std::min(time, end_)) return damaged(shown.end);
  return {};
}

base::Result<void> PictureReader::advance() {
  current_ = std::exchange(following_, std::nullopt);
  if (!current_) return {};
  for (;;) {
    following_ = TRY(samples_ ? samples_->next(*master_.table) : stream_->next());
    if (following_ && following_->time <= current_->time) continue;
    if (following_ && following_->damaged && damage_ == Damage::Concealed) continue;
    break;
  }
  const std::int64_t time = following_ ? following_->time : end_;
  TRY(check_follows(time));
  if (following_ && following_->damaged && following_->time < end_) return damaged(following_->time);
  if (following_ && following_->time >= end_) following_.reset();
  return {};
}

base::Result<std::optional<ShownPicture>> PictureReader::next() {
  if (!current_) return std::optional<ShownPicture>();
  const auto since = [&](std::int64_t ticks) {
    return std::clamp(base::Time{ticks, track_.timescale}, range_.start, range_.end) - range_.start;
  };
  ShownPicture picture{std::move(current_->picture), {since(current_->time), range_.length()}};
  const std::int64_t time = current_->time;
  if (following_) picture.shown.end = since(following_->time);
  current_->time = time;
  TRY(advance());
  return picture;
}

}  // namespace media::ffmpeg
