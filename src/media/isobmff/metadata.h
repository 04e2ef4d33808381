// What a movie says about itself: tags, cover picture, chapters, timecode. (QuickTime File Format
// Specification "User Data Atoms", "Metadata", "Chapter Lists", "Timecode Media"; iTunes `ilst`; Nero `chpl`;
// 3GPP TS 26.244 8.2.) Broken parts are left out.
#pragma once

#include "media/isobmff/movie.h"
#include "media/media_info.h"

namespace media::isobmff {

void read_tags(const Movie& movie, MediaInfo& info);

// Chapters from the chapter track that `media` (beside `movie.tracks`) holds, else from `chpl`. Times are on
// the movie's timeline; an end at or before the start means "until the next chapter or the end".
std::vector<Chapter> read_chapters(const base::ByteSource& file, const Movie& movie,
                                   const std::vector<TrackMedia>& media);

// Whether any track names this one as its chapters.
bool is_chapter_track(const Movie& movie, const RawTrack& track);

Timecode read_timecode(const base::ByteSource& file, const Movie& movie,
                       const std::vector<TrackMedia>& media);

}  // namespace media::isobmff
