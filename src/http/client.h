// A small HTTP/1.1 client for asking other servers: one request, one connection, http or https with the
// certificate verified. Blocking; safe from any thread. Everything is bounded: the time for the whole
// exchange, the header block (64 KiB) and how much of the body is read. Redirects are answers like others:
// whoever asks follows them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

struct Question {
  std::string method = "GET";
  std::string url;                            // absolute
  Headers headers;                            // besides Host, User-Agent, Accept-Encoding and Connection
  std::size_t most = 1 << 20;                 // bytes of body to read; the rest is left where it is
  std::chrono::milliseconds timeout{30'000};  // of the whole exchange
};

struct ClientReply {
  int status = 0;
  Headers headers;
  std::string body;
  bool cut = false;  // there is more of the body than was read
};

// Malformed: no such URL can be asked, or the answer is not HTTP. Unavailable: the server cannot be reached,
// its certificate is not trusted, or the time is over.
base::Result<ClientReply> ask(const Question& question);

// `reference` as seen from `base` (RFC 3986 section 5.2, for http and https); Malformed if `base` is neither.
base::Result<std::string> resolve_reference(std::string_view base, std::string_view reference);

}  // namespace http
