#include "media/render_plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/format.h"
#include "media/isobmff/box.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

struct Format {
  RenderFormat format;
  std::string_view name, picture_type, sound_type;
  std::optional<PictureCoding> picture;
  std::optional<SoundCoding> sound;
  bool streamable;
};
constexpr Format kFormats[] = {
    {RenderFormat::Mp4, "mp4", "video/mp4", "audio/mp4", PictureCoding::H264, SoundCoding::Aac, true},
    {RenderFormat::Webm, "webm", "video/webm", "audio/webm", PictureCoding::Vp9, SoundCoding::Opus, true},
    {RenderFormat::Gif, "gif", "image/gif", "", PictureCoding::Gif, {}, false},
    {RenderFormat::AnimatedWebp, "webp", "image/webp", "", PictureCoding::Webp, {}, false},
    {RenderFormat::M4a, "m4a", "", "audio/mp4", {}, SoundCoding::Aac, true},
    {RenderFormat::Mp3, "mp3", "", "audio/mpeg", {}, SoundCoding::Mp3, true},
    {RenderFormat::Ogg, "ogg", "", "audio/ogg", {}, SoundCoding::Opus, true},
    {RenderFormat::Opus, "opus", "", "audio/ogg", {}, SoundCoding::Opus, true},
    {RenderFormat::Flac, "flac", "", "audio/flac", {}, SoundCoding::Flac, true},
    {RenderFormat::Wav, "wav", "", "audio/wav", {}, SoundCoding::Pcm, true}};

const Format& format_of(RenderFormat format) { return *std::ranges::find(kFormats, format, &Format::format); }

base::Result<const Track*> find_track(const Master& master, std::uint32_t id, TrackKind kind) {
  const auto track = std::ranges::find(master.info->tracks, id, &Track::id);
  if (track == master.info->tracks.end() || track->kind != kind)
    return fail(Fault::NotFound, base::format("there is no track {} of {}", id,
                                              kind == TrackKind::Video ? "pictures" : "sound"));
  if (!can_decode(*track))
    return fail(Fault::Unsupported, base::format("nothing here decodes '{}'", track->codec_name));
  return &*track;
}

// ---- sound

constexpr std::uint32_t kMp3Rates[] = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
constexpr std::uint32_t kAacRates[] = {7350,  8000,  11025, 12000, 16000, 22050, 24000,
                                       32000, 44100, 48000, 64000, 88200, 96000};

// The rate itself where the coding knows it, else the next higher one, else the highest.
std::uint32_t next_rate(std::span<const std::uint32_t> rates, std::uint32_t rate) {
  const auto found = std::ranges::lower_bound(rates, rate);
  return found == rates.end() ? rates.back() : *found;
}

std::uint32_t rate_for(SoundCoding coding, std::uint32_t rate) {
  switch (coding) {
    case SoundCoding::Aac:
      return next_rate(kAacRates, rate);
    case SoundCoding::Mp3:
      return next_rate(kMp3Rates, rate);
    case SoundCoding::Opus:
      return 48000;
    case SoundCoding::Flac:
    case SoundCoding::Pcm:
      return rate;
  }
  return rate;
}

bool is_lossless(SoundCoding coding) { return coding == SoundCoding::Flac || coding == SoundCoding::Pcm; }

// FLAC's and ALAC's own word on their bits, from their configuration in the sample entry.
std::uint32_t coded_bits(const Track& track) {
  constexpr std::size_t kEntryHeader = 8 + 28;  // ISO/IEC 14496-12 12.2.3
  if (track.sample_entry.size() < kEntryHeader) return 16;
  const base::ByteView children = base::ByteView(track.sample_entry).subspan(kEntryHeader);
  const base::ByteView flac = isobmff::payload_of(children, isobmff::four_cc("dfLa"));
  if (flac.size() >= 4 + 4 + 14) return ((flac[20] & 1u) << 4 | flac[21] >> 4) + 1;
  const base::ByteView alac = isobmff::payload_of(children, isobmff::four_cc("alac"));
  return alac.size() >= 10 ? alac[9] : 16;
}

