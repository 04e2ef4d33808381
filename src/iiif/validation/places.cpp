#include "iiif/validation/places.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/html.h"

namespace iiif::validation {
namespace {

constexpr double kSlack = 0.001;  // seconds, or units of a Canvas: what rounding may add
constexpr std::string_view kAggregates = "Choice Composite List Independents";

// Where a fault of a part is told: a place in the document.
struct Spot {
  std::size_t node;
  std::string_view property;
  std::string_view suffix;
};

void judge_time(Checker& checker, const Spot& spot, const Span& span, const Extent& extent,
                std::string_view of) {
  if (!extent.duration) {
    checker.found("bounds-timeless", spot.node, spot.property,
                  base::format("a time on a {} without duration", of), spot.suffix);
  } else if (span.start >= *extent.duration) {
    checker.found("bounds-time", spot.node, spot.property,
                  base::format("{} s is at or behind the end, {} s", span.start, *extent.duration),
                  spot.suffix);
  } else if (span.end && *span.end > *extent.duration + kSlack) {
    checker.found("bounds-time", spot.node, spot.property,
                  base::format("{} s is behind the end, {} s", *span.end, *extent.duration), spot.suffix);
  }
}

void judge_region(Checker& checker, const Spot& spot, const Region& region, const Extent& extent,
                  std::string_view of) {
  if (extent.infinite_space) return;
  if (!extent.width || !extent.height) {
    checker.found("bounds-spaceless", spot.node, spot.property,
                  base::format("a region of a {} without height and width", of), spot.suffix);
    return;
  }
  const double width = region.percent ? 100 : *extent.width, height = region.percent ? 100 : *extent.height;
  if (region.x + region.width > width + kSlack || region.y + region.height > height + kSlack)
    checker.found("bounds-space", spot.node, spot.property,
                  base::format("the region {},{},{},{} is not within {} x {}", region.x, region.y,
                               region.width, region.height, width, height),
                  spot.suffix);
}

// `extent` is nothing where the Container is not described in the document.
Fragment judge_fragment(Checker& checker, const Spot& spot, std::string_view text, const Extent* extent,
                        std::string_view of) {
  Fragment fragment = parse_fragment(text);
  if (!fragment.bad_time.empty())
    checker.found("fragment-time", spot.node, spot.property,
                  base::format("'{}' is no stretch of time", fragment.bad_time), spot.suffix);
  if (!fragment.bad_region.empty())
    checker.found("fragment-region", spot.node, spot.property,
                  base::format("'{}' is no region", fragment.bad_region), spot.suffix);
  if (fragment.clock)
    checker.found(checker.four() ? RuleId("fragment-seconds") : RuleId("fragment-clock"), spot.node,
                  spot.property, base::format("'{}' is not in plain seconds", base::clip_for_message(text)),
                  spot.suffix);
  for (const std::string& name : fragment.unknown)
    checker.found("fragment-name", spot.node, spot.property,
                  base::format("'{}' is neither t= nor xywh=", name), spot.suffix);
  if (!extent) return fragment;
  if (fragment.time) judge_time(checker, spot, *fragment.time, *extent, of);
  if (fragment.region) judge_region(checker, spot, *fragment.region, *extent, of);
  return fragment;
}

void judge_point(Checker& checker, std::size_t index, const Extent& extent, std::string_view of) {
  const json::object& point = *checker.nodes[index].object;
  const std::string_view time_name = checker.four() ? "instant" : "t";
  const auto within = [&](std::string_view name, const std::optional<double>& limit, RuleId beyond,
                          RuleId without) {
    const auto at = number_of(point, name);
    if (!at) return;
    if (!limit) {
      checker.found(without, index, name, base::format("{} on a {} that has no such extent", name, of));
    } else if (*at < 0 || *at > *limit + kSlack) {
      checker.found(beyond, index, name, base::format("{} is {}, beyond {}", name, *at, *limit));
    }
  };
  within(time_name, extent.duration, "bounds-time", "bounds-timeless");
  if (extent.infinite_space) return;
  within("x", extent.width, "bounds-space", "bounds-spaceless");
  within("y", extent.height, "bounds-space", "bounds-spaceless");
}

bool is_media_fragment(const json::object& selector) {
  const std::string_view conforms = string_of(selector, "conformsTo");
  return conforms.empty() || conforms.find("media-frags") != std::string_view::npos;
}

// Selectors of a Specific Resource, and what refines the first of them: each is a part of the whole.
void judge_selected(Checker& checker, std::size_t specific, Place& place, const Extent* extent,
                    std::string_view of, bool refining) {
  for (const std::size_t child : checker.children(specific)) {
    const Node selector = checker.nodes[child];
    if (selector.property != "selector" && selector.property != "refinedBy") continue;
    // What refines a region is counted from its corner, and may be smaller only: bounds of the whole do not
    // apply.
    const Extent* bounds = refining && place.region ? nullptr : extent;
    if (selector.is("FragmentSelector") && is_media_fragment(*selector.object)) {
      std::string_view value = string_of(*selector.object, "value");
      if (value.starts_with('#')) {
        checker.found("selector-value", child, "value", "a # before the fragment");
        value.remove_prefix(1);
      }
      const Fragment fragment = judge_fragment(checker, {child, "value", ""}, value, bounds, of);
      if (fragment.time) place.time = fragment.time;
      if (fragment.region) place.region = fragment.region;
    } else if (selector.is("PointSelector") && bounds) {
      judge_point(checker, child, *bounds, of);
    }
    judge_selected(checker, child, place, extent, of, true);
  }
}

void collect(Checker& checker, std::size_t node, std::vector<Place>& places) {
  const Node resource = checker.nodes[node];
  if (resource.any_of(kAggregates)) {
    const json::value* items = resource.object->if_contains("items");
    const json::array* list = items ? items->if_array() : nullptr;
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      if (!(*list)[i].is_string()) continue;
      const json::string& uri = (*list)[i].get_string();
      places.push_back(
          {std::string_view(uri.data(), uri.size()), node, "items", "/" + std::to_string(i), {}, {}, {}});
    }
    for (const std::size_t child : checker.children(node))
      if (checker.nodes[child].property == "items") collect(checker, child, places);
    return;
  }
  places.push_back(place_of_node(checker, node));
}

}  // namespace

