// Previews made before anyone asks: of each item what its pages and manifests point at: its frames, the
// sheets of its storyboards, its waveforms. In the background of the workshop, and given up for whoever
// waits; what was made lies under its key, so that a pass after a kill, or over what has not changed, makes
// only what is missing. Bounded: at most half of the cache, so that nothing is made only to push out what was
// made before. Safe from any thread; one pass at a time.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "services/context.h"

namespace services {

struct PreviewSummary {
  std::uint64_t made = 0, kept = 0;  // now; found made already
  std::uint64_t failed = 0;          // pictures or sound that cannot be decoded
  bool full = false;                 // there was no room for all
};

class Previews {
 public:
  explicit Previews(Context& context) : context_(context) {}

  // Every item that has changed since the last pass. `progress` is called with items done and items in all,
  // one call at a time. A stopped pass is a shorter one.
  base::Result<PreviewSummary> make(unsigned at_a_time,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                    std::stop_token stop);

 private:
  Context& context_;
  struct Done {
    std::uint64_t revision = 0, bytes = 0;
  };
  std::unordered_map<std::string, Done> done_;  // by item
  std::uint64_t held_ = 0;                      // bytes of all that is done
  bool full_ = false;                           // nothing more is made until the next start
};

}  // namespace services
