#include "services/joined_service.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "base/uri.h"
#include "iiif/av_canonical.h"
#include "iiif/av_info.h"
#include "media/captions/webvtt.h"
#include "media/hls.h"
#include "media/joined_stream.h"
#include "media/storyboard.h"
#include "services/offers.h"
#include "services/renditions.h"
#include "services/stream_service.h"
#include "services/timed_text.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Form = iiif::AvRequest::Form;
using iiif::AvRequest;
using media::TrackKind;

constexpr std::string_view kTextType = "text/vtt; charset=utf-8";
constexpr std::string_view kStreams[] = {"m3u8", "mpd"};

Form form_of(const JoinedItem& joined) { return joined.has_video() ? Form::Video : Form::Audio; }

// Holds the item that the rest points into.
struct Joined {
  store::Item item;
  JoinedItem plan;
};

Result<std::unique_ptr<Joined>> open_joined(const Context& context, std::string_view id) {
  auto joined = std::make_unique<Joined>();
  joined->item = TRY(context.catalog.item(id));
  auto plan = TRY(joined_item(joined->item));
  if (!plan)
    return fail(Fault::NotFound,
                base::format("the parts of '{}' are not joined", base::clip_for_message(id)));
  joined->plan = std::move(*plan);
  return joined;
}

// ---- the stream

// Whether the works' tracks of a kind are of different codings: no player changes between those everywhere.
bool codings_differ(const std::vector<media::StreamedWork>& works, TrackKind kind) {
  std::set<std::string, std::less<>> codings;
  for (const media::StreamedWork& work : works)
    for (const media::StreamedTrack& track : work.tracks) {
      if (track.track.kind != kind) continue;
      const std::string& codec = track.track.codec;
      codings.insert(codec.starts_with("mp4a.40") ? "mp4a.40" : codec.substr(0, codec.find('.')));
    }
  return codings.size() > 1;
}

Result<std::vector<media::StreamedWork>> works_of(const std::vector<RecordingPointer>& recordings,
                                                  JoinCodings only) {
  std::vector<media::StreamedWork> works;
  for (const RecordingPointer& recording : recordings) works.push_back(TRY(joinable_work(*recording, only)));
  return works;
}

Result<media::JoinedStream> joined_stream(Context& context, const JoinedItem& joined) {
  if (const std::string why = obstacle(joined); !why.empty())
    return fail(Fault::Unsupported, base::format("the parts make no one stream: {}", why), "format");
  std::vector<RecordingPointer> recordings;
  for (const store::MediaFile* file : joined.files) recordings.push_back(TRY(context.library.open(file->id)));
  std::vector<media::StreamedWork> works = TRY(works_of(recordings, {}));
  const JoinCodings only{codings_differ(works, TrackKind::Video), codings_differ(works, TrackKind::Audio)};
  if (only.h264 || only.aac) works = TRY(works_of(recordings, only));

  // As seen from /av/{joined}/{selection}/default.m3u8, where a selection has so many segments.
  const bool video = form_of(joined) == Form::Video;
  const std::string up = video ? "../../../../../../" : "../../../";
  const std::string_view selection = video ? "full/full/max/max/0" : "full/max";
  std::vector<media::JoinedPart> parts;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    const Recording& recording = *recordings[i];
    media::JoinedPart& part = parts.emplace_back();
    part.work = std::move(works[i]);
    part.base = base::format("{}{}/{}/", up, base::percent_encode(recording.file.id), selection);
    part.revision = recording.file.revision;
    part.text_boundaries =
        media::text_boundaries(media::WorkSegments(recording.info, recording.sample_table()));
    if (auto storyboard = media::plan_storyboard(recording.info); storyboard && video)
      part.storyboard = *storyboard;
  }
  std::vector<media::JoinedText> texts;
  for (const MergedText& merged : merged_texts(joined)) {
    auto told = text_rendition(merged.text);
    if (!told) continue;
    media::JoinedText& text = texts.emplace_back(media::JoinedText{std::move(*told), {}});
    for (const store::Text* part : merged.parts)
      text.parts.push_back(part ? text_rendition(*part) : std::nullopt);
  }
  media::JoinedStream stream = TRY(media::join(revision_of(joined), std::move(parts), std::move(texts)));
  stream.start = start_of(joined);
  return stream;
}

