// The A/V Content API (docs/av-content-api.md), level 3: one address space over each recording, in which the
// number of path segments tells what is meant. This is the front: it reads the request and hands it to the
// service that answers it.
#pragma once

#include <span>

#include "services/context.h"
#include "services/workshop.h"

namespace services {

// `segments`: the decoded path below /av/.
http::Answer serve_av(Context& context, const http::Request& request, std::span<const std::string> segments);

// What a job at this path (below /av/, percent-encoded) has to make.
base::Result<Order> order_for_path(Context& context, std::string_view path);

}  // namespace services
