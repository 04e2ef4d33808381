#include "services/job_service.h"

#include <chrono>

#include "base/format.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "services/context.h"
#include "services/problem.h"

namespace services {

using base::Result;
using store::Job;
using store::JobState;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{700};              // at the database, for a running job
constexpr std::int64_t kForgetAfter = 7ll * 24 * 60 * 60 * 1000;  // milliseconds

std::int64_t now_in_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One job while it runs. Progress goes to the database now and then; so comes the news that it was cancelled.
class Running {
 public:
  Running(store::Jobs& jobs, std::string id) : jobs_(jobs), id_(std::move(id)) {}

  bool cancelled() {
    const auto now = Clock::now().time_since_epoch();
    if (now - looked_.load() >= kLookEvery) look();
    return cancelled_;
  }
  void progress(double part) {
    progress_ = part;
    begun_ = true;
  }
  void end(const Result<base::Source>& made) {
    if (made)
      tell(JobState::Done, 1, {});
    else
      tell(cancelled_ ? JobState::Cancelled : JobState::Failed, progress_, made.error().message);
  }

 private:
  void look() {
    looked_ = Clock::now().time_since_epoch();
    const auto state = jobs_.update(id_, begun_ ? JobState::Running : JobState::Queued, progress_);
    if (state && *state == JobState::Cancelled) cancelled_ = true;
  }
  void tell(JobState state, double progress, std::string_view error) {
    const auto told = jobs_.update(id_, state, progress, error);
    if (!told) base::log_error("job {}: {}", id_, told.error().message);
  }

  store::Jobs& jobs_;
  std::string id_;
  std::atomic<Clock::duration> looked_{Clock::duration::zero()};
  std::atomic<double> progress_{0};
  std::atomic<bool> begun_{false}, cancelled_{false};
};

base::json::value describe(const Job& job, const Links& links) {
  base::json::object object{{"id", links.job(job.id)},
                            {"type", "Job"},
                            {"status", store::to_string(job.state)},
                            {"progress", job.progress},
                            {"result", links.result(job.path)}};
  if (!store::is_finished(job.state))
    object["estimatedSeconds"] = static_cast<std::int64_t>(job.estimated * (1 - job.progress) + 0.5);
  if (!job.error.empty()) object["detail"] = job.error;
  return object;
}

http::Response respond_with(const Job& job, int status, const Links& links) {
  http::Response response{status, {}, base::Splice(base::write_json(describe(job, links)))};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "no-store");
  if (!store::is_finished(job.state)) response.headers.add("Retry-After", "2");
  return response;
}

}  // namespace

// RFC 7240 4.1: `respond-async`.
bool wants_job(const Context& context, const http::Request& request, bool streamable, const Cost& cost) {
  if (!streamable && cost.seconds > context.settings.patience) return true;
  const std::string preferences = request.headers.all("Prefer");
  for (const std::string_view preference : base::split(preferences, ','))
    if (base::equals_ignoring_case(base::trim(preference), "respond-async")) return true;
  return false;
}

Result<void> JobService::begin(const Job& job, Order order) {
  order.urgency = Urgency::Background;
  const auto running = std::make_shared<Running>(jobs_, job.id);
  Asker asker;
  asker.gone = [running] { return running->cancelled(); };
  asker.ended = [this, running](const Result<base::Source>& made) {
    if (!stopping_) running->end(made);
  };
  asker.progress = [running](double part) { running->progress(part); };
  return workshop_.ask(std::move(order), std::move(asker));
}

Result<void> JobService::resume(const Plan& plan) {
  TRY(jobs_.forget_before(now_in_milliseconds() - kForgetAfter));
  const std::vector<Job> left = TRY(jobs_.unfinished(store::JobKind::Derivative));
  for (const Job& job : left) {
    auto order = plan(job.path);
    const auto begun = order ? begin(job, std::move(*order)) : std::unexpected(order.error());
    if (!begun) TRY(jobs_.update(job.id, JobState::Failed, job.progress, begun.error().message));
  }
  if (!left.empty()) base::log_info("{} unfinished jobs taken up again", left.size());
  return {};
}

Result<http::Response> JobService::accept_now(std::string_view path, std::string_view file,
                                              std::string_view revision, Order order, const Links& links) {
  const Job job = TRY(jobs_.ask(store::JobKind::Derivative, path, file, revision, order.cost.seconds));
  if (job.state == JobState::Queued && job.created == job.updated) {
    const auto begun = begin(job, std::move(order));
    if (!begun) {
      TRY(jobs_.update(job.id, JobState::Failed, 0, begun.error().message));
      return std::unexpected(begun.error());
    }
  }
  http::Response response = respond_with(job, 202, links);
  response.headers.add("Location", links.job(job.id));
  response.headers.add("Preference-Applied", "respond-async");
  return response;
}

http::Answer JobService::accept(std::string path, std::string file, std::string revision, Order order,
                                const Links& links) {
  return http::Deferred{[this, path = std::move(path), file = std::move(file), revision = std::move(revision),
                         order = std::move(order), links]() mutable {
    return respond(accept_now(path, file, revision, std::move(order), links));
  }};
}

http::Response job_status(const Job& job, const Links& links) { return respond_with(job, 200, links); }

Result<void> JobService::cancel(std::string_view id) {
  const Job job = TRY(jobs_.find(id));
  TRY(jobs_.update(id, JobState::Cancelled, job.progress));
  return {};
}

}  // namespace services