Place place_of_node(Checker& checker, std::size_t node) {
  const Node resource = checker.nodes[node];
  Place place{resource.id, node, "id", "", node, {}, {}};
  const bool specific = resource.any_of("SpecificResource AmbientAudio PointAudio SpotAudio");
  if (!specific && !(resource.type.empty() && resource.object->contains("source"))) return place;
  place.id = string_of(*resource.object, "source");
  place.said.reset();
  place.property = "source";
  for (const std::size_t child : checker.children(node)) {
    if (checker.nodes[child].property != "source") continue;
    // A source may itself be one, or an aggregate: then what it holds is not told apart.
    if (checker.nodes[child].is("SpecificResource")) return place_of_node(checker, child);
    place.id = checker.nodes[child].id;
    place.said = child;
    place.suffix = "/id";
  }
  return place;
}

std::vector<Place> places_of(Checker& checker, std::size_t node, std::string_view property) {
  std::vector<Place> places;
  const json::value* value = checker.nodes[node].object->if_contains(property);
  if (!value) return places;
  const auto plain = [&](const json::value& one, std::string suffix) {
    if (!one.is_string()) return;
    const json::string& uri = one.get_string();
    places.push_back(
        {std::string_view(uri.data(), uri.size()), node, property, std::move(suffix), {}, {}, {}});
  };
  plain(*value, "");
  if (const json::array* list = value->if_array())
    for (std::size_t i = 0; i < list->size(); ++i) plain((*list)[i], "/" + std::to_string(i));
  const std::vector<std::size_t> children = checker.children(node);
  for (const std::size_t child : children)
    if (checker.nodes[child].property == property) collect(checker, child, places);
  return places;
}

void judge_place(Checker& checker, Place& place) {
  // The Container itself, where the document describes it; a reference may carry its extents as well.
  const Node* container = checker.definition(without_fragment(place.id));
  if (container && !container->any_of(kContainers)) container = nullptr;
  const Extent extent = container ? extent_of(*container) : Extent{};
  const std::string_view of = container ? container->type : "Container";
  const bool refers =
      container || (place.said && checker.nodes[*place.said].any_of(kContainers)) || !place.said;
  const std::string_view text = fragment_of(place.id);
  if (!text.empty() && refers) {
    const Fragment fragment = judge_fragment(checker, {place.node, place.property, place.suffix}, text,
                                             container ? &extent : nullptr, of);
    place.time = fragment.time;
    place.region = fragment.region;
  }
  if (checker.nodes[place.node].any_of("SpecificResource AmbientAudio PointAudio SpotAudio") && refers)
    judge_selected(checker, place.node, place, container ? &extent : nullptr, of, false);
}

