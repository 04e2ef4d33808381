#include "media/ffmpeg/sound_reader.h"

#include <algorithm>

#include "base/format.h"

extern "C" {
#include <libswresample/swresample.h>
}

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

// Decoded before the stretch and thrown away: more than any coding remembers (MP3's reservoir, Opus's 80 ms,
// the overlap of AAC).
constexpr base::Time kPreroll = base::Time::milliseconds(500);

base::Error damaged(base::Time time) {
  return {Fault::Malformed,
          base::format("the recording is damaged at {} s: its sound cannot be decoded",
                       base::to_seconds(time, 3)),
          {}};
}

FramePointer new_frame(AVSampleFormat format, const AVChannelLayout& layout, int rate, std::int64_t count) {
  FramePointer frame(av_frame_alloc());
  if (!frame) return nullptr;
  frame->format = format;
  frame->sample_rate = rate;
  frame->nb_samples = static_cast<int>(count);
  if (av_channel_layout_copy(&frame->ch_layout, &layout) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
    return nullptr;
  return frame;
}

}  // namespace

SoundReader::SoundReader(const Master& master, const Track& track, Damage damage)
    : master_(master), track_(track), damage_(damage) {}

SoundReader::~SoundReader() {
  swr_free(&converter_);
  av_channel_layout_uninit(&layout_);
}

base::Result<std::unique_ptr<SoundReader>> SoundReader::open(const Master& master, std::uint32_t id,
                                                             base::TimeRange range, Damage damage) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != TrackKind::Audio)
    return fail(Fault::NotFound, base::format("there is no track {} of sound", id));
  std::unique_ptr<SoundReader> reader(new SoundReader(master, *track, damage));
  if (master.table && master.table->track(id))
    reader->samples_ = TRY(SampleDecoder::open(master, id));
  else
    reader->stream_ = TRY(StreamDecoder::open(master, id));
  TRY(reader->begin(range));
  return reader;
}

// Where the stretch begins tells the shape of the sound, and that is needed to tell where it begins in
// samples of sound: codings may be heard at twice the rate that their header tells.
base::Result<void> SoundReader::begin(base::TimeRange range) {
  const base::Time from = std::max(range.start, track_.presentation.start) - kPreroll;
  const std::int64_t ticks = base::ticks_in(from, track_.timescale, base::Rounding::Floor);
  const bool heard = range.start < track_.presentation.end && track_.presentation.start < range.end;
  std::optional<Frame> frame;
  if (heard) {
    if (samples_) {
      const TrackTable& table = *master_.table->track(track_.id);
      samples_->begin(table.group(table.group_at(ticks)).first_sample, table.sample_count());
    } else {
      TRY(stream_->begin(std::max(ticks, base::ticks_in(track_.presentation.start, track_.timescale))));
    }
    frame = TRY(decode());
  }
  adopt_shape(frame ? frame->picture.get() : nullptr);
  if (rate_ <= 0 || layout_.nb_channels <= 0)
    return fail(Fault::Malformed, base::format("track {} does not tell its rate or channels", track_.id));
  place(range);
  if (frame) TRY(take(std::move(*frame)));
  return {};
}

void SoundReader::adopt_shape(const AVFrame* frame) {
  if (!frame) {
    rate_ = static_cast<int>(track_.sample_rate);
    av_channel_layout_default(&layout_, static_cast<int>(track_.channels));
    return;
  }
  rate_ = frame->sample_rate;
  format_ = static_cast<AVSampleFormat>(frame->format);
  av_channel_layout_copy(&layout_, &frame->ch_layout);
  if (layout_.order == AV_CHANNEL_ORDER_UNSPEC) av_channel_layout_default(&layout_, layout_.nb_channels);
}

void SoundReader::place(const base::TimeRange& range) {
  const auto sample = [&](base::Time time, base::Rounding rounding) {
    return base::ticks_in(time, static_cast<std::uint32_t>(rate_), rounding);
  };
  first_ = position_ = sample(range.start, base::Rounding::Ceil);
  end_ = sample(range.end, base::Rounding::Ceil);
  shown_first_ = sample(track_.presentation.start, base::Rounding::Nearest);
  shown_end_ = sample(track_.presentation.end, base::Rounding::Nearest);
}

base::Result<std::optional<Frame>> SoundReader::decode() {
  for (;;) {
    std::optional<Frame> frame = TRY(samples_ ? samples_->next(*master_.table) : stream_->next());
    if (!frame || (frame->picture->nb_samples > 0 && frame->picture->sample_rate > 0)) return frame;
  }
}

