#include "ingest/ranges.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

using base::Time;
using iiif::DescribedRange;

constexpr std::size_t kComplaintsMost = 20;
// Records round: an end that is late by less than this is meant to be the end.
constexpr Time kSlack = Time::milliseconds(1500);

// What lies around a range.
struct Around {
  const PartLength* part = nullptr;
  std::optional<Time> start, end;
};

class Settler {
 public:
  Settler(const std::vector<PartLength>& parts, std::vector<std::string>& complaints)
      : parts_(parts), complaints_(complaints) {}

  void run(std::vector<DescribedRange>& ranges) {
    settle(ranges, parts_.size() == 1 ? Around{&parts_[0], {}, {}} : Around{});
    if (unsaid_ > 0) complaints_.push_back(base::format("ranges: {} more of this kind", unsaid_));
  }

 private:
  void complain(const DescribedRange& range, std::string_view reason) {
    if (said_ == kComplaintsMost) {
      ++unsaid_;
      return;
    }
    ++said_;
    const std::string line = range.line ? base::format("line {}: ", range.line) : "";
    complaints_.push_back(
        base::format("{}the range '{}' {}", line, base::clip_for_message(range.label.any()), reason));
  }

  // By name, by number, or by what differs in its extension alone.
  const PartLength* part_named(std::string_view name) const {
    for (const PartLength& part : parts_)
      if (part.name == name) return &part;
    const auto number = base::parse_unsigned(name);
    if (number && *number >= 1 && *number <= parts_.size()) return &parts_[*number - 1];
    for (const PartLength& part : parts_)
      if (base::equals_ignoring_case(stem_of(part.name), stem_of(name))) return &part;
    return nullptr;
  }

  // A part that is named but not there is told of once for each name.
  const PartLength* part_of(const DescribedRange& range, const Around& around) {
    if (range.part.empty()) return around.part;
    const PartLength* part = part_named(range.part);
    // A cue sheet beside a single recording often has another name for it.
    if (!part && parts_.size() == 1) part = &parts_[0];
    if (!part)
      complain(range,
               base::format("is left out: '{}' is no part of this item", base::clip_for_message(range.part)));
    return part;
  }

  void settle(std::vector<DescribedRange>& ranges, const Around& around) {
    std::vector<const PartLength*> parts;
    for (const DescribedRange& range : ranges) parts.push_back(part_of(range, around));
    end_at_next(ranges, parts);
    std::vector<DescribedRange> kept;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      DescribedRange range = std::move(ranges[i]);
      const bool was_named = !range.part.empty();
      const bool placed = (parts[i] || !was_named) && fit(range, parts[i], around);
      const Around inside{parts[i], range.start ? range.start : around.start,
                          range.start ? range.end : around.end};
      std::vector<DescribedRange> below = std::exchange(range.ranges, {});
      settle(below, placed ? inside : around);
      if (placed && (range.start || !below.empty())) {
        range.ranges = std::move(below);
        kept.push_back(std::move(range));
      } else {
        if (placed) complain(range, "is left out: it has neither times nor ranges below it");
        std::ranges::move(below, std::back_inserter(kept));
      }
    }
    tell_overlaps(kept);
    ranges = std::move(kept);
  }

  // Where no end is stated, the next on the same part that starts later says it.
  static void end_at_next(std::vector<DescribedRange>& ranges, const std::vector<const PartLength*>& parts) {
    for (std::size_t i = 0; i + 1 < ranges.size(); ++i) {
      DescribedRange& range = ranges[i];
      if (range.end || !range.start || !parts[i] || parts[i + 1] != parts[i]) continue;
      const auto& next = ranges[i + 1].start;
      if (next && *range.start < *next) range.end = next;
    }
  }

  // Answers false for what is to be left out, and has said why.
  bool fit(DescribedRange& range, const PartLength* part, const Around& around) {
    const bool whole = !range.part.empty() && !range.start && !range.end && range.ranges.empty();
    if (!range.start && (range.end || whole)) range.start = Time::seconds(0);
    if (!range.start) {
      range.part.clear();
      return true;  // a heading
    }
    if (!part) {
      complain(range, "is left out: it does not say of which part");
      return false;
    }
    range.part = part->name;
    const std::optional<Time> limit = bound(range, part, around);
    if (limit && !(*range.start < *limit)) {
      complain(range, base::format("is left out: it starts at {} s, and all ends at {} s",
                                   base::to_seconds(*range.start), base::to_seconds(*limit)));
      return false;
    }
    if (range.end && limit && *limit < *range.end) {
      if (*limit + kSlack < *range.end)
        complain(range, base::format("is cut: it ends at {} s, and all ends at {} s",
                                     base::to_seconds(*range.end), base::to_seconds(*limit)));
      range.end = limit;
    }
    if (!range.end) range.end = limit;
    if (range.end && !(*range.start < *range.end)) {
      complain(range, base::format("is left out: it ends at {} s, not after its start at {} s",
                                   base::to_seconds(*range.end), base::to_seconds(*range.start)));
      return false;
    }
    return true;
  }

  // Until when it may last. Also moves a start that lies before the range around it.
  std::optional<Time> bound(DescribedRange& range, const PartLength* part, const Around& around) {
    std::optional<Time> limit = part->duration;
    if (around.part != part || !around.start) return limit;
    if (around.end && (!limit || *around.end < *limit)) limit = around.end;
    if (*range.start < *around.start) {
      complain(range, base::format("is cut: it starts at {} s, and the range around it at {} s",
                                   base::to_seconds(*range.start), base::to_seconds(*around.start)));
      range.start = around.start;
    }
    return limit;
  }

  void tell_overlaps(const std::vector<DescribedRange>& ranges) {
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      const DescribedRange &before = ranges[i - 1], &range = ranges[i];
      if (before.part != range.part || !range.start || !before.start || !before.end || !range.end) continue;
      if (*range.start < *before.end && *before.start < *range.end)
        complain(range, base::format("overlaps '{}'", base::clip_for_message(before.label.any())));
    }
  }

  const std::vector<PartLength>& parts_;
  std::vector<std::string>& complaints_;
  std::size_t said_ = 0, unsaid_ = 0;
};

}  // namespace

void settle_ranges(std::vector<DescribedRange>& ranges, const std::vector<PartLength>& parts,
                   std::vector<std::string>& complaints) {
  Settler(parts, complaints).run(ranges);
}

void place_on(std::vector<DescribedRange>& ranges, const std::string& part) {
  for (DescribedRange& range : ranges) {
    range.part = part;
    place_on(range.ranges, part);
  }
}

}  // namespace ingest
