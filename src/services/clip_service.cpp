#include "services/clip_service.h"

#include <algorithm>

#include "base/format.h"
#include "base/hash.h"
#include "services/derivative.h"
#include "services/offers.h"
#include "services/problem.h"
#include "services/stream_service.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using media::ClipPlan;
using media::Track;
using media::TrackKind;

using PlanPointer = std::shared_ptr<const ClipPlan>;

// A longer clip's head takes longer than a network thread should be held.
constexpr base::Time kQuick = base::Time::seconds(20 * 60);

std::string codecs_of(const media::MediaInfo& info, const media::ClipRequest& clip) {
  std::string codecs;
  bool sound = false;
  for (const Track& track : info.tracks) {
    const bool wanted = std::ranges::find(clip.tracks, track.id) != clip.tracks.end();
    if (!wanted || (track.kind == TrackKind::Audio && std::exchange(sound, true))) continue;
    codecs += codecs.empty() ? track.codec : "," + track.codec;
  }
  return codecs;
}

// The bytes of the edges do not depend on what the item is called.
Order edge_order(const RecordingPointer& recording, const PlanPointer& plan, const Selection& selection,
                 const media::ClipRequest& clip) {
  const media::EdgeCost cost = media::edge_cost(*plan);
  const base::TimeRange& time = selection.time;
  std::string key = base::format("{} edges {} {},{}", recording->file.identity, media::kEdgesVersion,
                                 base::to_seconds(time.start, 9), base::to_seconds(time.end, 9));
  if (!media::holds_pictures(clip.format)) key += " " + selection.format;
  for (const std::uint32_t track : clip.tracks) key += base::format(" {}", track);
  return {std::move(key),
          {cost.seconds, cost.memory},
          Urgency::Now,
          [recording, plan](media::RenderSink& out, std::stop_token stop) -> Result<void> {
            const base::Bytes edges = TRY(media::encode_edges(master_of(*recording), *plan, stop));
            return out.write(edges);
          }};
}

// `respond` is given the edges, or null where the plan has none.
Result<http::Answer> with_edges(Context& context, const RecordingPointer& recording, const PlanPointer& plan,
                                const Selection& selection, const media::ClipRequest& clip,
                                std::function<Result<http::Response>(base::Source)> respond) {
  if (media::edge_cost(*plan).seconds == 0) return TRY(respond(nullptr));
  Order order = edge_order(recording, plan, selection, clip);
  const std::string key = order.key;
  return deliver(context.workshop, std::move(order), [&context, key, respond](base::Source made) {
    // Edges are read in place.
    base::Source mapped = made->view().empty() ? context.workshop.find_mapped(key) : made;
    return services::respond(respond(mapped ? std::move(mapped) : std::move(made)));
  });
}

struct Named {
  media::ClipFormat format;
  std::string_view media_type, codecs;
};
constexpr Named kSoundFiles[] = {{media::ClipFormat::Mp3, "audio/mpeg", ""},
                                 {media::ClipFormat::Ogg, "audio/ogg", "opus"},
                                 {media::ClipFormat::Flac, "audio/flac", ""},
                                 {media::ClipFormat::Wav, "audio/wav", ""}};

Derivative derivative_of(const Context& context, const Selection& selection, const media::ClipRequest& clip,
                         const Recording& recording) {
  const auto item = context.catalog.item(recording.item);
  const std::string depends = base::format("{}", item ? item->revision : 0);
  if (clip.format == media::ClipFormat::Webm)
    return {selection.canonical, selection.picture ? "video/webm" : "audio/webm",
            codecs_of(recording.info, clip), depends + " copied"};
  const auto sound = std::ranges::find(kSoundFiles, clip.format, &Named::format);
  if (sound == std::end(kSoundFiles))
    return {selection.canonical, selection.picture ? "video/mp4" : "audio/mp4",
            codecs_of(recording.info, clip), depends};
  // Not the bytes that coding anew would make.
  return {selection.canonical, std::string(sound->media_type), std::string(sound->codecs),
          depends + " copied"};
}

