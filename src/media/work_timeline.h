// The timeline of a work as its tracks and chapters make it, the same for every container. Pure.
#pragma once

#include "media/media_info.h"

namespace media {

// Video and sound make the work; text and data only go with it.
bool is_shown(const Track& track);

// A picture or sound track that shows nothing (its samples lie beyond the end of the file, say) is no part of
// the work: it becomes TrackKind::Other, and is counted.
void set_aside_if_empty(Track& track, std::size_t& count);

// One word to people about those.
void warn_of_empty(std::size_t count, MediaInfo& info);

// Moves everything so that the earliest picture or sound is at 0, and sets `duration`: the latest end.
void start_at_zero(MediaInfo& info);

// TooLarge for works of more than a thousand hours: broken times, not recordings.
base::Result<void> check_length(const MediaInfo& info);

// Puts chapters in order; each ends where the next begins, the last one with the work.
void close_chapters(MediaInfo& info);

}  // namespace media
