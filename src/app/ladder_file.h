// The ladder that whoever runs the site declares (docs/guide/renditions.md), read from TOML.
#pragma once

#include <string>

#include "base/result.h"
#include "media/ladder.h"

namespace app {

// NotFound where there is no such file; Malformed, with the line, where it does not say what a ladder is.
base::Result<media::Ladder> read_ladder(const std::string& path);

// The same from text; `name` stands in messages.
base::Result<media::Ladder> parse_ladder(std::string_view text, std::string_view name);

}  // namespace app
