// What other sites show when somebody links to a page here: OpenGraph, schema.org and oEmbed (https://ogp.me,
// https://schema.org/VideoObject, https://oembed.com), told from the manifest that the page shows. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "iiif/presentation.h"
#include "services/links.h"
#include "store/catalog.h"

namespace services {

// The size a player is embedded in where nobody says: that of its picture, or a bar for sound; scaled to fit
// into `width_most` and `height_most` (0: no limit).
struct FrameSize {
  std::uint32_t width = 0, height = 0;
};
FrameSize frame_size(const iiif::Resource& container, std::uint32_t width_most, std::uint32_t height_most);

// The members `description`, `image`, `canonical`, `embed`, `oembed`, `og_type` and `structured` (a JSON-LD
// document that may stand in a script element) of item.html. `page` has those of services/page_values; `part`
// counts from 1 and must exist.
base::json::object preview_values(const base::json::object& page, const store::Item& item,
                                  const iiif::Resource& manifest, std::size_t part, const Links& links);

// The answer to an oEmbed request (2.3.4): type `video`, or `rich` for sound.
base::json::object oembed_document(std::string_view title, std::string_view site, const store::Item& item,
                                   const iiif::Resource& manifest, std::uint32_t width_most,
                                   std::uint32_t height_most, const Links& links);

// Words without the tags and character references that the Presentation API allows in them (4.5 HTML Markup),
// `most` bytes at most, cut between words.
std::string plain_words(std::string_view html, std::size_t most);

}  // namespace services
