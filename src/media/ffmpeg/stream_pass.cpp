#include "media/ffmpeg/stream_pass.h"

#include <algorithm>
#include <limits>

#include "media/ffmpeg/stream_codec.h"
#include "media/frame_rate.h"

extern "C" {
#include <libavutil/intreadwrite.h>
}

namespace media::ffmpeg {

using base::ByteView;

namespace {

// Times beyond this are nonsense; they are held at the bound so that sums stay in range.
constexpr std::int64_t kTicksMax = std::int64_t{1} << 50;
// A track is given up when more packets than this, and one of 64, are not where the carrier should have them.
constexpr std::size_t kLostMost = 64;
// Each is a reading of the whole file; no more streams are taken out of a carrier.
constexpr int kCarriedMost = 16;

std::int64_t clamped(std::int64_t ticks) { return std::clamp(ticks, -kTicksMax, kTicksMax); }

std::int64_t time_of(const AVPacket& packet) {
  const std::int64_t time = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  return time == AV_NOPTS_VALUE ? time : clamped(time);
}

// A step of the grid in ticks, and the timescale: 25/s is 512 of 12800, 30000/1001 is 1001 of 30000.
struct Grid {
  std::uint32_t timescale = 1, step = 1;
};
Grid grid_of(Rational rate) {
  const std::int64_t factor = rate.numerator < 1000 ? 512 : 1;
  return {static_cast<std::uint32_t>(rate.numerator * factor),
          static_cast<std::uint32_t>(rate.denominator * factor)};
}

bool is_usable(Rational rate) {
  constexpr std::int64_t kLargest = 1 << 20;
  return rate.numerator > 0 && rate.numerator <= kLargest && rate.denominator > 0 &&
         rate.denominator <= kLargest;
}

}  // namespace

StreamPass::StreamPass(const AVStream& stream, base::Source master, Carrier carrier)
    : stream_(stream), master_(std::move(master)), carrier_(carrier), locator_(master_) {}

double StreamPass::rate_hint() const {
  const AVRational rate = stream_.avg_frame_rate;
  return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 30;
}

std::int64_t StreamPass::in_samples(std::int64_t ticks) const {
  const AVRational unit{1, std::max(1, stream_.codecpar->sample_rate)};
  return clamped(av_rescale_q(clamped(ticks), stream_.time_base, unit));
}

void StreamPass::begin(const AVPacket& packet) {
  begun_ = true;
  const ByteView data(packet.data, static_cast<std::size_t>(packet.size));
  StreamCodec codec = describe_codec(stream_, data, rate_hint());
  codec_ = std::move(codec.codec);
  entry_ = std::move(codec.entry);
  skip_ = codec.skip;
  copyable_ = !entry_.empty();
  if (carrier_.kind != CarrierKind::None) {
    collect_from(packet, codec.unwrap);
  } else if (codec.unwrap == Unwrap::AnnexB) {
    copyable_ = false;  // its packets lie there, but not as samples
  }
  const std::int64_t time = time_of(packet);
  first_tick_ = time == AV_NOPTS_VALUE ? 0 : time;
  first_time_ = end_time_ = in_samples(first_tick_);
  // Priming that the container rounded to its clock is known exactly from the coding.
  const std::int64_t padding = stream_.codecpar->initial_padding;
  const std::int64_t tick = in_samples(1) + 1;
  if (padding > 0 && std::abs(first_time_ + padding) <= tick) first_time_ = end_time_ = -padding;
}

void StreamPass::collect_from(const AVPacket& packet, Unwrap unwrap) {
  if (stream_.index >= kCarriedMost) copyable_ = false;
  if (!copyable_) return;
  if (carrier_.kind == CarrierKind::TransportStream) {
    collector_.emplace(*master_, carrier_, static_cast<std::uint32_t>(stream_.id), unwrap);
    return;
  }
  const auto serial =
      ogg_serial_at(*master_, static_cast<std::uint64_t>(std::max<std::int64_t>(0, packet.pos)));
  if (serial)
    collector_.emplace(*master_, carrier_, *serial, unwrap);
  else
    copyable_ = false;
}

void StreamPass::locate(ByteView data, std::int64_t position, Packet& record) {
  if (collector_) {
    if (const auto place = collector_->add(data)) {
      record.offset = place->offset;
      record.size = place->size;
      ++found_;
    } else {
      record.lost = true;
      ++lost_;
      copyable_ = lost_ <= kLostMost + found_ / 64;
    }
    return;
  }
  const std::size_t skipped = std::min(skip_, data.size());
  const std::optional<std::uint64_t> found = locator_.find(position, data);
  if (!found || data.size() == skipped) {
    copyable_ = false;
    return;
  }
  record.offset = *found + skipped;
  record.size = static_cast<std::uint32_t>(data.size() - skipped);
}

void StreamPass::add(const AVPacket& packet) {
  if (packet.size <= 0) return;
  if (!begun_) begin(packet);
  bytes_ += static_cast<std::uint64_t>(packet.size);
  if (packet.flags & AV_PKT_FLAG_CORRUPT) ++damaged_;
  last_ = {stream_.codecpar->codec_id, {}, static_cast<std::size_t>(packet.size)};
  std::copy_n(packet.data, std::min(last_.size, last_.head.size()), last_.head.begin());
  Packet record;
  record.key = packet.flags & AV_PKT_FLAG_KEY;
  const ByteView data(packet.data, static_cast<std::size_t>(packet.size));
  if (copyable_) locate(data, packet.pos, record);
  const AVMediaType type = stream_.codecpar->codec_type;
  if (type == AVMEDIA_TYPE_VIDEO) return add_picture(packet, record);
  if (type == AVMEDIA_TYPE_AUDIO) return add_sound(packet, record);
  if (const std::int64_t time = time_of(packet); time != AV_NOPTS_VALUE)
    end_tick_ = std::max(end_tick_, time + clamped(packet.duration));
}

// In MPEG-1 and MPEG-2 video a picture that others are predicted from shows when the next such picture is
// decoded (ISO/IEC 13818-2 6.1.1.11), others when they are decoded themselves: so it can be told where only
// the first picture in a packet of a program stream has a presentation time.
bool StreamPass::follow_anchor(const AVPacket& packet, Packet& record) {
  const AVCodecID codec = stream_.codecpar->codec_id;
  if ((codec != AV_CODEC_ID_MPEG1VIDEO && codec != AV_CODEC_ID_MPEG2VIDEO) || packet.dts == AV_NOPTS_VALUE)
    return false;
  const bool anchor = packet.pts != packet.dts;
  if (waiting_) packets_[*waiting_].time = clamped(packet.dts) + (anchor ? 0 : record.duration);
  if (anchor) waiting_.reset();
  if (packet.pts != AV_NOPTS_VALUE || !presentation_times_) return false;
  record.time = clamped(packet.dts) + record.duration;
  waiting_ = packets_.size();
  return true;
}

void StreamPass::add_picture(const AVPacket& packet, Packet record) {
  record.duration = static_cast<std::uint32_t>(std::clamp<std::int64_t>(packet.duration, 0, 1 << 30));
  if (follow_anchor(packet, record)) {
    packets_.push_back(record);
    return;
  }
  if (packet.pts != AV_NOPTS_VALUE) {
    record.time = clamped(packet.pts);
    presentation_times_ = true;
  } else if (!presentation_times_ && packet.dts != AV_NOPTS_VALUE) {
    record.time = clamped(packet.dts);  // containers that know decode times only
  } else if (!packets_.empty()) {
    record.time = packets_.back().time + packets_.back().duration;
  }
  packets_.push_back(record);
}

void StreamPass::add_sound(const AVPacket& packet, Packet record) {
  const ByteView data(packet.data, static_cast<std::size_t>(packet.size));
  std::int64_t samples = packet_samples(*stream_.codecpar, data);
  const bool counted = samples > 0;  // else the duration already leaves out what is not to be heard
  if (!counted) samples = in_samples(packet.duration);
  samples = std::clamp<std::int64_t>(samples, 0, std::numeric_limits<std::int32_t>::max());
  if (samples == 0) copyable_ = false;
  // The count goes on by itself; only a gap larger than the clock's coarseness moves it.
  if (const std::int64_t time = time_of(packet); time != AV_NOPTS_VALUE) {
    const std::int64_t stated = in_samples(time);
    const std::int64_t tolerance = 2 * in_samples(1) + std::max<std::int64_t>(samples / 2, 64);
    if (stated > end_time_ + tolerance) end_time_ = stated;
  }
  std::size_t size = 0;
  if (const auto* skip = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
      skip && size >= 8) {
    if (end_time_ == first_time_) skipped_ = AV_RL32(skip);
    discarded_ = counted ? AV_RL32(skip + 4) : 0;
  } else {
    discarded_ = 0;
  }
  record.time = end_time_;
  record.duration = static_cast<std::uint32_t>(samples);
  end_time_ = clamped(end_time_ + samples);
  if (copyable_ && !record.lost) packets_.push_back(record);
}

Track StreamPass::finish(std::vector<Sample>& samples) {
  Track track;
  track.codec = codec_;
  track.bytes = bytes_;
  switch (stream_.codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
      finish_picture(track, samples);
      break;
    case AVMEDIA_TYPE_AUDIO:
      finish_sound(track, samples);
      break;
    default:
      finish_other(track);
      break;
  }
  if (copyable_ && !samples.empty()) track.sample_entry = entry_;
  if (!track.packageable()) samples.clear();
  return track;
}

void StreamPass::finish_other(Track& track) const {
  const AVRational base = stream_.time_base;
  track.timescale = static_cast<std::uint32_t>(std::max(1, base.den));
  const auto ticks = [&](std::int64_t time) { return base::Time{in_ticks({.time = time}), track.timescale}; };
  if (begun_) track.presentation = {ticks(first_tick_), ticks(std::max(first_tick_, end_tick_))};
}

void StreamPass::finish_sound(Track& track, std::vector<Sample>& samples) {
  track.timescale = static_cast<std::uint32_t>(std::max(1, stream_.codecpar->sample_rate));
  // Priming lies before 0 where the container's times say so; else they count it, and what is heard begins
  // with the first time.
  const std::int64_t second = track.timescale;
  const bool primed = first_time_ < 0 && first_time_ > -second;
  const std::int64_t shift = primed ? first_time_ : first_time_ - skipped_;
  const std::int64_t start = primed ? 0 : first_time_;
  const std::int64_t end = std::max(start, end_time_ - first_time_ + shift - discarded_);
  track.presentation = {{start, track.timescale}, {end, track.timescale}};
  track.presentation_shift = shift;
  if (!copyable_) return;
  samples.reserve(packets_.size());
  for (const Packet& packet : packets_) {
    const std::int64_t time = packet.time - first_time_;
    if (!samples.empty())
      samples.back().duration = static_cast<std::uint32_t>(time - samples.back().decode_time);
    samples.push_back({time, 0, packet.duration, packet.size, packet.offset, true});
  }
}

std::int64_t StreamPass::in_ticks(const Packet& packet) const {
  const base::Wide ticks = static_cast<base::Wide>(packet.time) * std::max(1, stream_.time_base.num);
  return static_cast<std::int64_t>(std::clamp<base::Wide>(ticks, -kTicksMax, kTicksMax));
}

// Composition times in order of show, counted from the first picture, and how long the last one stands.
StreamPass::Shown StreamPass::lay_out(const std::vector<std::int64_t>& shown, Track& track) const {
  track.frame_rate = frame_rate_of(shown, track.timescale);
  const Rational average = reduced(stream_.avg_frame_rate.num, stream_.avg_frame_rate.den);
  if (track.frame_rate.numerator == 0 && fits_rate(shown, track.timescale, average))
    track.frame_rate = average;
  Shown result;
  result.times.reserve(shown.size());
  if (is_usable(track.frame_rate)) {
    const Grid grid = grid_of(track.frame_rate);
    track.timescale = grid.timescale;
    for (std::size_t i = 0; i < shown.size(); ++i)
      result.times.push_back(static_cast<std::int64_t>(i) * grid.step);
    result.last_duration = grid.step;
    return result;
  }
  for (const std::int64_t time : shown) result.times.push_back(time - shown.front());
  Packet last = *std::ranges::max_element(packets_, {}, &Packet::time);
  last.time = last.duration;
  result.last_duration = in_ticks(last);
  if (result.last_duration == 0 && shown.size() > 1)
    result.last_duration = shown.back() - shown[shown.size() - 2];
  return result;
}

// Decode times are not told by most containers: the k-th picture is decoded when the k-th in order of show
// would be, early enough that none shows before it is decoded.
void StreamPass::finish_picture(Track& track, std::vector<Sample>& samples) {
  const auto fine = static_cast<std::uint32_t>(std::max(1, stream_.time_base.den));
  track.timescale = fine;
  if (packets_.empty()) return;
  std::vector<std::int64_t> shown;
  shown.reserve(packets_.size());
  for (const Packet& packet : packets_) shown.push_back(in_ticks(packet));
  std::ranges::sort(shown);
  const auto [times, last_duration] = lay_out(shown, track);
  std::vector<std::int64_t> composition;  // in decode order
  std::int64_t delay = 0;
  for (std::size_t i = 0; i < packets_.size(); ++i) {
    const auto rank = std::ranges::lower_bound(shown, in_ticks(packets_[i])) - shown.begin();
    composition.push_back(times[static_cast<std::size_t>(rank)]);
    delay = std::max(delay, times[i] - composition[i]);
  }
  const std::int64_t start = base::ticks_in({shown.front(), fine}, track.timescale);
  track.presentation_shift = start - delay;
  track.presentation = {{start, track.timescale}, {start + times.back() + last_duration, track.timescale}};
  for (std::size_t i = 0; i < packets_.size() && copyable_; ++i) {
    if (packets_[i].lost) continue;
    if (!samples.empty())  // the one before a lost one stays on
      samples.back().duration = static_cast<std::uint32_t>(times[i] - samples.back().decode_time);
    const std::int64_t offset = composition[i] + delay - times[i];
    const std::int64_t duration = i + 1 < times.size() ? times[i + 1] - times[i] : last_duration;
    constexpr std::int64_t kLimit = std::numeric_limits<std::int32_t>::max();
    copyable_ = offset <= kLimit && duration <= kLimit;
    samples.push_back({times[i], static_cast<std::int32_t>(offset), static_cast<std::uint32_t>(duration),
                       packets_[i].size, packets_[i].offset, packets_[i].key});
  }
}

}  // namespace media::ffmpeg
