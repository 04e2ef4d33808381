#include "http/service.h"

#include <algorithm>
#include <ctime>
#include <thread>

#include "http/date.h"

namespace http {
namespace {

// The Date field changes once a second; every thread keeps its own.
std::string_view date_now() {
  thread_local UnixSeconds second = -1;
  thread_local std::string text;
  const UnixSeconds now = std::time(nullptr);
  if (now != second) {
    second = now;
    text = to_http_date(now);
  }
  return text;
}

unsigned or_cores(unsigned count) {
  return count ? count : std::max(1u, std::thread::hardware_concurrency());
}

constexpr const char* kMistake = "The server made a mistake in answering this request.";

}  // namespace

// A reply to one job. The service may be gone before it is sent.
class Service::JobReply final : public Reply {
 public:
  JobReply(std::shared_ptr<Presence> presence, std::shared_ptr<Job> job, std::function<void()> done)
      : presence_(std::move(presence)), job_(std::move(job)), done_(std::move(done)) {}
  ~JobReply() override {
    if (!sent_) deliver([](Service& service) { return service.options_.problem(500, kMistake); });
  }
  void send(Response response) override {
    if (!sent_) deliver([&](Service&) { return std::move(response); });
  }
  bool abandoned() const override { return job_->abandoned; }

 private:
  template <typename Make>
  void deliver(Make make) {
    sent_ = true;
    const std::shared_lock lock(presence_->mutex);
    if (!presence_->service || job_->abandoned) return;
    Service& service = *presence_->service;
    job_->response = finish(job_->request, make(service), service.finishing());
    if (!job_->abandoned) done_();
  }

  std::shared_ptr<Presence> presence_;
  std::shared_ptr<Job> job_;
  std::function<void()> done_;
  bool sent_ = false;
};

Service::Service(const ServerOptions& options, const Handler& handler)
    : options_(options), handler_(handler), pool_(or_cores(options.workers), options.limits.waiting_jobs) {
  presence_ = std::make_shared<Presence>();
  presence_->service = this;
}

Service::~Service() {
  const std::unique_lock lock(presence_->mutex);
  presence_->service = nullptr;
}

Finishing Service::finishing() { return {.date = date_now(), .cache = &cache_, .problem = options_.problem}; }

// Rooms answer with values, yet memory may run out in any of them: that ends one answer, not the program.
Response Service::make(std::move_only_function<Response()>& work) const {
  try {
    return work();
  } catch (...) {
    return options_.problem(500, kMistake);
  }
}

std::variant<Response, std::shared_ptr<Job>> Service::answer(Request request) {
  Answer answer;
  try {
    answer = handler_(request);
  } catch (...) {
    answer = options_.problem(500, kMistake);
  }
  const Finishing finishing = this->finishing();
  auto* response = std::get_if<Response>(&answer);
  if (response && !is_costly(request, *response, finishing))
    return finish(request, std::move(*response), finishing);
  auto job = std::make_shared<Job>();
  job->request = std::move(request);
  if (response)
    job->later = Deferred{[made = std::move(*response)]() mutable { return std::move(made); }};
  else if (auto* pending = std::get_if<Pending>(&answer))
    job->later = std::move(*pending);
  else
    job->later = std::move(std::get<Deferred>(answer));
  return job;
}

bool Service::run(std::shared_ptr<Job> job, std::function<void()> done) {
  if (auto* pending = std::get_if<Pending>(&job->later)) {
    auto begin = std::move(pending->begin);
    begin(std::make_shared<JobReply>(presence_, std::move(job), std::move(done)));
    return true;
  }
  return pool_.offer([this, job = std::move(job), done = std::move(done)] {
    auto& work = std::get<Deferred>(job->later).work;
    if (!job->abandoned) job->response = finish(job->request, make(work), finishing());
    work = nullptr;
    if (!job->abandoned) done();
  });
}

Response Service::refuse(const Refusal& refusal) {
  return finish(Request{}, options_.problem(refusal.status, refusal.detail), finishing());
}

Response Service::overloaded() {
  Response response = options_.problem(503, "Too much is being worked on at present; try again soon.");
  response.headers.set("Retry-After", "2");
  return finish(Request{}, std::move(response), finishing());
}

Response Service::cannot_make() { return refuse({500, "The answer could not be made."}); }

void Service::log(const Exchange& exchange) const {
  if (options_.on_exchange) options_.on_exchange(exchange);
}

}  // namespace http
