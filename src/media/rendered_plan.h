// What planning and making of rendered renditions share. Pure.
#pragma once

#include "media/rendered.h"

namespace media {

// A stretch of the rendition, as render() would make it: the stretch lies within the work.
base::Result<RenderPlan> plan_rendered(const Master& master, const RenderedRendition& rendition,
                                       base::TimeRange range);

// The stretch a segment answers for. NotFound beyond the last.
base::Result<base::TimeRange> rendered_range(const Master& master, const RenderedRendition& rendition,
                                             std::uint32_t index);

}  // namespace media
