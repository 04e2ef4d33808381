// Places: how annotations, Ranges and start refer to a part of a Container, by a media fragment or by
// selectors, and whether that part lies within it. For one thread, as Checker.
#pragma once

#include "iiif/validation/checker.h"
#include "iiif/validation/values.h"

namespace iiif::validation {

struct Place {
  std::string_view id;        // of what is referred to, with its fragment
  std::size_t node = 0;       // that says it
  std::string_view property;  // of the node, where it is a string there; empty: the node itself
  std::string suffix;
  std::optional<std::size_t> said;  // the node that describes what is referred to; nothing for a plain URI
  std::optional<Span> time;
  std::optional<Region> region;
};

// All that `property` (target, body, source, or the node itself with an empty property) refers to: aggregates
// (Choice, List ...) are opened, Specific Resources lead to their sources.
std::vector<Place> places_of(Checker& checker, std::size_t node, std::string_view property);
// Of a member of a Range, or start: the resource itself, or the source of a Specific Resource.
Place place_of_node(Checker& checker, std::size_t node);

// Judges fragment and selectors against the Container, and notes time and region in `place`.
void judge_place(Checker& checker, Place& place);

// All selectors, for themselves.
void judge_selectors(Checker& checker);

}  // namespace iiif::validation