std::unexpected<base::Error> changed() {
  return fail(Fault::NotFound, "a part has changed since this playlist was made: load it again");
}

Result<http::Response> serve_child(Context& context, const JoinedItem& joined, const iiif::StreamPart& part) {
  const std::string id = joined_id(joined.item->id);
  const std::vector<MergedText> texts = merged_texts(joined);
  const auto text = std::ranges::find_if(texts, [&](const MergedText& merged) {
    const auto told = text_rendition(merged.text);
    return told && told->name == part.rendition;
  });
  if (part.revision != (text == texts.end() ? revision_of(joined) : text->text.revision)) return changed();
  if (text != texts.end() && part.name == media::kEmptyText)
    return answer(base::Splice(media::captions::text_segment({}, {})), kTextType,
                  base::format("\"{}-empty\"", part.revision), Lifetime::Immutable);
  return document(context, base::format("joined {} {} {} {}", id, part.revision, part.rendition, part.name),
                  kHlsType, Lifetime::Immutable, [&]() -> Result<std::string> {
                    const media::JoinedStream stream = TRY(joined_stream(context, joined));
                    return media::child_playlist(stream, part.rendition, part.name);
                  });
}

// Refuses all but the whole as it is. Errors of form come first: they are 400 wherever they are asked.
Result<std::string> canonical_of(const JoinedItem& joined, const AvRequest& request) {
  const iiif::AvShape shape{joined.duration, joined.width, joined.height};
  std::string selection, quality, canonical;
  const auto take = [&](const auto& resolved) {
    selection = resolved.selection;
    quality = resolved.quality;
    canonical = resolved.canonical;
  };
  if (request.form == Form::Video)
    take(TRY(iiif::resolve_video(request, shape)));
  else
    take(TRY(iiif::resolve_audio(request, shape)));
  if (quality != "default")
    return fail(Fault::NotFound,
                base::format("the quality '{}' is not declared in info.json for this",
                             base::clip_for_message(quality)),
                "quality");
  const bool streams = request.part || std::ranges::find(kStreams, request.format) != std::end(kStreams);
  const std::string whole = request.form == Form::Video ? "full/full/max/max/0" : "full/max";
  if (!streams || request.form != form_of(joined) || selection != whole)
    return fail(Fault::Unsupported,
                "a joined work is offered whole, as m3u8 and mpd; of its parts, which info.json lists, "
                "all else can be asked for",
                "format");
  return canonical;
}

Result<http::Response> serve_joined_stream(Context& context, const Links& links, const JoinedItem& joined,
                                           const AvRequest& request) {
  const std::string canonical = TRY(canonical_of(joined, request));
  if (request.part) return serve_child(context, joined, *request.part);
  const std::string id = joined_id(joined.item->id);
  const bool hls = request.format == "m3u8";
  const auto make = [&]() -> Result<std::string> {
    const media::JoinedStream stream = TRY(joined_stream(context, joined));
    return hls ? media::multivariant_playlist(stream) : media::dash_presentation(stream);
  };
  const std::string key = base::format("joined {} {} {}", id, revision_of(joined), request.format);
  http::Response response =
      TRY(document(context, key, hls ? kHlsType : kDashType, Lifetime::Revalidate, make));
  response.headers.add("Link", base::format("<{}>;rel=\"up\"", links.manifest(joined.item->id)));
  response.headers.add("Link", base::format("<{}/{}>;rel=\"canonical\"", links.av(id), canonical));
  if (!joined.description.rights.empty())
    response.headers.add("Link", base::format("<{}>;rel=\"license\"", joined.description.rights));
  return response;
}

// ---- info.json

