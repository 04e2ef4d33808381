#include <sys/random.h>

#include <algorithm>
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

// Statements are known by where their text lies.
template <std::size_t N>
consteval auto select_job(const char (&which)[N]) {
  constexpr std::string_view kColumns =
      "SELECT id, kind, path, file, revision, state, progress, estimated, error, created, updated, attempts, "
      "due FROM job ";
  std::array<char, kColumns.size() + N> sql{};
  std::ranges::copy(which, std::ranges::copy(kColumns, sql.begin()).out);
  return sql;
}
constexpr auto kById = select_job("WHERE id = ?");
constexpr auto kPending = select_job("WHERE path = ? AND revision = ? AND state < 2");
constexpr auto kLatest = select_job("WHERE path = ? AND revision = ? ORDER BY created DESC LIMIT 1");
constexpr auto kNewest = select_job("ORDER BY created DESC LIMIT ?");
constexpr auto kUnfinished = select_job("WHERE state < 2 AND kind = ? ORDER BY created");

Job job_of(const Row& row) {
  Job job;
  job.id = row.text(0);
  job.kind = static_cast<JobKind>(row.integer(1));
  job.path = row.text(2);
  job.file = row.text(3);
  job.revision = row.text(4);
  job.state = static_cast<JobState>(row.integer(5));
  job.progress = row.real(6);
  job.estimated = row.real(7);
  job.error = row.text(8);
  job.created = row.integer(9);
  job.updated = row.integer(10);
  job.attempts = static_cast<std::uint32_t>(row.integer(11));
  job.due = row.integer(12);
  return job;
}

class SqliteJobs final : public Jobs {
 public:
  explicit SqliteJobs(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  Result<Job> ask(JobKind kind, std::string_view path, std::string_view file, std::string_view revision,
                  double estimated) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = TRY(Transaction::begin(*connection_, Connection::Access::Write));
    std::vector<Job> found = TRY(select(kPending.data(), path, revision));
    if (!found.empty()) return std::move(found.front());
    Job job;
    job.id = TRY(new_id());
    job.kind = kind;
    job.path = path;
    job.file = file;
    job.revision = revision;
    job.estimated = estimated;
    job.created = job.updated = now_in_milliseconds();
    TRY(connection_->run(
        "INSERT INTO job (id, kind, path, file, revision, state, progress, estimated, error, created, "
        "updated) "
        "VALUES (?, ?, ?, ?, ?, 0, 0.0, ?, '', ?, ?)",
        job.id, static_cast<int>(kind), path, file, revision, estimated, job.created, job.updated));
    TRY(transaction.commit());
    return job;
  }

  Result<Job> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    std::vector<Job> found = TRY(select(kById.data(), id));
    if (found.empty()) return fail(Fault::NotFound, base::format("no job '{}'", base::clip_for_message(id)));
    return std::move(found.front());
  }

  Result<std::optional<Job>> latest(std::string_view path, std::string_view revision) override {
    const std::lock_guard lock(mutex_);
    std::vector<Job> found = TRY(select(kLatest.data(), path, revision));
    return found.empty() ? std::optional<Job>() : std::optional(std::move(found.front()));
  }

  Result<std::vector<Job>> newest(std::uint64_t limit) override {
    const std::lock_guard lock(mutex_);
    return select(kNewest.data(), limit);
  }

  Result<std::vector<Job>> unfinished(JobKind kind) override {
    const std::lock_guard lock(mutex_);
    return select(kUnfinished.data(), static_cast<int>(kind));
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

  Result<void> postpone(std::string_view id, std::int64_t due, std::string_view error) override {
    const std::lock_guard lock(mutex_);
    return connection_->run(
        "UPDATE job SET state = 0, attempts = attempts + 1, due = ?, error = ?, updated = ? "
        "WHERE id = ? AND state < 2",
        due, error, now_in_milliseconds(), id);
  }

  Result<void> retry(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const std::int64_t found =
        TRY(connection_->number("SELECT COUNT(*) FROM job WHERE id = ? AND state IN (3, 4)", id));
    if (found == 0)
      return fail(Fault::Conflict, base::format("the job '{}' has neither failed nor been cancelled",
                                                base::clip_for_message(id)));
    return connection_->run(
        "UPDATE job SET state = 0, attempts = 0, due = 0, error = '', updated = ? WHERE id = ?",
        now_in_milliseconds(), id);
  }

  Result<void> forget_before(std::int64_t milliseconds) override {
    const std::lock_guard lock(mutex_);
    return connection_->run("DELETE FROM job WHERE state >= 2 AND updated < ?", milliseconds);
  }

 private:
  template <typename... Values>
  Result<std::vector<Job>> select(const char* sql, const Values&... values) {
    std::vector<Job> jobs;
    TRY(connection_->each(sql, [&](const Row& row) { jobs.push_back(job_of(row)); }, values...));
    return jobs;
  }

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
