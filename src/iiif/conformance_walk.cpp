#include "iiif/conformance_walk.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace iiif {
namespace {

namespace json = base::json;

constexpr std::string_view kNamed = "named";
constexpr std::size_t kEnough = 1 << 16;  // bytes that show what an answer is

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {{"mp4", "video/mp4"},
                                                                    {"webm", "video/webm"},
                                                                    {"gif", "image/gif"},
                                                                    {"m4a", "audio/mp4"},
                                                                    {"mp3", "audio/mpeg"},
                                                                    {"ogg", "audio/ogg"},
                                                                    {"opus", "audio/ogg"},
                                                                    {"flac", "audio/flac"},
                                                                    {"wav", "audio/wav"},
                                                                    {"aac", "audio/aac"},
                                                                    {"m3u8", "application/vnd.apple.mpegurl"},
                                                                    {"mpd", "application/dash+xml"},
                                                                    {"jpg", "image/jpeg"},
                                                                    {"png", "image/png"},
                                                                    {"webp", "image/webp"},
                                                                    {"avif", "image/avif"},
                                                                    {"tif", "image/tiff"},
                                                                    {"vtt", "text/vtt"},
                                                                    {"srt", "application/x-subrip"},
                                                                    {"json", "application/json"},
                                                                    {"dat", "application/octet-stream"}};

bool holds(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

}  // namespace

std::string_view type_of_format(std::string_view format) {
  for (const auto& [name, type] : kTypes)
    if (name == format) return type;
  return {};
}

json::object Walk::object_at(std::string_view key) const {
  const json::value* value = info_.if_contains(key);
  return value && value->is_object() ? value->get_object() : json::object{};
}

std::vector<std::string> Walk::strings_at(const json::object& object, std::string_view key) const {
  std::vector<std::string> found;
  const json::value* list = object.if_contains(key);
  if (list && list->is_array())
    for (const json::value& entry : list->get_array())
      if (entry.is_string()) found.emplace_back(entry.get_string());
  return found;
}

// Below level 2 only the whole can be asked for, and the frames that are listed.
std::vector<Walk::Form> Walk::forms() const {
  const bool pieces = offers(2, "timeRegion");
  const double start = number("duration") * 0.4;
  const std::string time =
      pieces ? base::format("{:.3f},{:.3f}", start, start + std::min(0.2, number("duration") * 0.3)) : "full";
  std::string instant = base::format("{:.3f}", start);
  const json::object frame = object_at("frame");
  if (const json::value* listed = frame.if_contains("instants"); !pieces && listed && listed->is_array()) {
    const json::array& instants = listed->get_array();
    if (!instants.empty()) instant = base::write_json(instants.back());
  }
  return {{"video", time + "/full/max/max/0", "full/full/max/max/0"},
          {"audio", time + "/max", "full/max"},
          {"frame", instant + "/full/max/0", instant + "/full/max/0"},
          {"text", time + "/max", "full/max"}};
}

void Walk::require_named(const std::string& url, std::string_view format) {
  const auto answer = get(url, kEnough);
  // What takes longer may be told to come later.
  if (answer && answer->status == 202 && !answer->header("Location").empty()) return;
  if (!require(kNamed, answer.has_value(), base::format("{}: {}", url, answer ? "" : answer.error().message)))
    return;
  require_type(kNamed, url, *answer, type_of_format(format));
  require(kNamed, !answer->body.empty(), base::format("{}: an empty answer", url));
}

void Walk::require_unnamed(const std::string& url) {
  const auto answer = get(url, 1024);
  require("honest", answer && answer->status >= 400,
          base::format("{}: {} although it is not named", url, answer ? answer->status : 0));
}

void Walk::walk_form(const Form& form) {
  const json::object choices = object_at(form.name);
  if (choices.empty()) return;
  for (const std::string& format : strings_at(choices, "formats"))
    for (const std::string& quality : strings_at(choices, "qualities"))
      require_named(at(base::format("{}/{}.{}", form.before, quality, format)), format);
  for (const std::string& format : strings_at(choices, "streamFormats"))
    for (const std::string& quality : strings_at(choices, "streamQualities"))
      require_named(at(base::format("{}/{}.{}", form.whole, quality, format)), format);
  // Texts share their addresses with sound, whose formats say what is not there.
  if (form.name != "text") walk_unnamed(form, choices);
}

void Walk::walk_unnamed(const Form& form, const json::object& choices) {
  const std::vector<std::string> formats = strings_at(choices, "formats"),
                                 qualities = strings_at(choices, "qualities"),
                                 stream_formats = strings_at(choices, "streamFormats"),
                                 stream_qualities = strings_at(choices, "streamQualities");
  for (const char* format : {"mp4", "webm", "gif", "webp", "m4a", "mp3", "flac", "jpg", "tif", "mov", "exe"})
    if (!holds(formats, format) && !holds(stream_formats, format))
      require_unnamed(at(base::format("{}/default.{}", form.before, format)));
  if (formats.empty()) return;
  for (const char* quality :
       {"gray", "bitonal", "mono", "visual", "1080p", "480p", "64k", "track-1", "track-99", "x"})
    if (!holds(qualities, quality))
      require_unnamed(at(base::format("{}/{}.{}", form.before, quality, formats.front())));
  for (const std::string& format : stream_formats)
    for (const std::string& quality : qualities)
      if (!holds(stream_qualities, quality))
        require_unnamed(at(base::format("{}/{}.{}", form.whole, quality, format)));
}

void Walk::walk_previews() {
  const json::object waveform = object_at("waveform");
  for (const std::string& format : strings_at(waveform, "formats"))
    for (const std::string& quality : strings_at(waveform, "qualities"))
      require_named(at(base::format("full/max/{}.{}", quality, format)), format);
  const std::string storyboard = base::string_at(object_at("storyboard"), "id");
  if (storyboard.empty()) return;
  const auto text = get(storyboard, 1 << 20);
  std::vector<std::string> sheets;
  for (std::string_view line : base::split(text ? std::string_view(text->body) : "", '\n')) {
    const std::size_t fragment = line.find("#xywh=");
    if (fragment == std::string_view::npos) continue;
    std::string sheet = follow(storyboard, line.substr(0, fragment));
    if (!holds(sheets, sheet)) sheets.push_back(std::move(sheet));
  }
  for (const std::string& sheet : sheets) require_named(sheet, "jpg");
}

// Documents that are referred to: they answer, and are what they are said to be.
void Walk::walk_references() {
  const json::value* tracks = info_.if_contains("tracks");
  if (tracks && tracks->is_array())
    for (const json::value& entry : tracks->get_array()) {
      if (!entry.is_object() || base::string_at(entry.get_object(), "type") != "Text") continue;
      require_answer(kNamed, base::string_at(entry.get_object(), "id"),
                     base::string_at(entry.get_object(), "format"));
    }
  const json::value* parents = info_.if_contains("partOf");
  if (parents && parents->is_array())
    for (const json::value& entry : parents->get_array()) {
      if (!entry.is_object()) continue;
      const std::string id = base::string_at(entry.get_object(), "id");
      const auto answer = get(id, 32 << 20);
      const auto document =
          answer ? base::parse_json(answer->body) : base::Result<json::value>(json::value());
      require(
          kNamed,
          answer && answer->status == 200 && document && document->is_object() &&
              base::string_at(document->get_object(), "id") == id &&
              base::string_at(document->get_object(), "type") == base::string_at(entry.get_object(), "type"),
          base::format("{}: not the {} that it is named as", id,
                       base::string_at(entry.get_object(), "type")));
    }
  if (const std::string context = base::string_at(info_, "@context"); !context.empty()) {
    const auto answer = get(context, 1 << 20);
    const auto document = answer ? base::parse_json(answer->body) : base::Result<json::value>(json::value());
    require(kNamed, answer && answer->status == 200 && document && document->is_object(),
            base::format("{}: the JSON-LD context does not answer", context));
  }
}

void Walk::walk() {
  for (const Form& form : forms()) walk_form(form);
  walk_previews();
  walk_references();
}

}  // namespace iiif
