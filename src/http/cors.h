// Cross-origin access (Fetch standard, CORS protocol; asked of every answer by the IIIF APIs): whoever may
// GET may GET from any page. An answer that names its own Access-Control-Allow-Origin (a cookie-bearing
// service that echoes the Origin) is left as it is. Pure functions.
#pragma once

#include "http/message.h"

namespace http {

// Adds what every answer carries, errors, redirects and 304 included.
void allow_cross_origin(Headers& headers);

// The answer to OPTIONS, preflight or plain: always 200. `allow` is the value of Allow: "GET, HEAD, OPTIONS".
Response preflight(std::string_view allow);

}  // namespace http
