#include "ingest/behaviors.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/format.h"
#include "base/text.h"

namespace ingest {
namespace {

constexpr unsigned kManifest = 1, kCollection = 2, kRange = 4, kTopRange = 8;
constexpr unsigned kAnyRange = kRange | kTopRange, kAll = kManifest | kCollection | kAnyRange;

struct Behavior {
  std::string_view name;
  unsigned valid_on;
  int group;  // those of one group exclude each other; 0: none
  bool needs_pictures = false;
};
constexpr std::array<Behavior, 12> kBehaviors{{{"auto-advance", kAll, 1},
                                               {"no-auto-advance", kAll, 1},
                                               {"repeat", kManifest | kCollection, 2},
                                               {"no-repeat", kManifest | kCollection, 2},
                                               {"unordered", kAll, 3},
                                               {"individuals", kAll, 3},
                                               {"continuous", kAll, 3, true},
                                               {"paged", kAll, 3, true},
                                               {"multi-part", kCollection, 4},
                                               {"together", kCollection, 4},
                                               {"sequence", kTopRange, 5},
                                               {"no-nav", kAnyRange, 5}}};

constexpr unsigned bit_of(BehaviorOf of) {
  switch (of) {
    case BehaviorOf::Manifest:
      return kManifest;
    case BehaviorOf::Collection:
      return kCollection;
    case BehaviorOf::Range:
      return kRange;
    case BehaviorOf::TopRange:
      break;
  }
  return kTopRange;
}

constexpr std::string_view words_for(BehaviorOf of) {
  switch (of) {
    case BehaviorOf::Manifest:
      return "an item";
    case BehaviorOf::Collection:
      return "a collection";
    case BehaviorOf::Range:
      return "a range within another";
    case BehaviorOf::TopRange:
      break;
  }
  return "a range";
}

// Why it cannot stand beside what is kept; empty: it can.
std::string fault_of(std::string_view name, const std::vector<const Behavior*>& kept, BehaviorOf of,
                     bool has_pictures) {
  if (name == "thumbnail-nav") return "is made of pictures: say thumbnailNav: true";
  const auto known = std::ranges::find(kBehaviors, name, &Behavior::name);
  if (known == kBehaviors.end()) return "is no behavior of the Presentation API";
  if (!(known->valid_on & bit_of(of))) return base::format("is not for {}", words_for(of));
  if (known->needs_pictures && !has_pictures) return "is for what is seen, and all here is heard alone";
  for (const Behavior* other : kept)
    if (other->group == known->group && other->group != 0)
      return base::format("and '{}' exclude each other", other->name);
  return {};
}

}  // namespace

void settle_behaviors(std::vector<std::string>& behaviors, BehaviorOf of, bool has_pictures,
                      std::vector<std::string>& complaints) {
  std::vector<const Behavior*> kept;
  std::vector<std::string> names;
  for (std::string& name : behaviors) {
    if (std::ranges::find(names, name) != names.end()) continue;
    if (const std::string fault = fault_of(name, kept, of, has_pictures); !fault.empty()) {
      complaints.push_back(
          base::format("behavior: '{}' is left out: it {}", base::clip_for_message(name), fault));
      continue;
    }
    kept.push_back(&*std::ranges::find(kBehaviors, std::string_view(name), &Behavior::name));
    names.push_back(std::move(name));
  }
  behaviors = std::move(names);
}

namespace {

void settle_below(std::vector<iiif::DescribedRange>& ranges, BehaviorOf of, bool has_pictures,
                  std::vector<std::string>& complaints) {
  for (iiif::DescribedRange& range : ranges) {
    std::vector<std::string> found;
    settle_behaviors(range.behavior, of, has_pictures, found);
    for (const std::string& complaint : found)
      complaints.push_back(
          base::format("the range '{}': {}", base::clip_for_message(range.label.any()), complaint));
    settle_below(range.ranges, BehaviorOf::Range, has_pictures, complaints);
  }
}

}  // namespace

void settle_range_behaviors(std::vector<iiif::DescribedRange>& ranges, bool has_pictures,
                            std::vector<std::string>& complaints) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> found;
  settle_below(ranges, BehaviorOf::TopRange, has_pictures, found);
  const std::size_t told = std::min(found.size(), kMost);
  complaints.insert(complaints.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(told));
  if (told < found.size())
    complaints.push_back(base::format("behaviors of ranges: {} more of this kind", found.size() - told));
}

}  // namespace ingest
