#include "services/tree_page.h"

#include "base/format.h"
#include "services/assets.h"
#include "services/page_template.h"
#include "services/page_values.h"

namespace services {

using base::Result;

Result<std::string> tree_page(const store::Item& item, const Links& links, std::string_view manifest,
                              Primary primary) {
  const Asset* asset = find_asset("templates/tree.html");
  if (!asset) return base::fail(base::Fault::Internal, "the page of a tree was not built into this program");
  const PageTemplate page = TRY(PageTemplate::parse(base::as_text(asset->content)));
  // Joined parts are a stream, which players that browsers have of themselves do not play: one by one they
  // do.
  store::Item apart = item;
  iiif::Description description = description_of(item.description);
  description.join.reset();
  apart.description = base::write_json(iiif::to_json(description));
  const iiif::Resource built = TRY(build_manifest(apart, links, primary));
  base::json::object values = TRY(tree_values(apart, built, links));
  values["lang"] = "en";
  values["assets"] = links.base() + "/assets";
  values["manifest"] = manifest;
  return page.render(values);
}

}  // namespace services
