// Movie fragments (ISO/IEC 14496-12 8.8): `moof` boxes appended to the samples that the `moov` lists. Reads
// the headers of the file only. Ticks of each track.
#pragma once

#include <string>
#include <vector>

#include "media/isobmff/movie.h"

namespace media::isobmff {

// Appends to `media`, which stands beside `movie.tracks`. Malformed where a run claims more samples than its
// box or the file holds; what the end of the file cuts off is left out and told in `cut_short`.
base::Result<void> read_fragments(const base::ByteSource& file, const std::vector<FileBox>& boxes,
                                  const Movie& movie, std::vector<TrackMedia>& media,
                                  std::vector<std::string>& warnings);

}  // namespace media::isobmff
