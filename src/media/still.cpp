#include "media/still.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <vector>

#include "base/format.h"
#include "media/ffmpeg/picture_scaler.h"
#include "media/ffmpeg/picture_source.h"
#include "media/picture_geometry.h"
#include "media/presentation_order.h"
#include "media/still/encode.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// Larger pictures are refused before anything is decoded.
constexpr std::uint64_t kPixelsMax = std::uint64_t{8192} * 8192;
constexpr std::uint32_t kSideMax = 16383;

base::Result<const Track*> picture_track(const Master& master, std::uint32_t id) {
  const auto found = std::ranges::find(master.info->tracks, id, &Track::id);
  if (found == master.info->tracks.end() || found->kind != TrackKind::Video)
    return fail(Fault::NotFound, base::format("there is no track {} of pictures", id));
  return &*found;
}

// Whole quarters, where the angle is that.
std::optional<unsigned> quarter_turns(double degrees) {
  const double turns = degrees / 90;
  if (turns != std::floor(turns)) return std::nullopt;
  return static_cast<unsigned>(turns) % 4;
}

base::Result<void> check(const PictureTransform& transform) {
  if (transform.width == 0 || transform.height == 0)
    return fail(Fault::OutOfRange, "the size is empty", "size");
  if (!(transform.degrees >= 0 && transform.degrees < 360))
    return fail(Fault::OutOfRange, base::format("{} is no angle from 0 to 360", transform.degrees),
                "rotation");
  const still::Size size = still::rotated_size(transform.width, transform.height, transform.degrees);
  if (std::max(size.width, size.height) <= kSideMax && std::uint64_t{size.width} * size.height <= kPixelsMax)
    return {};
  return fail(Fault::TooLarge,
              base::format("{} x {} pixels are more than are made: {} in all, {} on a side", size.width,
                           size.height, kPixelsMax, kSideMax),
              "size");
}

// The frame as the request wants it, up to the encoder.
base::Result<still::Image> transformed(const AVFrame& frame, const Track& track,
                                       const StillRequest& request) {
  const PictureTransform& transform = request.transform;
  const Rectangle crop = TRY(decoded_region(track, static_cast<std::uint32_t>(frame.width),
                                            static_cast<std::uint32_t>(frame.height), transform.region));
  const bool lies = track.rotation % 180 == 90;
  const still::Size size =
      lies ? still::Size{transform.height, transform.width} : still::Size{transform.width, transform.height};
  const std::optional<unsigned> turns = quarter_turns(transform.degrees);
  const bool toned = transform.tone != Tone::Color;
  const bool planes = turns && (toned || still::takes_planes(request.format));
  still::Image image = TRY(
      ffmpeg::scaled_image(frame, crop, size, planes ? ffmpeg::Components::Planes : ffmpeg::Components::Rgb));
  image = still::oriented(std::move(image), false, track.rotation / 90);
  image = still::oriented(std::move(image), transform.mirrored, turns.value_or(0));
  if (!turns) {
    image = still::rotated(image, transform.degrees);
    if (!still::keeps_transparency(request.format)) image = still::on_white(image);
  }
  if (toned) image = still::gray_of(std::move(image));
  if (transform.tone == Tone::Bitonal) still::make_bitonal(image);
  return image;
}

// Measured on one core of a small server: seconds for a million pixels.
constexpr double kDecodeSeconds = 0.0025, kScaleSeconds = 0.002, kOpenSeconds = 0.002,
                 kOpenStreamSeconds = 0.1;
double encode_seconds(StillFormat format) {
  switch (format) {
    case StillFormat::Jpeg:
      return 0.004;
    case StillFormat::Webp:
      return 0.02;
    case StillFormat::Avif:
      return 0.03;
    case StillFormat::Png:
    case StillFormat::Tiff:
      return 0.05;
  }
  return 0.05;
}

