// Editing: the description documents, texts and history of items and collections over HTTP, for those who
// have a token (docs/editing.md).
#pragma once

#include <memory>
#include <vector>

#include "http/router.h"
#include "services/administrators.h"
#include "services/context.h"
#include "store/descriptions.h"

namespace services {

// Both or none: without them there is nothing at these addresses.
struct Editing {
  store::Descriptions* descriptions = nullptr;  // outlives the site
  std::shared_ptr<Administrators> administrators;
};

void add_editing(std::vector<http::Route>& routes, Context& context, const Editing& editing);

}  // namespace services
