#include "media/storyboard.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/format.h"
#include "media/ffmpeg/picture_scaler.h"
#include "media/ffmpeg/sample_decoder.h"
#include "media/ffmpeg/stream_decoder.h"
#include "media/picture_geometry.h"
#include "media/presentation_order.h"
#include "media/still/encode.h"

namespace media {

using base::fail;
using base::Fault;
using base::Time;
using base::TimeRange;
using still::Image;
using still::Layout;

namespace {

constexpr std::uint32_t kLongerSide = 160;
constexpr std::int64_t kInterval = 10'000, kTilesLeast = 10;  // milliseconds; of short works
constexpr std::uint64_t kSheetSideMax = 65'000;               // pixels; JPEG ends at 65,535
constexpr std::uint8_t kNothing = 0x80;                       // gray, where no picture can be had
constexpr std::uint64_t kBitsPerPixel = 3;                    // of sheets, as they usually are

Time times(Time interval, std::uint64_t count) {
  return {interval.ticks * static_cast<std::int64_t>(count), interval.timescale};
}

// How many intervals it takes to cover a length.
std::uint64_t intervals_in(Time length, Time interval) {
  const base::Wide whole = static_cast<base::Wide>(interval.ticks) * length.timescale;
  const base::Wide covered = static_cast<base::Wide>(length.ticks) * interval.timescale;
  return covered <= 0 || whole <= 0 ? 0 : static_cast<std::uint64_t>((covered + whole - 1) / whole);
}

std::uint32_t even_part(std::uint32_t side, std::uint32_t longer) {
  const std::uint64_t scaled = (std::uint64_t{side} * kLongerSide + longer / 2) / longer;
  return std::max(2u, static_cast<std::uint32_t>(scaled + 1) & ~1u);
}

// Sync samples alone, decoded one at a time: by the sample table, or as libavformat finds them.
class SyncPictures {
 public:
  static base::Result<SyncPictures> open(const Master& master, const Track& track) {
    const ffmpeg::DecoderSettings rough{1, true};
    SyncPictures pictures(master, track);
    pictures.samples_ = master.table ? master.table->track(track.id) : nullptr;
    if (pictures.samples_)
      pictures.sample_decoder_ = TRY(ffmpeg::SampleDecoder::open(master, track.id, rough));
    else
      pictures.stream_decoder_ = TRY(ffmpeg::StreamDecoder::open(master, track.id, rough));
    return pictures;
  }

  // Shown at or before the instant; valid until the next call. Null where it is damaged.
  base::Result<const AVFrame*> at(Time instant) {
    const std::int64_t ticks = base::ticks_in(instant, track_.timescale, base::Rounding::Floor);
    if (stream_decoder_) {
      TRY(stream_decoder_->begin(ticks));
      frame_ = TRY(stream_decoder_->next());
    } else {
      const PresentationOrder order(*samples_, track_);
      const DisplayedSample last = TRY(order.last());
      const std::uint32_t sample = TRY(order.at(std::min(ticks, last.time))).sync_sample;
      if (decoded_ != sample) {
        sample_decoder_->begin(sample, sample + 1);
        frame_ = TRY(sample_decoder_->next(*master_.table));
      }
      decoded_ = sample;
    }
    return frame_ && !frame_->damaged ? frame_->picture.get() : nullptr;
  }

 private:
  SyncPictures(const Master& master, const Track& track) : master_(master), track_(track) {}

