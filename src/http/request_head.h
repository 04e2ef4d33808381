// From the words of a request head, as any version of HTTP spells them, to a Request: method, target forms
// (RFC 9112 3.2), Host, and what is refused with which status. Pure functions on hostile input.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

struct RequestHead {
  std::string method;
  std::string target;     // any form: "/a?b", "http://host/a?b", "*"
  std::string scheme;     // "http" or "https": of the connection
  std::string authority;  // :authority (RFC 9113 8.3.1); empty in HTTP/1
  Headers headers;
};

// What a client is told when its request cannot be understood.
struct Refusal {
  int status = 400;
  std::string detail;
};

enum class HostRule { Required, Optional };  // optional in HTTP/1.0 and where :authority may stand for it

std::expected<Request, Refusal> make_request(RequestHead head, HostRule host_rule);

// host [ ":" port ] without user information (RFC 3986 3.2); empty is none.
bool is_authority(std::string_view text);

}  // namespace http
