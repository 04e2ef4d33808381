// Meaning of Ranges and of start: what they refer to exists, lies within it, and follows in time.
#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/places.h"

namespace iiif::validation {
namespace {

bool says_part_of(const Checker& checker, std::size_t node) {
  return checker.nodes[node].object->contains("partOf");
}

// Whether all Containers that may be meant are in this document.
bool is_whole(const Checker& checker) { return checker.nodes[0].is("Manifest"); }

struct Stretch {
  std::string_view container;
  double start = 0, end = 0;
  bool known = false;
};

class Ranges {
 public:
  explicit Ranges(Checker& checker)
      : checker_(checker), stretches_(checker.nodes.size()), color_(checker.nodes.size(), 0) {}

  void judge() {
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      const Node node = checker_.nodes[i];
      if (node.property == "items" && node.parent >= 0 &&
          checker_.nodes[static_cast<std::size_t>(node.parent)].is("Range"))
        member(i);
      if (node.is("Range") && node.reference) reference(i);
    }
    // Children come after their parents: backwards, each Range knows its own stretch when its parent asks for
    // it.
    for (std::size_t i = stretches_.size(); i-- > 0;)
      if (checker_.nodes[i].is("Range") && !checker_.nodes[i].reference) order(i);
    for (std::size_t i = 0; i < stretches_.size(); ++i)
      if (checker_.nodes[i].is("Range") && !checker_.nodes[i].reference) search_circle(i);
  }

 private:
  void member(std::size_t index) {
    const Node node = checker_.nodes[index];
    if (node.is("Range")) return;
    Place place = place_of_node(checker_, index);
    if (node.is("SpecificResource") && place.said && !checker_.nodes[*place.said].any_of(kContainers) &&
        !checker_.nodes[*place.said].type.empty())
      return checker_.found("range-source", index, "source",
                            base::format("a {} as the source", checker_.nodes[*place.said].type));
    const Node* container = checker_.definition(place.id);
    if (container && !container->any_of(kContainers)) {
      checker_.found("range-target", index, place.property,
                     base::format("'{}' is a {}", base::clip_for_message(place.id), container->type));
    } else if (!container && is_whole(checker_) && !place.id.empty() && !says_part_of(checker_, index) &&
               !(place.said && says_part_of(checker_, *place.said))) {
      checker_.found("range-target", index, place.property,
                     base::format("there is no '{}' in the Manifest", base::clip_for_message(place.id)));
    } else if (container && node.type != container->type && node.any_of(kContainers)) {
      checker_.found("type-expected", index, "type",
                     base::format("'{}' is a {}", base::clip_for_message(place.id), container->type));
    }
    judge_place(checker_, place);
    const auto duration = container ? number_of(*container->object, "duration") : std::nullopt;
    if (!container || !duration) return;
    Stretch& stretch = stretches_[index];
    stretch = {container->id, place.time ? place.time->start : 0,
               place.time ? place.time->end.value_or(*duration) : *duration, true};
  }

  // A Range without items is loaded from its id, unless the document describes it elsewhere.
  void reference(std::size_t index) {
    const Node node = checker_.nodes[index];
    if (node.property == "partOf" || checker_.defined.contains(node.id)) return;
    const bool here =
        !fragment_of(node.id).empty() && without_fragment(node.id) == without_fragment(checker_.nodes[0].id);
    const bool told = node.object->contains("label") && !node.object->contains("partOf");
    if (here || told)
      checker_.lacking("property-required", index, "items",
                       "a Range without items that is not described elsewhere in the document");
  }

