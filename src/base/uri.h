// URIs (RFC 3986): percent-coding, paths and queries of request targets. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace base {

// Percent-encodes all but unreserved characters (2.3), so that the text is one path segment or query value.
std::string percent_encode(std::string_view text);

// Decodes once. Malformed on a bad escape, an encoded NUL, or a result that is not UTF-8.
Result<std::string> percent_decode(std::string_view text);

struct Target {
  std::vector<std::string> segments;                       // decoded; "/a%2Fb/" is {"a/b", ""}
  std::string raw_path;                                    // as it came, without the query
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order

  const std::string* find_query(std::string_view name) const;
};

// An origin-form request target (RFC 9112 3.2.1). Malformed if it does not begin with `/`, holds control
// bytes or a fragment, is over 8,192 bytes, or has a segment that decodes to `.` or `..`.
Result<Target> parse_target(std::string_view text);

// True where two URIs could be compared as text: an absolute http or https URI without user or fragment.
bool is_http_uri(std::string_view text);

}  // namespace base
