// The settings of WebVTT cues and regions as the parser of clause 6 takes them, and as clause 4 lets them be
// written: of several of one name the last valid one. Pure; linear in the input, which may be hostile.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace media::captions {

using RegionNames = std::set<std::string, std::less<>>;

// What takes effect of a cue's settings (6.3), one space between. A region only where `regions` has it and
// the cue is neither vertical, sized nor on a line of its own. A broken line number is rounded, as rendering
// would (7.2).
std::string valid_settings(std::string_view settings, const RegionNames& regions);

// A REGION block (6.2 "collect WebVTT region settings"). `name` is empty where nothing can refer to it.
struct Region {
  std::string name;
  std::string settings;  // with the name
};
Region read_region(std::string_view text);

}  // namespace media::captions
