// What a tree of plain files (`avocet export`) has that no server answers (viewer/templates/README.md). Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/links.h"

namespace services {

// assets/tree.js: by it the pages of a tree that was made for `base` work wherever it lies.
base::Result<std::string> tree_script(std::string_view base);

// The page at the top of a tree of one item or collection: leads on to `page`, one of `links`.
base::Result<std::string> tree_entrance(std::string_view title, const std::string& page, const Links& links);

}  // namespace services
