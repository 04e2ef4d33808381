#include "iiif/language_tag.h"

#include <algorithm>

#include "base/text.h"

namespace iiif {

bool is_language_tag(std::string_view text) {
  std::size_t position = 0;
  bool private_use = false;
  for (std::string_view subtag : base::split(text, '-')) {
    if (subtag.empty() || subtag.size() > 8) return false;
    const bool letters = std::ranges::all_of(subtag, base::is_alpha);
    if (!std::ranges::all_of(subtag, [](char c) { return base::is_alpha(c) || base::is_digit(c); }))
      return false;
    if (position++ == 0) {
      if (!letters || subtag.size() < 2 || subtag.size() > 3) return false;
      continue;
    }
    // Script is four letters, region two letters or three digits, a variant five and more or a digit and
    // three; a single character opens an extension or private use, after which the rest is free.
    private_use = private_use || subtag.size() == 1;
    const bool digits = std::ranges::all_of(subtag, base::is_digit);
    const bool known = (letters && (subtag.size() == 2 || subtag.size() == 4)) || subtag.size() >= 5 ||
                       (digits && subtag.size() == 3) || (subtag.size() == 4 && base::is_digit(subtag[0]));
    if (!private_use && !known) return false;
  }
  return true;
}

}  // namespace iiif
