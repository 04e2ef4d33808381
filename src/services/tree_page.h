// The page of a tree of plain files (`avocet export`): every part of an item with a player of the browser's
// own, chapters, facts and downloads, whole without script. Pure.
#pragma once

#include <string>

#include "services/links.h"
#include "services/manifest_builder.h"

namespace services {

// `links` may be relative to the page; `manifest` is the absolute address that people copy.
base::Result<std::string> tree_page(const store::Item& item, const Links& links, std::string_view manifest,
                                    Primary primary);

}  // namespace services
