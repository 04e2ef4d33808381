#include "base/attribute.h"

#include "base/text.h"

namespace base {

std::string attribute(std::string_view text, std::string_view name) {
  const std::string key = std::string(name) + "=\"";
  std::size_t at = text.find(key);
  while (at != std::string_view::npos && at > 0 && (is_alpha(text[at - 1]) || text[at - 1] == '-'))
    at = text.find(key, at + 1);
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + key.size();
  return std::string(text.substr(start, text.find('"', start) - start));
}

}  // namespace base
