#include "http/cors.h"

namespace http {
namespace {

constexpr std::string_view kExposed =
    "Content-Range, Accept-Ranges, Content-Length, ETag, Link, Location, Allow, Vary, Accept-Post, "
    "Content-Location, Accept-Patch, Retry-After, WWW-Authenticate";
constexpr std::string_view kAllowedHeaders =
    "Authorization, Content-Type, Range, If-Match, If-None-Match, If-Modified-Since, If-Range, Slug, Prefer, "
    "Accept";

}  // namespace

void allow_cross_origin(Headers& headers) {
  if (headers.has("Access-Control-Allow-Origin")) return;
  headers.add("Access-Control-Allow-Origin", "*");
  headers.add("Access-Control-Expose-Headers", std::string(kExposed));
}

Response preflight(std::string_view allow) {
  Response response;
  response.headers.add("Allow", std::string(allow));
  response.headers.add("Access-Control-Allow-Methods", std::string(allow));
  response.headers.add("Access-Control-Allow-Headers", std::string(kAllowedHeaders));
  response.headers.add("Access-Control-Max-Age", "86400");
  return response;
}

}  // namespace http
