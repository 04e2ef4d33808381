// Problem: how a failure is answered: the one place that maps faults to HTTP status codes. JSON problem
// details (RFC 9457) with the offending parameter, as docs/av-content-api.md section 2 asks. Pure.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace services {

int status_of(base::Fault fault);

http::Response problem(const base::Error& error);
http::Response problem(int status, std::string_view detail);
// With members of its own (RFC 9457 3.2).
http::Response problem(int status, std::string_view detail, const base::json::object& more);

// What went wrong while something was being made from a master, its parameters having been found right: what
// is malformed then is the master. What was asked for is not to be had of it, now or later: 404, which nobody
// tries again.
http::Response problem_of_making(const base::Error& error);

// A Result as an answer.
http::Response respond(base::Result<http::Response> result);

}  // namespace services
