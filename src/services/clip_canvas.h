// The Container of one entry of a playlist: as long as the clip, which our A/V service cuts out of its source
// (docs/av-content-api.md), with the texts of that stretch, and with the rights of the source. Pure.
#pragma once

#include "services/virtual_item.h"

namespace services {

// `item`: identifier of the playlist.
iiif::Resource clip_container(std::string_view item, const PlaylistClip& clip, const Links& links,
                              Primary primary);

}  // namespace services
