// Settling the ranges of a description: from what people and records wrote to stretches that exist: each on a
// part that is there, with a start and an end within it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iiif/description.h"

namespace ingest {

struct PartLength {
  std::string name;                    // file name, UTF-8
  std::optional<base::Time> duration;  // nothing: the part cannot be read
};

// In place. A range takes its part from the one around it, and where there is but one part, that; its end,
// where it has none, from the next one beside it on the same part, from the one around it, or from the part.
// Headings have neither part nor times afterwards. What is outside of its part or of the range around it is
// cut; what is empty, or on no part, is left out, and what is below it moves up. All of it, and what
// overlaps, is told of in `complaints`, twenty sentences at most.
void settle_ranges(std::vector<iiif::DescribedRange>& ranges, const std::vector<PartLength>& parts,
                   std::vector<std::string>& complaints);

// Names the part for ranges that name none, at every level.
void place_on(std::vector<iiif::DescribedRange>& ranges, const std::string& part);

}  // namespace ingest
