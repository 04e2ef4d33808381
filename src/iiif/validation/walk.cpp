// The walk along the shapes: classes, properties, and the form of what stands where a resource is wanted. The
// forms of plain values are in walk_values.cpp.
#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/walker.h"

namespace iiif::validation {
namespace {

constexpr std::string_view kAbstract =
    "Container Camera Light AudioEmitter Selector Transform Resource ContentResource Content";
// Properties of other versions, and what stands for them: {name, in 3.0, in 4.0}; "": no complaint.
struct Outdated {
  std::string_view name, three, four;
};
constexpr Outdated kOutdated[] = {
    {"@id", "id", "id"},
    {"@type", "type", "type"},
    {"sequences", "items", "items"},
    {"canvases", "items", "items"},
    {"images", "items", "items"},
    {"otherContent", "annotations", "annotations"},
    {"resources", "items", "items"},
    {"resource", "body", "body"},
    {"on", "target", "target"},
    {"attribution", "requiredStatement", "requiredStatement"},
    {"license", "rights", "rights"},
    {"description", "summary", "summary"},
    {"within", "partOf", "partOf"},
    {"viewingHint", "behavior", "behavior"},
    {"related", "homepage", "homepage"},
    {"startCanvas", "start", "start"},
    {"manifests", "items", "items"},
    {"collections", "items", "items"},
    {"members", "items", "items"},
    {"ranges", "items", "items"},
    {"contentLayer", "supplementary", "supplementary"},
    {"placeholderCanvas", "", "placeholderContainer"},
    {"accompanyingCanvas", "", "accompanyingContainer"},
    {"placeholderContainer", "placeholderCanvas", ""},
    {"accompanyingContainer", "accompanyingCanvas", ""},
    {"bodyValue", "", "body"},
    {"t", "", "instant"},
    {"instant", "t", ""},
    {"posterCanvas", "placeholderCanvas", "placeholderContainer"},
};

bool has_content(const json::object& object) {
  for (std::string_view key : {"items", "structures", "height", "width", "duration", "body", "motivation"})
    if (object.contains(key)) return true;
  return false;
}

bool allowed_type(std::string_view of, std::string_view type, bool known) {
  for (std::string_view one : words(of)) {
    if (one == "anything" || one == "part" || one == type) return true;
    if (one == "container" && has_word(kContainers, type)) return true;
    if (one == "selector" && type.ends_with("Selector")) return true;
    if (one == "content" && (has_word(kContent, type) || !known)) return true;
  }
  return false;
}

std::string allowed_text(std::string_view of) {
  std::string text = base::replace_all(std::string(of), " ", ", ");
  text = base::replace_all(text, "container", "Canvas, Timeline, Scene");
  return base::replace_all(base::replace_all(text, "content", "Image, Video and other content"), "selector",
                           "selectors");
}

}  // namespace

void Walker::object(std::size_t index, std::string_view needs, std::string_view wants) {
  const Node node = checker_.nodes[index];
  if (node.info) {
    for (const auto& member : *node.object) this->member(index, member.key(), member.value());
  } else {
    common_members(index);
  }
  const auto missing = [&](std::string_view property) { return !node.object->contains(property); };
  const std::string_view type = node.type.empty() ? "The resource" : node.type;
  // 3.0 wants an id of every entry of a Range, and 4.0 of every Specific Resource; examples leave it out.
  const auto lack = [&](std::string_view property) {
    const bool lenient =
        property == "id" && node.is("SpecificResource") && has_word("items position", node.property);
    checker_.lacking(lenient ? RuleId("property-recommended") : RuleId("property-required"), index, property,
                     base::format("{} without {}", type, property));
  };
  for (std::string_view property : words(needs)) {
    if (!missing(property)) continue;
    lack(property);
  }
  if (node.reference && missing("id") && !has_word(needs, "id"))
    checker_.lacking("property-required", index, "id", base::format("{} without id", type));
  if (!node.reference && node.info) {
    for (std::string_view property : node.info->required)
      if (missing(property) && !has_word(needs, property)) lack(property);
    for (std::string_view property : node.info->recommended)
      if (missing(property))
        checker_.lacking("property-recommended", index, property,
                         base::format("{} without {}", type, property));
  }
  for (std::string_view property : words(wants))
    if (missing(property))
      checker_.lacking("property-recommended", index, property,
                       base::format("{} of {} without {}", node.property, type, property));
}

// Of a class that no table has: what every resource may have is still checked.
void Walker::common_members(std::size_t index) {
  for (const auto& member : *checker_.nodes[index].object) {
    const std::string_view key = member.key();
    if (key == "@context" && index > 0)
      checker_.found("context-embedded", index, key, "@context in an embedded resource");
    if (!has_word(checker_.schema.tables().common, key) && key != "id") continue;
    if (const PropertyShape* shape = checker_.schema.find_property(key))
      value(index, key, member.value(), *shape);
  }
}

void Walker::member(std::size_t index, std::string_view key, const json::value& value) {
  const Node& node = checker_.nodes[index];
  const ClassInfo& info = *node.info;
  if (key == "@context") {
    if (index > 0 && node.property == "service") {
      checker_.found("context-in-service", index, key, "@context in a service");
    } else if (index > 0) {
      checker_.found("context-embedded", index, key, "@context in an embedded resource");
    }
    return;
  }
  const auto slot = info.slots.find(key);
  if (slot != info.slots.end()) return this->value(index, key, value, *slot->second.property);
  if (const std::string_view right = checker_.schema.spelling(key);
      !right.empty() && info.slots.contains(right)) {
    checker_.found("property-case", index, key,
                   base::format("'{}' in place of '{}'", base::clip_for_message(key), right));
    return;
  }
  if (info.shape->open && !(node.is("PointSelector") && key == "instant")) return;
  for (const Outdated& old : kOutdated) {
    const std::string_view now = checker_.four() ? old.four : old.three;
    if (old.name != key || now.empty()) continue;
    if (old.name == "bodyValue" || old.name[0] != '@' || !node.object->contains(now))
      checker_.found("property-outdated", index, key,
                     base::format("'{}' is called '{}' in {}", key, now, checker_.schema.tables().name));
    return;
  }
  const PropertyShape* shape = checker_.schema.find_property(key);
  if (!shape) {
    if (key.find(':') == std::string_view::npos && !key.starts_with('@'))
      checker_.found("property-unknown", index, key,
                     base::format("'{}' is not known", base::clip_for_message(key)));
    return;
  }
  if (node.reference && (key == "format" || key == "language")) return;  // of what is linked to
  if (has_word(checker_.schema.tables().exclusive, key)) {
    checker_.found("property-misplaced", index, key, base::format("{} on {}", key, node.type));
  } else {
    checker_.found("property-unlisted", index, key, base::format("{} on {}", key, node.type));
  }
  if (!has_word("items start source body target", key)) this->value(index, key, value, *shape);
}

// The class of an object that stands at `property`, complaining where it is none that may.
std::string_view Walker::class_of(std::size_t parent, std::string_view property, const json::object& object,
                                  const PropertyShape& shape, std::string_view suffix) {
  const std::string at = std::string(suffix) + "/type";
  const json::value* said = object.if_contains("type");
  const bool single = shape.of.find(' ') == std::string_view::npos && checker_.schema.find_class(shape.of);
  if (!said) {
    const bool search_target = checker_.schema.tables().name.starts_with("Search") && property == "target";
    if (!has_word(shape.needs, "type") && !single && !search_target)
      checker_.report.add({&RuleId("property-required").rule(), place(parent, property, suffix), "type",
                           base::format("a resource without type in {}", property)});
    return single ? shape.of : std::string_view{};
  }
  if (!said->is_string()) {
    checker_.found("value-string", parent, property, "type is no string", at);
    return single ? shape.of : std::string_view{};
  }
  std::string_view type(said->get_string().data(), said->get_string().size());
  const std::string shown = base::clip_for_message(type);
  if (const std::string_view right = checker_.schema.spelling(type);
      !right.empty() && checker_.schema.find_class(right)) {
    checker_.found("type-case", parent, property, base::format("'{}' in place of '{}'", shown, right), at);
    type = right;
  }
  const ClassInfo* info = checker_.schema.find_class(type);
  if (type.empty() || type.find_first_of(" \t\n/#") != std::string_view::npos) {
    checker_.found("type-expected", parent, property, base::format("'{}' is no name of a type", shown), at);
    return {};
  }
  if (has_word(kAbstract, type)) {
    checker_.found("type-abstract", parent, property, base::format("the class '{}' is abstract", type), at);
    return info ? info->name : type;
  }
  if (!allowed_type(shape.of, type, info != nullptr)) {
    checker_.found("type-expected", parent, property,
                   base::format("'{}' in {}, where {} may stand", shown, property, allowed_text(shape.of)),
                   at);
  } else if (!info && (has_word(shape.of, "content") || property == "body")) {
    checker_.found("type-unknown", parent, property, base::format("the type '{}' is not known", shown), at);
  } else if (type == (checker_.four() ? "Sound" : "Audio") && info &&
             checker_.schema.tables().name.starts_with("Pres")) {
    checker_.found("type-renamed", parent, property, base::format("the type '{}'", type), at);
  }
  return info ? info->name : type;
}

void Walker::resource(std::size_t parent, std::string_view property, const json::value& value,
                      const PropertyShape& shape, std::int32_t position) {
  const std::string suffix = position < 0 ? std::string{} : "/" + std::to_string(position);
  const json::object* object = value.if_object();
  if (!object) {
    checker_.found("value-object", parent, property, base::format("{} is no JSON object", property), suffix);
    return;
  }
  Node node;
  node.object = object;
  node.type = class_of(parent, property, *object, shape, suffix);
  node.info = checker_.schema.find_class(node.type);
  node.id = string_of(*object, "id");
  node.parent = static_cast<std::int32_t>(parent);
  node.property = property;
  node.index = position;
  node.reference = shape.hold == Hold::Reference ||
                   (shape.hold == Hold::Either && has_word(kStructural, node.type) && !has_content(*object));
  // 4.0 lets a Container be embedded as the source of what is painted; targets are never defined by it.
  const bool embedded = checker_.four() && property == "source" && object->contains("items");
  if ((property == "target" || property == "source") && shape.hold != Hold::Reference)
    node.reference = has_word(kStructural, node.type) && !embedded;
  // 4.0 knows pages elsewhere in annotations alone: what is painted is here.
  if (checker_.four() && node.is("AnnotationPage") && property == "items") node.reference = false;
  // start is a Canvas as a reference, but a Specific Resource with everything that it needs.
  if (node.is("SpecificResource")) node.reference = false;
  const std::size_t index = checker_.add(node);
  this->object(index, shape.needs, shape.wants);
}

std::string Walker::place(std::size_t parent, std::string_view property, std::string_view suffix) const {
  return checker_.pointer(parent) + "/" + std::string(property) + std::string(suffix);
}

void walk(Checker& checker, const json::object& top, std::string_view expected, bool reference) {
  Node node;
  node.object = &top;
  node.type = expected;
  node.info = checker.schema.find_class(expected);
  node.id = string_of(top, "id");
  node.reference = reference;
  checker.add(node);
  Walker(checker).object(0, "", "");
}

}  // namespace iiif::validation
