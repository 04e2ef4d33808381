// The A/V Content API (docs/av-content-api.md), level 1: info.json, whole files, and HLS and DASH packaged
// from the untouched master. Only header bytes are made here; media bytes are slices of the master.
#pragma once

#include <span>

#include "services/context.h"

namespace services {

// `segments`: the decoded path below /av/.
http::Answer serve_av(Context& context, const http::Request& request, std::span<const std::string> segments);

}  // namespace services
