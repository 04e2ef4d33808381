#include "media/ffmpeg/stream_decoder.h"

#include <algorithm>

#include "base/format.h"
#include "media/ffmpeg/describe.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

// Tracks are numbered as ingest numbers them: streams in file order, attached pictures left out.
int stream_of(const AVFormatContext& context, const Track& track) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    if (is_picture(stream) || ++number != track.id) continue;
    const AVMediaType wanted = track.kind == TrackKind::Video ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
    return stream.codecpar->codec_type == wanted ? static_cast<int>(i) : -1;
  }
  return -1;
}

}  // namespace

StreamDecoder::StreamDecoder(std::unique_ptr<Input> input, Decoder decoder, const Track& track, int stream)
    : input_(std::move(input)),
      decoder_(std::move(decoder)),
      packet_(av_packet_alloc()),
      stream_(stream),
      pictures_(track.kind == TrackKind::Video) {
  track_.timescale = track.timescale;
  track_.presentation = track.presentation;
  track_.frame_rate = track.frame_rate;
  AVFormatContext& context = *input_->context();
  for (unsigned i = 0; i < context.nb_streams; ++i)
    if (static_cast<int>(i) != stream) context.streams[i]->discard = AVDISCARD_ALL;
  const std::int64_t start = context.streams[stream]->start_time;
  container_start_ = start == AV_NOPTS_VALUE ? 0 : start;
}

base::Result<StreamDecoder> StreamDecoder::open(const Master& master, std::uint32_t id,
                                                const DecoderSettings& settings) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end())
    return fail(Fault::NotFound, base::format("there is no track {}", id));
  std::unique_ptr<Input> input = TRY(Input::open(master.bytes, master.file_name));
  const int stream = stream_of(*input->context(), *track);
  if (stream < 0) return fail(Fault::Unsupported, base::format("track {} cannot be found to decode it", id));
  Decoder decoder = TRY(Decoder::open(*input->context()->streams[stream]->codecpar, settings));
  StreamDecoder result(std::move(input), std::move(decoder), *track, stream);
  if (!result.packet_) return fail(Fault::Internal, "out of memory");
  return result;
}

void StreamDecoder::seek(base::Time time) {
  AVFormatContext& context = *input_->context();
  const AVRational unit = context.streams[stream_]->time_base;
  const base::Time since = time - track_.presentation.start;
  const std::int64_t ticks =
      container_start_ + av_rescale_q(since.ticks, {1, static_cast<int>(since.timescale)}, unit);
  // Transport and program streams have no index: their start is their first byte.
  const bool by_bytes = since <= base::Time{} && context.iformat->flags & AVFMT_TS_DISCONT;
  if (by_bytes)
    av_seek_frame(&context, -1, 0, AVSEEK_FLAG_BYTE);
  else
    av_seek_frame(&context, stream_, ticks, AVSEEK_FLAG_BACKWARD);
  decoder_.flush();
  pending_.reset();
  started_ = false;
  drained_ = false;
}

// Containers without an index land near the place, not always before it: then further back.
base::Result<void> StreamDecoder::begin(std::int64_t presentation_time) {
  input_->restart_clock();
  const base::Time target{presentation_time, track_.timescale};
  for (std::int64_t back = 0;; back = back == 0 ? 1 : 4 * back) {
    const base::Time from = std::max(target - base::Time::seconds(back), track_.presentation.start);
    seek(from);
    std::optional<Frame> first = TRY(next());
    if (!first || first->time > presentation_time || first->damaged) {
      if (from > track_.presentation.start) continue;
    }
    pending_ = std::move(first);
    return {};
  }
}

// False at the end of the stream.
base::Result<bool> StreamDecoder::feed() {
  AVFormatContext& context = *input_->context();
  input_->restart_clock();  // what is done with the frames in between takes as long as it takes
  for (;;) {
    av_packet_unref(packet_.get());
    if (av_read_frame(&context, packet_.get()) < 0) {
      if (input_->out_of_time()) return fail(Fault::TooLarge, "the file took too long to read");
      return false;
    }
    if (packet_->stream_index != stream_ || packet_->size <= 0) continue;
    const bool key = packet_->flags & AV_PKT_FLAG_KEY;
    if (!started_ && pictures_ && !key) continue;
    started_ = true;
    decoder_.send(*packet_, 0, key, true);
    return true;
  }
}

// Presentation times are those of ingest: on the grid of the frame rate where there is one.
std::int64_t StreamDecoder::presentation_time(const AVFrame& frame) const {
  const AVRational unit = input_->context()->streams[stream_]->time_base;
  const std::int64_t pts =
      frame.best_effort_timestamp == AV_NOPTS_VALUE ? container_start_ : frame.best_effort_timestamp;
  const std::int64_t since =
      av_rescale_q(pts - container_start_, unit, {1, static_cast<int>(track_.timescale)});
  const std::int64_t start = base::ticks_in(track_.presentation.start, track_.timescale);
  const Rational rate = track_.frame_rate;
  const base::Wide step = static_cast<base::Wide>(track_.timescale) * rate.denominator;
  if (rate.numerator <= 0 || step % rate.numerator != 0) return start + since;
  const auto ticks = static_cast<std::int64_t>(step / rate.numerator);
  if (!pictures_ || ticks <= 0) return start + since;
  return start + (since + (since < 0 ? -ticks : ticks) / 2) / ticks * ticks;
}

base::Result<std::optional<Frame>> StreamDecoder::next() {
  if (pending_) return std::exchange(pending_, std::nullopt);
  for (;;) {
    if (std::optional<Frame> frame = decoder_.receive()) {
      frame->time = presentation_time(*frame->picture);
      return frame;
    }
    if (drained_) return std::optional<Frame>();
    if (!TRY(feed())) {
      drained_ = true;
      decoder_.drain();
    }
  }
}

}  // namespace media::ffmpeg
