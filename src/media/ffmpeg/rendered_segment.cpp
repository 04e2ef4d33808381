// Segments of rendered renditions: the same lines of decoder, filters and encoder as render() has, their
// packets in CMAF boxes.
#include <algorithm>

#include "base/format.h"
#include "media/cmaf.h"
#include "media/ffmpeg/render_tracks.h"
#include "media/isobmff/annex_b.h"
#include "media/isobmff/codec_config.h"
#include "media/isobmff/sample_entry_builder.h"
#include "media/rendered_plan.h"

namespace media {

using base::Bytes;
using base::ByteView;
using base::fail;
using base::Fault;

namespace {

// AAC (ISO/IEC 14496-3): a frame is heard together with the one before it, and an encoder settles its choice
// of windows within a few.
constexpr std::int64_t kFrame = 1024, kSettling = 6;

ByteView extradata(const ffmpeg::Encoder& encoder) {
  const AVCodecContext& context = encoder.context();
  return {context.extradata, static_cast<std::size_t>(std::max(0, context.extradata_size))};
}

std::int64_t ceil_div(base::Wide a, base::Wide b) {
  return static_cast<std::int64_t>(a >= 0 ? (a + b - 1) / b : -(-a / b));
}

// The first frame of sound that begins at or after an instant.
std::int64_t frame_at(base::Time time, std::uint32_t rate) {
  return ceil_div(static_cast<base::Wide>(time.ticks) * rate,
                  static_cast<base::Wide>(time.timescale) * kFrame);
}

struct Made {
  std::vector<Sample> samples;
  Bytes payload;

