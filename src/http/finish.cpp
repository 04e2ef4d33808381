#include "http/finish.h"

#include <algorithm>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "http/conditional.h"
#include "http/cors.h"
#include "http/range.h"

namespace http {
namespace {

constexpr std::uint64_t kCostly = 64 << 10;  // bytes; half a millisecond of brotli

bool is_reading(const Request& request) {
  return request.method == Method::Get || request.method == Method::Head;
}

bool has_content(int status) { return status >= 200 && status != 204 && status != 304; }

void add_vary(Headers& headers, std::string_view name) {
  const std::string listed = headers.all("Vary");
  for (std::string_view member : base::split(listed, ','))
    if (base::equals_ignoring_case(base::trim(member), name) || base::trim(member) == "*") return;
  headers.set("Vary", listed.empty() ? std::string(name) : base::format("{}, {}", listed, name));
}

// The fields a problem document takes over from the answer it stands in for.
Response instead(Response problem, const Headers& from) {
  for (const char* name :
       {"Cache-Control", "Vary", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Link"})
    for (const auto& [field, value] : from.fields())
      if (base::equals_ignoring_case(field, name)) problem.headers.add(field, value);
  return problem;
}

// RFC 9110 15.4.5: a 304 keeps what a cache needs and drops what describes the missing content.
Response not_modified(Response response, std::string_view tag) {
  response.status = 304;
  response.body = base::Splice{};
  for (const char* name : {"Content-Type", "Content-Length", "Content-Encoding", "Content-Range"})
    response.headers.remove(name);
  if (!tag.empty() && tag != "*") response.headers.set("ETag", std::string(tag));
  return response;
}

bool wants_range(const Request& request) {
  return request.method == Method::Get && request.headers.has("Range");
}

Response unsatisfiable(const Response& response, std::uint64_t size, const Finishing& finishing) {
  Response problem =
      instead(finishing.problem(
                  416, base::format("None of the ranges asked for lie within the {} bytes there are.", size)),
              response.headers);
  problem.headers.set("Content-Range", base::format("bytes */{}", size));
  problem.headers.set("Accept-Ranges", "bytes");
  return problem;
}

Response partial(Response response, const std::vector<ByteRange>& ranges) {
  const base::Splice whole = std::move(response.splice());
  response.status = 206;
  if (ranges.size() == 1) {
    response.headers.set("Content-Range", content_range(ranges[0], whole.size()));
    response.body = whole.subrange(ranges[0].offset, ranges[0].length);
    return response;
  }
  // The boundary need only be absent from the content; the parts' positions make it unlike any other.
  std::string spelled;
  for (const ByteRange& range : ranges) spelled += content_range(range, whole.size());
  const std::string boundary = "avocet-" + base::to_hex(base::hash64(base::as_bytes(spelled)));
  const std::string type(response.headers.get("Content-Type"));
  response.body = multipart_body(whole, ranges, type.empty() ? "application/octet-stream" : type, boundary);
  response.headers.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
  return response;
}

// RFC 9110 14.2: after the preconditions, and only where the answer would be 200.
Response cut(const Request& request, Response response, const Finishing& finishing) {
  if (response.headers.get("Accept-Ranges") == "none") return response;
  response.headers.set("Accept-Ranges", "bytes");
  const Validators validators{response.headers.get("ETag"), response.headers.get("Last-Modified")};
  if (!wants_range(request) || !range_still_valid(request, validators)) return response;
  const std::uint64_t size = response.splice().size();
  const RangeSelection selection = select_ranges(request.headers.get("Range"), size);
  switch (selection.verdict) {
    case RangeVerdict::Ignored:
      return response;
    case RangeVerdict::Unsatisfiable:
      return unsatisfiable(response, size, finishing);
    case RangeVerdict::Satisfiable:
      break;
  }
  return partial(std::move(response), selection.ranges);
}

bool may_compress(const Response& response) {
  if (response.headers.has("Content-Encoding") || !std::holds_alternative<base::Splice>(response.body))
    return false;
  const std::uint64_t size = response.splice().size();
  return size >= kSmallestCompressed && size <= kLargestCompressed &&
         is_compressible(response.headers.get("Content-Type"));
}

// Names one representation in one encoding. Entity tags are only unique for one URI (8.8.3), hence the rest.
std::string cache_key(const Request& request, const Response& response, Encoding encoding) {
  std::string key =
      base::format("{}\n{}\n{}\n{}\n{}", to_string(encoding), response.headers.get("ETag"),
                   response.headers.get("Content-Type"), response.splice().size(), request.target.raw_path);
  for (const auto& [name, value] : request.target.query) key += base::format("\n{}={}", name, value);
  return key;
}

base::Result<base::Source> compressed_form(const Request& request, const Response& response,
                                           Encoding encoding, CompressionCache* cache) {
  const bool keep = cache && response.headers.has("ETag");
  const std::string key = keep ? cache_key(request, response, encoding) : std::string{};
  if (keep)
    if (base::Source found = cache->find(key)) return found;
  const std::string plain = TRY(response.splice().flatten());
  base::Source made = std::make_shared<base::TextSource>(TRY(compress(plain, encoding)));
  if (keep) cache->keep(key, made);
  return made;
}

Response encode(const Request& request, Response response, const Finishing& finishing) {
  if (!may_compress(response)) return response;
  add_vary(response.headers, "Accept-Encoding");
  const Encoding encoding = choose_encoding(request.headers.all("Accept-Encoding"));
  if (encoding == Encoding::Identity || wants_range(request)) return response;
  auto made = compressed_form(request, response, encoding, finishing.cache);
  if (!made || (*made)->size() >= response.splice().size()) return response;
  response.body = base::Splice(std::move(*made));
  response.headers.set("Content-Encoding", std::string(to_string(encoding)));
  if (response.headers.has("ETag"))
    response.headers.set("ETag", tag_with_suffix(response.headers.get("ETag"), to_string(encoding)));
  return response;
}

Response select(const Request& request, Response response, const Finishing& finishing) {
  const Validators validators{response.headers.get("ETag"), response.headers.get("Last-Modified")};
  switch (judge_preconditions(request, validators)) {
    case Precondition::NotModified: {
      const std::string tag(matching_tag(request, validators.etag));
      if (may_compress(response)) add_vary(response.headers, "Accept-Encoding");
      return not_modified(std::move(response), tag);
    }
    case Precondition::Failed:
      return instead(finishing.problem(412, "The resource is not in the state the request asks for."),
                     response.headers);
    case Precondition::Holds:
      break;
  }
  if (std::holds_alternative<Stream>(response.body)) {
    response.headers.set("Accept-Ranges", "none");
    return response;
  }
  response = cut(request, std::move(response), finishing);
  return response.status == 200 ? encode(request, std::move(response), finishing) : std::move(response);
}

// A value that could end its line would let its author write the rest of the answer.
void make_safe(Headers& headers) {
  Headers safe;
  for (auto [name, value] : headers.fields()) {
    std::ranges::replace_if(value, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; }, ' ');
    safe.add(std::move(name), std::string(base::trim(value)));
  }
  headers = std::move(safe);
}

bool is_safe(const Headers& headers) {
  return std::ranges::all_of(headers.fields(), [](const auto& field) {
    return std::ranges::none_of(field.second, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  });
}

}  // namespace

bool is_costly(const Request& request, const Response& response, const Finishing& finishing) {
  if (!is_reading(request) || response.status != 200 || !may_compress(response)) return false;
  if (response.splice().size() < kCostly || wants_range(request)) return false;
  const Encoding encoding = choose_encoding(request.headers.all("Accept-Encoding"));
  if (encoding == Encoding::Identity) return false;
  return !finishing.cache || !response.headers.has("ETag") ||
         !finishing.cache->find(cache_key(request, response, encoding));
}

Response finish(const Request& request, Response response, const Finishing& finishing) {
  if (is_reading(request) && response.status == 200)
    response = select(request, std::move(response), finishing);
  allow_cross_origin(response.headers);
  if (!is_safe(response.headers)) make_safe(response.headers);
  response.headers.set("Date", std::string(finishing.date));
  if (!response.headers.has("Server")) response.headers.add("Server", "Avocet");
  if (!has_content(response.status)) {
    response.body = base::Splice{};
    response.headers.remove("Content-Length");
  } else if (std::holds_alternative<base::Splice>(response.body)) {
    response.headers.set("Content-Length", base::format("{}", response.splice().size()));
  }
  if (request.method == Method::Head) response.body = base::Splice{};
  return response;
}

}  // namespace http
