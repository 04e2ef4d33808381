// Behaviors (3.0 section 3.4, `behavior`) that people state: which may stand where, and which exclude each
// other. Pure.
#pragma once

#include <string>
#include <vector>

#include "iiif/description.h"

namespace ingest {

enum class BehaviorOf { Manifest, Collection, Range, TopRange };

// Leaves out what may not stand there, or not beside what stands before it; each is told of in `complaints`.
// `has_pictures`: whether any of it is to be seen, without which there are no pages.
void settle_behaviors(std::vector<std::string>& behaviors, BehaviorOf of, bool has_pictures,
                      std::vector<std::string>& complaints);

// The same for ranges, at every level.
void settle_range_behaviors(std::vector<iiif::DescribedRange>& ranges, bool has_pictures,
                            std::vector<std::string>& complaints);

}  // namespace ingest
