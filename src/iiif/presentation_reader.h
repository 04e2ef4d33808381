// Reads Presentation documents of versions 2.x, 3.0 and 4.0 into the one model. Documents are strangers'
// work: nesting, size and the number of resources are bounded, what is not as the API wants it is read where
// its meaning is plain and kept as it stood where not, and told in `complaints`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iiif/presentation.h"

namespace iiif {

struct Document {
  int version = 4;            // what it was written in: 2, 3 or 4 (1.0 counts as 2)
  base::json::value context;  // its @context, if there is more to it than the Presentation API's; else null
  Resource resource;
  std::vector<std::string> complaints;  // "/items/0/label: ...", a sentence each; the first hundred
};

inline constexpr std::size_t kDocumentLimit = 32 << 20;  // bytes
inline constexpr std::size_t kResourceLimit = 1'000'000;

// Malformed if it is not JSON, no object or has no class; TooLarge over a limit, of nesting too (64 levels).
base::Result<Document> read_presentation(std::string_view text);

}  // namespace iiif
