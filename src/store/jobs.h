// Jobs: what people asked for that takes long, remembered in the catalog's database, so that it is known
// after a restart and seen (and cancelled) from another process. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace store {

enum class JobState { Queued, Running, Done, Failed, Cancelled };

std::string_view to_string(JobState state);  // "queued" ...

enum class JobKind {
  Derivative,  // one result, which someone asked for
  Renditions,  // what a recording is streamed as, made ahead; tried again where it fails
};
inline bool is_finished(JobState state) { return state >= JobState::Done; }

struct Job {
  std::string id;
  JobKind kind = JobKind::Derivative;
  std::string path;      // canonical, below /av/, percent-encoded: where the result will be
  std::string file;      // identifier
  std::string revision;  // of the file
  JobState state = JobState::Queued;
  double progress = 0;         // 0..1
  double estimated = 0;        // seconds of work, told beforehand
  std::string error;           // why it failed, one sentence
  std::int64_t created = 0;    // milliseconds since 1970
  std::int64_t updated = 0;    // the same
  std::uint32_t attempts = 0;  // that failed
  std::int64_t due = 0;        // not before: milliseconds since 1970
};

class Jobs {
 public:
  virtual ~Jobs() = default;

  // The unfinished job for this path and revision if there is one, else a new one.
  virtual base::Result<Job> ask(JobKind kind, std::string_view path, std::string_view file,
                                std::string_view revision, double estimated) = 0;
  // The newest job for this path and revision, finished or not.
  virtual base::Result<std::optional<Job>> latest(std::string_view path, std::string_view revision) = 0;
  virtual base::Result<Job> find(std::string_view id) = 0;                 // NotFound
  virtual base::Result<std::vector<Job>> newest(std::uint64_t limit) = 0;  // newest first
  virtual base::Result<std::vector<Job>> unfinished(JobKind kind) = 0;     // oldest first
  // Does nothing to a job that is finished; gives the state it is in afterwards.
  virtual base::Result<JobState> update(std::string_view id, JobState state, double progress,
                                        std::string_view error = {}) = 0;
  // Queued once more after an attempt that failed, not before `due`; the reason is kept. Does nothing to a
  // job that is finished.
  virtual base::Result<void> postpone(std::string_view id, std::int64_t due, std::string_view error) = 0;
  // Queues one that has failed or was cancelled, as if it had never been tried. Conflict in another state.
  virtual base::Result<void> retry(std::string_view id) = 0;
  // Finished ones older than this are forgotten.
  virtual base::Result<void> forget_before(std::int64_t milliseconds) = 0;
};

// In the catalog's database, which must have been opened (and so migrated) before.
base::Result<std::unique_ptr<Jobs>> open_sqlite_jobs(const std::string& path);

}  // namespace store
