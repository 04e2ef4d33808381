// What every answer goes through between the handler and the wire, whatever the protocol version:
// preconditions -> ranges -> compression -> CORS -> Date, Server, Content-Length -> HEAD. A pure function but
// for the cache of compressed forms, which changes how long it takes and never what it returns.
#pragma once

#include <string_view>

#include "http/compress.h"
#include "http/message.h"

namespace http {

struct Finishing {
  std::string_view date;                  // the Date field, an HTTP-date
  CompressionCache* cache = nullptr;      // none: every answer is compressed anew
  ProblemWriter problem = plain_problem;  // writes 412 and 416
};

// The answer as it goes out. Content-Length is set where the length is known, also when the body itself is
// left out (HEAD). Only 200 answers to GET and HEAD are made conditional, partial or compressed; a handler
// opts out of ranges with `Accept-Ranges: none` and out of compression with any Content-Encoding.
Response finish(const Request& request, Response response, const Finishing& finishing);

// True where finish() would compress so much anew that it should not run on a network thread.
bool is_costly(const Request& request, const Response& response, const Finishing& finishing);

}  // namespace http