// Samples from where decoding begins to the one that is wanted; of tracks that are not indexed, a second's.
double frames_to_decode(const Master& master, const Track& track, base::Time instant) {
  const TrackTable* samples = master.table ? master.table->track(track.id) : nullptr;
  if (!samples) return 25;
  const auto shown = PresentationOrder(*samples, track).at(base::ticks_in(instant, track.timescale));
  return shown ? shown->sample - shown->sync_sample + 1.0 : 1.0;
}

}  // namespace

StillCost still_cost(const Master& master, const StillRequest& request) {
  const auto track = picture_track(master, request.track);
  if (!track) return {};
  constexpr double kMillion = 1e6;
  constexpr std::uint64_t kReferencesMax = 17, kBytesAPixel = 2, kCopies = 12;
  const bool indexed = master.table && master.table->track(request.track);
  const std::uint64_t decoded = std::uint64_t{(*track)->coded_width} * (*track)->coded_height;
  const std::uint64_t made = std::uint64_t{request.transform.width} * request.transform.height;
  StillCost cost;
  cost.seconds = (indexed ? kOpenSeconds : kOpenStreamSeconds) +
                 frames_to_decode(master, **track, request.instant) * static_cast<double>(decoded) /
                     kMillion * kDecodeSeconds +
                 static_cast<double>(decoded) / kMillion * kScaleSeconds +
                 static_cast<double>(made) / kMillion * encode_seconds(request.format);
  cost.memory = decoded * kBytesAPixel * kReferencesMax + made * kCopies;
  return cost;
}

// Decoders between calls, the one used last at the end.
class Stills::Pool {
 public:
  struct Entry {
    std::string key;
    std::uint32_t track = 0;
    std::unique_ptr<ffmpeg::PictureSource> source;
  };

  explicit Pool(std::size_t most_idle) : most_idle_(most_idle) {}

  base::Result<Entry> take(const Master& master, std::uint32_t track, std::int64_t ticks) {
    {
      const std::lock_guard lock(mutex_);
      const auto fits = [&](const Entry& entry) {
        return entry.key == master.key && entry.track == track && entry.source->is_near(ticks);
      };
      if (const auto found = std::ranges::find_if(idle_, fits); found != idle_.end()) {
        Entry entry = std::move(*found);
        idle_.erase(found);
        return entry;
      }
    }
    // First of all: GCC does not destroy what stands before a TRY within braces.
    std::unique_ptr<ffmpeg::PictureSource> source = TRY(ffmpeg::PictureSource::open(master, track));
    return Entry{master.key, track, std::move(source)};
  }

  void give_back(Entry entry) {
    Entry dropped;  // destroyed outside of the lock
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(entry));
    if (idle_.size() <= most_idle_) return;
    dropped = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }

 private:
  std::size_t most_idle_;
  std::mutex mutex_;
  std::vector<Entry> idle_;
};

Stills::Stills(std::size_t most_idle) : pool_(std::make_unique<Pool>(most_idle)) {}
Stills::~Stills() = default;

base::Result<base::Bytes> Stills::render(const Master& master, const StillRequest& request,
                                         std::stop_token stop) {
  const Track* track = TRY(picture_track(master, request.track));
  TRY(check(request.transform));
  TRY(decoded_region(*track, track->coded_width, track->coded_height, request.transform.region));
  const base::TimeRange shown{track->presentation.start,
                              std::max(track->presentation.end, master.info->duration)};
  if (!shown.contains(request.instant))
    return fail(Fault::OutOfRange,
                base::format("no picture shows at {} s", base::to_seconds(request.instant)), "instant");
  const std::int64_t ticks = base::ticks_in(request.instant, track->timescale, base::Rounding::Floor);
  Pool::Entry entry = TRY(pool_->take(master, request.track, ticks));
  const AVFrame* frame = TRY(entry.source->at(master, ticks, stop));
  base::Result<still::Image> image = transformed(*frame, *track, request);
  pool_->give_back(std::move(entry));
  return still::encode(TRY(std::move(image)), request.format);
}

}  // namespace media
