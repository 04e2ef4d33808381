// Clause: where the specification of a node speaks of one of its properties, if that is not Presentation.
// Constants; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "iiif/validation/rules.h"

namespace iiif::validation {

struct Clause {
  Spec spec = Spec::Presentation;
  std::string anchor;  // of the section; empty: as the rule says
};

// `schema` is the name of the document's specification, `type` the class of the node. The general rules
// (something is missing, of a wrong kind, ...) are told in the clause that this finds.
Clause clause_elsewhere(std::string_view schema, std::string_view type, std::string_view property);

// The section of Presentation 3.0 that speaks of a property without a heading of its own; empty: it has one.
std::string_view section_of_property3(std::string_view property);

}  // namespace iiif::validation
