// The words of a recording on its page, for readers without script and for search engines: WebVTT or a plain
// transcript as lines of time, speaker and text. Bounded: of long ones the beginning, and the addresses of
// the whole.
#pragma once

#include "base/json.h"
#include "services/context.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

// `transcript` of item.html: an object of `label`, `language`, `lines` (of `href`, `time`, `speaker`,
// `text`), `whole` (address) and `more` = true where lines were left out. Empty where the part, counted from
// 1, has no text. A line's href is `recording`, the address of what the part plays, from that moment on: a
// player that a browser has of itself cannot be sought by a link.
base::Result<base::json::object> transcript_values(const Context& context, const store::Item& item,
                                                   std::size_t part, std::string_view recording,
                                                   const Links& links);

}  // namespace services
