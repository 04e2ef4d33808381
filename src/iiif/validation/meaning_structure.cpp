// Meaning of the structure: identifiers, Collections and their pages, behaviors.
#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/checker.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

bool same_at(const Node& a, const Node& b, std::string_view key) {
  const json::value* one = a.object->if_contains(key);
  const json::value* other = b.object->if_contains(key);
  return !one || !other || *one == *other;
}

struct BehaviorShape {
  std::string_view names;
  std::string_view three, four;  // classes that they are valid for
};
constexpr std::string_view kHiddenFour =
    "Annotation AnnotationPage AnnotationCollection SpecificResource Choice AmbientLight DirectionalLight "
    "ImageBasedLight PointLight SpotLight PerspectiveCamera OrthographicCamera";
constexpr BehaviorShape kBehaviors[] = {
    {"auto-advance no-auto-advance", "Collection Manifest Canvas Range",
     "Collection CollectionPage Manifest Canvas Timeline Scene Range"},
    {"repeat no-repeat", "Collection Manifest", "Collection CollectionPage Manifest"},
    {"unordered individuals continuous paged", "Collection Manifest Range",
     "Collection CollectionPage Manifest Range"},
    {"facing-pages non-paged", "Canvas", "Canvas"},
    {"multi-part together", "Collection", "Collection"},
    {"thumbnail-nav no-nav", "Range", "Range"},
    {"sequence", "Range", "Range AnnotationPage"},
    {"hidden", "Annotation AnnotationPage AnnotationCollection SpecificResource Choice", kHiddenFour},
};
constexpr std::string_view kTemporal = "auto-advance no-auto-advance repeat no-repeat";
constexpr std::string_view kDisjoint[] = {
    "auto-advance no-auto-advance", "repeat no-repeat",    "unordered individuals continuous paged",
    "facing-pages non-paged",       "multi-part together", "sequence thumbnail-nav no-nav"};
constexpr std::string_view kDisjointThree[] = {"paged facing-pages", "paged non-paged"};

std::vector<std::string_view> behaviors_of(const Node& node) {
  std::vector<std::string_view> said;
  const json::value* value = node.object->if_contains("behavior");
  if (!value) return said;
  if (const json::array* list = value->if_array())
    for (const json::value& one : *list)
      if (one.is_string()) said.emplace_back(one.get_string().data(), one.get_string().size());
  return said;
}

void judge_disjoint(Checker& checker, std::size_t index, const std::vector<std::string_view>& said) {
  const auto judge = [&](std::string_view set) {
    std::vector<std::string> both;
    for (std::string_view one : words(set))
      if (std::ranges::find(said, one) != said.end()) both.emplace_back(one);
    if (both.size() > 1)
      checker.found("behavior-disjoint", index, "behavior",
                    base::format("{} exclude each other", base::join(both, " and ")));
  };
  for (std::string_view set : kDisjoint) judge(set);
  if (!checker.four())
    for (std::string_view set : kDisjointThree) judge(set);
}

// Its own Containers, as far as they are described here; nothing where one is not.
std::optional<std::vector<const Node*>> containers_of(Checker& checker, std::size_t index) {
  std::vector<const Node*> all;
  for (const std::size_t child : checker.children(index)) {
    const Node& part = checker.nodes[child];
    if (part.property != "items") continue;
    const Node* container =
        part.reference || part.any_of(kContainers) ? checker.definition(part.id) : nullptr;
    if (!container || !container->any_of(kContainers)) return std::nullopt;
    all.push_back(container);
  }
  return all;
}

// True if it holds at least one Container, all are described here, and none has a duration.
bool is_timeless(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  if (node.reference) return false;
  if (node.any_of(kContainers)) return !node.object->contains("duration");
  if (!node.any_of("Manifest Range")) return false;
  const auto all = containers_of(checker, index);
  return all && !all->empty() &&
         std::ranges::none_of(*all, [](const Node* one) { return one->object->contains("duration"); });
}

// True if none of the Containers that it holds has height and width.
bool is_flatless(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  if (node.reference || !node.any_of("Manifest Range")) return false;
  const auto all = containers_of(checker, index);
  return all && !all->empty() && std::ranges::none_of(*all, [](const Node* one) {
           return one->is("Canvas") && one->object->contains("width");
         });
}

