// Context: what every service needs, by reference: the catalog, the opened recordings, the cache of
// documents, and how the site presents itself. Outlives the server. Its parts are safe from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "http/message.h"
#include "media/still.h"
#include "services/kept_renditions.h"
#include "services/library.h"
#include "services/links.h"
#include "services/manifest_builder.h"
#include "store/cache.h"

namespace services {

// A document made for many readers: a manifest, a playlist, a page.
struct Document {
  base::Source body;
  std::string etag;  // strong, quoted
};

class JobService;
class Workshop;

struct Settings {
  std::string base_url;  // without a slash at the end; empty: as the client addressed us
  Naming naming = Naming::Routes;
  // The collection from which pages tell the way to an item or a collection below it; empty: they tell none.
  std::string top = "root";
  Primary primary = Primary::Progressive;
  std::string version;
  std::uint64_t cache_bytes = 4ull << 30;  // of derivatives kept on disk
  unsigned decode_threads = 0;             // 0: one per core, at least two
  media::Ladder ladder = media::default_ladder();
  std::uint64_t spare_bytes = 1ull << 30;         // of the disk that renditions made ahead leave free
  std::chrono::milliseconds retry_after{30'000};  // a rendition that failed; four times as long each time
  double patience = 6;                            // seconds of work that a client waits for; more is a job
  std::uint64_t decode_memory = 1ull << 30;       // bytes of all that decodes at one time, estimated
};

struct Context {
  const store::Catalog& catalog;
  Library& library;
  store::Cache<Document>& documents;
  store::Cache<base::Splice>& clips;  // files of clips: their heads, and slices of masters
  Workshop& workshop;
  media::Stills& stills;
  JobService& jobs;
  KeptRenditions& kept;
  Settings settings;

  Links links(const http::Request& request) const;
};

enum class Lifetime {
  Revalidate,  // the URI stays, the content may change: ask again with the ETag
  Immutable,   // the URI carries the content's revision
};

// The document kept under `key` for this generation of the catalog and of the kept renditions, or made now.
// `key` must name everything the content depends on besides them. The answer has ETag, Content-Type and
// Cache-Control.
base::Result<http::Response> document(Context& context, std::string key, std::string_view content_type,
                                      Lifetime lifetime,
                                      const std::function<base::Result<std::string>()>& make);

// The same if it is kept; nothing if it would have to be made.
base::Result<std::optional<http::Response>> kept_document(Context& context, const std::string& key,
                                                          std::string_view content_type, Lifetime lifetime);

// A finished body under an ETag of its own.
http::Response answer(base::Splice body, std::string_view content_type, std::string etag, Lifetime lifetime);

http::Response redirect(int status, std::string_view location);

}  // namespace services
