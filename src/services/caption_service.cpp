#include "services/caption_service.h"

#include <algorithm>
#include <functional>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "media/captions/srt.h"
#include "media/captions/webvtt.h"
#include "services/derivative.h"
#include "services/timed_text.h"

namespace services {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using base::Time;
using media::captions::Captions;
using media::captions::Cue;

constexpr std::string_view kPrefix = "text-";

struct Format {
  std::string_view name, media_type;
};
constexpr Format kFormats[] = {{"vtt", "text/vtt; charset=utf-8"},
                               {"srt", "application/x-subrip; charset=utf-8"},
                               {"json", "application/json"}};

bool is_timed(const store::Text& text) { return text.format == "vtt"; }

Result<store::Text> find_text(const Context& context, const Recording& recording, std::string_view quality) {
  std::vector<store::Text> texts = TRY(context.catalog.texts(recording.file.id));
  // Signs alone are not the captions that someone who names none is after.
  if (quality == "default") std::ranges::stable_partition(texts, std::logical_not(), &store::Text::forced);
  for (const store::Text& text : texts)
    if (is_timed(text) && (quality == "default" || quality == base::format("{}{}", kPrefix, text.name)))
      return context.catalog.text(recording.file.id, text.name);
  return fail(Fault::NotFound,
              base::format("this recording has no timed text '{}': see its info.json",
                           base::clip_for_message(quality)),
              "quality");
}

std::string as_json(const Captions& captions) {
  base::json::array cues;
  for (const Cue& cue : captions.cues) {
    base::json::object object{{"start", base::seconds_value(cue.range.start)},
                              {"end", base::seconds_value(cue.range.end)},
                              {"text", media::captions::plain_text(cue)}};
    if (std::string voice = media::captions::voice(cue); !voice.empty()) object["voice"] = voice;
    cues.push_back(std::move(object));
  }
  return base::write_json(base::json::object{{"cues", std::move(cues)}});
}

std::string write(const Captions& captions, std::string_view format) {
  if (format == "json") return as_json(captions);
  return format == "srt" ? media::captions::write_srt(captions) : media::captions::write_webvtt(captions);
}

}  // namespace

bool is_caption_format(std::string_view format) { return format == "vtt" || format == "srt"; }

Result<std::vector<std::string>> caption_qualities(const Context& context, const Recording& recording) {
  const std::vector<store::Text> texts = TRY(context.catalog.texts(recording.file.id));
  std::vector<std::string> names;
  for (const store::Text& text : texts)
    if (is_timed(text)) names.push_back(base::format("{}{}", kPrefix, text.name));
  return names;
}

Result<http::Response> serve_captions(Context& context, const http::Request& http_request,
                                      const iiif::AvRequest& request, const RecordingPointer& recording) {
  const iiif::ResolvedAudio audio = TRY(iiif::resolve_audio(request, shape_of(recording)));
  const auto format = std::ranges::find(kFormats, audio.format, &Format::name);
  if (format == std::end(kFormats))
    return fail(Fault::Unsupported, "a timed text comes as vtt, srt or json", "format");
  if (audio.retimed()) return fail(Fault::Unsupported, "a timed text is not re-timed", "duration");
  const store::Text text = TRY(find_text(context, *recording, audio.quality));
  const Captions captions = cut(TRY(media::captions::parse_webvtt(text.body)), audio.time);
  const Derivative derivative{audio.canonical, std::string(format->media_type), "",
                              base::format("{} {}", text.name, text.revision)};
  return whole_response(context, *recording, derivative, context.links(http_request),
                        base::Splice(write(captions, audio.format)));
}

}  // namespace services
