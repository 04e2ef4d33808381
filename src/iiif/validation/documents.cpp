// Meaning of documents beside the Presentation API: answers of Search 2.0, content states, Change Discovery,
// info.json of the A/V Content API (docs/av-content-api.md).
#include <algorithm>
#include <cmath>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/places.h"

namespace iiif::validation {
namespace {

std::string_view id_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_object() ? string_of(value->get_object(), "id") : std::string_view{};
}

void judge_terms(Checker& checker) {
  std::string_view before;
  for (const std::size_t child : checker.children(0)) {
    const Node term = checker.nodes[child];
    if (term.property != "items") continue;
    const std::string_view value = string_of(*term.object, "value");
    if (value.empty()) checker.found("search-terms", child, "value", "a term without value");
    if (value < before) {
      checker.found(
          "search-order", child, "value",
          base::format("'{}' behind '{}'", base::clip_for_message(value), base::clip_for_message(before)));
      return;
    }
    before = value;
  }
}

void judge_extended(Checker& checker) {
  const json::value* pages = checker.nodes[0].object->if_contains("annotations");
  if (!pages || !pages->is_array()) return;
  if (pages->get_array().size() != 1)
    checker.found("search-extended", 0, "annotations", base::format("{} pages", pages->get_array().size()));
  const std::string_view hits = id_at(*checker.nodes[0].object, "partOf");
  for (const std::size_t child : checker.children(0)) {
    const Node page = checker.nodes[child];
    if (page.property == "annotations" && !hits.empty() && id_at(*page.object, "partOf") == hits)
      checker.found("search-extended", child, "partOf", "the collection of the hits themselves", "/id");
  }
  std::set<std::string_view> matches;
  for (const std::size_t child : checker.children(0))
    if (checker.nodes[child].property == "items") matches.insert(checker.nodes[child].id);
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (!node.is("Annotation") || node.parent <= 0) continue;
    const Node& page = checker.nodes[static_cast<std::size_t>(node.parent)];
    if (page.property != "annotations") continue;
    std::vector<Place> targets = places_of(checker, i, "target");
    for (const Place& target : targets)
      if (!matches.contains(target.id))
        checker.found("search-extended", target.node, target.property,
                      base::format("'{}' is not in items", base::clip_for_message(target.id)), target.suffix);
  }
}

void judge_part_of(Checker& checker) {
  const json::object& page = *checker.nodes[0].object;
  const bool paged = page.contains("next") || page.contains("prev");
  const json::value* part = page.if_contains("partOf");
  if (paged && !part) checker.lacking("search-page", 0, "partOf", "a page of several without partOf");
  if (!part || !part->is_object()) return;
  const json::object& collection = part->get_object();
  for (const std::size_t child : checker.children(0))
    if (checker.nodes[child].property == "partOf" && !collection.contains("first"))
      checker.lacking("property-required", child, "first", "AnnotationCollection without first");
  const auto total = number_of(collection, "total"), start = number_of(page, "startIndex");
  const json::value* items = page.if_contains("items");
  const double count = items && items->is_array() ? static_cast<double>(items->get_array().size()) : 0;
  if (total && start.value_or(0) + count > *total)
    checker.found("search-page", 0, "partOf",
                  base::format("total is {}, and there are {}", *total, start.value_or(0) + count), "/total");
  if (total && start && !page.contains("next") && *start + count < *total)
    checker.lacking("search-page", 0, "next",
                    base::format("{} of {} hits, and no next page", *start + count, *total));
}

}  // namespace

void judge_search(Checker& checker) {
  const Node top = checker.nodes[0];
  if (top.is("TermPage")) return judge_terms(checker);
  if (!top.is("AnnotationPage")) return;
  for (const std::size_t child : checker.children(0)) {
    const Node item = checker.nodes[child];
    if (item.property == "items" && item.reference)
      checker.found("search-page", child, "", "an annotation that is not embedded");
  }
  if (!top.object->contains("id")) checker.lacking("property-required", 0, "id", "an answer without id");
  judge_part_of(checker);
  judge_extended(checker);
}