  const Master& master_;
  const Track& track_;
  const TrackTable* samples_ = nullptr;
  std::optional<ffmpeg::SampleDecoder> sample_decoder_;
  std::optional<ffmpeg::StreamDecoder> stream_decoder_;
  std::optional<ffmpeg::Frame> frame_;
  std::optional<std::uint32_t> decoded_;
};

base::Result<Image> tile_of(const AVFrame& frame, const Track& track, const StoryboardPlan& plan) {
  const Rectangle crop = TRY(decoded_region(track, static_cast<std::uint32_t>(frame.width),
                                            static_cast<std::uint32_t>(frame.height),
                                            {0, 0, track.display_width, track.display_height}));
  const bool lies = track.rotation % 180 == 90;
  const still::Size size{lies ? plan.tile_height : plan.tile_width,
                         lies ? plan.tile_width : plan.tile_height};
  Image image = TRY(ffmpeg::scaled_image(frame, crop, size, ffmpeg::Components::Rgb, ffmpeg::Scaling::Rough));
  return still::oriented(std::move(image), false, track.rotation / 90);
}

void lay(const Image& tile, std::uint64_t index, const StoryboardPlan& plan, Image& sheet) {
  const auto left = static_cast<std::size_t>(index % plan.columns) * plan.tile_width * 3;
  const auto top = static_cast<std::uint32_t>(index / plan.columns) * plan.tile_height;
  for (std::uint32_t y = 0; y < plan.tile_height; ++y)
    std::memcpy(sheet.planes[0].row(top + y) + left, tile.planes[0].row(y), tile.planes[0].stride());
}

// What tiles a stretch has and how large their sheet is.
struct Sheet {
  std::uint64_t tiles = 0;
  std::uint32_t width = 0, height = 0;
};
base::Result<Sheet> sheet_of(const StoryboardPlan& plan, TimeRange range, Time duration) {
  if (plan.columns == 0 || plan.tile_width == 0 || plan.tile_height == 0)
    return fail(Fault::Internal, "the plan of the storyboard is empty");
  Sheet sheet;
  sheet.tiles = intervals_in(range.length(), plan.interval);
  if (sheet.tiles == 0) return fail(Fault::OutOfRange, "the stretch is empty", "time");
  const bool last = range.end == duration && range == plan.sheet_range(plan.sheets() - 1, duration);
  const std::uint64_t places =
      last ? std::uint64_t{plan.columns} * plan.rows : sheet.tiles;  // where tiles lie or would lie
  const std::uint64_t width = std::min<std::uint64_t>(plan.columns, places) * plan.tile_width;
  const std::uint64_t height = (places + plan.columns - 1) / plan.columns * plan.tile_height;
  if (std::max(width, height) > kSheetSideMax)
    return fail(Fault::TooLarge, base::format("{} tiles are too many for a picture", sheet.tiles), "time");
  sheet.width = static_cast<std::uint32_t>(width);
  sheet.height = static_cast<std::uint32_t>(height);
  return sheet;
}

// The middle of a tile's share of the stretch.
Time middle(const StoryboardPlan& plan, TimeRange range, std::uint64_t tile) {
  const Time start = range.start + times(plan.interval, tile);
  const Time length = std::min(start + plan.interval, range.end) - start;
  return start + Time{base::ticks_in(length, 1'000'000) / 2, 1'000'000};
}

}  // namespace

std::uint64_t StoryboardPlan::bandwidth() const {
  const base::Wide bits = base::Wide{tile_width} * tile_height * kBitsPerPixel * interval.timescale;
  return static_cast<std::uint64_t>(bits / std::max<std::int64_t>(interval.ticks, 1)) + 1;
}

TimeRange StoryboardPlan::sheet_range(std::uint64_t sheet, Time duration) const {
  const std::uint64_t tiles_before = sheet * columns * rows;
  return {std::min(times(interval, tiles_before), duration),
          std::min(times(interval, tiles_before + std::uint64_t{columns} * rows), duration)};
}

base::Result<StoryboardPlan> plan_storyboard(const MediaInfo& info) {
  const Track* track = info.first(TrackKind::Video);
  if (!track || track->display_width == 0 || track->display_height == 0)
    return fail(Fault::NotFound, "the recording has no pictures");
  const std::int64_t length = base::ticks_in(info.duration, 1000, base::Rounding::Ceil);
  if (length <= 0) return fail(Fault::NotFound, "the recording has no length");
  std::int64_t tiles = kTilesLeast;
  if (const Rational rate = track->frame_rate; rate.numerator > 0) {
    const auto frames = static_cast<base::Wide>(length) * rate.numerator / (rate.denominator * 1000);
    tiles = static_cast<std::int64_t>(std::clamp<base::Wide>(frames, 1, kTilesLeast));
  }
  StoryboardPlan plan;
  plan.interval = Time::milliseconds(std::clamp<std::int64_t>((length + tiles - 1) / tiles, 1, kInterval));
  plan.tiles = intervals_in(info.duration, plan.interval);
  const std::uint32_t longer = std::max(track->display_width, track->display_height);
  plan.tile_width = even_part(track->display_width, longer);
  plan.tile_height = even_part(track->display_height, longer);
  plan.columns = static_cast<std::uint32_t>(std::min<std::uint64_t>(plan.columns, plan.tiles));
  plan.rows = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(plan.rows, (plan.tiles + plan.columns - 1) / plan.columns));
  return plan;
}

base::Result<base::Bytes> storyboard_sheet(const Master& master, const StoryboardPlan& plan, TimeRange range,
                                           std::stop_token stop) {
  const Track* track = master.info->first(TrackKind::Video);
  if (!track) return fail(Fault::NotFound, "the recording has no pictures");
  const Sheet shape = TRY(sheet_of(plan, range, master.info->duration));
  SyncPictures pictures = TRY(SyncPictures::open(master, *track));
  Image sheet = still::make_image(Layout::Rgb, shape.width, shape.height);
  std::ranges::fill(sheet.planes[0].bytes, kNothing);
  std::optional<Image> tile;  // the last good one stands in for damaged ones
  std::uint64_t missing = 0;  // tiles at the start that wait for the first good one
  const AVFrame* shown = nullptr;
  for (std::uint64_t i = 0; i < shape.tiles; ++i) {
    if (stop.stop_requested()) return fail(Fault::Unavailable, "stopped");
    const AVFrame* frame = pictures.at(middle(plan, range, i)).value_or(nullptr);
    if (frame && frame != shown)
      if (auto made = tile_of(*frame, *track, plan)) tile = std::move(*made);
    shown = frame;
    if (!tile) {
      ++missing;
      continue;
    }
    for (; missing > 0; --missing) lay(*tile, i - missing, plan, sheet);
    lay(*tile, i, plan, sheet);
  }
  if (!tile) return fail(Fault::Malformed, "none of the pictures can be decoded: the recording is damaged");
  return still::encode(std::move(sheet), StillFormat::Jpeg);
}

std::string storyboard_webvtt(const StoryboardPlan& plan, Time duration,
                              const std::function<std::string(TimeRange sheet)>& sheet_uri) {
  std::string text = "WEBVTT\n";
  const std::uint64_t on_sheet = std::uint64_t{plan.columns} * plan.rows;
  std::string uri;
  for (std::uint64_t i = 0; i < plan.tiles; ++i) {
    const std::uint64_t place = i % on_sheet;
    if (place == 0) uri = sheet_uri(plan.sheet_range(i / on_sheet, duration));
    const Time start = times(plan.interval, i), end = std::min(times(plan.interval, i + 1), duration);
    text += base::format("\n{} --> {}\n{}#xywh={},{},{},{}\n", base::to_clock(start), base::to_clock(end),
                         uri, place % plan.columns * plan.tile_width, place / plan.columns * plan.tile_height,
                         plan.tile_width, plan.tile_height);
  }
  return text;
}

}  // namespace media
