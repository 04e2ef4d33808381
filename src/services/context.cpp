#include "services/context.h"

#include "base/format.h"
#include "base/hash.h"

namespace services {

using base::Result;

Links Context::links(const http::Request& request) const {
  std::string base = settings.base_url.empty() ? base::format("{}://{}", request.scheme, request.authority)
                                               : settings.base_url;
  return Links(std::move(base), iiif::Version::V3, settings.naming);
}

http::Response answer(base::Splice body, std::string_view content_type, std::string etag, Lifetime lifetime) {
  http::Response response{200, {}, std::move(body)};
  response.headers.add("Content-Type", std::string(content_type));
  response.headers.add("ETag", std::move(etag));
  response.headers.add("Cache-Control",
                       lifetime == Lifetime::Immutable ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

namespace {

Result<std::string> full_key(const Context& context, std::string_view key) {
  const std::uint64_t generation = TRY(context.catalog.generation());
  return base::format("{} {} {}", generation, context.kept.generation(), key);
}

}  // namespace

Result<std::optional<http::Response>> kept_document(Context& context, const std::string& key,
                                                    std::string_view content_type, Lifetime lifetime) {
  const auto kept = context.documents.find(TRY(full_key(context, key)));
  if (!kept) return std::nullopt;
  return answer(base::Splice(kept->body), content_type, kept->etag, lifetime);
}

Result<http::Response> document(Context& context, std::string key, std::string_view content_type,
                                Lifetime lifetime, const std::function<Result<std::string>()>& make) {
  std::string full = TRY(full_key(context, key));
  auto kept = context.documents.find(full);
  if (!kept) {
    std::string text = TRY(make());
    const std::string etag = base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(text))));
    const std::uint64_t weight = text.size() + 512;
    kept = std::make_shared<Document>(std::make_shared<base::TextSource>(std::move(text)), etag);
    context.documents.put(std::move(full), kept, weight);
  }
  return answer(base::Splice(kept->body), content_type, kept->etag, lifetime);
}

http::Response redirect(int status, std::string_view location) {
  http::Response response{status, {}, base::Splice()};
  response.headers.add("Location", std::string(location));
  return response;
}

}  // namespace services
