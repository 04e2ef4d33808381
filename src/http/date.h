// HTTP dates (RFC 9110 5.6.7) as whole seconds since 1970-01-01 UTC. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace http {

using UnixSeconds = std::int64_t;

// IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string to_http_date(UnixSeconds seconds);

// IMF-fixdate and the two obsolete forms a recipient must accept; nothing for anything else.
std::optional<UnixSeconds> parse_http_date(std::string_view text);

}  // namespace http
