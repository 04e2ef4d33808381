// Assets: the pages' templates, scripts, styles and fonts, built from viewer/ into this program.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace services {

struct Asset {
  std::string_view name;  // "avocet.js", "templates/home.html"
  base::ByteView content;
};

// All of them, in no order; they live as long as the program.
std::span<const Asset> assets();

const Asset* find_asset(std::string_view name);

// By the name's extension.
std::string_view asset_type(std::string_view name);

}  // namespace services
