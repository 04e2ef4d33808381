// RenditionMaker: makes renditions before anyone asks (services/renditions.h says which), as jobs in the
// catalog's database: one for each recording, in the background of the workshop, several segments at a time,
// given up for whoever waits. Each segment is kept as it is made, so that after a kill the next run goes on
// behind it. A job that fails is tried again, each time after a longer while, and in the end parked: it stays
// failed, with the reason, until someone says so or the job is forgotten. Every call from one thread at a
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "services/context.h"
#include "store/jobs.h"

namespace services {

struct RenditionSummary {
  std::uint64_t made = 0, failed = 0;  // jobs, this time; a failed one is parked
  std::uint64_t waiting = 0;           // jobs that are to be tried again later
  std::int64_t due = 0;                // milliseconds since 1970: the earliest of those
};

class RenditionMaker {
 public:
  RenditionMaker(Context& context, store::Jobs& jobs) : context_(context), jobs_(jobs) {}

  // Asks for a job for each recording that lacks a rendition, looking at items that have changed since the
  // last time; and clears away what belongs to no master any more.
  base::Result<void> look(std::stop_token stop);

  // Works on all jobs that are due. `progress`: the recording's identifier and what part of it is made.
  using Progress = std::function<void(const std::string& file, double part)>;
  base::Result<RenditionSummary> work(unsigned at_a_time, const Progress& progress, std::stop_token stop);

 private:
  class Run;

  base::Result<void> look_at(const std::string& file_id);
  base::Result<void> finish(const store::Job& job, const base::Result<void>& outcome,
                            RenditionSummary& summary);

  Context& context_;
  store::Jobs& jobs_;
  std::unordered_map<std::string, std::uint64_t> looked_at_;  // item: its revision
};

}  // namespace services
