// Any bytes as a client's side of an HTTP/1 connection: parsed as the connection parses them, in two rhythms
// that must agree, then answered by a table of routes and finished, which walks targets, ranges,
// preconditions and negotiation.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "http/finish.h"
#include "http/request_parser.h"
#include "http/router.h"

namespace {

constexpr std::size_t kHeaderBytes = 2048;
constexpr std::size_t kBodyBytes = 512;
constexpr std::size_t kBodyLength = 3000;

http::Response thing(const http::Request& request, const http::Captures& captures) {
  http::Response response;
  response.headers.add("Content-Type", captures.get("name") == "text" ? "text/plain" : "video/mp4");
  response.headers.add("ETag", "\"r7\"");
  response.headers.add("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
  response.headers.add("X-Echo", request.target.raw_path);
  response.body = base::Splice(std::string(kBodyLength, 'x'));
  return response;
}

const http::Router& router() {
  static const http::Router table = [] {
    const auto handler = [](const http::Request& request, const http::Captures& captures) -> http::Answer {
      return thing(request, captures);
    };
    return http::Router::create(
               {{{http::Method::Get}, "/{name}", handler, "thing"},
                {{http::Method::Get, http::Method::Put}, "/p/{name}/{rest...}", handler, "deep"}})
        .value();
  }();
  return table;
}

void check(bool holds) {
  if (!holds) std::abort();
}

void answer(const http::Request& request) {
  static const std::vector<std::string_view> offered{"application/json", "application/ld+json;profile=\"x\""};
  const auto chosen = http::choose_media_type(request.headers.all("Accept"), offered);
  check(!chosen || *chosen < offered.size());
  auto made = router()(request);
  const http::Response response = http::finish(request, std::move(std::get<http::Response>(made)),
                                               {.date = "Sun, 06 Nov 1994 08:49:37 GMT"});
  check(response.headers.get("Access-Control-Allow-Origin") == "*");
  for (const auto& [name, value] : response.headers.fields())
    check(value.find_first_of("\r\n") == std::string::npos);
  const std::uint64_t length = response.splice().size();
  check(response.splice().flatten().value().size() == length);
  if (request.method != http::Method::Head && response.status != 304)
    check(response.headers.get("Content-Length") == std::to_string(length));
}

// What a connection would make of `bytes` that arrive `step` at a time: one letter for each request.
std::string converse(std::string_view bytes, std::size_t step) {
  std::string verdicts;
  std::string shown;
  for (;;) {
    http::RequestParser parser(kHeaderBytes, kBodyBytes, "http");
    for (;;) {
      shown.erase(0, parser.take(shown));
      if (parser.settled() || bytes.empty()) break;
      shown += bytes.substr(0, step);
      bytes.remove_prefix(std::min(step, bytes.size()));
    }
    if (!parser.settled()) return verdicts;
    const auto request = parser.result();
    verdicts += request ? 'r' : 'x';
    if (!request) return verdicts;
    answer(*request);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = base::as_text({data, size});
  const std::string together = converse(bytes, size);
  const std::string apart = converse(bytes, 7);
  // A rhythm may tell earlier that bytes are bad, never take other requests out of them.
  const auto requests = [](std::string_view verdicts) { return verdicts.substr(0, verdicts.find('x')); };
  check(requests(together).starts_with(requests(apart)) || requests(apart).starts_with(requests(together)));
  return 0;
}
