// The DASH presentation of a work (ISO/IEC 23009-1): one static MPD with one period over the very segments
// and URIs that HLS uses (hls.h). Pure; made from segment records alone. Times are ticks of each track's
// timescale on the work's timeline: the edit lists and composition offsets of the segments put media time 0
// there, so presentationTimeOffset is 0.
#pragma once

#include <string>

#include "media/rendition.h"

namespace media {

// Of a work or a clip alike.
std::string dash_presentation(const StreamedWork& work, const StreamOptions& options);

// NotFound where no track can be packaged.
base::Result<std::string> dash_presentation(const SampleTable& table, const StreamOptions& options);

}  // namespace media
