// What languages call themselves. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

// Of a BCP 47 tag: "Cymraeg", "English (GB)"; the tag itself where the language is not in our table.
std::string autonym(std::string_view tag);

}  // namespace base
