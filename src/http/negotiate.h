// Content negotiation (RFC 9110 12): Accept and Accept-Encoding against what is offered. Pure functions.
// Broken members of a list are skipped; nothing here ever refuses a request.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// One member of an Accept field, or one media type on offer.
struct MediaType {
  std::string type;                                             // lower case; `*` in a range
  std::string subtype;                                          // lower case; `*` in a range
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, values unquoted
  int quality = 1000;                                           // thousandths, 0..1000

  const std::string* find(std::string_view name) const;
};

std::optional<MediaType> parse_media_type(std::string_view text);
std::vector<MediaType> parse_accept(std::string_view field);

// Index of the best of `offered` (media types, best first in the server's own order), or nothing if the
// client accepts none. No field accepts everything. The most specific range decides the quality of a type
// (12.5.1). A range's `charset` is ignored; its `profile` must be among the offered type's.
std::optional<std::size_t> choose_media_type(std::string_view accept,
                                             std::span<const std::string_view> offered);

enum class Encoding { Identity, Gzip, Brotli };

std::string_view to_string(Encoding encoding);  // the content-coding: "identity", "gzip", "br"

// The coding the client likes best of those we can make; brotli before gzip where it likes them alike.
Encoding choose_encoding(std::string_view accept_encoding);

}  // namespace http
