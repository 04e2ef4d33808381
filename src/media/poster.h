// The frame that stands for a work of pictures where nobody gave one. Chosen without decoding, from what the
// samples weigh: a black or blank picture weighs next to nothing beside one with something on it. Pure; the
// same samples always give the same instant.
#pragma once

#include <optional>
#include <vector>

#include "media/sample_table.h"

namespace media {

// When the heaviest sync sample between 5 % and 50 % of the work is shown, so that the frame costs one
// decoded sample; 10 % into the work where there is none or nothing is known of its samples. Whole
// microseconds, never before that sample. Nothing without pictures. O(n) over the samples: for ingest, which
// has just read them.
std::optional<base::Time> poster_instant(const MediaInfo& info, const std::vector<TrackSamples>& tracks);

}  // namespace media
