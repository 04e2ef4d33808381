#include "services/av_service.h"

#include <algorithm>
#include <numeric>

#include "base/format.h"
#include "base/text.h"
#include "iiif/av_canonical.h"
#include "iiif/av_info.h"
#include "media/progressive.h"
#include "services/offers.h"
#include "services/problem.h"
#include "services/stream_service.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using iiif::AvRequest;
using media::MediaInfo;
using media::Track;
using media::TrackKind;

using RecordingPointer = std::shared_ptr<const Recording>;

std::string aspect_ratio(std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return {};
  const std::uint32_t divisor = std::gcd(width, height);
  return base::format("{}:{}", width / divisor, height / divisor);
}

std::string rational(media::Rational value) {
  if (value.numerator == 0) return {};
  return value.denominator == 1 ? base::format("{}", value.numerator)
                                : base::format("{}/{}", value.numerator, value.denominator);
}

std::vector<iiif::AvSource> sources_of(const Recording& recording, const Links& links) {
  const MediaInfo& info = recording.info;
  const Track* video = info.first(TrackKind::Video);
  std::vector<iiif::AvSource> sources;
  const auto add = [&](std::string id, std::string_view format, std::string codecs, std::uint64_t bytes) {
    sources.push_back({std::move(id), std::string(content_type(info)), std::string(format), std::move(codecs),
                       video ? video->display_width : 0, video ? video->display_height : 0, info.duration,
                       bytes});
  };
  for (const Offer& offer : offers(info))
    add(links.av_whole(recording.file.id, offer.form, offer.format), offer.media_type, offer.codecs,
        offer.source == Offer::Source::Original ? recording.file.size : 0);
  add(links.original(recording.file.id, recording.file.path), info.media_type, media::codecs_parameter(info),
      recording.file.size);
  return sources;
}

std::vector<iiif::AvTrack> tracks_of(const Recording& recording, const std::vector<store::Text>& texts,
                                     const Links& links) {
  std::vector<iiif::AvTrack> tracks;
  for (const Track& track : recording.info.tracks) {
    if (track.kind != TrackKind::Video && track.kind != TrackKind::Audio) continue;
    iiif::AvTrack entry;
    entry.id = base::format("track-{}", track.id);
    entry.type = track.kind == TrackKind::Video ? "Video" : "Audio";
    entry.codecs = track.codec;
    entry.language = track.language;
    entry.channels = track.channels;
    entry.sample_rate = track.sample_rate;
    if (!track.label.empty()) entry.label = iiif::LanguageMap("none", track.label);
    tracks.push_back(std::move(entry));
  }
  for (const store::Text& text : texts) {
    iiif::AvTrack entry;
    entry.id = links.text(recording.file.id, text.name, text.format);
    entry.type = "Text";
    entry.format = text.format == "vtt" ? "text/vtt" : "text/plain";
    if (text.kind == store::TextKind::Captions) entry.provides = {"closedCaptions"};
    if (text.kind == store::TextKind::Subtitles) entry.provides = {"subtitles"};
    if (text.kind == store::TextKind::Transcript) entry.provides = {"transcript"};
    entry.language = text.language;
    if (!text.label.empty()) entry.label = iiif::LanguageMap(text.language, text.label);
    tracks.push_back(std::move(entry));
  }
  return tracks;
}

Result<std::string> info_json(const Context& context, const Recording& recording, const Links& links) {
  const MediaInfo& media = recording.info;
  iiif::AvInfo info;
  info.context = links.base() + "/av/1/context.json";
  info.id = links.av(recording.file.id);
  info.protocol = links.base() + "/av";
  info.profile = "level1";
  if (const Track* video = media.first(TrackKind::Video)) {
    info.width = video->display_width;
    info.height = video->display_height;
    info.display_aspect_ratio = aspect_ratio(info.width, info.height);
    info.frame_rate = rational(video->frame_rate);
  }
  info.duration = media.duration;
  info.timecode_start = media.timecode.start;
  info.timecode_rate = rational(media.timecode.rate);
  info.timecode_drop = media.timecode.drop_frame;
  for (const Offer& offer : offers(media)) info.formats.push_back(offer.format);
  info.qualities = {"default"};
  info.sources = sources_of(recording, links);
  info.tracks = tracks_of(recording, TRY(context.catalog.texts(recording.file.id)), links);
  const store::Item item = TRY(context.catalog.item(recording.item));
  info.rights = description_of(item.description).rights;
  info.part_of = links.manifest(recording.item);
  return base::write_json(iiif::to_json(info));
}

Result<http::Response> serve_info(Context& context, const http::Request& request,
                                  const RecordingPointer& recording) {
  const Links links = context.links(request);
  return document(context, base::format("info {} {}", links.base(), recording->file.id), "application/json",
                  Lifetime::Revalidate, [&] { return info_json(context, *recording, links); });
}

