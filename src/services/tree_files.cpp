#include "services/tree_files.h"

#include "base/json.h"
#include "services/page_template.h"

namespace services {

using base::Result;

Result<std::string> tree_script(std::string_view base) {
  const PageTemplate script = TRY(PageTemplate::built_in("templates/tree.js"));
  return script.render({{"base", base::write_json(base::json::value(base))}});
}

Result<std::string> tree_entrance(std::string_view title, const std::string& page, const Links& links) {
  const PageTemplate entrance = TRY(PageTemplate::built_in("templates/tree.html"));
  const std::string here = links.seen_from(links.home()).base() + page.substr(links.base().size());
  return entrance.render({{"lang", "en"}, {"title", title}, {"page", here}, {"canonical", page}});
}

}  // namespace services
