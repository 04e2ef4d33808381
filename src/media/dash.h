// The DASH presentation of a work (ISO/IEC 23009-1): one static MPD over the very segments and URIs that HLS
// uses (hls.h), with one period; with one for each part of a joined work (joined_stream.h). Pure; made from
// segment records alone. Times are ticks of each track's timescale on the timeline of the work or part: the
// edit lists and composition offsets of the segments put media time 0 there, so presentationTimeOffset is 0.
#pragma once

#include <string>

#include "media/rendition.h"

namespace media {

// Of a work or a clip alike.
std::string dash_presentation(const StreamedWork& work, const StreamOptions& options);

// 5.3.2, of several works one after the other: `start` on the timeline of them all.
struct DashPeriod {
  base::Time start;
  StreamedWork work;
  StreamOptions options;
};
std::string dash_presentation(base::Time duration, const std::vector<DashPeriod>& periods);

// NotFound where no track can be packaged.
base::Result<std::string> dash_presentation(const SampleTable& table, const StreamOptions& options);

}  // namespace media
