// Text formatting, the one way we do it: format strings in fmt's (and std::format's) language, checked when
// compiled. Other rooms come here and not to fmt, so that the library can be changed in one place.
#pragma once

#include <fmt/format.h>

namespace base {

using fmt::format;
using fmt::format_to;
using fmt::print;

}  // namespace base
