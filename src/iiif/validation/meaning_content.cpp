// Meaning of Canvases and content resources: extents, formats, thumbnails, choices, placeholders.
#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/checker.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

// What the end of a path says of its content.
struct Extension {
  std::string_view endings, type, formats;  // types and media types that go with it
};
constexpr Extension kExtensions[] = {
    {"mp4 m4v", "Video Sound Audio", "video/mp4 audio/mp4 video/x-m4v"},
    {"webm", "Video Sound Audio", "video/webm audio/webm"},
    {"mov", "Video Sound Audio", "video/quicktime"},
    {"mp3", "Sound Audio", "audio/mp3 audio/mpeg"},
    {"wav", "Sound Audio", "audio/wav audio/wave audio/x-wav audio/vnd.wave"},
    {"flac", "Sound Audio", "audio/flac audio/x-flac"},
    {"m4a", "Sound Audio", "audio/mp4 audio/m4a audio/x-m4a audio/aac audio/alac"},
    {"jpg jpeg", "Image", "image/jpeg image/jpg"},
    {"png", "Image", "image/png"},
    {"gif", "Image Video", "image/gif"},
    {"webp", "Image", "image/webp"},
    {"tif tiff", "Image", "image/tiff"},
    {"pdf", "Text Image Dataset", "application/pdf"},
    {"vtt", "Text", "text/vtt"},
    {"srt", "Text", "application/x-subrip text/plain text/srt"},
    {"html", "Text Dataset", "text/html"},
};

std::string ending_of(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t slash = uri.rfind('/'), dot = uri.rfind('.');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash) ||
      uri.size() - dot > 6)
    return {};
  return base::lowercase(uri.substr(dot + 1));
}

void judge_format(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  std::string format = base::lowercase(string_of(*node.object, "format"));
  format = format.substr(0, format.find(';'));
  const std::string_view family = std::string_view(format).substr(0, format.find('/'));
  const auto contrary = [&](std::string_view property, std::string what) {
    checker.found("media-type-contrary", index, property, std::move(what));
  };
  const std::string shown = base::clip_for_message(format);
  if ((family == "image" && node.any_of("Video Sound Audio Text Model")) ||
      (family == "audio" && node.any_of("Image Text Model Video")) ||
      (family == "video" && node.any_of("Image Text Model")) ||
      (family == "text" && node.any_of("Image Sound Audio Video")))
    return contrary("format", base::format("{} with the format {}", node.type, shown));
  const std::string ending = ending_of(node.id);
  for (const Extension& one : kExtensions) {
    if (!has_word(one.endings, ending)) continue;
    const bool fits = has_word(one.formats, format);
    if (!format.empty() && !fits && (family == "image" || family == "audio" || family == "video") &&
        format.find('/') != std::string::npos)
      return contrary("format", base::format("the URI ends with .{}, and the format is {}", ending, shown));
    if (format.empty() && !has_word(one.type, node.type))
      return contrary("type", base::format("the URI ends with .{}, and the type is {}", ending, node.type));
  }
}

void judge_image(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  if (node.id.ends_with("/info.json"))
    checker.found("content-is-service", index, "id", "the id is the info.json of a service");
  for (const std::size_t child : checker.children(index)) {
    const Node service = checker.nodes[child];
    if (service.property != "service" || !service.type.starts_with("ImageService") || service.id.empty())
      continue;
    std::string_view own = node.id, base = service.id;
    while (own.ends_with('/')) own.remove_suffix(1);
    while (base.ends_with('/')) base.remove_suffix(1);
    if (own == base) checker.found("content-is-service", index, "id", "the id is the URI of the service");
  }
}

void judge_thumbnail(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const json::object& object = *node.object;
  const bool served = object.contains("service");
  if (node.any_of("Image Video") && !served && !(object.contains("width") && object.contains("height")))
    checker.lacking("content-extent", index, "thumbnail",
                    base::format("a thumbnail ({}) without width and height", node.type));
  if (node.any_of("Video Sound Audio") && !object.contains("duration"))
    checker.lacking("content-extent", index, "thumbnail",
                    base::format("a thumbnail ({}) without duration", node.type));
}

void judge_canvas(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const bool height = node.object->contains("height"), width = node.object->contains("width");
  if (height != width && node.is("Canvas")) {
    if (!checker.four())
      checker.lacking("extent-incomplete", index, height ? "width" : "height",
                      base::format("a Canvas with {} alone", height ? "height" : "width"));
  } else if (!checker.four() && !node.reference && !height && !node.object->contains("duration")) {
    checker.lacking("extent-missing", index, "height", "a Canvas without any extent");
  }
  if (node.property != "placeholderCanvas" && node.property != "accompanyingCanvas") return;
  for (std::string_view key : {"placeholderCanvas", "accompanyingCanvas"})
    if (node.object->contains(key))
      checker.found("placeholder-nested", index, key, base::format("{} within {}", key, node.property));
}

}  // namespace

void judge_content(Checker& checker) {
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (node.is("Canvas")) judge_canvas(checker, i);
    if (node.any_of(kContent)) judge_format(checker, i);
    if (node.is("Image")) judge_image(checker, i);
    if (node.property == "thumbnail") judge_thumbnail(checker, i);
    if (node.any_of(kContent) && node.parent >= 0 &&
        checker.nodes[static_cast<std::size_t>(node.parent)].is("Choice") && !node.object->contains("label"))
      checker.lacking("choice-label", i, "label", base::format("{} of a Choice without label", node.type));
  }
}

}  // namespace iiif::validation
