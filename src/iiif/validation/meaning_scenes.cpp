// Meaning of what is new in Presentation 4.0: quantities, cameras, stylesheets, activating annotations,
// sources.
#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/checker.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

void judge_quantity(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const std::string_view unit = string_of(*node.object, "unit");
  std::string_view wanted;
  if (node.property == "temporalScale") wanted = "s";
  if (node.property == "spatialScale") wanted = "m";
  if (node.property == "intensity" || node.property == "volume") wanted = "relative";
  if (!wanted.empty() && !unit.empty() && unit != wanted && has_word("m s relative", unit))
    checker.found("quantity-unit", index, "unit",
                  base::format("{} in '{}' in place of '{}'", node.property, unit, wanted));
  const auto value = number_of(*node.object, "quantityValue");
  if (wanted == "relative" && value && (*value < 0 || *value > 1))
    checker.found("value-range", index, "quantityValue",
                  base::format("{} is {}, and must be from 0 to 1", node.property, *value));
  if ((wanted == "s" || wanted == "m") && value && *value <= 0)
    checker.found("value-range", index, "quantityValue",
                  base::format("{} is {}, and must be above 0", node.property, *value));
}

void judge_camera(Checker& checker, std::size_t index) {
  const json::object& camera = *checker.nodes[index].object;
  const auto near = number_of(camera, "near"), far = number_of(camera, "far");
  if (near && far && *near >= *far)
    checker.found("camera-planes", index, "near", base::format("near is {}, far {}", *near, *far));
}

void judge_stylesheet(Checker& checker, std::size_t index) {
  const json::object& sheet = *checker.nodes[index].object;
  const bool id = sheet.contains("id"), value = sheet.contains("value");
  if (id && value) checker.found("stylesheet-form", index, "id", "both id and value");
  if (!id && !value) checker.lacking("stylesheet-form", index, "value", "neither id nor value");
}

bool in_body(const Checker& checker, std::size_t index, std::size_t& annotation) {
  for (std::int32_t at = static_cast<std::int32_t>(index); at > 0;) {
    const Node& node = checker.nodes[static_cast<std::size_t>(at)];
    if (node.property == "body") {
      annotation = static_cast<std::size_t>(node.parent);
      return true;
    }
    if (node.property != "items") return false;
    at = node.parent;
  }
  return false;
}

void judge_action(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  std::size_t annotation = 0;
  const bool body = in_body(checker, index, annotation);
  const bool activating = body && has_string(*checker.nodes[annotation].object, "motivation", "activating");
  if (node.object->contains("action") && !activating)
    checker.found("action-place", index, "action", "action outside an activating annotation");
  if (activating && !node.object->contains("action"))
    checker.lacking("action-place", index, "action",
                    "a Specific Resource of an activating annotation without action");
}

void judge_activating(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  if (!has_string(*node.object, "motivation", "activating")) return;
  bool any = false;
  for (const std::size_t child : checker.children(index)) {
    const Node body = checker.nodes[child];
    if (body.property != "body") continue;
    any = true;
    if (!body.any_of(
            "SpecificResource Choice Composite List Independents AmbientAudio PointAudio SpotAudio") &&
        !body.type.empty())
      checker.found("action-place", child, "type",
                    base::format("{} as the body of an activating annotation", body.type));
  }
  if (!any) checker.lacking("action-place", index, "body", "an activating annotation without body");
}

void judge_source(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const std::string_view fragment = fragment_of(node.id);
  if (fragment.starts_with("t=") || fragment.starts_with("xywh="))
    checker.found("source-fragment", index, "id",
                  base::format("a source with the fragment '{}'", base::clip_for_message(fragment)));
}

void judge_style_class(Checker& checker, std::size_t index) {
  for (std::int32_t at = checker.nodes[index].parent; at >= 0;
       at = checker.nodes[static_cast<std::size_t>(at)].parent) {
    const Node& node = checker.nodes[static_cast<std::size_t>(at)];
    if (node.is("Annotation") && node.object->contains("stylesheet")) return;
  }
  checker.found("style-class", index, "styleClass", "styleClass without a stylesheet");
}

void judge_look_at(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  if (node.is("Annotation") && node.id.empty())
    checker.lacking("look-at", index, "lookAt", "an annotation without id");
  if (node.is("Annotation") && !node.id.empty()) {
    const Node* meant = checker.definition(node.id);
    if (meant && !meant->is("Annotation"))
      checker.found("look-at", index, "id",
                    base::format("'{}' is a {}", base::clip_for_message(node.id), meant->type));
  }
}

void judge_position(Checker& checker, std::size_t index) {
  for (const std::size_t child : checker.children(index)) {
    const Node source = checker.nodes[child];
    if (source.property == "source" && !source.any_of(kContainers) && !source.type.empty())
      checker.found("type-expected", child, "type",
                    base::format("{} as the source of position", source.type));
  }
}

}  // namespace

void judge_scenes(Checker& checker) {
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (node.is("Quantity")) judge_quantity(checker, i);
    if (node.any_of("PerspectiveCamera OrthographicCamera")) judge_camera(checker, i);
    if (node.is("CssStylesheet") && checker.four()) judge_stylesheet(checker, i);
    if (node.is("SpecificResource") && checker.four()) judge_action(checker, i);
    if (node.is("Annotation") && !node.reference && checker.four()) judge_activating(checker, i);
    if (node.property == "source" && checker.four()) judge_source(checker, i);
    if (node.property == "lookAt") judge_look_at(checker, i);
    if (node.property == "position") judge_position(checker, i);
    if (node.object->contains("styleClass")) judge_style_class(checker, i);
    if (node.is("Annotation") && checker.four() && node.object->contains("provides") &&
        !has_string(*node.object, "motivation", "supplementing"))
      checker.found("provides-place", i, "provides", "provides on an annotation that is not supplementing");
  }
}

}  // namespace iiif::validation
