// What all derivatives of a recording share: how the media room sees the master, the key under which a result
// is kept, what its file tells about its origin, and the fields of its answer (docs/av-content-api.md
// section 2: every answer states what it really is and where it belongs).
#pragma once

#include <string>
#include <string_view>

#include "media/master.h"
#include "media/provenance.h"
#include "services/context.h"

namespace services {

// Points into the recording, which must be held as long.
media::Master master_of(const Recording& recording);

// Title, rights and, where the site's public address is known, the manifest's URI: for what goes out as a
// file of its own.
base::Result<media::Provenance> provenance_of(const Context& context, const Recording& recording);

struct Derivative {
  std::string canonical;   // below the identifier: "12,20/full/max/max/0/default.mp4"
  std::string media_type;  // without parameters
  std::string codecs;      // RFC 6381; may be empty
  std::string depends;     // what the bytes depend on besides the master's content: an item's revision
};

// Names the bytes for good: the master's content and the canonical path.
std::string key_of(const Recording& recording, const Derivative& derivative);

// Content-Type, ETag, Cache-Control and Link fields: `up`, `canonical`, `license`.
void describe(http::Response& response, const Context& context, const Recording& recording,
              const Derivative& derivative, const Links& links);

// The Link fields alone.
void add_links(http::Response& response, const Context& context, const Recording& recording,
               const Derivative& derivative, const Links& links);

http::Response whole_response(const Context& context, const Recording& recording,
                              const Derivative& derivative, const Links& links, base::Splice body);

}  // namespace services
