// The whole public surface of a site in one table.
#pragma once

#include "http/router.h"
#include "services/context.h"
#include "services/editing_service.h"

namespace services {

// `context` must outlive the router. Internal if the pages built into the program are broken.
base::Result<http::Router> create_router(Context& context, const Editing& editing);

// Bodies of the errors that the server itself finds.
http::Response server_problem(int status, std::string_view detail);

}  // namespace services
