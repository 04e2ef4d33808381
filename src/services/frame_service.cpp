#include "services/frame_service.h"

#include <array>

#include "base/format.h"
#include "base/text.h"
#include "http/negotiate.h"
#include "iiif/image_info.h"
#include "services/derivative.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Form = iiif::AvRequest::Form;
using media::StillFormat;

struct Format {
  std::string_view name, media_type;
  StillFormat format;
};
constexpr Format kFormats[] = {{"jpg", "image/jpeg", StillFormat::Jpeg},
                               {"png", "image/png", StillFormat::Png},
                               {"webp", "image/webp", StillFormat::Webp},
                               {"avif", "image/avif", StillFormat::Avif},
                               {"tif", "image/tiff", StillFormat::Tiff}};

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kLinkedData =
    "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";

Result<const Format*> find_format(std::string_view name) {
  for (const Format& format : kFormats)
    if (format.name == name) return &format;
  return fail(Fault::Unsupported,
              base::format("a frame has no format '{}': see its info.json", base::clip_for_message(name)),
              "format");
}

Result<media::StillRequest> still_request(const iiif::ResolvedFrame& frame, const Quality& quality,
                                          StillFormat format, const media::MediaInfo& info) {
  media::StillRequest still;
  still.track = picture_track(info, quality)->id;
  still.instant = frame.instant;
  still.transform.region = {frame.region.x, frame.region.y, frame.region.width, frame.region.height};
  still.transform.width = frame.width;
  still.transform.height = frame.height;
  still.transform.mirrored = frame.rotation.mirrored;
  still.transform.degrees = iiif::as_double(frame.rotation.degrees);
  still.transform.tone = quality.tone;
  still.format = format;
  return still;
}

// All instants that show the same frame are one image.
std::string shown_at(const Recording& recording, const media::StillRequest& still) {
  if (recording.table && recording.table->track(still.track))
    if (const auto frame = media::frame_at(*recording.table, still.track, still.instant))
      return base::format("frame:{}", frame->number);
  return base::to_seconds(still.instant);
}

struct Frame {
  iiif::ResolvedFrame resolved;
  const Format* format = nullptr;
  media::StillRequest still;
};

Result<Frame> plan_frame(const iiif::AvRequest& request, const RecordingPointer& recording) {
  Frame frame;
  frame.resolved = TRY(iiif::resolve_frame(request, shape_of(recording)));
  const Quality quality =
      TRY(find_quality(recording->info, *recording->ladder, Form::Frame, frame.resolved.quality));
  frame.format = TRY(find_format(frame.resolved.format));
  frame.still = TRY(still_request(frame.resolved, quality, frame.format->format, recording->info));
  return frame;
}

Order order_for(Context& context, const Frame& frame, const RecordingPointer& recording) {
  const media::StillCost cost = media::still_cost(master_of(*recording), frame.still);
  // The key says the frame, not the instant: neighbours share it.
  const std::string parameters = frame.resolved.canonical.substr(frame.resolved.canonical.find('/'));
  return {base::format("{} {}{}", recording->file.identity, shown_at(*recording, frame.still), parameters),
          {cost.seconds, cost.memory},
          Urgency::Now,
          [&stills = context.stills, recording, still = frame.still](media::RenderSink& out,
                                                                     std::stop_token stop) -> Result<void> {
            const base::Bytes image = TRY(stills.render(master_of(*recording), still, stop));
            return out.write(image);
          }};
}

}  // namespace

std::vector<std::string> still_formats(const media::MediaInfo& info) {
  std::vector<std::string> names;
  if (!info.has_video()) return names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

Result<http::Answer> serve_frame(Context& context, const http::Request& http_request,
                                 const iiif::AvRequest& request, const RecordingPointer& recording) {
  const Frame frame = TRY(plan_frame(request, recording));
  const Derivative derivative{frame.resolved.canonical, std::string(frame.format->media_type), "", ""};
  const Links links = context.links(http_request);
  return deliver(context.workshop, order_for(context, frame, recording),
                 [&context, recording, derivative, links](base::Source made) {
                   http::Response response =
                       whole_response(context, *recording, derivative, links, base::Splice(std::move(made)));
                   response.headers.add("Link", base::format("<{}>;rel=\"profile\"", iiif::kImageLevel2));
                   return response;
                 });
}

Result<Order> frame_order(Context& context, const iiif::AvRequest& request,
                          const RecordingPointer& recording) {
  return order_for(context, TRY(plan_frame(request, recording)), recording);
}

Result<http::Response> serve_frame_info(Context& context, const http::Request& http_request,
                                        const iiif::AvRequest& request, const RecordingPointer& recording) {
  static constexpr std::array kOffered{kJson, kLinkedData};
  const iiif::AvShape shape = shape_of(recording);
  const base::Time instant = TRY(iiif::resolve_instant(request.instant, shape));
  const Links links = context.links(http_request);
  const auto chosen = http::choose_media_type(http_request.headers.all("Accept"), kOffered);
  iiif::ImageInfo info;
  info.id = base::format("{}/{}", links.av(recording->file.id), base::to_seconds(instant));
  info.width = shape.width;
  info.height = shape.height;
  info.max_width = shape.max_width;
  info.max_height = shape.max_height;
  info.extra_formats = {"webp", "avif", "tif"};
  info.extra_qualities = {"color", "gray", "bitonal"};
  info.part_of = links.manifest(recording->item);
  const store::Item item = TRY(context.catalog.item(recording->item));
  info.rights = description_of(item.description).rights;
  std::string text = base::write_json(iiif::to_json(info));
  const std::string etag = base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(text))));
  http::Response response =
      answer(base::Splice(std::move(text)), kOffered[chosen.value_or(0)], etag, Lifetime::Revalidate);
  response.headers.add("Vary", "Accept");
  response.headers.add("Link", base::format("<{}>;rel=\"profile\"", iiif::kImageLevel2));
  response.headers.add("Link", base::format("<{}>;rel=\"up\"", links.manifest(recording->item)));
  return response;
}

}  // namespace services
