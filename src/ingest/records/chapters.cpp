#include "ingest/records/chapters.h"

#include "base/format.h"
#include "ingest/records/fields.h"

namespace ingest {

using iiif::DescribedRange;

std::vector<DescribedRange> ranges_of_chapters(const media::captions::Captions& chapters,
                                               std::string_view language, Record& record) {
  std::vector<const media::captions::Cue*> cues;
  for (const media::captions::Cue& cue : chapters.cues) cues.push_back(&cue);
  media::captions::sort_by_start(cues);
  std::vector<DescribedRange> result;
  RangeCount count;
  for (const media::captions::Cue* cue : cues) {
    if (cue->range.empty()) continue;
    std::string title = plain_text(*cue);
    if (title.empty()) {
      record.complain(0, base::format("the chapter at {} has no title and is left out",
                                      base::to_clock(cue->range.start)));
      continue;
    }
    if (!count.may_add(record, 0)) break;
    std::vector<DescribedRange>* level = &result;
    for (std::size_t depth = 1; depth < iiif::kRangeDepthMost && !level->empty(); ++depth) {
      const DescribedRange& above = level->back();
      const bool same = above.start == cue->range.start && above.end == cue->range.end;
      if (same || *above.end < cue->range.end) break;
      level = &level->back().ranges;
    }
    DescribedRange range;
    range.label = {language.empty() ? "none" : std::string(language), std::move(title)};
    range.start = cue->range.start;
    range.end = cue->range.end;
    level->push_back(std::move(range));
  }
  return result;
}

}  // namespace ingest