std::uint32_t bits_of(const Track& track) {
  const std::string_view codec = track.codec_name;
  const bool wide =
      codec.starts_with("pcm_") &&
      (codec.find("24") != codec.npos || codec.find("32") != codec.npos || codec.find("64") != codec.npos);
  if (wide) return 24;
  return (codec == "flac" || codec == "alac") && coded_bits(track) > 16 ? 24 : 16;
}

std::uint32_t default_bit_rate(SoundCoding coding, std::uint32_t channels) {
  switch (coding) {
    case SoundCoding::Aac:
      return channels == 1 ? 80'000 : 144'000;
    case SoundCoding::Mp3:
      return channels == 1 ? 80'000 : 160'000;
    case SoundCoding::Opus:
      return channels == 1 ? 64'000 : 112'000;
    default:
      return 0;
  }
}

std::uint32_t channels_for(SoundCoding coding, const Track& track, ChannelMix mix) {
  if (mix != ChannelMix::AsIs) return 1;
  return is_lossless(coding) ? track.channels : std::min(2u, track.channels);
}

std::uint64_t length_in_samples(const RenderPlan& plan, std::uint32_t rate) {
  const auto at = [&](base::Time time) { return base::ticks_in(time, rate, base::Rounding::Ceil); };
  const std::int64_t samples =
      plan.retimed ? base::ticks_in(plan.duration, rate) : at(plan.time.end) - at(plan.time.start);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(1, samples));
}

