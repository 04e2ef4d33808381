#include "services/stream_service.h"

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"
#include "media/cmaf.h"
#include "media/dash.h"
#include "media/hls.h"
#include "media/storyboard.h"
#include "media/trick_play.h"
#include "services/delivery.h"
#include "services/derivative.h"
#include "services/joined.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kTextType = "text/vtt; charset=utf-8";
constexpr std::string_view kTextPrefix = "text-";

// What goes beside the pictures; chapters and transcripts do not.
std::optional<media::TextRole> text_role(store::TextKind kind) {
  switch (kind) {
    case store::TextKind::Captions:
      return media::TextRole::Captions;
    case store::TextKind::Subtitles:
      return media::TextRole::Subtitles;
    case store::TextKind::Descriptions:
      return media::TextRole::Descriptions;
    default:
      return std::nullopt;
  }
}

Result<std::vector<media::TextRendition>> text_renditions(const Context& context,
                                                          const Recording& recording) {
  std::vector<media::TextRendition> renditions;
  const std::vector<store::Text> texts = TRY(context.catalog.texts(recording.file.id));
  for (const store::Text& text : texts)
    if (auto rendition = text_rendition(text)) renditions.push_back(std::move(*rendition));
  return renditions;
}

std::string etag_of(const iiif::StreamPart& part) {
  return base::format("\"{}-{}-{}\"", part.revision, base::percent_encode(part.rendition),
                      base::percent_encode(part.name));
}

std::string_view segment_type(const media::Track& track) {
  return track.kind == media::TrackKind::Video ? "video/mp4" : "audio/mp4";
}

Result<http::Response> serve_copied_part(Context& context, const Recording& recording,
                                         const media::Rendition& rendition, const iiif::StreamPart& part) {
  const media::SampleTable& table = *recording.table;
  const std::string_view type = segment_type(*rendition.track);
  if (part.name == "media.m3u8")
    return document(
        context, base::format("playlist {} {} {}", recording.file.id, part.revision, part.rendition),
        kHlsType, Lifetime::Immutable, [&] { return media::media_playlist(table, rendition.track->id); });
  if (part.name == "init.mp4") {
    base::Splice init = TRY(media::init_segment(table, rendition.track->id));
    return answer(std::move(init), type, etag_of(part), Lifetime::Immutable);
  }
  const bool video = rendition.track->kind == media::TrackKind::Video;
  if (part.name == "iframes.m3u8" && video)
    return document(
        context, base::format("iframes {} {} {}", recording.file.id, part.revision, part.rendition), kHlsType,
        Lifetime::Immutable, [&] { return media::trick_playlist(table, rendition.track->id); });
  const bool trick = video && part.name.starts_with('i');
  const auto number = segment_number(std::string_view(part.name).substr(trick ? 1 : 0), "m4s");
  if (!number) return no_part(part);
  base::Splice segment =
      trick ? TRY(media::trick_segment(table, rendition.track->id, *number, recording.master))
            : TRY(media::media_segment(table, rendition.track->id, *number, recording.master));
  return answer(std::move(segment), type, etag_of(part), Lifetime::Immutable);
}

std::string key_of(const Recording& recording, const media::RenderedRendition& rendition,
                   std::string_view part) {
  return base::format("{} stream {} {} {}", recording.file.identity, rendition.track.id, rendition.key, part);
}

Order init_order(const RecordingPointer& recording, const media::RenderedRendition& rendition) {
  constexpr std::uint64_t kEncoderOpened = 32 << 20;
  return {key_of(*recording, rendition, "init"),
          {0.02, kEncoderOpened},
          Urgency::Now,
          [recording, rendition](media::RenderSink& out, std::stop_token) -> Result<void> {
            const base::Bytes init = TRY(media::render_init_segment(master_of(*recording), rendition));
            return out.write(init);
          }};
}

// A segment, or without a number the initialization segment.
std::optional<base::Splice> kept_part(Context& context, const Recording& recording,
                                      const media::RenderedRendition& rendition,
                                      std::optional<std::uint32_t> number) {
  const auto kept = context.kept.find(recording.file.identity, rendition);
  if (!kept) return std::nullopt;
  if (!number) return kept->init();
  auto segment = kept->segment(*number);
  return segment ? std::optional(std::move(*segment)) : std::nullopt;
}

Result<http::Answer> serve_rendered_part(Context& context, const RecordingPointer& recording,
                                         const iiif::StreamPart& part) {
  const media::RenderedRendition rendition = TRY(find_rendered(*recording, part.rendition));
  if (part.name == "media.m3u8")
    return TRY(document(
        context, base::format("playlist {} {} {}", recording->file.id, part.revision, part.rendition),
        kHlsType, Lifetime::Immutable, [&]() -> Result<std::string> {
          const media::WorkSegments segments(recording->info, recording->sample_table());
          const media::StreamedTrack told = media::streamed(rendition, segments);
          return media::media_playlist(recording->info.duration, told.boundaries, told.timescale);
        }));
  const auto number = segment_number(part.name, "m4s");
  if (part.name != "init.mp4" && !number) return no_part(part);
  if (auto kept = kept_part(context, *recording, rendition, number))
    return answer(std::move(*kept), segment_type(rendition.track), etag_of(part), Lifetime::Immutable);
  Order order = number ? TRY(segment_order(recording, rendition, *number, Urgency::Long))
                       : init_order(recording, rendition);
  const std::string_view type = segment_type(rendition.track);
  return deliver(context.workshop, std::move(order), [type, etag = etag_of(part)](base::Source made) {
    return answer(base::Splice(std::move(made)), type, etag, Lifetime::Immutable);
  });
}

