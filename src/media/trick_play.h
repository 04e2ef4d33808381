// Trick play: the pictures of a video track that need no other, each as a fragment of its own, for searching
// at speed (RFC 8216 4.3.3.6; DASH-IF IOP 3.2.9). One for each group of the sample table, from the group's
// earliest instant on; playlists touch group records only. Pure.
#pragma once

#include "base/splice.h"
#include "media/rendition.h"

namespace media {

// Ticks of the track's timescale: one value for each picture, and the end of the work. Empty where the track
// has no such pictures or is no video.
std::vector<std::int64_t> trick_boundaries(const SampleTable& table, const Rendition& rendition);

// NotFound if the track has none.
base::Result<std::string> trick_playlist(const SampleTable& table, std::uint32_t track_id);

// The fragment of picture `index`, for the track's own initialization segment. NotFound beyond the last;
// Conflict if the master's size is not the one that was indexed.
base::Result<base::Splice> trick_segment(const SampleTable& table, std::uint32_t track_id,
                                         std::uint32_t index, const base::Source& master);

}  // namespace media