// A new head before the same bytes.
Result<base::Splice> progressive_body(Context& context, const Recording& recording) {
  base::Splice body(TRY(context.library.progressive_head(recording)));
  body.append(TRY(media::progressive_body(*recording.table, recording.master)));
  return body;
}

// docs/av-content-api.md section 2: every answer states what it really is and where it belongs.
void add_provenance(http::Response& response, const Recording& recording, const Offer& offer,
                    const Links& links) {
  if (!offer.codecs.empty())
    response.headers.set("Content-Type", base::format("{}; codecs=\"{}\"", offer.media_type, offer.codecs));
  response.headers.add("Link", base::format("<{}>;rel=\"up\"", links.manifest(recording.item)));
  response.headers.add("Link", base::format("<{}>;rel=\"canonical\"",
                                            links.av_whole(recording.file.id, offer.form, offer.format)));
}

Result<http::Response> serve_offer(Context& context, const http::Request& request,
                                   const RecordingPointer& recording, const Offer& offer) {
  const std::string etag = base::format("\"{}-{}\"", recording->file.revision, offer.format);
  http::Response response;
  switch (offer.source) {
    case Offer::Source::Original:
      response = answer(base::Splice(recording->master), offer.media_type, etag, Lifetime::Revalidate);
      break;
    case Offer::Source::Progressive: {
      base::Splice body = TRY(progressive_body(context, *recording));
      response = answer(std::move(body), offer.media_type, etag, Lifetime::Revalidate);
      break;
    }
    case Offer::Source::Hls:
    case Offer::Source::Dash:
      response = TRY(serve_stream(context, *recording, offer));
      add_provenance(response, *recording,
                     Offer{offer.source, offer.form, offer.format, offer.media_type, {}},
                     context.links(request));
      return response;
  }
  add_provenance(response, *recording, offer, context.links(request));
  return response;
}

Result<bool> selects_whole(const AvRequest& request, const MediaInfo& info) {
  const Track* video = info.first(TrackKind::Video);
  iiif::AvShape shape{.duration = info.duration};
  if (video) shape.width = video->display_width, shape.height = video->display_height;
  if (request.form == AvRequest::Form::Audio) return TRY(iiif::resolve_audio(request, shape)).whole;
  return TRY(iiif::resolve_video(request, shape)).whole;
}

Result<http::Response> serve_selection(Context& context, const http::Request& http_request,
                                       const AvRequest& request, const RecordingPointer& recording) {
  const MediaInfo& info = recording->info;
  if (!TRY(selects_whole(request, info))) {
    const base::TimeRange time = TRY(iiif::resolve_time(request.time, info.duration));
    return fail(Fault::Unsupported, "only the whole recording is offered here: see info.json",
                time.length() == info.duration ? "" : "time");
  }
  if (request.quality != "default")
    return fail(Fault::NotFound,
                base::format("the quality '{}' is not declared in info.json", request.quality), "quality");
  if (request.part) return serve_stream_part(context, *recording, *request.part);
  for (const Offer& offer : offers(info))
    if (offer.form == request.form && offer.format == request.format)
      return serve_offer(context, http_request, recording, offer);
  return fail(Fault::Unsupported,
              base::format("the format '{}' is not offered: see info.json", request.format), "format");
}

Result<http::Response> serve_parsed(Context& context, const http::Request& http_request,
                                    const AvRequest& request) {
  const RecordingPointer recording = TRY(context.library.open(request.identifier));
  switch (request.form) {
    case AvRequest::Form::Base:
      return redirect(303, context.links(http_request).av(request.identifier) + "/info.json");
    case AvRequest::Form::Info:
      return serve_info(context, http_request, recording);
    case AvRequest::Form::Audio:
    case AvRequest::Form::Video:
      return serve_selection(context, http_request, request, recording);
    case AvRequest::Form::Frame:
    case AvRequest::Form::FrameInfo:
      break;
  }
  return fail(Fault::Unsupported, "frames are not offered here: see info.json");
}

// Whether the answer needs nothing that has yet to be built: a lost sample table, a head never asked for.
bool is_quick(Context& context, const AvRequest& request) {
  if (!context.library.is_quick(request.identifier)) return false;
  if (request.format != "mp4" && request.format != "m4a") return true;
  const auto recording = context.library.open(request.identifier);
  if (!recording) return true;
  const std::vector<Offer> offered = offers((*recording)->info);
  return offered.empty() || offered.front().source != Offer::Source::Progressive ||
         context.library.has_progressive_head(**recording);
}

}  // namespace

http::Answer serve_av(Context& context, const http::Request& request, std::span<const std::string> segments) {
  auto parsed = iiif::parse_av_request(segments);
  if (!parsed) return problem(parsed.error());
  if (is_quick(context, *parsed)) return respond(serve_parsed(context, request, *parsed));
  return http::Deferred{[&context, request, parsed = std::move(*parsed)] {
    return respond(serve_parsed(context, request, parsed));
  }};
}

}  // namespace services