void judge_selectors(Checker& checker) {
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    const json::object& object = *node.object;
    if (node.is("SvgSelector")) {
      std::string_view root;
      const std::string_view value = string_of(object, "value");
      const std::string fault = xml_fault(value, root);
      if (!fault.empty() && object.contains("value")) checker.found("selector-xml", i, "value", fault);
    } else if (node.is("ImageApiSelector")) {
      const auto judge = [&](std::string_view name, bool (*good)(std::string_view)) {
        const json::value* value = object.if_contains(name);
        if (value && value->is_string() && !good(string_of(object, name)))
          checker.found("selector-value", i, name,
                        base::format("'{}' is no {} of the Image API",
                                     base::clip_for_message(string_of(object, name)), name));
      };
      judge("region", is_image_region);
      judge("size", is_image_size);
      judge("rotation", is_image_rotation);
      judge("version", [](std::string_view text) {
        return text.size() >= 3 && base::is_digit(text.front()) && base::is_digit(text.back()) &&
               std::ranges::count(text, '.') == 1 &&
               text.find_first_not_of("0123456789.") == std::string_view::npos;
      });
      // Of version 1 are the other two.
      const bool first = string_of(object, "version").starts_with('1');
      judge(
          "quality",
          first ? [](std::string_view text) { return has_word("native color grey bitonal", text); }
                : [](std::string_view text) { return has_word("default color gray bitonal", text); });
    } else if (node.is("WktSelector")) {
      std::string word = base::lowercase(string_of(object, "value").substr(0, 20));
      word = word.substr(0, std::min(word.find(' '), word.find('(')));
      constexpr std::string_view kShapes =
          "point linestring polygon multipoint multilinestring multipolygon geometrycollection "
          "circularstring "
          "curvepolygon polyhedralsurface tin triangle linearring";
      if (object.contains("value") && !has_word(kShapes, word))
        checker.found("selector-value", i, "value", "no geometry of Well-Known Text");
    } else if (node.is("TextPositionSelector") || node.is("DataPositionSelector")) {
      const auto start = number_of(object, "start"), end = number_of(object, "end");
      if (start && end && *start > *end) checker.found("selector-value", i, "end", "end is before start");
    } else if (node.is("FragmentSelector") && string_of(object, "value").empty() &&
               object.contains("value")) {
      checker.found("selector-value", i, "value", "an empty fragment");
    }
    // What a Specific Resource selects of content that says its extent.
    if (!node.is("SpecificResource") || node.property == "target") continue;
    Place place = place_of_node(checker, i);
    if (!place.said || !checker.nodes[*place.said].any_of(kContent)) continue;
    const Node source = checker.nodes[*place.said];
    for (const std::size_t child : checker.children(i)) {
      const Node selector = checker.nodes[child];
      if (selector.property != "selector") continue;
      if (selector.is("AudioContentSelector") && source.any_of("Image Text Model Dataset"))
        checker.found("selector-value", child, "type", base::format("sound selected of {}", source.type));
      if (selector.is("VisualContentSelector") && source.any_of("Sound Audio"))
        checker.found("selector-value", child, "type", base::format("pictures selected of {}", source.type));
      if (!selector.is("FragmentSelector") || !is_media_fragment(*selector.object)) continue;
      const Fragment fragment = parse_fragment(string_of(*selector.object, "value"));
      const Extent extent = extent_of(source);
      if (fragment.time && extent.duration && fragment.time->start >= *extent.duration)
        checker.found("selector-value", child, "value", "a time behind the end of the content");
      if (fragment.region && !fragment.region->percent && extent.width && extent.height &&
          (fragment.region->x >= *extent.width || fragment.region->y >= *extent.height))
        checker.found("selector-value", child, "value", "a region outside the content");
      if (!fragment.bad_time.empty())
        checker.found("fragment-time", child, "value",
                      base::format("'{}' is no stretch of time", fragment.bad_time));
      if (!fragment.bad_region.empty())
        checker.found("fragment-region", child, "value",
                      base::format("'{}' is no region", fragment.bad_region));
    }
  }
}

}  // namespace iiif::validation