Result<http::Answer> serve_media_part(Context& context, const RecordingPointer& recording,
                                      const iiif::StreamPart& part) {
  if (recording->table)
    if (const auto copied = media::find_rendition(*recording->table, part.rendition))
      return TRY(serve_copied_part(context, *recording, *copied, part));
  return serve_rendered_part(context, recording, part);
}

Result<http::Response> serve_text_part(Context& context, const Recording& recording, const store::Text& text,
                                       const iiif::StreamPart& part) {
  const media::WorkSegments segments(recording.info, recording.sample_table());
  const std::string key = base::format("text {} {} {}", recording.file.id, part.revision, part.name);
  if (part.name == "media.m3u8")
    return document(context, key, kHlsType, Lifetime::Immutable,
                    [&]() -> Result<std::string> { return media::text_playlist(segments); });
  if (part.name == "captions.vtt")
    return answer(base::Splice(text.body), kTextType, etag_of(part), Lifetime::Immutable);
  const auto number = segment_number(part.name, "vtt");
  if (!number) return no_part(part);
  return document(context, key, kTextType, Lifetime::Immutable, [&]() -> Result<std::string> {
    const base::TimeRange range = TRY(media::text_segment_range(segments, *number));
    const media::captions::Captions captions = TRY(media::captions::parse_webvtt(text.body));
    return media::captions::text_segment(captions, range);
  });
}

}  // namespace

std::unexpected<base::Error> no_part(const iiif::StreamPart& part) {
  return fail(Fault::NotFound,
              base::format("the stream has no part '{}/{}'", base::clip_for_message(part.rendition),
                           base::clip_for_message(part.name)));
}

std::optional<media::TextRendition> text_rendition(const store::Text& text) {
  const auto role = text_role(text.kind);
  if (!role || text.format != "vtt") return std::nullopt;
  return media::TextRendition{
      std::string(kTextPrefix) + text.name, text.revision, text.language, text.label, *role, text.forced};
}

std::optional<std::uint32_t> segment_number(std::string_view name, std::string_view extension) {
  if (!name.ends_with(extension) || name.size() <= extension.size() + 1) return std::nullopt;
  const std::string_view digits = name.substr(0, name.size() - extension.size() - 1);
  if (name[digits.size()] != '.' || digits.size() > 9 || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  const auto number = base::parse_unsigned(digits);
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

Result<Order> segment_order(const RecordingPointer& recording, const media::RenderedRendition& rendition,
                            std::uint32_t index, Urgency urgency) {
  const media::SegmentCost cost = TRY(media::segment_cost(master_of(*recording), rendition, index));
  return Order{key_of(*recording, rendition, base::format("{}", index)),
               {cost.seconds, cost.memory},
               urgency,
               [recording, rendition, index](media::RenderSink& out, std::stop_token stop) -> Result<void> {
                 const base::Bytes segment =
                     TRY(media::render_media_segment(master_of(*recording), rendition, index, stop));
                 return out.write(segment);
               }};
}

Result<http::Response> serve_stream(Context& context, const RecordingPointer& recording,
                                    std::string_view format, const Quality& quality,
                                    const std::string& quality_name) {
  const bool hls = format == "m3u8";
  const std::string key =
      base::format("stream {} {} {} {}", recording->file.id, recording->file.revision, quality_name, format);
  return document(
      context, key, hls ? kHlsType : kDashType, Lifetime::Revalidate, [&]() -> Result<std::string> {
        media::StreamOptions options;
        options.quality = quality_name;
        options.revision = recording->file.revision;
        options.texts = TRY(text_renditions(context, *recording));
        const store::Item item = TRY(context.catalog.item(recording->item));
        options.start = start_of(item, description_of(item.description), recording->file.id);
        const media::StreamedWork work = TRY(streamed_work(*recording, quality));
        const bool pictures = work.tracks.front().track.kind == media::TrackKind::Video;
        if (auto storyboard = media::plan_storyboard(recording->info); storyboard && pictures)
          options.storyboard = *storyboard;
        return hls ? media::multivariant_playlist(work, options) : media::dash_presentation(work, options);
      });
}

Result<http::Answer> serve_stream_part(Context& context, const RecordingPointer& recording,
                                       const iiif::StreamPart& part) {
  const auto check = [&](std::string_view current) -> Result<void> {
    if (part.revision == current) return {};
    return fail(Fault::NotFound, "the recording has changed since this playlist was made: load it again");
  };
  if (!part.rendition.starts_with(kTextPrefix)) {
    TRY(check(recording->file.revision));
    return serve_media_part(context, recording, part);
  }
  const auto text =
      context.catalog.text(recording->file.id, std::string_view(part.rendition).substr(kTextPrefix.size()));
  if (!text) return no_part(part);
  TRY(check(text->revision));
  return TRY(serve_text_part(context, *recording, *text, part));
}

}  // namespace services