// Heads of clips that are played by ranges are asked for again and again.
Result<base::Splice> clip_file(Context& context, const std::string& key, const RecordingPointer& recording,
                               const PlanPointer& plan, const base::Source& edges) {
  if (const auto kept = context.clips.find(key)) return *kept;
  const media::Provenance provenance = TRY(provenance_of(context, *recording));
  base::Splice file = TRY(media::clip_file(master_of(*recording), *plan, edges, provenance));
  std::uint64_t weight = 256;
  for (const base::Splice::Piece& piece : file.pieces())
    weight += sizeof piece + (piece.source->view().empty() ? 0 : piece.length);
  context.clips.put(key, std::make_shared<base::Splice>(file), weight);
  return file;
}

Result<http::Answer> serve_planned(Context& context, const http::Request& http_request,
                                   const Selection& selection, const media::ClipRequest& clip,
                                   const RecordingPointer& recording, const PlanPointer& plan) {
  const Links links = context.links(http_request);
  const Derivative derivative = derivative_of(context, selection, clip, *recording);
  const std::string key = key_of(*recording, derivative);
  return with_edges(context, recording, plan, selection, clip,
                    [=, &context](const base::Source& edges) -> Result<http::Response> {
                      base::Splice body = TRY(clip_file(context, key, recording, plan, edges));
                      return whole_response(context, *recording, derivative, links, std::move(body));
                    });
}

http::Answer as_answer(Result<http::Answer> answer) {
  return answer ? std::move(*answer) : http::Answer(problem(answer.error()));
}

http::Response immutable(base::Splice body, std::string_view type, const std::string& canonical) {
  return answer(std::move(body), type,
                base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(canonical)))),
                Lifetime::Immutable);
}

// A playlist, an initialization segment or a media segment. Only pictures have edges to wait for.
Result<http::Answer> serve_clip_part(Context& context, const iiif::StreamPart& part,
                                     const Selection& selection, const media::ClipRequest& clip,
                                     const RecordingPointer& recording, const PlanPointer& plan) {
  if (part.revision != recording->file.revision)
    return fail(Fault::NotFound, "the recording has changed since this playlist was made: load it again");
  const std::string tag = base::format("{} {}", recording->file.id, selection.canonical);
  if (part.name == "media.m3u8")
    return immutable(base::Splice(TRY(media::clip_media_playlist(*plan, part.rendition))), kHlsType, tag);
  const auto number = segment_number(part.name, "m4s");
  if (part.name != "init.mp4" && !number) return no_part(part);
  const bool pictures = part.rendition.starts_with("video");
  const auto respond = [=](const base::Source& edges) -> Result<http::Response> {
    base::Splice body =
        number ? TRY(media::clip_media_segment(master_of(*recording), *plan, edges, part.rendition, *number))
               : TRY(media::clip_init_segment(*plan, edges, part.rendition));
    return immutable(std::move(body), pictures ? "video/mp4" : "audio/mp4", tag);
  };
  if (!pictures) return TRY(respond(nullptr));
  return with_edges(context, recording, plan, selection, clip, respond);
}

}  // namespace

Result<http::Answer> serve_clip(Context& context, const http::Request& http_request,
                                const Selection& selection, const media::ClipRequest& clip,
                                const RecordingPointer& recording) {
  const PlanPointer plan = TRY(media::plan_clip(master_of(*recording), clip));
  if (selection.time.length() < kQuick)
    return serve_planned(context, http_request, selection, clip, recording, plan);
  return find_out(context.workshop, [=, &context] {
    return as_answer(serve_planned(context, http_request, selection, clip, recording, plan));
  });
}

Result<http::Answer> serve_clip_stream(Context& context, const http::Request& http_request,
                                       const iiif::AvRequest& request, const Selection& selection,
                                       const media::ClipRequest& clip, const RecordingPointer& recording) {
  const PlanPointer plan = TRY(media::plan_clip(master_of(*recording), clip));
  if (request.part) return serve_clip_part(context, *request.part, selection, clip, recording, plan);
  const media::ClipStream stream{selection.quality_name, recording->file.revision};
  const bool hls = request.format == "m3u8";
  std::string text = hls ? TRY(media::clip_multivariant_playlist(*plan, stream))
                         : TRY(media::clip_dash_presentation(*plan, stream));
  const Derivative derivative{selection.canonical, std::string(hls ? kHlsType : kDashType), "", ""};
  return whole_response(context, *recording, derivative, context.links(http_request),
                        base::Splice(std::move(text)));
}

}  // namespace services
