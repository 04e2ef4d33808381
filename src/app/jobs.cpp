#include <cstdio>
#include <ctime>
#include <filesystem>

#include "app/config.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "store/jobs.h"

namespace app {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using store::Job;

constexpr std::uint64_t kShown = 100;

// The server may be running: nothing is locked, and a cancelled job is stopped by whoever runs it.
Result<std::unique_ptr<store::Jobs>> open_jobs(const JobsConfig& config) {
  const std::string data = config.data.empty() ? default_data_folder(config.folder) : config.data;
  const std::string path = data + "/catalog.sqlite";
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return fail(Fault::NotFound, base::format("there is no catalog in '{}': serve the folder first", data));
  return store::open_sqlite_jobs(path);
}

std::string when(std::int64_t milliseconds) {
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  char text[32];
  ::localtime_r(&seconds, &parts);
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

base::json::object as_json(const Job& job) {
  return {{"id", job.id},
          {"path", job.path},
          {"status", store::to_string(job.state)},
          {"progress", job.progress},
          {"created", job.created},
          {"updated", job.updated},
          {"attempts", job.attempts},
          {"due", job.due},
          {"detail", job.error}};
}

void print(const std::vector<Job>& jobs) {
  if (jobs.empty()) base::print("no jobs\n");
  for (const Job& job : jobs)
    base::print("{}  {}  {:9} {:3.0f} %  {}{}{}\n", job.id, when(job.created), store::to_string(job.state),
                job.progress * 100, job.path, job.error.empty() ? "" : ": ", job.error);
}

Result<void> run(const JobsConfig& config) {
  const auto store = TRY(open_jobs(config));
  if (!config.cancel.empty()) {
    const Job job = TRY(store->find(config.cancel));
    const auto state = TRY(store->update(job.id, store::JobState::Cancelled, job.progress));
    base::print("{} is {}\n", job.id, store::to_string(state));
    return {};
  }
  if (!config.retry.empty()) {
    TRY(store->retry(config.retry));
    base::print("{} is queued\n", config.retry);
    return {};
  }
  const std::vector<Job> newest = TRY(store->newest(kShown));
  if (!config.json) {
    print(newest);
    return {};
  }
  base::json::array all;
  for (const Job& job : newest) all.push_back(as_json(job));
  base::print("{}\n", base::write_json(all));
  return {};
}

}  // namespace

int jobs(const JobsConfig& config) {
  const auto done = run(config);
  if (done) return 0;
  base::print(stderr, "avocet: {}\n", done.error().message);
  return 1;
}

}  // namespace app