  void order(std::size_t index) {
    const Stretch* before = nullptr;
    bool overlapped = false;
    const bool unordered = has_string(*checker_.nodes[index].object, "behavior", "unordered");
    for (const std::size_t child : checker_.children(index)) {
      const Stretch& stretch = stretches_[child];
      if (checker_.nodes[child].property != "items" || !stretch.known) continue;
      if (before && before->container == stretch.container && !unordered && !overlapped) {
        if (stretch.start < before->start - 0.001) {
          checker_.found(
              "range-backward", child, "",
              base::format("begins at {} s, before its predecessor at {} s", stretch.start, before->start));
          overlapped = true;
        } else if (stretch.start < before->end - 0.001) {
          checker_.found(
              "range-overlap", child, "",
              base::format("begins at {} s, while its predecessor ends at {} s", stretch.start, before->end));
        }
      }
      before = &stretch;
      Stretch& whole = stretches_[index];
      if (!whole.known) {
        whole = stretch;
      } else if (whole.container == stretch.container) {
        whole.end = std::max(whole.end, stretch.end);
        whole.start = std::min(whole.start, stretch.start);
      }
    }
  }

  // Depth first, without recursion: the document may chain ten thousand references.
  void search_circle(std::size_t start) {
    if (color_[start] != 0) return;
    std::vector<std::pair<std::size_t, std::size_t>> path{{start, 0}};
    color_[start] = 1;
    while (!path.empty()) {
      auto& [range, next] = path.back();
      const auto& children = checker_.children(range);
      if (next == children.size()) {
        color_[range] = 2;
        path.pop_back();
        continue;
      }
      const std::size_t child = children[next++];
      if (!checker_.nodes[child].is("Range") || checker_.nodes[child].property != "items") continue;
      const auto meant =
          checker_.nodes[child].reference ? checker_.definition_index(checker_.nodes[child].id) : child;
      if (!meant || !checker_.nodes[*meant].is("Range") || color_[*meant] == 2) continue;
      if (color_[*meant] == 1) {
        checker_.found(
            "range-cycle", child, "id",
            base::format("'{}' is within itself", base::clip_for_message(checker_.nodes[child].id)));
        continue;
      }
      color_[*meant] = 1;
      path.emplace_back(*meant, 0);
    }
  }

  Checker& checker_;
  std::vector<Stretch> stretches_;
  std::vector<char> color_;  // 0 new, 1 on the path, 2 done
};

void judge_start(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const auto owner = static_cast<std::size_t>(node.parent);
  Place place = place_of_node(checker, index);
  const Node* container = checker.definition(place.id);
  const bool elsewhere = says_part_of(checker, index) || (place.said && says_part_of(checker, *place.said));
  if (checker.nodes[owner].is("Collection")) {
    if (!elsewhere) checker.lacking("start-part-of", index, "start", "start without partOf");
  } else if (container && !container->any_of(kContainers)) {
    checker.found("start-target", index, place.property,
                  base::format("'{}' is a {}", base::clip_for_message(place.id), container->type));
  } else if (!container && is_whole(checker) && !elsewhere && !place.id.empty()) {
    checker.found("start-target", index, place.property,
                  base::format("there is no '{}' in the document", base::clip_for_message(place.id)));
  } else if (container && node.any_of(kContainers) && node.type != container->type) {
    checker.found("type-expected", index, "type",
                  base::format("'{}' is a {}", base::clip_for_message(place.id), container->type));
  }
  if (node.is("SpecificResource") && !node.object->contains("selector"))
    checker.lacking("property-required", index, "selector", "a Specific Resource in start without selector");
  if (node.is("SpecificResource") && place.said && !checker.nodes[*place.said].any_of(kContainers) &&
      !checker.nodes[*place.said].type.empty())
    checker.found("start-target", index, "source",
                  base::format("a {} as the source", checker.nodes[*place.said].type));
  judge_place(checker, place);
}

}  // namespace

void judge_ranges(Checker& checker) {
  Ranges(checker).judge();
  for (std::size_t i = 0; i < checker.nodes.size(); ++i)
    if (checker.nodes[i].property == "start" && checker.nodes[i].parent >= 0 &&
        checker.nodes[static_cast<std::size_t>(checker.nodes[i].parent)].any_of("Manifest Range Collection"))
      judge_start(checker, i);
}

}  // namespace iiif::validation
