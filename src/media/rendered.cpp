#include "media/rendered.h"

#include <algorithm>

#include "base/format.h"
#include "media/rendered_plan.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// What a coding spends over its mean in one segment: a full buffer more than it was given.
constexpr std::uint64_t kPeakPercent = 140, kSoundPercent = 110;
constexpr std::uint32_t kSoundRateMost = 48'000;

base::Result<const Track*> find_track(const Master& master, std::uint32_t id, TrackKind kind) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != kind)
    return fail(Fault::NotFound, base::format("there is no track {} of that kind", id));
  return &*track;
}

// Of the display picture, no higher than `height`.
PictureTransform scaled(const Track& track, std::uint32_t height) {
  PictureTransform transform;
  transform.region = {0, 0, track.display_width, track.display_height};
  transform.width = track.display_width;
  transform.height = track.display_height;
  if (height > 0 && height < track.display_height) {
    transform.width = static_cast<std::uint32_t>(std::uint64_t{track.display_width} * height /
                                                 std::max(1u, track.display_height));
    transform.height = height;
  }
  transform.width = std::max(2u, transform.width & ~1u);
  transform.height = std::max(2u, transform.height & ~1u);
  return transform;
}

// High sampling rates are halved until every player takes them: nothing that is heard is lost.
std::uint32_t sound_rate(std::uint32_t rate) {
  while (rate > kSoundRateMost && rate % 2 == 0) rate /= 2;
  return rate > kSoundRateMost ? kSoundRateMost : rate;
}

}  // namespace

base::Result<RenderPlan> plan_rendered(const Master& master, const RenderedRendition& rendition,
                                       base::TimeRange range) {
  RenderRequest request{.format = rendition.picture ? RenderFormat::Mp4 : RenderFormat::M4a,
                        .time = range,
                        .duration = range.length(),
                        .picture = rendition.picture,
                        .sound = rendition.sound,
                        .provenance = {}};
  RenderPlan plan = TRY(plan_render(master, request));
  plan.copied = false;
  plan.damage = Damage::Concealed;
  if (plan.picture) plan.picture->colours = Colours::Bt709;
  if (plan.sound) {
    plan.sound->sample_rate = sound_rate(plan.sound->sample_rate);
    plan.sound->same_length = false;
  }
  return plan;
}

base::Result<RenderedRendition> rendered_pictures(const Master& master, std::uint32_t id,
                                                  std::uint32_t height, std::uint32_t bit_rate) {
  const Track& source = *TRY(find_track(master, id, TrackKind::Video));
  const PictureTransform transform = scaled(source, height);
  // What the bytes depend on is part of the name: a ladder that changes does not change what is at an
  // address.
  RenderedRendition rendition{
      base::format("{}-{}p-{}k", rendition_name(source), transform.height, bit_rate / 1000),
      source,
      {},
      {},
      {}};
  rendition.picture = RenderPicture{id, transform, bit_rate};
  const RenderPlan plan =
      TRY(plan_rendered(master, rendition, {base::Time::seconds(0), master.info->duration}));
  Track& track = rendition.track;
  track.codec_name = "h264";
  track.codec = base::format("avc1.6400{:02x}", plan.picture->level);
  track.timescale = plan.picture->timescale;
  track.presentation_shift = 0;
  track.coded_width = track.display_width = plan.picture->width;
  track.coded_height = track.display_height = plan.picture->height;
  track.rotation = 0;
  track.sample_entry.clear();
  rendition.key = base::format("h264 {}x{} {}", plan.picture->width, plan.picture->height, bit_rate);
  return rendition;
}

base::Result<RenderedRendition> rendered_sound(const Master& master, std::uint32_t id,
                                               std::uint32_t bit_rate) {
  const Track& source = *TRY(find_track(master, id, TrackKind::Audio));
  RenderedRendition rendition{
      base::format("{}-{}k", rendition_name(source), bit_rate / 1000), source, {}, {}, {}};
  rendition.sound = RenderSound{id, ChannelMix::AsIs, bit_rate};
  const RenderPlan plan =
      TRY(plan_rendered(master, rendition, {base::Time::seconds(0), master.info->duration}));
  Track& track = rendition.track;
  track.codec_name = "aac";
  track.codec = "mp4a.40.2";
  track.timescale = track.sample_rate = plan.sound->sample_rate;
  track.channels = plan.sound->channels;
  track.presentation_shift = 0;
  track.sample_entry.clear();
  rendition.key =
      base::format("aac {} {} {}", plan.sound->sample_rate, plan.sound->channels, plan.sound->bit_rate);
  rendition.sound->bit_rate = plan.sound->bit_rate;
  return rendition;
}

std::uint32_t rendered_count(const RenderedRendition& rendition, const WorkSegments& segments) {
  // Binary search: starts never fall.
  std::uint32_t low = 1, high = segments.count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (segments.start(middle) < rendition.track.presentation.end)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

StreamedTrack streamed(const RenderedRendition& rendition, const WorkSegments& segments) {
  const std::uint32_t count = rendered_count(rendition, segments);
  StreamedTrack told{rendition.track, rendition.name, rendition.track.timescale, {}, {}};
  told.boundaries.reserve(count + 1);
  for (std::uint32_t i = 0; i < count; ++i)
    told.boundaries.push_back(base::ticks_in(segments.start(i), told.timescale));
  told.boundaries.push_back(base::ticks_in(segments.start(segments.count()), told.timescale));
  const std::uint64_t rate = rendition.picture ? rendition.picture->bit_rate : rendition.sound->bit_rate;
  told.rate = {rate * (rendition.picture ? kPeakPercent : kSoundPercent) / 100, rate};
  return told;
}

base::Result<base::TimeRange> rendered_range(const Master& master, const RenderedRendition& rendition,
                                             std::uint32_t index) {
  const WorkSegments segments(*master.info, master.table);
  const std::uint32_t count = rendered_count(rendition, segments);
  if (index >= count)
    return fail(Fault::NotFound,
                base::format("{} has {} segments; there is no segment {}", rendition.name, count, index));
  base::TimeRange range = segments.range(index);
  if (index + 1 == count) range.end = master.info->duration;
  return range;
}

base::Result<SegmentCost> segment_cost(const Master& master, const RenderedRendition& rendition,
                                       std::uint32_t index) {
  const base::TimeRange range = TRY(rendered_range(master, rendition, index));
  const RenderDescription told = TRY(plan_rendered(master, rendition, range)).description;
  return SegmentCost{told.seconds, told.memory};
}

}  // namespace media