// Whether a behavior holds for a resource, by itself or by what it inherits from: a Canvas from its Manifest,
// a Range from Ranges and the Manifest, a Collection from Collections. The closest that says one of its set
// decides.
bool in_effect(const Checker& checker, std::size_t index, std::string_view behavior) {
  std::string_view set = behavior;
  for (std::string_view one : kDisjoint)
    if (has_word(one, behavior)) set = one;
  const Node& asked = checker.nodes[index];
  const std::string_view heirs = asked.any_of("Collection CollectionPage") ? "Collection CollectionPage"
                                 : asked.is("Range")                       ? "Range Manifest"
                                 : asked.any_of(kContainers)               ? "Manifest"
                                                                           : "";
  for (auto at = static_cast<std::int32_t>(index); at >= 0;
       at = checker.nodes[static_cast<std::size_t>(at)].parent) {
    const Node& node = checker.nodes[static_cast<std::size_t>(at)];
    if (static_cast<std::size_t>(at) != index && !node.any_of(heirs)) continue;
    for (std::string_view said : behaviors_of(node))
      if (has_word(set, said)) return said == behavior;
  }
  return false;
}

void judge_behavior(Checker& checker, std::size_t index, std::string_view behavior) {
  const Node node = checker.nodes[index];
  for (const BehaviorShape& shape : kBehaviors) {
    if (!has_word(shape.names, behavior)) continue;
    if (!node.any_of(checker.four() ? shape.four : shape.three)) {
      checker.found(
          "behavior-placement", index, "behavior",
          base::format("{} on {}, which is for {}", behavior, node.type,
                       base::replace_all(std::string(checker.four() ? shape.four : shape.three), " ", ", ")));
      return;
    }
  }
  if (has_word(kTemporal, behavior) && is_timeless(checker, index))
    checker.found("behavior-timeless", index, "behavior",
                  base::format("{} where nothing has a duration", behavior));
  if ((behavior == "paged" || behavior == "continuous") && is_flatless(checker, index))
    checker.found("behavior-placement", index, "behavior",
                  base::format("{} where no Canvas has height and width", behavior));
  if (behavior == "repeat" && node.any_of("Collection Manifest") &&
      !in_effect(checker, index, "auto-advance") && checker.children(index).size() > 0)
    checker.found("behavior-ineffective", index, "behavior", "repeat, while auto-advance is not in effect");
  if (behavior == "facing-pages" || behavior == "non-paged") {
    if (!checker.four() && !node.reference && !node.object->contains("width"))
      checker.found("behavior-placement", index, "behavior",
                    base::format("{} on a Canvas without height and width", behavior));
    const auto manifest = checker.enclosing(index, "Manifest");
    if (manifest && !in_effect(checker, *manifest, "paged"))
      checker.found("behavior-ineffective", index, "behavior",
                    base::format("{} in a Manifest that is not paged", behavior));
  }
  if (behavior == "sequence" && node.is("Range") && index > 0 && node.property != "structures")
    checker.found("behavior-sequence", index, "behavior", "a sequence within another Range");
  if (behavior != "thumbnail-nav") return;
  for (const std::size_t child : checker.children(index)) {
    const Node range = checker.nodes[child];
    if (range.is("Range") && !range.reference && !range.object->contains("thumbnail") &&
        !in_effect(checker, child, "no-nav"))
      checker.lacking("behavior-thumbnail", child, "behavior",
                      "a child of a thumbnail-nav Range without thumbnail");
  }
}

