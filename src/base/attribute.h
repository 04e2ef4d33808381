// The value of an attribute, NAME="value", in a playlist, an MPD or a page; empty without. As it is written:
// nothing is unescaped. Pure.
#pragma once

#include <string>
#include <string_view>

namespace base {

std::string attribute(std::string_view text, std::string_view name);

}  // namespace base
