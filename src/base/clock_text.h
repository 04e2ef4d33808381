// Times as people and records write them: more forms than the APIs know. Pure.
#pragma once

#include <string_view>

#include "base/media_time.h"

namespace base {

// "75.5", "1:15.5", "0:01:15.5" (`,` may stand for the point; the first field may have any size up to a
// thousand hours) or an ISO 8601 duration, "PT1M15.5S". Malformed for all else. Exact to nine decimals.
Result<Time> parse_clock(std::string_view text);

}  // namespace base
