#include "services/canvas_parts.h"

#include <utility>

#include "base/format.h"
#include "services/canvas_builder.h"
#include "services/resource_parts.h"

namespace services {

namespace property = iiif::property;
using iiif::LanguageMap;
using iiif::Resource;
using iiif::Resources;

bool has_cues(const store::Text& text) {
  return text.format == "vtt" && text.kind != store::TextKind::Chapters;
}

// Transcripts that no player shows as captions are offered for reading; 4.0 can tell them from captions.
bool is_supplementing(const store::Text& text, iiif::Version version) {
  return has_cues(text) || (text.format == "txt" && version == iiif::Version::V4);
}

std::string cues_kind(std::string_view text_name) { return "text-" + std::string(text_name); }

Resource CanvasParts::annotation(std::string_view kind, std::size_t number,
                                 std::string_view motivation) const {
  Resource result("Annotation", links_.annotation(item_, key_, kind, number));
  result.set(property::motivation, {std::string(motivation)});
  return result;
}

Resource CanvasParts::page(std::string_view kind, Resources annotations) const {
  Resource result("AnnotationPage", links_.annotation_page(item_, key_, kind));
  result.set(property::items, std::move(annotations));
  return result;
}

Resource CanvasParts::painting(std::size_t number, Resources bodies) const {
  Resource result = annotation("painting", number, "painting");
  if (bodies.size() == 1) {
    result.set(property::body, std::move(bodies.front()));
  } else {
    Resource choice("Choice");
    if (is_4()) choice.set(property::label, LanguageMap("en", "Formats"));  // 4.0, "Choice": SHOULD have one
    choice.set(property::items, std::move(bodies));
    result.set(property::body, std::move(choice));
  }
  result.set(property::target, reference());
  return result;
}

Resource CanvasParts::text_body(const store::Text& text, std::string address) const {
  const bool is_plain = text.format == "txt", is_unnamed = is_plain && text.label.empty();
  Resource body("Text", std::move(address));
  body.set(property::label,
           LanguageMap(is_unnamed ? "en" : text.language, is_unnamed ? "Transcript" : text.label));
  body.set(property::format, is_plain ? "text/plain" : "text/vtt");
  if (!text.language.empty()) body.set(property::language, {text.language});
  return body;
}

Resource CanvasParts::supplementing(const store::Text& text, std::string address, std::size_t number) const {
  Resource result = annotation("supplementing", number, "supplementing");
  if (is_4()) result.set(property::provides, {provided_by(text.kind)});
  result.set(property::body, text_body(text, std::move(address)));
  result.set(property::target, reference());
  return result;
}

Resource CanvasParts::cues(const store::Text& text) const {
  const std::string id = links_.annotation_page(item_, key_, cues_kind(text.name));
  Resource result(is_4() ? "AnnotationPage" : "Dataset", id);
  LanguageMap label("en", text.label.empty() ? "Cues" : base::format("{}: cues as annotations", text.label));
  result.set(property::label, std::move(label));
  if (is_4()) return result;
  result.set(property::format, "application/json");
  result.set(property::profile, "http://iiif.io/api/presentation/3/context.json");
  return result;
}

Resource CanvasParts::picture_canvas(std::string_view kind, Resource image) const {
  Resource canvas("Canvas", links_.beside(item_, key_, kind));
  canvas.set(property::height, image.get(property::height)).set(property::width, image.get(property::width));
  Resource paints = annotation(kind, 1, "painting");
  paints.set(property::body, std::move(image));
  paints.set(property::target, Resource("Canvas", canvas.id));
  canvas.set(property::items, only(page(kind, only(std::move(paints)))));
  return canvas;
}

void add_texts(Resource& container, const CanvasParts& parts, Resources supplements, Resources cues) {
  // Rule 7: supplementing annotations stand in the first page, each page embedded with its items.
  Resources pages;
  if (!supplements.empty()) pages.push_back(parts.page("supplementing", std::move(supplements)));
  // Viewers of 3.0 break at pages that are referred to (docs/viewers.md).
  Resources& to = parts.is_4() ? pages : container.list(property::see_also);
  for (Resource& one : cues) to.push_back(std::move(one));
  container.set(property::annotations, std::move(pages));
}

}  // namespace services
