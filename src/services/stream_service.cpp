#include "services/stream_service.h"

#include "base/format.h"
#include "base/text.h"
#include "media/captions/webvtt.h"
#include "media/cmaf.h"
#include "media/dash.h"
#include "media/hls.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kTextType = "text/vtt; charset=utf-8";
constexpr std::string_view kTextPrefix = "text-";

Result<const media::SampleTable*> table_of(const Recording& recording) {
  if (!recording.table)
    return fail(Fault::NotFound, base::format("'{}' is not offered as a stream", recording.file.id));
  return &*recording.table;
}

Result<std::vector<media::TextRendition>> text_renditions(const Context& context,
                                                          const Recording& recording) {
  std::vector<media::TextRendition> renditions;
  const std::vector<store::Text> texts = TRY(context.catalog.texts(recording.file.id));
  for (const store::Text& text : texts) {
    const bool timed = text.kind == store::TextKind::Captions || text.kind == store::TextKind::Subtitles;
    if (!timed || text.format != "vtt") continue;
    renditions.push_back(
        {std::string(kTextPrefix) + text.name, text.revision, text.language, text.label,
         text.kind == store::TextKind::Captions ? media::TextRole::Captions : media::TextRole::Subtitles});
  }
  return renditions;
}

std::string etag_of(const iiif::StreamPart& part) {
  return base::format("\"{}-{}-{}\"", part.revision, base::percent_encode(part.rendition),
                      base::percent_encode(part.name));
}

std::string_view segment_type(const media::Track& track) {
  return track.kind == media::TrackKind::Video ? "video/mp4" : "audio/mp4";
}

Result<http::Response> serve_media_part(Context& context, const Recording& recording,
                                        const iiif::StreamPart& part) {
  const media::SampleTable& table = *TRY(table_of(recording));
  const media::Rendition rendition = TRY(media::find_rendition(table, part.rendition));
  const std::string_view type = segment_type(*rendition.track);
  if (part.name == "media.m3u8")
    return document(
        context, base::format("playlist {} {} {}", recording.file.id, part.revision, part.rendition),
        kHlsType, Lifetime::Immutable, [&] { return media::media_playlist(table, rendition.track->id); });
  if (part.name == "init.mp4") {
    base::Splice init = TRY(media::init_segment(table, rendition.track->id));
    return answer(std::move(init), type, etag_of(part), Lifetime::Immutable);
  }
  const auto number = segment_number(part.name, "m4s");
  if (!number) return no_part(part);
  base::Splice segment = TRY(media::media_segment(table, rendition.track->id, *number, recording.master));
  return answer(std::move(segment), type, etag_of(part), Lifetime::Immutable);
}

Result<http::Response> serve_text_part(Context& context, const Recording& recording, const store::Text& text,
                                       const iiif::StreamPart& part) {
  const media::SampleTable& table = *TRY(table_of(recording));
  const std::string key = base::format("text {} {} {}", recording.file.id, part.revision, part.name);
  if (part.name == "media.m3u8")
    return document(context, key, kHlsType, Lifetime::Immutable, [&] { return media::text_playlist(table); });
  if (part.name == "captions.vtt")
    return answer(base::Splice(text.body), kTextType, etag_of(part), Lifetime::Immutable);
  const auto number = segment_number(part.name, "vtt");
  if (!number) return no_part(part);
  return document(context, key, kTextType, Lifetime::Immutable, [&]() -> Result<std::string> {
    const base::TimeRange range = TRY(media::text_segment_range(table, *number));
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

std::optional<std::uint32_t> segment_number(std::string_view name, std::string_view extension) {
  if (!name.ends_with(extension) || name.size() <= extension.size() + 1) return std::nullopt;
  const std::string_view digits = name.substr(0, name.size() - extension.size() - 1);
  if (name[digits.size()] != '.' || digits.size() > 9 || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  const auto number = base::parse_unsigned(digits);
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

Result<http::Response> serve_stream(Context& context, const Recording& recording, const Offer& offer) {
  const media::SampleTable& table = *TRY(table_of(recording));
  const std::string key =
      base::format("stream {} {} {}", recording.file.id, recording.file.revision, offer.format);
  return document(context, key, offer.media_type, Lifetime::Revalidate, [&]() -> Result<std::string> {
    media::StreamOptions options;
    options.revision = recording.file.revision;
    options.texts = TRY(text_renditions(context, recording));
    if (auto storyboard = media::plan_storyboard(recording.info)) options.storyboard = *storyboard;
    return offer.source == Offer::Source::Hls ? media::multivariant_playlist(table, options)
                                              : media::dash_presentation(table, options);
  });
}

Result<http::Response> serve_stream_part(Context& context, const Recording& recording,
                                         const iiif::StreamPart& part) {
  const auto check = [&](std::string_view current) -> Result<void> {
    if (part.revision == current) return {};
    return fail(Fault::NotFound, "the recording has changed since this playlist was made: load it again");
  };
  if (!part.rendition.starts_with(kTextPrefix)) {
    TRY(check(recording.file.revision));
    return serve_media_part(context, recording, part);
  }
  const auto text =
      context.catalog.text(recording.file.id, std::string_view(part.rendition).substr(kTextPrefix.size()));
  if (!text) return no_part(part);
  TRY(check(text->revision));
  return serve_text_part(context, recording, *text, part);
}

}  // namespace services