// Decodes on until there is something at or after the position, or nothing more.
base::Result<void> SoundReader::pull() {
  while (!pending_ && !ended_) {
    std::optional<Frame> frame = TRY(decode());
    ended_ = !frame;
    if (frame) TRY(take(std::move(*frame)));
  }
  return {};
}

base::Result<void> SoundReader::take(Frame frame) {
  const auto rate = static_cast<std::uint32_t>(rate_);
  const std::int64_t count = frame.picture->nb_samples;
  std::int64_t first = base::ticks_in({frame.time, track_.timescale}, rate);
  // Times that are coarser than samples of sound only tell where there are gaps.
  std::int64_t tolerance = track_.timescale == rate ? 0 : rate / track_.timescale + 1;
  if (stream_) tolerance = std::max<std::int64_t>({count / 2, 64, rate_ / 250});
  if (expected_ && std::abs(first - *expected_) <= tolerance) first = *expected_;
  expected_ = first + count;
  const bool missed = samples_ && last_sample_ && frame.sample > *last_sample_ + 1;
  last_sample_ = frame.sample;
  ended_ = first >= std::min(shown_end_, end_);
  if (ended_ || first + count <= std::max(position_, shown_first_)) return {};
  if (damage_ == Damage::Refused && (frame.damaged || (missed && first > position_)))
    return std::unexpected(damaged({std::max(position_, frame.damaged ? first : position_), rate}));
  if (frame.damaged) return {};
  pending_ = TRY(convert(std::move(frame.picture)));
  pending_first_ = first;
  return {};
}

// Sound that changes its shape on the way keeps the one it began with.
base::Result<FramePointer> SoundReader::convert(FramePointer frame) {
  if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&frame->ch_layout, frame->ch_layout.nb_channels);
  if (frame->sample_rate != rate_)
    return fail(Fault::Unsupported, "the sound changes its sample rate on the way");
  if (frame->format == format_ && av_channel_layout_compare(&frame->ch_layout, &layout_) == 0) return frame;
  FramePointer converted = new_frame(format_, layout_, rate_, frame->nb_samples);
  if (!converted) return fail(Fault::Internal, "out of memory");
  if (!converter_) converter_ = swr_alloc();
  if (!converter_ || swr_config_frame(converter_, converted.get(), frame.get()) < 0 ||
      swr_convert_frame(converter_, converted.get(), frame.get()) < 0 ||
      converted->nb_samples != frame->nb_samples)
    return fail(Fault::Unsupported, "the sound changes its channels on the way");
  return converted;
}

base::Result<FramePointer> SoundReader::silence(std::int64_t count) const {
  FramePointer frame = new_frame(format_, layout_, rate_, std::min<std::int64_t>(count, rate_));
  if (!frame) return fail(Fault::Internal, "out of memory");
  av_samples_set_silence(frame->extended_data, 0, frame->nb_samples, layout_.nb_channels, format_);
  return frame;
}

// `count` samples of the pending frame after the first `skipped`.
base::Result<FramePointer> SoundReader::cut(std::int64_t skipped, std::int64_t count) {
  if (skipped == 0) {
    pending_->nb_samples = static_cast<int>(count);
    return std::move(pending_);
  }
  FramePointer frame = new_frame(format_, layout_, rate_, count);
  if (!frame) return fail(Fault::Internal, "out of memory");
  av_samples_copy(frame->extended_data, pending_->extended_data, 0, static_cast<int>(skipped),
                  static_cast<int>(count), layout_.nb_channels, format_);
  pending_.reset();
  return frame;
}

base::Result<FramePointer> SoundReader::next() {
  if (position_ >= end_) return FramePointer();
  const std::int64_t heard_end = std::min(shown_end_, end_);
  if (!pending_ && std::max(position_, shown_first_) < heard_end) TRY(pull());
  FramePointer frame;
  if (!pending_) {
    // Nothing more to decode. Where there should be, a coding's last frame may be a little short.
    constexpr int kShort = 8192;
    if (damage_ == Damage::Refused && heard_end - std::max(position_, shown_first_) > kShort)
      return std::unexpected(damaged({position_, static_cast<std::uint32_t>(rate_)}));
    frame = TRY(silence(end_ - position_));
  } else {
    const std::int64_t from = std::max({position_, pending_first_, shown_first_});
    const std::int64_t until = std::min(pending_first_ + pending_->nb_samples, heard_end);
    frame = TRY(from > position_ ? silence(from - position_) : cut(from - pending_first_, until - from));
  }
  position_ += frame->nb_samples;
  return frame;
}

}  // namespace media::ffmpeg