std::vector<iiif::AvTrack> tracks_of(const JoinedItem& joined, const Links& links) {
  std::vector<iiif::AvTrack> tracks;
  for (const MergedText& merged : merged_texts(joined)) {
    const store::Text& text = merged.text;
    iiif::AvTrack& track = tracks.emplace_back();
    track.id = links.text(text.file, text.name, text.format);
    track.type = "Text";
    track.format = "text/vtt";
    if (text.kind == store::TextKind::Captions) track.provides = {"closedCaptions"};
    if (text.kind == store::TextKind::Subtitles) track.provides = {"subtitles"};
    if (text.kind == store::TextKind::Transcript) track.provides = {"transcript"};
    if (text.kind == store::TextKind::Descriptions) track.provides = {"audioDescription"};
    if (text.forced) track.roles = {"forced-subtitle"};
    track.language = text.language;
    if (!text.label.empty()) track.label = iiif::LanguageMap(text.language, text.label);
  }
  return tracks;
}

void add_streams(iiif::AvInfo& info, const JoinedItem& joined, const Links& links) {
  const std::string id = joined_id(joined.item->id);
  iiif::AvChoices& choices = joined.has_video() ? info.video : info.audio;
  choices.stream_qualities = info.qualities = {"default"};
  for (const std::string_view format : kStreams) {
    choices.stream_formats.emplace_back(format);
    info.sources.push_back({links.av_whole(id, form_of(joined), format),
                            std::string(content_type(joined.infos.front())),
                            std::string(format == "m3u8" ? kHlsType : kDashType), "", joined.width,
                            joined.height, joined.duration, 0});
  }
  info.formats = info.preferred_formats = choices.stream_formats;
}

iiif::AvInfo info_of(const JoinedItem& joined, const Links& links) {
  iiif::AvInfo info;
  info.context = links.base() + "/av/1/context.json";
  info.id = links.av(joined_id(joined.item->id));
  info.protocol = links.base() + "/av";
  info.profile = "level1";
  info.width = joined.width;
  info.height = joined.height;
  info.duration = joined.duration;
  if (obstacle(joined).empty()) add_streams(info, joined, links);
  info.tracks = tracks_of(joined, links);
  for (std::size_t i = 0; i < joined.files.size(); ++i)
    info.parts.push_back({links.av(joined.files[i]->id), joined.range(i)});
  info.rights = joined.description.rights;
  info.part_of = links.manifest(joined.item->id);
  return info;
}

}  // namespace

Result<http::Response> serve_joined(Context& context, const http::Request& http_request,
                                    const AvRequest& request, std::string_view item) {
  const auto joined = TRY(open_joined(context, item));
  const Links links = context.links(http_request);
  switch (request.form) {
    case Form::Base:
      return redirect(303, links.av(request.identifier) + "/info.json");
    case Form::Info:
      return document(context, base::format("info {} {}", links.base(), request.identifier),
                      "application/json", Lifetime::Revalidate, [&]() -> Result<std::string> {
                        return base::write_json(iiif::to_json(info_of(joined->plan, links)));
                      });
    case Form::FrameInfo:
    case Form::Frame:
      return fail(Fault::Unsupported,
                  "frames are the parts' to answer, which info.json of the joined work lists", "instant");
    case Form::Audio:
    case Form::Video:
      break;
  }
  return serve_joined_stream(context, links, joined->plan, request);
}

bool is_joined_quick(Context& context, std::string_view item) {
  const auto joined = open_joined(context, item);
  if (!joined) return true;
  return std::ranges::all_of((*joined)->plan.files, [&](const store::MediaFile* file) {
    return context.library.is_quick(file->id);
  });
}

Result<http::Response> serve_joined_text(Context& context, std::string_view item, std::string_view name) {
  const auto joined = TRY(open_joined(context, item));
  const JoinedItem& plan = joined->plan;
  for (const MergedText& merged : merged_texts(plan)) {
    if (name != base::format("{}.{}", merged.text.name, merged.text.format)) continue;
    return document(context, base::format("joined text {} {} {}", item, merged.text.revision, name),
                    kTextType, Lifetime::Revalidate, [&]() -> Result<std::string> {
                      const auto whole = TRY(merged_captions(context.catalog, plan, merged));
                      return media::captions::write_webvtt(whole);
                    });
  }
  return fail(Fault::NotFound, base::format("no text '{}'", base::clip_for_message(name)));
}

}  // namespace services
