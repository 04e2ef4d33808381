#include "services/timed_text.h"

#include <algorithm>
#include <utility>

#include "media/captions/webvtt.h"

namespace services {
namespace {

using base::Result;
using media::captions::Captions;
using media::captions::Cue;

// Styles are of the whole file, and of two regions of one name the last counts (WebVTT 6.2), as in any file.
void append_cues(Captions& whole, Captions part, base::TimeRange place) {
  for (std::string& style : part.styles)
    if (std::ranges::find(whole.styles, style) == whole.styles.end())
      whole.styles.push_back(std::move(style));
  for (std::string& region : part.regions)
    if (std::ranges::find(whole.regions, region) == whole.regions.end())
      whole.regions.push_back(std::move(region));
  for (Cue& cue : part.cues) {
    cue.range = {place.start + cue.range.start, std::min(place.start + cue.range.end, place.end)};
    if (!cue.range.empty()) whole.cues.push_back(std::move(cue));
  }
}

}  // namespace

Captions cut(Captions captions, const base::TimeRange& range) {
  std::vector<Cue> cues;
  for (Cue& cue : captions.cues) {
    if (!(cue.range.start < range.end) || !(range.start < cue.range.end)) continue;
    cue.range = {std::max(cue.range.start, range.start) - range.start,
                 std::min(cue.range.end, range.end) - range.start};
    cues.push_back(std::move(cue));
  }
  captions.cues = std::move(cues);
  return captions;
}

Result<Captions> merged_captions(const store::Catalog& catalog, const JoinedItem& joined,
                                 const MergedText& merged) {
  Captions whole;
  for (std::size_t i = 0; i < merged.parts.size(); ++i) {
    if (!merged.parts[i]) continue;
    const store::Text text = TRY(catalog.text(merged.parts[i]->file, merged.parts[i]->name));
    append_cues(whole, TRY(media::captions::parse_webvtt(text.body)), joined.range(i));
  }
  return whole;
}

}  // namespace services
