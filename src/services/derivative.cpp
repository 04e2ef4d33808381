#include "services/derivative.h"

#include "base/format.h"
#include "base/hash.h"

namespace services {

using base::Result;

media::Master master_of(const Recording& recording) {
  return {recording.file.identity, std::string(file_name(recording.file.path)), recording.master,
          &recording.info, recording.table ? &*recording.table : nullptr};
}

Result<media::Provenance> provenance_of(const Context& context, const Recording& recording) {
  const store::Item item = TRY(context.catalog.item(recording.item));
  const iiif::Description description = description_of(item.description);
  const Settings& settings = context.settings;
  const Links links(settings.base_url, iiif::Version::V3, settings.naming);
  return media::Provenance{std::string(description.label.any()), description.rights,
                           settings.base_url.empty() ? "" : links.manifest(recording.item)};
}

std::string key_of(const Recording& recording, const Derivative& derivative) {
  return base::format("{} {} {}", recording.file.identity, derivative.depends, derivative.canonical);
}

void describe(http::Response& response, const Context& context, const Recording& recording,
              const Derivative& derivative, const Links& links) {
  http::Headers& headers = response.headers;
  headers.set("Content-Type",
              derivative.codecs.empty()
                  ? derivative.media_type
                  : base::format("{}; codecs=\"{}\"", derivative.media_type, derivative.codecs));
  const std::string key = base::format("{} {}", recording.file.revision, key_of(recording, derivative));
  headers.set("ETag", base::format("\"{}\"", base::to_hex(base::hash64(base::as_bytes(key)))));
  headers.set("Cache-Control", "no-cache");
  add_links(response, context, recording, derivative, links);
}

void add_links(http::Response& response, const Context& context, const Recording& recording,
               const Derivative& derivative, const Links& links) {
  http::Headers& headers = response.headers;
  headers.add("Link", base::format("<{}>;rel=\"up\"", links.manifest(recording.item)));
  headers.add("Link",
              base::format("<{}/{}>;rel=\"canonical\"", links.av(recording.file.id), derivative.canonical));
  const auto item = context.catalog.item(recording.item);
  if (!item) return;
  if (const std::string rights = description_of(item->description).rights; !rights.empty())
    headers.add("Link", base::format("<{}>;rel=\"license\"", rights));
}

http::Response whole_response(const Context& context, const Recording& recording,
                              const Derivative& derivative, const Links& links, base::Splice body) {
  http::Response response{200, {}, std::move(body)};
  describe(response, context, recording, derivative, links);
  return response;
}

}  // namespace services
