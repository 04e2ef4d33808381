#include "services/selection_service.h"

#include <algorithm>

#include "base/format.h"
#include "media/progressive.h"
#include "services/clip_service.h"
#include "services/derivative.h"
#include "services/job_service.h"
#include "services/offers.h"
#include "services/preview_service.h"
#include "services/stream_service.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Form = iiif::AvRequest::Form;

constexpr double kWholeWithin = 1.5;  // seconds: what is made so soon is answered whole, with its length

// ---- whole works

Result<base::Splice> progressive_body(Context& context, const Recording& recording) {
  base::Splice body(TRY(context.library.progressive_head(recording)));
  body.append(TRY(media::progressive_body(*recording.table, recording.master)));
  return body;
}

Result<http::Response> serve_whole_stream(Context& context, const Links& links,
                                          const RecordingPointer& recording, const Selection& selection) {
  const std::string_view type = selection.format == "m3u8" ? kHlsType : kDashType;
  http::Response response =
      TRY(serve_stream(context, recording, selection.format, selection.quality, selection.quality_name));
  add_links(response, context, *recording, {selection.canonical, std::string(type), "", ""}, links);
  return response;
}

Result<http::Response> serve_offer(Context& context, const Links& links, const RecordingPointer& recording,
                                   const Offer& offer) {
  const Derivative derivative{iiif::whole_path(offer.form, "default", offer.format), offer.media_type,
                              offer.codecs, ""};
  base::Splice body = offer.source == Offer::Source::Original ? base::Splice(recording->master)
                                                              : TRY(progressive_body(context, *recording));
  return whole_response(context, *recording, derivative, links, std::move(body));
}

const Offer* find_offer(const std::vector<Offer>& offered, const Selection& selection) {
  const auto found = std::ranges::find_if(offered, [&](const Offer& offer) {
    const bool file = offer.source == Offer::Source::Original || offer.source == Offer::Source::Progressive;
    return file && offer.form == selection.form && offer.format == selection.format;
  });
  return found == offered.end() ? nullptr : &*found;
}

// ---- renders

struct Render {
  media::RenderRequest request;
  media::RenderDescription description;
  Derivative derivative;
};

Result<Render> plan_render(const Context& context, const Selection& selection, const Recording& recording) {
  Render render;
  render.request = TRY(render_request(selection, recording.info));
  render.request.provenance = TRY(provenance_of(context, recording));
  render.description = TRY(media::describe_render(master_of(recording), render.request));
  const store::Item item = TRY(context.catalog.item(recording.item));
  render.derivative = {selection.canonical, render.description.media_type, render.description.codecs,
                       base::format("{}", item.revision)};
  return render;
}

Order order_for(const Render& render, const RecordingPointer& recording) {
  return {key_of(*recording, render.derivative),
          {render.description.seconds, render.description.memory},
          Urgency::Long,
          [recording, request = render.request](media::RenderSink& out, std::stop_token stop) {
            return media::render(master_of(*recording), request, out, stop);
          }};
}

Result<http::Answer> serve_render(Context& context, const http::Request& request, const Selection& selection,
                                  const RecordingPointer& recording) {
  const Links links = context.links(request);
  const Render render = TRY(plan_render(context, selection, *recording));
  Order order = order_for(render, recording);
  const auto respond = [&context, recording, derivative = render.derivative, links](base::Source made) {
    return whole_response(context, *recording, derivative, links, base::Splice(std::move(made)));
  };
  const auto respond_part = [&context, recording, derivative = render.derivative,
                             links](http::Stream stream) {
    http::Response response{200, {}, std::move(stream)};
    describe(response, context, *recording, derivative, links);
    return response;
  };
  if (base::Source made = context.workshop.find(order.key)) return respond(std::move(made));
  if (request.method == http::Method::Head) return respond_part({});  // looking costs no work
  if (wants_job(context, request, render.description.streamable, order.cost))
    return context.jobs.accept(Links::av_path(recording->file.id, selection.canonical), recording->file.id,
                               recording->file.revision, std::move(order), links);
  if (render.description.streamable && order.cost.seconds > kWholeWithin)
    return deliver_streaming(context.workshop, std::move(order), respond, respond_part);
  return deliver(context.workshop, std::move(order), respond);
}

bool is_stream(std::string_view format) { return format == "m3u8" || format == "mpd"; }

std::unexpected<base::Error> not_offered() {
  return fail(
      Fault::Unsupported,
      "a stream is only offered of samples as they are: without region, size, rotation, duration or a "
      "quality that changes them",
      "format");
}

