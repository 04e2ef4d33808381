#include "services/preview_service.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "media/hls.h"
#include "media/peaks.h"
#include "media/storyboard.h"
#include "services/derivative.h"
#include "services/job_service.h"
#include "services/offers.h"
#include "services/problem.h"
#include "services/stream_service.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using media::Track;
using media::TrackKind;

constexpr std::string_view kPeaks = "peaks";
constexpr double kPeaksSpeed = 700;  // seconds of sound decoded in a second, at least

// ---- waveform

struct Waveform {
  std::uint32_t samples_per_pixel = media::kPeakResolutions[0];
  unsigned bits = 16;
};

Result<Waveform> find_waveform(std::string_view quality) {
  for (const std::uint32_t resolution : media::kPeakResolutions)
    for (const unsigned bits : {16u, 8u}) {
      std::string name(kPeaks);
      if (resolution != media::kPeakResolutions[0]) name += base::format("-{}", resolution);
      if (bits == 8) name += "-8bit";
      if (name == quality) return Waveform{resolution, bits};
    }
  return fail(Fault::NotFound,
              base::format("there is no waveform '{}': see info.json", base::clip_for_message(quality)),
              "quality");
}

// The text of a JSON waveform, made as it is sent.
http::Stream stream_of(std::function<bool(std::string&)> next) {
  return {[next = std::move(next), text = std::string(), taken = std::size_t{0},
           more = true](std::span<std::uint8_t> out) mutable -> Result<std::size_t> {
            while (taken == text.size() && more) {
              text.clear();
              taken = 0;
              more = next(text);
            }
            const std::size_t count = std::min(out.size(), text.size() - taken);
            std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(taken), count, out.begin());
            taken += count;
            return count;
          },
          {}};
}

Result<http::Response> waveform_response(const Context& context, const Recording& recording,
                                         const Derivative& derivative, const Links& links, base::Source file,
                                         const Waveform& waveform, const base::TimeRange& time) {
  const media::Peaks peaks = TRY(media::Peaks::open(std::move(file)));
  if (derivative.canonical.ends_with(".dat")) {
    base::Splice body = TRY(peaks.dat(waveform.samples_per_pixel, waveform.bits, time));
    return whole_response(context, recording, derivative, links, std::move(body));
  }
  http::Response response{
      200, {}, stream_of(TRY(peaks.json(waveform.samples_per_pixel, waveform.bits, time)))};
  describe(response, context, recording, derivative, links);
  return response;
}

// ---- storyboard

Result<media::StoryboardPlan> storyboard_plan(const Recording& recording) {
  return media::plan_storyboard(recording.info);
}

std::string sheet_selection(const Recording& recording, base::TimeRange range) {
  const bool whole = range.start.ticks == 0 && !(range.end < recording.info.duration);
  const std::string time =
      whole ? "full"
            : base::format("{},{}", base::to_seconds(range.start),
                           range.end < recording.info.duration ? base::to_seconds(range.end) : "");
  return base::format("{}/full/max/max/0/storyboard.jpg", time);
}

// One sheet's worth: more would be an image nobody can show.
Result<void> check_sheet(const media::StoryboardPlan& plan, const base::TimeRange& time) {
  const base::Time most = plan.sheet_length();
  if (time.length() <= most) return {};
  return fail(Fault::TooLarge,
              base::format("a sheet shows at most {} s: the sheets of the whole are named in storyboard.vtt",
                           base::to_seconds(most)),
              "time");
}

Cost sheet_cost(const media::StoryboardPlan& plan, const base::TimeRange& time, const Track& picture) {
  const double tiles = base::as_double(time.length()) / base::as_double(plan.interval) + 1;
  const double pixels = static_cast<double>(picture.coded_width) * picture.coded_height;
  return {tiles * pixels * 2e-8 + 0.01, static_cast<std::uint64_t>(pixels * 30) + (8u << 20)};
}

// The same bytes at all addresses of a stretch: as a selection, and as a child of the streams.
Result<Order> sheet_order(const base::TimeRange& time, const RecordingPointer& recording) {
  const media::StoryboardPlan plan = TRY(storyboard_plan(*recording));
  TRY(check_sheet(plan, time));
  // The end of a work may lie between two microseconds.
  const std::string end = time.end == recording->info.duration ? "end" : base::to_seconds(time.end);
  return Order{base::format("{} sheet {} {}", recording->file.identity, base::to_seconds(time.start), end),
               sheet_cost(plan, time, *recording->info.first(TrackKind::Video)), Urgency::Now,
               [recording, plan, time](media::RenderSink& out, std::stop_token stop) -> Result<void> {
                 const base::Bytes sheet =
                     TRY(media::storyboard_sheet(master_of(*recording), plan, time, stop));
                 return out.write(sheet);
               }};
}

Result<http::Answer> serve_sheet(Context& context, const Links& links, const Derivative& derivative,
                                 const base::TimeRange& time, const RecordingPointer& recording) {
  return deliver(context.workshop, TRY(sheet_order(time, recording)),
                 [&context, recording, derivative, links](base::Source made) {
                   return whole_response(context, *recording, derivative, links,
                                         base::Splice(std::move(made)));
                 });
}

}  // namespace

bool is_waveform(std::string_view quality) { return quality == kPeaks || quality.starts_with("peaks-"); }

bool is_storyboard(std::string_view quality) { return quality == media::kStoryboard; }

std::vector<std::string> waveform_qualities() {
  std::vector<std::string> names;
  for (const std::uint32_t resolution : media::kPeakResolutions)
    for (const char* suffix : {"", "-8bit"})
      names.push_back(resolution == media::kPeakResolutions[0]
                          ? base::format("{}{}", kPeaks, suffix)
                          : base::format("{}-{}{}", kPeaks, resolution, suffix));
  return names;
}

