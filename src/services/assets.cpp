#include "services/assets.h"

#include <algorithm>
#include <array>
#include <utility>

namespace services {

const Asset* find_asset(std::string_view name) {
  const auto found = std::ranges::find(assets(), name, &Asset::name);
  return found == assets().end() ? nullptr : &*found;
}

std::string_view asset_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{
      {{".js", "text/javascript; charset=utf-8"},
       {".css", "text/css; charset=utf-8"},
       {".svg", "image/svg+xml"},
       {".woff2", "font/woff2"},
       {".html", "text/html; charset=utf-8"},
       {".json", "application/json"},
       {".txt", "text/plain; charset=utf-8"}}};
  for (const auto& [extension, type] : kTypes)
    if (name.ends_with(extension)) return type;
  return "application/octet-stream";
}

}  // namespace services
