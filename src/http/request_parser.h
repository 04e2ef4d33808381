// RequestParser: HTTP/1.x requests out of a run of bytes (RFC 9112), one at a time, body included. What could
// be read in two ways by two programs in a row (request smuggling, RFC 9112 11.2) is refused. No sockets, no
// clocks: the connection feeds it, and so does the fuzzer. Memory is bounded by the two limits.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/request_head.h"

namespace http {

class RequestParser {
 public:
  RequestParser(std::size_t header_bytes, std::size_t body_bytes, std::string scheme);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  // Takes bytes off the front of `input` and returns how many. What is left over must be shown again, with
  // more behind it. Taking none without being settled() means: more is needed.
  std::size_t take(std::string_view input);

  bool begun() const;             // part of a request has arrived
  bool settled() const;           // the request is complete, or refused
  bool expects_continue() const;  // the client waits for 100 before it sends its body
  bool keeps_alive() const;       // the client would use the connection again
  bool is_http_1_0() const;

  // Once, when settled. After a refusal the rest of the connection means nothing: close it.
  std::expected<Request, Refusal> result();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace http
