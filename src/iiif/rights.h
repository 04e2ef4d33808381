// The two lists that `rights` may be taken from (Presentation 3.0 section 3.1): Creative Commons
// (https://creativecommons.org/licenses/list.en) and RightsStatements.org
// (https://rightsstatements.org/page/1.0/). Pure.
#pragma once

#include <string>
#include <string_view>

namespace iiif {

// The URI as the lists write it, with http and a slash at the end; empty if it is on neither. Forgiven are
// https, `www.`, letters' case, a missing slash, and the address of the page (`deed.cy`, `legalcode`,
// `/page/`) in place of that of the statement.
std::string canonical_rights(std::string_view text);

// The listed URI that someone may have meant, "CC BY-SA 4.0" or "rightsstatements.org/vocab/InCopyright";
// empty if nothing is near.
std::string nearest_rights(std::string_view text);

}  // namespace iiif