void judge_pages(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const auto neighbour = [&](std::string_view key) -> std::string_view {
    const json::value* value = node.object->if_contains(key);
    if (!value) return {};
    return value->is_object() ? string_of(value->get_object(), "id") : string_of(*node.object, key);
  };
  for (std::string_view key : {"next", "prev"})
    if (!node.id.empty() && neighbour(key) == node.id)
      checker.found("paging-ends", index, key, base::format("{} is the page itself", key));
  if (!neighbour("next").empty() && neighbour("next") == neighbour("prev"))
    checker.found("paging-ends", index, "next", "next and prev are the same page");
  if (node.is("CollectionPage") && neighbour("next").empty() && neighbour("prev").empty() && !node.reference)
    checker.lacking("paging-ends", index, "next", "a page without next and prev");
  if (!node.any_of("Collection AnnotationCollection") || node.reference) return;
  const bool items = node.object->contains("items"), first = node.object->contains("first"),
             last = node.object->contains("last");
  if (!checker.four()) return;
  if (items && (first || last)) checker.found("paging-exclusive", index, "items", "both items and pages");
  if (!items && !first && !last) {
    checker.lacking("paging-exclusive", index, "items", "neither items nor first and last");
  } else if (!items && !(first && last)) {
    checker.lacking("paging-exclusive", index, first ? "last" : "first", "only one end of the pages");
  }
  if (node.is("Collection") && first && last && neighbour("first") == neighbour("last"))
    checker.found("paging-ends", index, "last", "first and last are the same page");
}

void judge_member(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const Node& parent = checker.nodes[static_cast<std::size_t>(node.parent)];
  if (!parent.any_of("Collection CollectionPage") || node.property != "items") {
    if (node.is("CollectionPage") && node.object->contains("items") && node.property != "partOf")
      checker.found("page-embedded", index, "items", "a page within its Collection");
    return;
  }
  if (node.is("Manifest")) {
    for (std::string_view key : {"items", "structures", "annotations"})
      if (node.object->contains(key))
        return checker.found("member-embedded", index, key,
                             base::format("a Manifest in a Collection with {}", key));
  }
  for (std::int32_t at = node.parent; at >= 0; at = checker.nodes[static_cast<std::size_t>(at)].parent) {
    if (node.id.empty() || checker.nodes[static_cast<std::size_t>(at)].id != node.id) continue;
    checker.found("member-repeated", index, "id", "a Collection within itself");
    return;
  }
}

}  // namespace

void judge_identifiers(Checker& checker) {
  constexpr std::string_view kFree = "Choice Composite List Independents Agent CssStylesheet Quantity Term";
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node& node = checker.nodes[i];
    if (node.reference || node.id.empty() || node.any_of(kFree) || node.type.ends_with("Selector")) continue;
    const std::size_t first = checker.defined.at(node.id);
    const Node& other = checker.nodes[first];
    if (first == i || other.any_of(kFree) || other.type.ends_with("Selector")) continue;
    const bool one = node.any_of(kStructural), two = other.any_of(kStructural);
    if (one || two) {
      checker.found("id-duplicate", i, "id",
                    base::format("the {} at {} has the same id", other.type,
                                 checker.pointer(first).empty() ? "the top" : checker.pointer(first)));
      continue;
    }
    bool same = node.type == other.type;
    for (std::string_view key : {"format", "width", "height", "duration", "source", "selector", "value"})
      same = same && same_at(node, other, key);
    if (!same)
      checker.found(
          "id-reused", i, "id",
          base::format("the {} at {} has the same id, and is another", other.type, checker.pointer(first)));
  }
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    const json::value* via = node.object->if_contains("via");
    if (!via || !via->is_array() || node.id.empty()) continue;
    if (has_string(*node.object, "via", node.id))
      checker.found("via-self", i, "via", "via holds the id itself");
  }
}

void judge_collections(Checker& checker) {
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (i > 0 && node.any_of("Collection CollectionPage Manifest")) {
      judge_member(checker, i);
    }
    if (i > 0 && node.object->contains("services"))
      checker.found("services-place", i, "services", "services below the topmost resource");
    if (node.any_of("Collection CollectionPage AnnotationPage AnnotationCollection OrderedCollectionPage"))
      judge_pages(checker, i);
  }
}

void judge_behaviors(Checker& checker) {
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const std::vector<std::string_view> said = behaviors_of(checker.nodes[i]);
    if (said.empty()) continue;
    judge_disjoint(checker, i, said);
    for (std::string_view behavior : said) judge_behavior(checker, i, behavior);
  }
}

}  // namespace iiif::validation
