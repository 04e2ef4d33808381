// The blocks of FLAC at a clip's edges: decoded, cut, and written without compression.
#include <algorithm>

#include "base/format.h"
#include "media/ffmpeg/edge_encoder.h"
#include "media/ffmpeg/sample_decoder.h"
#include "media/flac_frame.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

// Interleaved, as numbers of so many bits. Unsupported where the decoder gives another form.
base::Result<void> append_samples(std::vector<std::int32_t>& samples, const AVFrame& frame,
                                  const FlacStreamInfo& info) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool planar = av_sample_fmt_is_planar(format);
  const AVSampleFormat packed = av_get_packed_sample_fmt(format);
  const int channels = frame.ch_layout.nb_channels;
  if (channels != static_cast<int>(info.channels) ||
      (packed != AV_SAMPLE_FMT_S16 && packed != AV_SAMPLE_FMT_S32))
    return fail(Fault::Unsupported, "the sound changes its form where it was to be cut");
  const bool wide = packed == AV_SAMPLE_FMT_S32;
  const int shift = (wide ? 32 : 16) - static_cast<int>(info.bits);
  if (shift < 0) return fail(Fault::Unsupported, "the sound has more bits than its stream info says");
  for (int i = 0; i < frame.nb_samples; ++i)
    for (int channel = 0; channel < channels; ++channel) {
      const std::uint8_t* plane = frame.extended_data[planar ? channel : 0];
      const int at = planar ? i : i * channels + channel;
      const std::int32_t value = wide ? reinterpret_cast<const std::int32_t*>(plane)[at]
                                      : reinterpret_cast<const std::int16_t*>(plane)[at];
      samples.push_back(value >> shift);
    }
  return {};
}

base::Result<std::vector<EncodedPicture>> encode_edge(const Master& master, const ClipTrack& track,
                                                      SampleDecoder& decoder, const ClipEdge& edge,
                                                      std::int64_t end, const FlacStreamInfo& info) {
  std::vector<EncodedPicture> blocks;
  if (edge.empty()) return blocks;
  std::vector<std::int32_t> samples;  // from `start` on
  std::optional<std::int64_t> start;
  decoder.begin(edge.first_sample, edge.end_sample);
  while (std::optional<Frame> frame = TRY(decoder.next(*master.table))) {
    if (frame->damaged) break;
    if (!start) start = frame->time;
    TRY(append_samples(samples, *frame->picture, info));
  }
  const std::int64_t decoded = static_cast<std::int64_t>(samples.size() / info.channels);
  if (!start || edge.source_times.front() < *start || end > *start + decoded)
    // Not the asker's fault.
    return fail(Fault::Internal,
                base::format("the recording is damaged at {} s, where it was to be cut",
                             base::to_seconds({edge.source_times.front(), track.track.timescale})));
  for (std::size_t i = 0; i < edge.source_times.size(); ++i) {
    const std::int64_t from = edge.source_times[i];
    const std::int64_t to = i + 1 < edge.source_times.size() ? edge.source_times[i + 1] : end;
    const auto block = std::span(samples).subspan(static_cast<std::size_t>(from - *start) * info.channels,
                                                  static_cast<std::size_t>(to - from) * info.channels);
    blocks.push_back({verbatim_flac_frame(block, info), true});
  }
  return blocks;
}

}  // namespace

base::Result<EncodedEdges> encode_blocks(const Master& master, const ClipTrack& track) {
  const auto info = stream_info_of(track.track);
  if (!info) return fail(Fault::Internal, "a FLAC track without its stream info");
  SampleDecoder decoder = TRY(SampleDecoder::open(master, track.track.id));
  const auto end_of = [&](ClipOrigin origin) {
    const auto piece = std::ranges::find(track.pieces, origin, &ClipPiece::origin);
    return piece == track.pieces.end() ? 0 : track.to_source(piece->decode_end);
  };
  EncodedEdges edges;
  edges.head = TRY(encode_edge(master, track, decoder, track.head, end_of(ClipOrigin::Head), *info));
  edges.tail = TRY(encode_edge(master, track, decoder, track.tail, end_of(ClipOrigin::Tail), *info));
  return edges;
}

}  // namespace media::ffmpeg