// 2.2: whatever is targeted can be loaded, or says by partOf what it is in. Of both annotations and mere
// targets.
void judge_content_state(Checker& checker) {
  const Node top = checker.nodes[0];
  if (top.is("Annotation")) {
    if (!has_string(*top.object, "motivation", "contentState"))
      checker.found("content-state", 0, top.object->contains("motivation") ? "motivation" : "",
                    "an annotation without the motivation contentState");
    if (!top.object->contains("target"))
      checker.lacking("content-state", 0, "target", "a content state without target");
  }
  const auto judge = [&](std::size_t index) {
    const Node node = checker.nodes[index];
    if (!node.any_of("Canvas Range Timeline Scene AnnotationPage Annotation")) return;
    if (!node.any_of("Canvas Range Timeline Scene")) return;
    bool told = false;
    for (const std::size_t child : checker.children(index))
      told = told || (checker.nodes[child].property == "partOf" && checker.nodes[child].is("Manifest") &&
                      !checker.nodes[child].id.empty());
    if (!told)
      checker.lacking("content-state-part-of", index, "partOf",
                      base::format("a {} without partOf its Manifest", node.type));
  };
  if (!top.is("Annotation") && !top.is("SpecificResource")) judge(0);
  for (std::size_t i = 1; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (node.property == "target" || node.property == "source" ||
        (node.property == "items" && node.parent >= 0 &&
         checker.nodes[static_cast<std::size_t>(node.parent)].property == "target"))
      judge(i);
  }
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const std::string_view id = checker.nodes[i].id;
    if (std::ranges::any_of(id, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
      checker.found("content-state", i, "id", "an IRI that is no URI");
  }
  for (std::size_t i = 1; i < checker.nodes.size(); ++i) {
    const json::value* source = checker.nodes[i].object->if_contains("source");
    if (checker.nodes[i].property == "target" && source && source->is_string())
      checker.found("content-state-part-of", i, "source", "a part of a Canvas, by its URI alone");
  }
  // A target by its mere URI must be something that can be loaded: with a fragment it is a part of something.
  const json::value* target = top.object->if_contains("target");
  if (target && target->is_string() && !fragment_of(string_of(*top.object, "target")).empty())
    checker.found("content-state-part-of", 0, "target", "a part of a Canvas, by its URI alone");
}

void judge_discovery(Checker& checker) {
  std::optional<double> before;
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    const json::object& object = *node.object;
    for (std::string_view key : {"endTime", "startTime"}) {
      const std::string_view time = string_of(object, key);
      if (date_form(time) == DateForm::Offset)
        checker.found("discovery-shape", i, key,
                      base::format("'{}' is not in UTC", base::clip_for_message(time)));
    }
    if (node.is("OrderedCollectionPage") && i == 0) {
      judge_collections(checker);
      if (!object.contains("prev") && number_of(object, "startIndex").value_or(0) > 0)
        checker.lacking("discovery-shape", i, "prev", "a page that is not the first, without prev");
    }
    if (node.property != "orderedItems") continue;
    const bool refresh = node.is("Refresh");
    if (!refresh && !object.contains("object"))
      checker.lacking("discovery-shape", i, "object", base::format("{} without object", node.type));
    if (refresh ? !object.contains("startTime") : !object.contains("endTime"))
      checker.lacking("discovery-recommended", i, refresh ? "startTime" : "endTime",
                      base::format("{} without {}", node.type, refresh ? "startTime" : "endTime"));
    if (node.is("Move") && !object.contains("target"))
      checker.lacking("discovery-move", i, "target", "a Move without target");
    if (node.is("Move") && !id_at(object, "target").empty() &&
        id_at(object, "target") == id_at(object, "object"))
      checker.found("discovery-move", i, "target", "a Move to where it was");
    if (node.is("Add") && !object.contains("target"))
      checker.lacking("discovery-shape", i, "target", "an Add without target");
    if (node.is("Remove") && !object.contains("origin"))
      checker.lacking("discovery-recommended", i, "origin", "a Remove without origin");
    const auto end = date_seconds(string_of(object, "endTime")),
               start = date_seconds(string_of(object, "startTime"));
    if (start && end && *start > *end)
      checker.found("discovery-shape", i, "startTime", "startTime behind endTime");
    if (before && end && *end < *before)
      checker.found("discovery-order", i, "endTime", "earlier than the activity before it");
    if (end) before = end;
  }
  const Node top = checker.nodes[0];
  for (std::size_t i = 1; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    const bool needs_http =
        has_word("object target origin first last next prev partOf orderedItems", node.property);
    if (needs_http && !node.id.empty() && !is_http_uri(node.id))
      checker.found("uri-http", i, "id",
                    base::format("'{}' is no HTTP(S) URI", base::clip_for_message(node.id)));
  }
  if (!top.id.empty() && !is_http_uri(top.id)) checker.found("uri-http", 0, "id", "no HTTP(S) URI");
}

