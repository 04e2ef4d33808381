// Chapters as WebVTT (https://www.w3.org/TR/webvtt1/#introduction-chapters): each cue is a range, and what
// lies within another is below it.
#pragma once

#include "ingest/records/record.h"

namespace ingest {

// Cues in any order. Complains of cues that have no words.
std::vector<iiif::DescribedRange> ranges_of_chapters(const media::captions::Captions& chapters,
                                                     std::string_view language, Record& record);

}  // namespace ingest
