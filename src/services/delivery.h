// Delivery: answers whose bytes the workshop makes. What is made already goes out at once; else the client
// waits without holding a thread, and the work stops when nobody waits any more.
#pragma once

#include "http/message.h"
#include "services/workshop.h"

namespace services {

// The answer around the finished bytes, and around ones that are still being made (a Stream).
using RespondWhole = std::function<http::Response(base::Source)>;
using RespondPart = std::function<http::Response(http::Stream)>;

// Once it is whole: with its length, and with ranges.
http::Answer deliver(Workshop& workshop, Order order, RespondWhole respond);

// As soon as the first bytes are there.
http::Answer deliver_streaming(Workshop& workshop, Order order, RespondWhole respond,
                               RespondPart respond_part);

// An answer that takes a moment to find out, on a thread of the workshop.
http::Answer find_out(Workshop& workshop, std::function<http::Answer()> answer);

}  // namespace services