  void add(std::int64_t decode_time, std::uint32_t duration, bool sync, const Bytes& data) {
    samples.push_back({decode_time, 0, duration, static_cast<std::uint32_t>(data.size()), 0, sync});
    payload.insert(payload.end(), data.begin(), data.end());
  }
};

base::Result<Made> make_pictures(const Master& master, const RenderedRendition& rendition,
                                 base::TimeRange range, const std::stop_token& stop) {
  const base::TimeRange shown = rendition.track.presentation;
  base::TimeRange source{std::max(range.start, shown.start), std::min(range.end, shown.end)};
  // The track begins later: its first picture stands until then.
  if (source.empty())
    source = {shown.start, std::min(shown.end, shown.start + base::Time::milliseconds(100))};
  const RenderPlan plan = TRY(plan_rendered(master, rendition, source));
  const auto line = TRY(ffmpeg::open_pictures(master, plan, stop));
  const std::uint32_t timescale = plan.picture->timescale;
  const std::int64_t begin = base::ticks_in(range.start, timescale);
  // Nothing lasts longer than its track: players take the longest as the length of the work.
  const base::Time last = shown.end > range.start ? std::min(range.end, shown.end) : range.end;
  const std::int64_t end = std::max(begin + 1, base::ticks_in(last, timescale));
  const std::int64_t offset = base::ticks_in(source.start, timescale);
  Made made;
  for (;;) {
    const ffmpeg::PacketPointer packet = TRY(line->next(stop));
    if (!packet) break;
    const std::int64_t time = made.samples.empty() ? begin : std::min(packet->pts + offset, end - 1);
    if (!made.samples.empty() && time <= made.samples.back().decode_time) continue;
    made.add(time, 0, packet->flags & AV_PKT_FLAG_KEY,
             isobmff::avc_sample({packet->data, static_cast<std::size_t>(packet->size)}));
  }
  for (std::size_t i = 0; i < made.samples.size(); ++i) {
    const std::int64_t next = i + 1 < made.samples.size() ? made.samples[i + 1].decode_time : end;
    made.samples[i].duration = static_cast<std::uint32_t>(next - made.samples[i].decode_time);
  }
  return made;
}

// The frames that begin within the stretch; before the first one of the work goes the encoder's delay.
base::Result<Made> make_sound(const Master& master, const RenderedRendition& rendition, base::TimeRange range,
                              const std::stop_token& stop) {
  const std::uint32_t rate = rendition.track.timescale;
  const bool first = range.start <= base::Time::seconds(0);
  const std::int64_t begin = first ? -1 : frame_at(range.start, rate);
  const std::int64_t end =
      std::max(begin + 1, frame_at(std::min(range.end, rendition.track.presentation.end), rate));
  const std::int64_t from = std::max<std::int64_t>(0, begin - kSettling);
  RenderPlan plan = TRY(plan_rendered(master, rendition, range));
  plan.time = {{from * kFrame, rate}, {(end + 1) * kFrame, rate}};
  plan.duration = plan.time.length();
  plan.sound->samples = static_cast<std::uint64_t>((end + 1 - from) * kFrame);
  const auto line = TRY(ffmpeg::open_sound(master, plan));
  Made made;
  for (std::int64_t frame = from - 1; frame < end; ++frame) {
    const ffmpeg::PacketPointer packet = TRY(line->next(stop));
    if (!packet) return fail(Fault::Internal, "the encoder gave fewer frames than it took");
    if (frame >= begin)
      made.add(frame * kFrame, static_cast<std::uint32_t>(kFrame), true,
               Bytes(packet->data, packet->data + packet->size));
  }
  return made;
}

base::Result<Bytes> picture_entry(const PicturePlan& plan) {
  AVFrame like{};
  like.width = static_cast<int>(plan.width);
  like.height = static_cast<int>(plan.height);
  like.format = AV_PIX_FMT_YUV420P;
  like.color_range = AVCOL_RANGE_MPEG;
  like.color_primaries = AVCOL_PRI_BT709;
  like.color_trc = AVCOL_TRC_BT709;
  like.colorspace = AVCOL_SPC_BT709;
  const ffmpeg::Encoder encoder = TRY(ffmpeg::Encoder::open(plan, like, true));
  return isobmff::avc_sample_entry(extradata(encoder), plan.width, plan.height);
}

base::Result<Bytes> sound_entry(const SoundPlan& plan) {
  AVFrame like{};
  like.format = AV_SAMPLE_FMT_FLTP;
  like.sample_rate = static_cast<int>(plan.sample_rate);
  av_channel_layout_default(&like.ch_layout, static_cast<int>(plan.channels));
  const ffmpeg::Encoder encoder = TRY(ffmpeg::Encoder::open(plan, like, true));
  const Bytes esds = isobmff::make_box(isobmff::four_cc("esds"),
                                       isobmff::write_esds(isobmff::kMpeg4Audio, extradata(encoder)));
  return isobmff::make_audio_entry(isobmff::four_cc("mp4a"), plan.channels, plan.sample_rate, esds);
}

}  // namespace

base::Result<Bytes> render_init_segment(const Master& master, const RenderedRendition& rendition) {
  const base::Time duration = master.info->duration;
  const RenderPlan plan = TRY(plan_rendered(master, rendition, {base::Time::seconds(0), duration}));
  Track track = rendition.track;
  track.sample_entry = plan.picture ? TRY(picture_entry(*plan.picture)) : TRY(sound_entry(*plan.sound));
  return write_init_segment(track, plan.picture ? 0 : kFrame,
                            static_cast<std::uint64_t>(base::ticks_in(duration, track.timescale)));
}

base::Result<Bytes> render_media_segment(const Master& master, const RenderedRendition& rendition,
                                         std::uint32_t index, std::stop_token stop) {
  const base::TimeRange range = TRY(rendered_range(master, rendition, index));
  const Made made = rendition.picture ? TRY(make_pictures(master, rendition, range, stop))
                                      : TRY(make_sound(master, rendition, range, stop));
  if (made.samples.empty()) return fail(Fault::Malformed, "nothing of this stretch can be decoded");
  SegmentTimeline timeline;
  if (rendition.sound) timeline.decode_shift = timeline.start_offset = kFrame;
  Bytes segment = write_segment_head(made.samples, timeline, index, made.payload.size());
  segment.insert(segment.end(), made.payload.begin(), made.payload.end());
  return segment;
}

}  // namespace media
