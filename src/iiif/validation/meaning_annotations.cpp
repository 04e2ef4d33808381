// Meaning of annotations: where each motivation belongs, what is targeted, and whether what is painted has a
// place on the Container.
#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/places.h"

namespace iiif::validation {
namespace {

constexpr std::size_t kMostBodies = 64;  // each is looked at for each target
constexpr std::string_view kEmitters = "AmbientAudio PointAudio SpotAudio";

// Where an annotation is: in a page, which is in items or annotations of a resource.
struct Shelf {
  std::optional<std::size_t> owner;  // nothing where the page is the document itself
  bool painting = false;             // in items of a Container
};

Shelf shelf_of(const Checker& checker, std::size_t annotation) {
  const std::int32_t page = checker.nodes[annotation].parent;
  if (page < 0 || !checker.nodes[static_cast<std::size_t>(page)].is("AnnotationPage")) return {};
  const Node& one = checker.nodes[static_cast<std::size_t>(page)];
  if (one.parent < 0) return {};
  const auto owner = static_cast<std::size_t>(one.parent);
  if (one.property == "items" && checker.nodes[owner].any_of(kContainers)) return {owner, true};
  if (one.property == "annotations") return {owner, false};
  return {};
}

// What a body paints: the kinds of extent that it needs.
struct Needs {
  bool space = false, time = false, pictures = true;
  std::string what;
};

Needs needs_of(const Checker& checker, const Place& body) {
  Needs needs;
  if (!body.said) return needs;
  const Node& content = checker.nodes[*body.said];
  const Node* told = content.reference ? checker.definition(content.id) : &content;
  const json::object& object = *(told ? told : &content)->object;
  needs.what = std::string(content.type);
  needs.space = content.any_of("Image Canvas Scene Model") ||
                (content.is("Video") && (object.contains("width") || object.contains("height")));
  needs.time =
      content.any_of("Video Sound Audio Timeline") || (!content.is("Model") && object.contains("duration"));
  // Part of a video: its sound alone needs no space.
  if (checker.nodes[body.node].is("SpecificResource"))
    for (const std::size_t child : checker.children(body.node))
      if (checker.nodes[child].property == "selector" && checker.nodes[child].is("AudioContentSelector"))
        needs.space = needs.pictures = false;
  return needs;
}

void judge_scene_body(Checker& checker, const Place& body, const Node& container) {
  if (!body.said) return;
  const Node content = checker.nodes[*body.said];
  const bool emitted = checker.nodes[body.node].any_of(kEmitters);
  if (container.is("Scene") && !emitted && content.any_of("Image Video Sound Audio Timeline"))
    checker.found("content-in-scene", body.node, "", base::format("{} painted into a Scene", content.type));
  if (emitted && !content.type.empty() && !content.any_of("Sound Audio Timeline Video"))
    checker.found("type-expected", body.node, "source",
                  base::format("{} as the source of {}", content.type, checker.nodes[body.node].type));
}

void judge_body(Checker& checker, std::size_t annotation, const Place& body, const Node& container,
                const std::optional<Span>& stretch) {
  judge_scene_body(checker, body, container);
  const Needs needs = needs_of(checker, body);
  const Extent extent = extent_of(container);
  const bool emitted = checker.nodes[body.node].any_of(kEmitters);
  if (needs.time && !extent.duration && !emitted)
    checker.found("content-timeless", body.node, "",
                  base::format("{} on a {} without duration", needs.what, container.type));
  const bool pictures = needs.what == "Video" && needs.pictures;
  const bool space = needs.space || (pictures && container.is("Timeline"));
  if (pictures && !space && !extent.infinite_space && !extent.width)
    checker.found("content-unsized", body.node, "",
                  base::format("Video on a {} without height and width", container.type));
  if (space && !extent.infinite_space && (!extent.width || !extent.height))
    checker.found("content-spaceless", body.node, "",
                  base::format("{} on a {} without height and width", needs.what, container.type));
  const json::object& object = *checker.nodes[annotation].object;
  if (!needs.time || !extent.duration || object.contains("timeMode") || !body.said ||
      checker.nodes[body.node].is("SpecificResource"))
    return;
  const auto length = number_of(*checker.nodes[*body.said].object, "duration");
  const double room = stretch ? stretch->end.value_or(*extent.duration) - stretch->start : *extent.duration;
  if (length && std::abs(*length - room) > 1)
    checker.found("content-trimmed", body.node, "duration",
                  base::format("{} s on a stretch of {} s", *length, room));
}

bool has_time(const Checker& checker, const std::vector<Place>& bodies) {
  for (const Place& body : bodies)
    if (!body.said || needs_of(checker, body).time || checker.nodes[*body.said].any_of("Model Scene Canvas"))
      return true;
  return bodies.empty();
}

void judge_painting(Checker& checker, std::size_t index, std::vector<Place>& targets,
                    const std::vector<Place>& bodies) {
  const json::object& object = *checker.nodes[index].object;
  const json::value* body = object.if_contains("body");
  const bool nothing = !body || body->is_null() || (body->is_array() && body->get_array().empty());
  if (nothing) checker.lacking("painting-body", index, "body", "a painting annotation without body");
  for (const Place& one : bodies)
    if (!one.said && !one.id.empty() && one.property != "source")
      checker.found("value-object", one.node, one.property, "content by its URI alone, without a type",
                    one.suffix);
  std::size_t judged = 0;
  for (Place& target : targets) {
    const Node* container = checker.definition(without_fragment(target.id));
    if (!container || !container->any_of(kContainers)) continue;
    const Node copy = *container;
    for (std::size_t i = 0; i < std::min(bodies.size(), kMostBodies); ++i)
      judge_body(checker, index, bodies[i], copy, target.time);
    if (++judged == kMostBodies) break;
  }
}

// Whether `target` is `owner` or something within it.
bool is_part_of(const Checker& checker, const Place& target, std::size_t owner) {
  const std::string_view bare = without_fragment(target.id), own = checker.nodes[owner].id;
  if (!own.empty() && (target.id == own || bare == without_fragment(own))) return true;
  if (const auto defined = checker.definition_index(target.id); defined && checker.within(*defined, owner))
    return true;
  if (string_of(*checker.nodes[owner].object, "canonical") == bare && !bare.empty()) return true;
  // An image is annotated by the URI of its service as well, which has all of its forms.
  if (checker.nodes[owner].any_of(kContent) && !bare.empty() && own.starts_with(bare)) return true;
  // A Range holds its Containers by reference: which ones is not looked up for each annotation.
  if (checker.nodes[owner].is("Range"))
    return !checker.nodes[0].is("Manifest") || checker.definition_index(bare).has_value();
  return false;
}

void judge_targets(Checker& checker, std::vector<Place>& targets, const Shelf& shelf) {
  for (Place& target : targets) judge_place(checker, target);
  if (targets.empty() || !shelf.owner) return;
  const Node owner = checker.nodes[*shelf.owner];
  if (owner.id.empty()) return;
  if (shelf.painting) {
    for (const Place& target : targets) {
      if (target.id.empty() || is_part_of(checker, target, *shelf.owner)) continue;
      checker.found("target-container", target.node, target.property,
                    base::format("'{}' is not '{}', the {} that it is in", base::clip_for_message(target.id),
                                 base::clip_for_message(owner.id), owner.type),
                    target.suffix);
    }
    return;
  }
  for (const Place& target : targets)
    if (is_part_of(checker, target, *shelf.owner)) return;
  checker.found(
      "target-resource", targets[0].node, targets[0].property,
      base::format("'{}' is not '{}', the {} that is annotated", base::clip_for_message(targets[0].id),
                   base::clip_for_message(owner.id), owner.type),
      targets[0].suffix);
}

// An annotation beside the tree (a page or annotation by itself) has only its own word for what it is about.
void judge_shelf(Checker& checker, std::size_t index, const Shelf& shelf) {
  const json::object& object = *checker.nodes[index].object;
  const bool painting = has_string(object, "motivation", "painting");
  if (!shelf.owner) return;
  if (shelf.painting && !painting)
    checker.found(checker.four() ? RuleId("motivation-not-painting") : RuleId("motivation-in-items"), index,
                  object.contains("motivation") ? "motivation" : "",
                  "an annotation in items that is not painting");
  if (!shelf.painting && painting)
    checker.found("motivation-in-annotations", index, "motivation", "a painting annotation in annotations");
}

// What is acted upon, scoped or looked at is in the Manifest, or says where it is; an embedded page that only
// lies here is not loaded from here again.
void judge_references(Checker& checker) {
  const Node top = checker.nodes[0];
  for (std::size_t i = 1; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    const Node parent = checker.nodes[static_cast<std::size_t>(node.parent)];
    const bool known =
        node.id.empty() || checker.definition_index(node.id) || node.object->contains("partOf");
    const bool part =
        node.property == "source" && (node.is("Annotation") || parent.property == "position") &&
        (parent.property == "body" || parent.property == "position" || parent.property == "items") &&
        !parent.is("Range");
    const bool in_range =
        parent.parent >= 0 && checker.nodes[static_cast<std::size_t>(parent.parent)].is("Range");
    if (top.is("Manifest") && !known &&
        ((part && !in_range) || node.property == "scope" || node.property == "lookAt"))
      checker.found("target-unknown", i, "id",
                    base::format("there is no '{}' in the document", base::clip_for_message(node.id)));
    const bool shelved =
        node.is("AnnotationPage") && (node.property == "items" || node.property == "annotations");
    if (shelved && node.reference && !checker.defined.contains(node.id) && !fragment_of(node.id).empty() &&
        without_fragment(node.id) == without_fragment(top.id))
      checker.lacking("page-reference", i, "items",
                      "a page without items, that is nowhere but in this document");
  }
}

}  // namespace

void judge_annotations(Checker& checker) {
  judge_references(checker);
  const bool search = checker.schema.tables().name.starts_with("Search");
  const std::size_t count = checker.nodes.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Node node = checker.nodes[i];
    if (!node.is("Annotation") || node.reference) continue;
    const Shelf shelf = search ? Shelf{} : shelf_of(checker, i);
    judge_shelf(checker, i, shelf);
    std::vector<Place> targets = places_of(checker, i, "target");
    judge_targets(checker, targets, shelf);
    std::vector<Place> bodies = places_of(checker, i, "body");
    if (has_string(*node.object, "motivation", "painting") && !search) {
      judge_painting(checker, i, targets, bodies);
    } else {
      for (Place& body : bodies) judge_place(checker, body);
    }
    if (node.object->contains("timeMode") && !has_time(checker, bodies))
      checker.found("time-mode-timeless", i, "timeMode", "timeMode where nothing has a duration");
  }
}

}  // namespace iiif::validation