Result<Order> waveform_order(const RecordingPointer& recording) {
  const Track* sound = recording->info.first(TrackKind::Audio);
  if (!sound) return fail(Fault::NotFound, "this recording has no sound", "quality");
  const double length = base::as_double(recording->info.duration);
  return Order{base::format("{} peaks track-{}", recording->file.identity, sound->id),
               {length / kPeaksSpeed + 0.01, (32u << 20) + static_cast<std::uint64_t>(length * 6000)},
               Urgency::Long,
               [recording, track = sound->id](media::RenderSink& out, std::stop_token stop) -> Result<void> {
                 const auto progress = [&](double part) { out.progress(part); };
                 const base::Bytes peaks =
                     TRY(media::compute_peaks(master_of(*recording), track, progress, stop));
                 return out.write(peaks);
               }};
}

Result<http::Answer> serve_waveform(Context& context, const http::Request& http_request,
                                    const iiif::AvRequest& request, const RecordingPointer& recording) {
  const iiif::ResolvedAudio audio = TRY(iiif::resolve_audio(request, shape_of(recording)));
  const Waveform waveform = TRY(find_waveform(audio.quality));
  if (audio.retimed()) return fail(Fault::Unsupported, "a waveform is not re-timed", "duration");
  if (audio.format != "dat" && audio.format != "json")
    return fail(Fault::Unsupported, "a waveform comes as dat or json", "format");
  Order order = TRY(waveform_order(recording));
  const Links links = context.links(http_request);
  const Derivative derivative{
      audio.canonical, audio.format == "dat" ? "application/octet-stream" : "application/json", "", ""};
  const auto respond_with = [&context, recording, derivative, links, waveform,
                             time = audio.time](base::Source file) {
    return services::respond(
        waveform_response(context, *recording, derivative, links, std::move(file), waveform, time));
  };
  if (base::Source made = context.workshop.find_mapped(order.key)) return respond_with(std::move(made));
  if (wants_job(context, http_request, false, order.cost))
    return context.jobs.accept(Links::av_path(recording->file.id, "full/max/peaks.dat"), recording->file.id,
                               recording->file.revision, std::move(order), links);
  return deliver(context.workshop, order, [&context, key = order.key, respond_with](base::Source made) {
    base::Source mapped = made->view().empty() ? context.workshop.find_mapped(key) : made;
    return respond_with(mapped ? std::move(mapped) : std::move(made));
  });
}

std::vector<std::string> preview_paths(const Recording& recording) {
  std::vector<std::string> paths;
  const std::string file = base::percent_encode(recording.file.id);
  if (const auto plan = storyboard_plan(recording))
    for (std::uint64_t i = 0; i < plan->sheets(); ++i)
      paths.push_back(base::format(
          "{}/{}", file, sheet_selection(recording, plan->sheet_range(i, recording.info.duration))));
  if (recording.info.has_audio()) paths.push_back(base::format("{}/full/max/peaks.dat", file));
  return paths;
}

Result<Order> storyboard_order(const iiif::AvRequest& request, const RecordingPointer& recording) {
  if (request.format != "jpg") return fail(Fault::Unsupported, "only the sheets of a storyboard are made");
  return sheet_order(TRY(iiif::resolve_time(request.time, recording->info.duration)), recording);
}

Result<http::Answer> serve_storyboard_part(Context& context, const RecordingPointer& recording,
                                           const iiif::StreamPart& part) {
  if (part.revision != recording->file.revision)
    return fail(Fault::NotFound, "the recording has changed since this playlist was made: load it again");
  const media::StoryboardPlan plan = TRY(storyboard_plan(*recording));
  const std::string etag = base::format("\"{}-storyboard-{}\"", part.revision, part.name);
  if (part.name == "media.m3u8")
    return answer(base::Splice(media::image_playlist(plan, recording->info.duration)), kHlsType, etag,
                  Lifetime::Immutable);
  const auto number = segment_number(part.name, "jpg");
  if (!number || *number >= plan.sheets()) return no_part(part);
  const base::TimeRange time = plan.sheet_range(*number, recording->info.duration);
  return deliver(context.workshop, TRY(sheet_order(time, recording)), [etag](base::Source made) {
    return answer(base::Splice(std::move(made)), "image/jpeg", etag, Lifetime::Immutable);
  });
}

Result<http::Answer> serve_storyboard(Context& context, const http::Request& http_request,
                                      const iiif::AvRequest& request, const RecordingPointer& recording) {
  const iiif::ResolvedVideo video = TRY(iiif::resolve_video(request, shape_of(recording)));
  const Track& picture = *recording->info.first(TrackKind::Video);
  const bool plain = !video.retimed() && video.width == picture.display_width &&
                     video.height == picture.display_height && !video.rotation.mirrored &&
                     video.rotation.degrees == iiif::Decimal{};
  if (!plain) return fail(Fault::Unsupported, "of a storyboard only the time can be chosen");
  const media::StoryboardPlan plan = TRY(storyboard_plan(*recording));
  const Links links = context.links(http_request);
  if (video.format == "jpg")
    return serve_sheet(context, links, {video.canonical, "image/jpeg", "", ""}, video.time, recording);
  if (video.format != "vtt") return fail(Fault::Unsupported, "a storyboard comes as jpg or vtt", "format");
  std::string text = media::storyboard_webvtt(plan, recording->info.duration, [&](base::TimeRange range) {
    return base::format("{}/{}", links.av(recording->file.id), sheet_selection(*recording, range));
  });
  // Addresses in it begin with the site's own.
  const Derivative derivative{video.canonical, "text/vtt", "", links.base()};
  return whole_response(context, *recording, derivative, links, base::Splice(std::move(text)));
}

}  // namespace services
