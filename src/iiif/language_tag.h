// Language tags (BCP 47, RFC 5646), as the Presentation API has them in language maps (3.0 section 4.1).
// Pure.
#pragma once

#include <string_view>

namespace iiif {

// Shape of a BCP 47 language tag (RFC 5646 2.1) with a primary language of two or three letters: "en",
// "zh-Hant-TW", "sr-Latn". Whether it is registered is not asked.
bool is_language_tag(std::string_view text);

}  // namespace iiif
