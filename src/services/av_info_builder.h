// What info.json says of a recording (docs/av-content-api.md section 3): everything that is offered, by
// asking those who answer; nothing else.
#pragma once

#include "iiif/av_info.h"
#include "services/context.h"
#include "services/render_plan.h"

namespace services {

base::Result<iiif::AvInfo> build_info(const Context& context, const RecordingPointer& recording,
                                      const Links& links);

}  // namespace services
