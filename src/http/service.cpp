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

Service::Service(const ServerOptions& options, const Handler& handler)
    : options_(options), handler_(handler), pool_(or_cores(options.workers), options.limits.waiting_jobs) {}

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
    job->work = [made = std::move(*response)]() mutable { return std::move(made); };
  else
    job->work = std::move(std::get<Deferred>(answer).work);
  return job;
}

bool Service::run(std::shared_ptr<Job> job, std::function<void()> done) {
  return pool_.offer([this, job = std::move(job), done = std::move(done)] {
    if (!job->abandoned) job->response = finish(job->request, make(job->work), finishing());
    job->work = nullptr;
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
