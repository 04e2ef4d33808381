#include "media/ffmpeg/sample_decoder.h"

#include <algorithm>

#include "base/format.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

// Larger samples are damage, not pictures: 8192 x 8192 at 16 bits a pixel.
constexpr std::uint32_t kSampleBytesMax = 128u << 20;
constexpr std::uint32_t kLoadedMax = 256;

}  // namespace

base::Result<SampleDecoder> SampleDecoder::open(const Master& master, std::uint32_t track,
                                                const DecoderSettings& settings) {
  const auto found = std::ranges::find(master.info->tracks, track, &Track::id);
  if (found == master.info->tracks.end())
    return fail(Fault::NotFound, base::format("there is no track {}", track));
  if (!master.table || !master.table->track(track))
    return fail(Fault::Unsupported, base::format("track {} has no samples in the table", track));
  const ParametersPointer parameters = TRY(parameters_of(*found));
  Decoder decoder = TRY(Decoder::open(*parameters, settings));
  PacketPointer packet(av_packet_alloc());
  if (!packet) return fail(Fault::Internal, "out of memory");
  SampleDecoder result(std::move(decoder), master.media(), std::move(packet));
  result.track_ = track;
  result.shift_ = found->presentation_shift;
  return result;
}

void SampleDecoder::begin(std::uint32_t first, std::uint32_t end) {
  decoder_.flush();
  loaded_.clear();
  position_ = loaded_first_ = first;
  end_ = end;
  starts_clean_ = first == 0;
  starts_at_ = INT64_MIN;
  skip_before_ = INT64_MIN;
  drained_ = false;
}

void SampleDecoder::extend(std::uint32_t end) { end_ = std::max(end_, end); }

// Samples are read from the table a group at a time at most.
base::Result<void> SampleDecoder::load(const SampleTable& table) {
  if (position_ - loaded_first_ < loaded_.size()) return {};
  const TrackTable* track = table.track(track_);
  if (!track) return fail(Fault::Internal, "the sample table is not the one it was");
  const Group group = track->group(track->group_of_sample(position_));
  const std::uint32_t rest = group.first_sample + group.sample_count - position_;
  loaded_ = TRY(track->samples(position_, std::min(rest, kLoadedMax)));
  loaded_first_ = position_;
  if (starts_at_ == INT64_MIN) {
    starts_at_ = loaded_.front().composition_time() + shift_;
    starts_clean_ = starts_clean_ || loaded_.front().sync;
  }
  return {};
}

base::Result<void> SampleDecoder::send(const Sample& sample) {
  av_packet_unref(packet_.get());
  const std::int64_t time = sample.composition_time() + shift_;
  if (sample.size > 0 && sample.size <= kSampleBytesMax) {
    if (av_new_packet(packet_.get(), static_cast<int>(sample.size)) < 0)
      return fail(Fault::Internal, "out of memory");
    TRY(bytes_->read_at(sample.offset, {packet_->data, sample.size}));
  }
  packet_->pts = time;
  packet_->dts = sample.decode_time + shift_;
  packet_->duration = sample.duration;
  if (sample.sync) packet_->flags |= AV_PKT_FLAG_KEY;
  decoder_.send(*packet_, position_, sample.sync, time >= skip_before_);
  return {};
}

base::Result<std::optional<Frame>> SampleDecoder::next(const SampleTable& table) {
  for (;;) {
    if (std::optional<Frame> frame = decoder_.receive()) {
      const bool leading = frame->time < starts_at_ && loaded_first_ > 0;
      frame->damaged = frame->damaged || !starts_clean_ || leading;
      return frame;
    }
    if (drained_) return std::optional<Frame>();
    if (position_ >= end_) {
      drained_ = true;
      decoder_.drain();
      continue;
    }
    TRY(load(table));
    TRY(send(loaded_[position_ - loaded_first_]));
    ++position_;
  }
}

}  // namespace media::ffmpeg
