#include "services/av_service.h"

#include "base/format.h"
#include "services/av_info_builder.h"
#include "services/caption_service.h"
#include "services/delivery.h"
#include "services/frame_service.h"
#include "services/joined_service.h"
#include "services/preview_service.h"
#include "services/problem.h"
#include "services/selection_service.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Form = iiif::AvRequest::Form;
using iiif::AvRequest;

Result<http::Response> serve_info(Context& context, const http::Request& request,
                                  const RecordingPointer& recording) {
  const Links links = context.links(request);
  return document(context, base::format("info {} {}", links.base(), recording->file.id), "application/json",
                  Lifetime::Revalidate, [&]() -> Result<std::string> {
                    const iiif::AvInfo info = TRY(build_info(context, recording, links));
                    return base::write_json(iiif::to_json(info));
                  });
}

Result<http::Answer> serve_parsed(Context& context, const http::Request& http_request,
                                  const AvRequest& request) {
  if (const auto item = item_of_joined(request.identifier))
    return TRY(serve_joined(context, http_request, request, *item));
  const RecordingPointer recording = TRY(context.library.open(request.identifier));
  switch (request.form) {
    case Form::Base:
      return redirect(303, context.links(http_request).av(request.identifier) + "/info.json");
    case Form::Info:
      return TRY(serve_info(context, http_request, recording));
    case Form::FrameInfo:
      return TRY(serve_frame_info(context, http_request, request, recording));
    case Form::Frame:
      return serve_frame(context, http_request, request, recording);
    case Form::Audio:
      if (is_waveform(request.quality)) return serve_waveform(context, http_request, request, recording);
      if (is_caption_format(request.format) || request.format == "json")
        return TRY(serve_captions(context, http_request, request, recording));
      break;
    case Form::Video:
      if (is_storyboard(request.quality)) return serve_storyboard(context, http_request, request, recording);
      break;
  }
  return serve_selection(context, http_request, request, recording);
}

http::Answer answer_parsed(Context& context, const http::Request& http_request, const AvRequest& request) {
  auto answer = serve_parsed(context, http_request, request);
  if (!answer && answer.error().fault == Fault::Io) context.library.doubt(request.identifier);
  return answer ? std::move(*answer) : http::Answer(problem(answer.error()));
}

// Whether the answer needs nothing that has yet to be built on a thread of the workshop: a lost sample table,
// a head never asked for.
bool is_quick(Context& context, const AvRequest& request) {
  if (const auto item = item_of_joined(request.identifier)) return is_joined_quick(context, *item);
  if (!context.library.is_quick(request.identifier)) return false;
  if (request.format != "mp4" && request.format != "m4a") return true;
  const auto recording = context.library.open(request.identifier);
  return !recording || !(*recording)->table || context.library.has_progressive_head(**recording) ||
         request.time.form != iiif::TimeRegion::Form::Full;
}

// Image API 3.0 section 2: the base URI of an image is redirected to its information.
std::optional<http::Response> redirect_to_image(Context& context, const http::Request& request,
                                                std::span<const std::string> segments) {
  if (segments.size() != 2) return std::nullopt;
  const std::vector<std::string> image{segments[0], segments[1], "info.json"};
  if (segments[1] == "info.json" || !iiif::parse_av_request(image)) return std::nullopt;
  return redirect(303, base::format("{}/{}/info.json", context.links(request).av(segments[0]),
                                    base::percent_encode(segments[1])));
}

}  // namespace

http::Answer serve_av(Context& context, const http::Request& request, std::span<const std::string> segments) {
  if (auto redirected = redirect_to_image(context, request, segments)) return std::move(*redirected);
  auto parsed = iiif::parse_av_request(segments);
  if (!parsed) return problem(parsed.error());
  if (is_quick(context, *parsed)) return answer_parsed(context, request, *parsed);
  return find_out(context.workshop, [&context, request, parsed = std::move(*parsed)] {
    return answer_parsed(context, request, parsed);
  });
}

Result<Order> order_for_path(Context& context, std::string_view path) {
  const base::Target target = TRY(base::parse_target(base::format("/{}", path)));
  const AvRequest request = TRY(iiif::parse_av_request(target.segments));
  const RecordingPointer recording = TRY(context.library.open(request.identifier));
  if (request.form == Form::Audio && is_waveform(request.quality)) return waveform_order(recording);
  if (request.form == Form::Frame) return frame_order(context, request, recording);
  if (request.form == Form::Video && is_storyboard(request.quality))
    return storyboard_order(request, recording);
  if (request.form == Form::Audio || request.form == Form::Video)
    return render_order(context, request, recording);
  return fail(Fault::Unsupported, "nothing that is made at this address takes long");
}

}  // namespace services