base::Result<SoundPlan> plan_sound(const Master& master, const RenderSound& wanted, const RenderPlan& plan,
                                   SoundCoding coding) {
  const Track& track = *TRY(find_track(master, wanted.track, TrackKind::Audio));
  if (track.sample_rate == 0 || track.channels == 0)
    return fail(Fault::Unsupported, base::format("track {} does not tell its rate or channels", track.id));
  SoundPlan sound{.track = track.id, .coding = coding, .mix = wanted.mix};
  sound.channels = channels_for(coding, track, wanted.mix);
  if (coding == SoundCoding::Flac && sound.channels > 8)
    return fail(Fault::Unsupported, base::format("FLAC carries 8 channels at most, not {}", sound.channels));
  sound.sample_rate = rate_for(coding, track.sample_rate);
  sound.bits = is_lossless(coding) ? bits_of(track) : 0;
  if (!is_lossless(coding)) {
    const std::uint32_t rate = wanted.bit_rate ? wanted.bit_rate : default_bit_rate(coding, sound.channels);
    sound.bit_rate =
        std::clamp(rate, 16'000u * sound.channels, coding == SoundCoding::Mp3 ? 320'000u : 512'000u);
  }
  sound.samples = length_in_samples(plan, sound.sample_rate);
  sound.same_length = !plan.retimed && sound.sample_rate == track.sample_rate;
  return sound;
}

// ---- pictures

struct Level {
  std::uint32_t level;
  std::uint64_t per_second, per_picture;
};
// ISO/IEC 14496-10 Table A-1, in macroblocks.
constexpr Level kAvcLevels[] = {{10, 1485, 99},        {11, 3000, 396},       {12, 6000, 396},
                                {13, 11880, 396},      {21, 19800, 792},      {22, 20250, 1620},
                                {30, 40500, 1620},     {31, 108000, 3600},    {32, 216000, 5120},
                                {40, 245760, 8192},    {42, 522240, 8704},    {50, 589824, 22080},
                                {51, 983040, 36864},   {52, 2073600, 36864},  {60, 4177920, 139264},
                                {61, 8355840, 139264}, {62, 16711680, 139264}};
// VP9 levels (webmproject.org/vp9/levels), in luma samples.
constexpr Level kVp9Levels[] = {
    {10, 829440, 36864},        {11, 2764800, 73728},      {20, 4608000, 122880},
    {21, 9216000, 245760},      {30, 20736000, 552960},    {31, 36864000, 983040},
    {40, 83558400, 2228224},    {41, 160432128, 2228224},  {50, 311951360, 8912896},
    {51, 588251136, 8912896},   {52, 1176502272, 8912896}, {60, 1176502272, 35651584},
    {61, 2353004544, 35651584}, {62, 4706009088, 35651584}};

double frames_per_second(const Master& master, const Track& track) {
  if (track.frame_rate.numerator > 0)
    return static_cast<double>(track.frame_rate.numerator) /
           static_cast<double>(track.frame_rate.denominator);
  const TrackTable* samples = master.table ? master.table->track(track.id) : nullptr;
  const double seconds = base::as_double(track.presentation.length());
  return samples && seconds > 0 ? samples->sample_count() / seconds : 30;
}

base::Result<std::uint32_t> level_for(const PicturePlan& picture, double rate) {
  const bool avc = picture.coding == PictureCoding::H264;
  const std::uint64_t units = avc ? std::uint64_t{(picture.width + 15) / 16} * ((picture.height + 15) / 16)
                                  : std::uint64_t{picture.width} * picture.height;
  const std::span<const Level> levels = avc ? std::span<const Level>(kAvcLevels) : kVp9Levels;
  const auto level = std::ranges::find_if(levels, [&](const Level& candidate) {
    return units <= candidate.per_picture &&
           static_cast<double>(units) * rate <= static_cast<double>(candidate.per_second);
  });
  if (level == levels.end())
    return fail(Fault::TooLarge,
                base::format("no encoder takes pictures of {}x{} at {:.0f} a second", picture.width,
                             picture.height, rate),
                "size");
  return level->level;
}

bool is_animation(PictureCoding coding) {
  return coding == PictureCoding::Gif || coding == PictureCoding::Webp;
}

// Animations are held in memory while they are made.
constexpr std::uint64_t kAnimationPixelsMax = 60'000'000;
constexpr std::uint32_t kAnimationFramesMax = 750;
constexpr std::uint32_t kSideMax = 8192;
constexpr Rational kAnimationRate{25, 2};

base::Result<void> check_animation(const PicturePlan& picture, double seconds, double rate) {
  const double frames = std::ceil(seconds * rate);
  const double pixels = frames * picture.width * picture.height;
  if (frames > kAnimationFramesMax || pixels > static_cast<double>(kAnimationPixelsMax))
    return fail(
        Fault::TooLarge,
        base::format("an animation has at most {} frames and {} million pixels in all; this would have "
                     "{:.0f} and {:.1f}",
                     kAnimationFramesMax, kAnimationPixelsMax / 1'000'000, frames, pixels / 1e6),
        "time");
  return {};
}

// Fine enough for the source's own clock.
std::uint32_t timescale_for(const Track& track) {
  if (track.timescale > 1'000'000) return 1'000'000;
  std::uint32_t timescale = track.timescale;
  while (timescale < 10'000) timescale *= 10;
  return timescale;
}

base::Result<PicturePlan> plan_picture(const Master& master, const RenderPicture& wanted,
                                       const RenderPlan& plan, PictureCoding coding) {
  const Track& track = *TRY(find_track(master, wanted.track, TrackKind::Video));
  PicturePlan picture{.track = track.id, .coding = coding, .transform = wanted.transform};
  PictureTransform& transform = picture.transform;
  if (std::fmod(transform.degrees, 90) != 0 || transform.degrees < 0 || transform.degrees >= 360)
    return fail(Fault::Unsupported, "moving pictures are turned by 0, 90, 180 or 270 degrees", "rotation");
  const auto even = [&](std::uint32_t side) {
    return is_animation(coding) ? side : std::max(2u, side & ~1u);
  };
  transform.width = even(transform.width);
  transform.height = even(transform.height);
  if (transform.width == 0 || transform.height == 0 || transform.region.width == 0 ||
      transform.region.height == 0)
    return fail(Fault::OutOfRange, "an empty picture", "region");
  if (transform.width > kSideMax || transform.height > kSideMax)
    return fail(Fault::TooLarge,
                base::format("pictures of {}x{} are larger than {} pixels a side", transform.width,
                             transform.height, kSideMax),
                "size");
  const bool turned = static_cast<int>(transform.degrees) % 180 != 0;
  picture.width = turned ? transform.height : transform.width;
  picture.height = turned ? transform.width : transform.height;
  picture.timescale = timescale_for(track);
  picture.bit_rate = wanted.bit_rate;
  const double speed = base::as_double(plan.time.length()) / base::as_double(plan.duration);
  double rate = frames_per_second(master, track) * speed;
  if (is_animation(coding)) {
    rate = std::min(rate, static_cast<double>(kAnimationRate.numerator) / kAnimationRate.denominator);
    picture.most_frames = kAnimationRate;
    TRY(check_animation(picture, base::as_double(plan.duration), rate));
  } else {
    picture.level = TRY(level_for(picture, rate));
  }
  return picture;
}

// ---- the whole

std::string codecs_of(const RenderPlan& plan) {
  std::string codecs;
  if (plan.picture && plan.picture->coding == PictureCoding::H264)
    codecs = base::format("avc1.6400{:02x}", plan.picture->level);
  if (plan.picture && plan.picture->coding == PictureCoding::Vp9)
    codecs = base::format("vp09.00.{}.08", plan.picture->level);
  if (!plan.sound) return codecs;
  const std::string_view sound = plan.sound->coding == SoundCoding::Aac    ? "mp4a.40.2"
                                 : plan.sound->coding == SoundCoding::Opus ? "opus"
                                                                           : "";
  if (!codecs.empty() && !sound.empty()) codecs += ',';
  return codecs.append(sound);
}

// Nanoseconds of one core: a pixel encoded; a sample of sound encoded. Measured by render_bench.cpp, and half
// as much again for films that are dearer than its own.
double nanoseconds(PictureCoding coding) {
  switch (coding) {
    case PictureCoding::H264:
      return 20;
    case PictureCoding::Vp9:
      return 16;
    case PictureCoding::Gif:
      return 90;
    case PictureCoding::Webp:
      return 45;
  }
  return 0;
}
double nanoseconds(SoundCoding coding) {
  switch (coding) {
    case SoundCoding::Aac:
      return 220;
    case SoundCoding::Mp3:
      return 100;
    case SoundCoding::Opus:
      return 80;
    case SoundCoding::Flac:
      return 16;
    case SoundCoding::Pcm:
      return 3;
  }
  return 0;
}
constexpr double kDecodedPixel = 4, kDecodedSample = 12, kScaledPixel = 1.5;

void estimate(const Master& master, RenderPlan& plan) {
  RenderDescription& told = plan.description;
  const double source = base::as_double(plan.time.length());
  const double played = base::as_double(plan.duration);
  double cost = 0.02e9;
  told.memory = 24u << 20;
  if (const auto& picture = plan.picture) {
    const Track& track = **find_track(master, picture->track, TrackKind::Video);
    const double rate = frames_per_second(master, track);
    const double pixels = static_cast<double>(picture->width) * picture->height;
    const double decoded = static_cast<double>(track.coded_width) * track.coded_height;
    double frames = rate * source;
    // Decoding begins at a sync sample: half a group early, say.
    cost += (frames + 30) * decoded * (kDecodedPixel + kScaledPixel);
    if (is_animation(picture->coding))
      frames = std::min(frames,
                        played * static_cast<double>(kAnimationRate.numerator) / kAnimationRate.denominator);
    cost += frames * pixels * nanoseconds(picture->coding);
    told.memory += static_cast<std::uint64_t>(decoded * 40 + pixels * 60);
    if (is_animation(picture->coding)) told.memory += static_cast<std::uint64_t>(frames * pixels * 5);
  }
  if (const auto& sound = plan.sound)
    cost +=
        (source + 0.5) * sound->sample_rate * sound->channels * (kDecodedSample + nanoseconds(sound->coding));
  told.seconds = cost / 1e9;
}

bool is_whole(const Master& master, const RenderPlan& plan) {
  return plan.time.start <= base::Time{} && master.info->duration <= plan.time.end && !plan.retimed;
}

// The master itself is what is asked for: the only track, all of it, in that very form.
bool is_the_master(const Master& master, const RenderRequest& request, const RenderPlan& plan) {
  const bool plain = request.sound && !request.picture && request.sound->mix == ChannelMix::AsIs &&
                     request.sound->bit_rate == 0 && master.info->tracks.size() == 1;
  if (!plain || !is_whole(master, plan) || master.info->cut_short) return false;
  const std::string_view container = master.info->container, codec = master.info->tracks[0].codec_name;
  switch (request.format) {
    case RenderFormat::Mp3:
      return container == "mp3" && codec == "mp3";
    case RenderFormat::Flac:
      return container == "flac" && codec == "flac";
    case RenderFormat::Ogg:
      return container == "ogg" && (codec == "vorbis" || codec == "opus" || codec == "flac");
    case RenderFormat::Opus:
      return container == "ogg" && codec == "opus";
    default:
      return false;
  }
}

base::Result<void> check_request(const Master& master, const RenderRequest& request, const Format& format) {
  if (request.time.empty() || request.time.start < base::Time{} || master.info->duration < request.time.end)
    return fail(Fault::OutOfRange, "the stretch is empty or lies outside of the work", "time");
  if (request.duration <= base::Time{}) return fail(Fault::OutOfRange, "a duration of nothing", "duration");
  if (!request.picture && !request.sound) return fail(Fault::Unsupported, "nothing to render");
  if (request.picture && !format.picture)
    return fail(Fault::Unsupported, base::format("{} carries no pictures", format.name), "format");
  if (request.sound && !format.sound)
    return fail(Fault::Unsupported, base::format("{} carries no sound", format.name), "format");
  if (!request.picture && format.picture && is_animation(*format.picture))
    return fail(Fault::Unsupported, base::format("{} carries pictures only", format.name), "format");
  const double speed = base::as_double(request.time.length()) / base::as_double(request.duration);
  constexpr double kSpeedMax = 100;
  if (speed > kSpeedMax || speed < 1 / kSpeedMax)
    return fail(Fault::TooLarge,
                base::format("{:.3g} times as fast; at most {} times faster or slower", speed, kSpeedMax),
                "duration");
  return {};
}

}  // namespace

base::Result<RenderPlan> plan_render(const Master& master, const RenderRequest& request) {
  const Format& format = format_of(request.format);
  TRY(check_request(master, request, format));
  RenderPlan plan{.format = request.format, .time = request.time, .duration = request.duration};
  plan.retimed = request.time.length() != request.duration;
  if (request.picture) plan.picture = TRY(plan_picture(master, *request.picture, plan, *format.picture));
  if (request.sound) plan.sound = TRY(plan_sound(master, *request.sound, plan, *format.sound));
  plan.copied = is_the_master(master, request, plan);
  RenderDescription& told = plan.description;
  told.media_type = request.picture ? format.picture_type : format.sound_type;
  told.streamable = format.streamable;
  told.is_master = plan.copied;
  told.codecs = plan.copied && request.format == RenderFormat::Ogg ? master.info->tracks[0].codec_name
                                                                   : codecs_of(plan);
  estimate(master, plan);
  if (plan.copied) {
    told.size = master.bytes->size();
    told.seconds = 0;
  } else if (plan.sound && plan.sound->coding == SoundCoding::Pcm) {
    const WavShape shape = wav_shape(*plan.sound);
    const std::uint64_t data = shape.data_bytes();
    told.size = wav_head(shape, request.provenance).size() + data + data % 2;
  }
  return plan;
}

base::Result<RenderDescription> describe_render(const Master& master, const RenderRequest& request) {
  return TRY(plan_render(master, request)).description;
}

}  // namespace media
