// Cues of a stretch of a recording, and of several recordings that are joined: what files of text and pages
// of annotations are both made of. Pure, but for the texts themselves, which the catalog has.
#pragma once

#include "media/captions/cue.h"
#include "services/joined.h"

namespace services {

// On the stretch's own timeline; what begins before it is shown from its start.
media::captions::Captions cut(media::captions::Captions captions, const base::TimeRange& range);

// All cues of one text, on the timeline of the whole.
base::Result<media::captions::Captions> merged_captions(const store::Catalog& catalog,
                                                        const JoinedItem& joined, const MergedText& merged);

}  // namespace services
