// The numbered migrations of the SQLite catalog (store/schema/NNN_*.sql), embedded at build time. A database
// whose user_version is n has had the first n of them applied.
#pragma once

#include <span>
#include <string_view>

namespace store {

std::span<const std::string_view> migrations();

}  // namespace store
