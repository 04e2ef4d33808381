// compute_peaks: sound from the decoder, or straight from the file where it lies there uncoded, into a
// PeakBuilder.
#include <algorithm>

#include "base/format.h"
#include "media/ffmpeg/sound_reader.h"
#include "media/pcm_run.h"
#include "media/peak_builder.h"
#include "media/peaks.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

constexpr std::uint64_t kPeaksBytesMax = 1ull << 30;
constexpr std::uint32_t kChannelsMax = 255;

std::unexpected<base::Error> stopped() { return fail(Fault::Unavailable, "stopped"); }

base::Result<void> check_size(std::int64_t samples, std::uint32_t channels) {
  const std::uint64_t pixels = static_cast<std::uint64_t>(std::max<std::int64_t>(0, samples)) / 256 + 1;
  if (channels > kChannelsMax || pixels > kPeaksBytesMax / (std::uint64_t{4} * std::max(1u, channels)))
    return fail(Fault::TooLarge, base::format("the peaks of {} samples of {} channels would be over {} MiB",
                                              samples, channels, kPeaksBytesMax >> 20));
  return {};
}

// Tells how far it is, not more than a hundred times.
class Meter {
 public:
  Meter(const std::function<void(double)>& progress, std::uint64_t total)
      : progress_(progress), total_(std::max<std::uint64_t>(1, total)) {}
  void tell(std::uint64_t done) {
    if (!progress_ || done < next_) return;
    progress_(std::min(1.0, static_cast<double>(done) / static_cast<double>(total_)));
    next_ = done + total_ / 100 + 1;
  }

 private:
  const std::function<void(double)>& progress_;
  std::uint64_t total_, next_ = 0;
};

template <typename T>
void add_frame(PeakBuilder& builder, const AVFrame& frame) {
  const auto count = static_cast<std::size_t>(frame.nb_samples);
  if (av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)))
    builder.add_planar(reinterpret_cast<const T* const*>(frame.extended_data), count);
  else
    builder.add_interleaved(reinterpret_cast<const T*>(frame.extended_data[0]), count);
}

base::Result<void> add(PeakBuilder& builder, const AVFrame& frame) {
  switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
      add_frame<std::uint8_t>(builder, frame);
      return {};
    case AV_SAMPLE_FMT_S16:
      add_frame<std::int16_t>(builder, frame);
      return {};
    case AV_SAMPLE_FMT_S32:
      add_frame<std::int32_t>(builder, frame);
      return {};
    case AV_SAMPLE_FMT_S64:
      add_frame<std::int64_t>(builder, frame);
      return {};
    case AV_SAMPLE_FMT_FLT:
      add_frame<float>(builder, frame);
      return {};
    case AV_SAMPLE_FMT_DBL:
      add_frame<double>(builder, frame);
      return {};
    default:
      return fail(Fault::Unsupported, "the sound is of a form that is not known");
  }
}

void add_run(PeakBuilder& builder, PcmForm form, const std::uint8_t* bytes, std::size_t count) {
  switch (form) {
    case PcmForm::Int16:
      return builder.add_interleaved(reinterpret_cast<const std::int16_t*>(bytes), count);
    case PcmForm::Int24:
      return builder.add_interleaved(reinterpret_cast<const Packed24*>(bytes), count);
    case PcmForm::Int32:
      return builder.add_interleaved(reinterpret_cast<const std::int32_t*>(bytes), count);
    case PcmForm::Float32:
      return builder.add_interleaved(reinterpret_cast<const float*>(bytes), count);
    case PcmForm::Unsigned8:
      break;  // is decoded
  }
}

base::Result<base::Bytes> peaks_of_run(const Master& master, const Track& track, const PcmRun& run,
                                       const std::function<void(double)>& progress,
                                       const std::stop_token& stop) {
  constexpr std::size_t kReadBytes = 256 << 10;  // stays in the cache
  TRY(check_size(static_cast<std::int64_t>(run.count), track.channels));
  PeakBuilder builder(track.sample_rate, track.channels, run.count);
  Meter meter(progress, run.count);
  const std::uint64_t most = std::max<std::uint64_t>(1, kReadBytes / run.frame_bytes);
  base::Bytes buffer(most * run.frame_bytes);
  for (std::uint64_t at = 0; at < run.count;) {
    if (stop.stop_requested()) return stopped();
    const std::uint64_t count = std::min(most, run.count - at);
    const std::span<std::uint8_t> bytes(buffer.data(), count * run.frame_bytes);
    TRY(master.bytes->read_at(run.offset + at * run.frame_bytes, bytes));
    add_run(builder, run.form, bytes.data(), count);
    at += count;
    meter.tell(at);
  }
  return builder.finish();
}

}  // namespace

base::Result<base::Bytes> compute_peaks(const Master& master, std::uint32_t id,
                                        const std::function<void(double)>& progress, std::stop_token stop) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != TrackKind::Audio)
    return fail(Fault::NotFound, base::format("there is no track {} of sound", id));
  const auto run = find_pcm_run(master, *track);
  if (run && !run->big_endian && run->form != PcmForm::Unsigned8)
    return peaks_of_run(master, *track, *run, progress, stop);
  const base::TimeRange whole{{}, track->presentation.end};
  const auto reader = TRY(ffmpeg::SoundReader::open(master, id, whole, Damage::Concealed));
  const auto channels = static_cast<std::uint32_t>(reader->layout().nb_channels);
  TRY(check_size(reader->end(), channels));
  const auto total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, reader->end()));
  PeakBuilder builder(static_cast<std::uint32_t>(reader->sample_rate()), channels, total);
  Meter meter(progress, total);
  for (;;) {
    if (stop.stop_requested()) return stopped();
    const ffmpeg::FramePointer frame = TRY(reader->next());
    if (!frame) return builder.finish();
    TRY(add(builder, *frame));
    meter.tell(builder.samples());
  }
}

}  // namespace media