// The whole in a quality that the stream of the work knows: as it is, or a rung.
bool is_streamed_whole(const Recording& recording, Form form, const Quality& quality, std::string_view name) {
  const bool own_form = (form == Form::Video) == recording.info.has_video();
  if (name == "default" || name == "color") return own_form && can_stream(recording, {});
  const bool rung = quality.height > 0 || quality.audio_bit_rate > 0;
  return rung && can_stream(recording, quality);
}

// The whole, by copying what a quality chooses among the tracks.
bool is_copied_whole(const Recording& recording, Form form, const Quality& quality) {
  if (!recording.table) return false;
  Selection whole;
  whole.form = form;
  whole.quality = quality;
  whole.time = {base::Time::seconds(0), recording.info.duration};
  whole.duration = recording.info.duration;
  if (form == Form::Video) whole.picture = whole_picture(recording.info);
  return clip_request(whole, media::ClipFormat::Movie, recording.info).has_value();
}

}  // namespace

std::vector<std::string> formats(const Recording& recording, Form form) {
  const media::MediaInfo& info = recording.info;
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
  };
  for (const Offer& offer : offers(info))
    if (offer.form == form && !is_stream(offer.format)) add(offer.format);
  static constexpr std::string_view kRendered[] = {"mp4", "webm", "gif",  "webp", "m4a",
                                                   "mp3", "ogg",  "opus", "flac", "wav"};
  for (const std::string_view name : kRendered) {
    Selection selection;
    selection.form = form;
    selection.format = name;
    selection.time = {base::Time::seconds(0), std::min(info.duration, base::Time::seconds(1))};
    selection.duration = selection.time.length();
    if (form == Form::Video) selection.picture = whole_picture(info);
    const auto request = render_request(selection, info);
    if (request && media::describe_render(master_of(recording), *request)) add(name);
  }
  return names;
}

std::vector<std::string> stream_formats(const Recording& recording, Form form) {
  if (stream_qualities(recording, form).empty()) return {};
  return {"m3u8", "mpd"};
}

std::vector<std::string> stream_qualities(const Recording& recording, Form form) {
  std::vector<std::string> names;
  for (std::string& name : qualities(recording.info, *recording.ladder, form)) {
    const auto quality = find_quality(recording.info, *recording.ladder, form, name);
    if (quality &&
        (is_streamed_whole(recording, form, *quality, name) || is_copied_whole(recording, form, *quality)))
      names.push_back(std::move(name));
  }
  return names;
}

Result<http::Answer> serve_selection(Context& context, const http::Request& http_request,
                                     const iiif::AvRequest& request, const RecordingPointer& recording) {
  const Selection selection = TRY(resolve_selection(request, recording));
  const Links links = context.links(http_request);
  const bool stream = request.part || is_stream(request.format);
  if (stream && selection.unchanged &&
      is_streamed_whole(*recording, request.form, selection.quality, selection.quality_name)) {
    if (request.part && is_storyboard(request.part->rendition))
      return serve_storyboard_part(context, recording, *request.part);
    if (request.part) return serve_stream_part(context, recording, *request.part);
    return TRY(serve_whole_stream(context, links, recording, selection));
  }
  const auto format = stream ? std::optional(media::ClipFormat::Movie) : clip_format(selection);
  const auto clip = format ? clip_request(selection, *format, recording->info) : std::nullopt;
  if (stream) {
    if (!clip || !recording->table) return not_offered();
    return serve_clip_stream(context, http_request, request, selection, *clip, recording);
  }
  if (selection.whole) {
    const std::vector<Offer> offered = offers(recording->info);
    if (const Offer* offer = find_offer(offered, selection))
      return TRY(serve_offer(context, links, recording, *offer));
  }
  if (selection.unchanged) {
    const auto whole = plan_render(context, selection, *recording);
    if (whole && whole->description.is_master)
      return whole_response(context, *recording, whole->derivative, links, base::Splice(recording->master));
  }
  if (clip) {
    auto answer = serve_clip(context, http_request, selection, *clip, recording);
    // What cannot be cut exactly by copying is coded anew.
    if (answer || answer.error().fault != Fault::Unsupported) return answer;
  }
  return serve_render(context, http_request, selection, recording);
}

Result<Order> render_order(const Context& context, const iiif::AvRequest& request,
                           const RecordingPointer& recording) {
  const Selection selection = TRY(resolve_selection(request, recording));
  const Render render = TRY(plan_render(context, selection, *recording));
  return order_for(render, recording);
}

}  // namespace services