namespace {

std::set<std::string_view> strings_at(const json::object& object, std::string_view key) {
  std::set<std::string_view> all;
  const json::value* value = object.if_contains(key);
  if (value && value->is_array())
    for (const json::value& one : value->get_array())
      if (one.is_string()) all.emplace(one.get_string().data(), one.get_string().size());
  return all;
}

void judge_av_lists(Checker& checker) {
  const json::object& info = *checker.nodes[0].object;
  const std::set<std::string_view> formats = strings_at(info, "formats"),
                                   qualities = strings_at(info, "qualities");
  for (std::string_view format : strings_at(info, "preferredFormats"))
    if (!formats.contains(format))
      checker.found("av-consistency", 0, "preferredFormats",
                    base::format("'{}' is not in formats", base::clip_for_message(format)));
  for (std::string_view form : {"video", "audio", "frame", "text"}) {
    const json::value* value = info.if_contains(form);
    if (!value) continue;
    const json::object* choices = value->if_object();
    if (!choices) {
      checker.found("av-info", 0, form, base::format("{} is no JSON object", form));
      continue;
    }
    for (std::string_view key : {"formats", "qualities", "streamFormats", "streamQualities"}) {
      const json::value* list = choices->if_contains(key);
      if (list && !list->is_array())
        checker.found("av-info", 0, form, base::format("{} is no array", key), "/" + std::string(key));
      const auto& all = key.ends_with("ormats") ? formats : qualities;
      for (std::string_view one : strings_at(*choices, key))
        if (!all.empty() && !all.contains(one) && form != "text" && form != "frame")
          checker.found("av-consistency", 0, form,
                        base::format("'{}' is not in {}", base::clip_for_message(one),
                                     key.ends_with("ormats") ? "formats" : "qualities"),
                        "/" + std::string(key));
    }
  }
}

bool is_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto over = base::parse_unsigned(text.substr(0, slash));
  const auto under = slash == std::string_view::npos ? std::optional<std::uint64_t>(1)
                                                     : base::parse_unsigned(text.substr(slash + 1));
  return over.value_or(0) > 0 && under.value_or(0) > 0;
}

bool is_ratio(std::string_view text) {
  const auto parts = base::split(text, ':');
  return parts.size() == 2 && base::parse_unsigned(parts[0]).value_or(0) > 0 &&
         base::parse_unsigned(parts[1]).value_or(0) > 0;
}

void judge_av_sources(Checker& checker) {
  const json::object& info = *checker.nodes[0].object;
  const auto duration = number_of(info, "duration");
  for (std::size_t i = 1; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (node.property != "sources") continue;
    const auto length = number_of(*node.object, "duration");
    if (duration && length && std::abs(*duration - *length) > 1)
      checker.found("av-consistency", i, "duration",
                    base::format("{} s, and the recording {} s", *length, *duration));
    if (!is_http_uri(node.id)) checker.found("av-info", i, "id", "a source without an HTTP(S) id");
    if (!node.object->contains("format")) checker.lacking("av-info", i, "format", "a source without format");
    if (node.is("Video") && !info.contains("width"))
      checker.lacking("av-consistency", 0, "width", "a Video, and no width and height");
  }
}

}  // namespace

void judge_av_info(Checker& checker) {
  const Node top = checker.nodes[0];
  const json::object& info = *top.object;
  if (info.contains("profile") && !has_word("level0 level1 level2 level3", string_of(info, "profile")))
    checker.found("av-level", 0, "profile", "a profile that is none of level0 to level3");
  if (info.contains("width") != info.contains("height"))
    checker.lacking("av-consistency", 0, info.contains("width") ? "height" : "width",
                    "only one of width and height");
  if (info.contains("protocol") && !is_absolute_uri(string_of(info, "protocol")))
    checker.found("av-info", 0, "protocol", "protocol is no URI");
  if (top.id.ends_with('/') || top.id.ends_with("/info.json"))
    checker.found("av-info", 0, "id", "the id is the base URI, without a slash or info.json at its end");
  if (info.contains("frameRate") && !is_rate(string_of(info, "frameRate")))
    checker.found("av-info", 0, "frameRate", "no rate such as 30000/1001");
  if (info.contains("displayAspectRatio") && !is_ratio(string_of(info, "displayAspectRatio")))
    checker.found("av-info", 0, "displayAspectRatio", "no ratio such as 4:3");
  const auto frames = number_of(info, "frames"), duration = number_of(info, "duration");
  if (frames && !info.contains("width")) checker.found("av-consistency", 0, "frames", "frames, and no width");
  if (frames && duration && *duration > 0 && *frames / *duration > 1000)
    checker.found("av-consistency", 0, "frames", base::format("{} frames in {} s", *frames, *duration));
  const auto most = number_of(info, "maxTime");
  if (most && duration && *most > *duration + 1)
    checker.found("av-consistency", 0, "maxTime",
                  base::format("maxTime is {} s, the recording lasts {} s", *most, *duration));
  for (std::string_view key : {"waveform", "storyboard", "timecode"}) {
    const json::value* value = info.if_contains(key);
    if (!value) continue;
    const json::object* object = value->if_object();
    if (!object) {
      checker.found("av-info", 0, key, base::format("{} is no JSON object", key));
    } else if (key != "timecode" && !is_http_uri(string_of(*object, "id"))) {
      checker.found("av-info", 0, key, base::format("{} without an HTTP(S) id", key));
    } else if (key == "timecode" && !object->contains("start")) {
      checker.found("av-info", 0, key, "timecode without start");
    }
  }
  judge_av_lists(checker);
  judge_av_sources(checker);
}

}  // namespace iiif::validation
