// A timed text as an annotation page: each cue a supplementing annotation with a TextualBody, on the stretch
// of its Container in which it shows (docs/presentation.md, "Timed text"). Told while it is sent: the cues
// are in memory, as they are wherever a text is read, what is written of them is not.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

struct CuePage {
  http::Stream text;  // JSON
  std::string etag;
};

// `key`: of a Container of the item: a part, an entry of a playlist, or all of a joined work. NotFound where
// there is no such Container or text.
base::Result<CuePage> cue_page(const store::Catalog& catalog, const std::string& item, const std::string& key,
                               const std::string& name, const Links& links);

}  // namespace services
