#include <sys/random.h>

#include <array>
#include <chrono>
#include <mutex>

#include "base/format.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/jobs.h"
#include "store/sqlite.h"

namespace store {
namespace {

using base::fail;
using base::Fault;
using base::Result;

std::int64_t now_in_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Result<std::string> new_id() {
  std::array<std::uint8_t, 16> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
    return fail(Fault::Io, "the system gives no random numbers");
  return base::to_hex(random);
}

Job job_of(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),    static_cast<JobState>(row.integer(4)),
          row.real(5), row.real(6), row.text(7), row.integer(8), row.integer(9)};
}

class SqliteJobs final : public Jobs {
 public:
  explicit SqliteJobs(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  Result<Job> ask(std::string_view path, std::string_view file, std::string_view revision,
                  double estimated) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(*connection_, Connection::Access::Write));
    std::optional<Job> found;
    TRY(connection_->each(
        "SELECT id, path, file, revision, state, progress, estimated, error, created, updated FROM job "
        "WHERE path = ? AND revision = ? AND state < 2",
        [&](const Row& row) { found = job_of(row); }, path, revision));
    if (found) return std::move(*found);
    const std::int64_t now = now_in_milliseconds();
    Job job{TRY(new_id()),
            std::string(path),
            std::string(file),
            std::string(revision),
            JobState::Queued,
            0,
            estimated,
            {},
            now,
            now};
    TRY(connection_->run("INSERT INTO job VALUES (?, ?, ?, ?, 0, 0.0, ?, '', ?, ?)", job.id, path, file,
                         revision, estimated, now, now));
    TRY(transaction.commit());
    return job;
  }

  Result<Job> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    std::optional<Job> found;
    TRY(connection_->each(
        "SELECT id, path, file, revision, state, progress, estimated, error, created, updated FROM job "
        "WHERE id = ?",
        [&](const Row& row) { found = job_of(row); }, id));
    if (!found) return fail(Fault::NotFound, base::format("no job '{}'", base::clip_for_message(id)));
    return std::move(*found);
  }

  Result<std::vector<Job>> newest(std::uint64_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    TRY(connection_->each(
        "SELECT id, path, file, revision, state, progress, estimated, error, created, updated FROM job "
        "ORDER BY created DESC LIMIT ?",
        [&](const Row& row) { jobs.push_back(job_of(row)); }, limit));
    return jobs;
  }

  Result<std::vector<Job>> unfinished() override {
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    TRY(connection_->each(
        "SELECT id, path, file, revision, state, progress, estimated, error, created, updated FROM job "
        "WHERE state < 2 ORDER BY created",
        [&](const Row& row) { jobs.push_back(job_of(row)); }));
    return jobs;
  }

  Result<JobState> update(std::string_view id, JobState state, double progress,
                          std::string_view error) override {
    const std::lock_guard lock(mutex_);
    TRY(
        connection_->run("UPDATE job SET state = ?, progress = ?, error = ?, updated = ? "
                         "WHERE id = ? AND state < 2",
                         static_cast<int>(state), progress, error, now_in_milliseconds(), id));
    const std::int64_t now = TRY(connection_->number("SELECT state FROM job WHERE id = ?", id));
    return static_cast<JobState>(now);
  }

  Result<void> forget_before(std::int64_t milliseconds) override {
    const std::lock_guard lock(mutex_);
    return connection_->run("DELETE FROM job WHERE state >= 2 AND updated < ?", milliseconds);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::string_view to_string(JobState state) {
  constexpr std::string_view kNames[] = {"queued", "running", "done", "failed", "cancelled"};
  return kNames[static_cast<std::size_t>(state)];
}

Result<std::unique_ptr<Jobs>> open_sqlite_jobs(const std::string& path) {
  return std::make_unique<SqliteJobs>(TRY(Connection::open(path, Connection::Access::Write)));
}

}  // namespace store
