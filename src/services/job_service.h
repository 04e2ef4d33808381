// Jobs: what takes longer than anyone waits for an answer (docs/av-content-api.md section 2, 202). A job is
// known by an address that cannot be guessed; its result lies at the address that was asked for. Taken up
// again when the program starts, stopped when someone cancels it here or from another process. Safe from any
// thread.
#pragma once

#include <atomic>
#include <functional>

#include "http/message.h"
#include "services/links.h"
#include "services/workshop.h"
#include "store/jobs.h"

namespace services {

struct Context;

class JobService {
 public:
  JobService(store::Jobs& jobs, Workshop& workshop) : jobs_(jobs), workshop_(workshop) {}
  void stop() { stopping_ = true; }  // what runs stays unfinished, for the next start

  // What making the derivative at a path (below /av/, percent-encoded) would take.
  using Plan = std::function<base::Result<Order>(std::string_view path)>;
  // Takes up what was left unfinished.
  base::Result<void> resume(const Plan& plan);

  // 202 for this order: its own job, or the unfinished one that has the same result. Written down on a
  // worker, for the database may be busy.
  http::Answer accept(std::string path, std::string file, std::string revision, Order order,
                      const Links& links);

  // NotFound: there is none, or it is forgotten.
  base::Result<store::Job> find(std::string_view id) const { return jobs_.find(id); }
  base::Result<void> cancel(std::string_view id);

 private:
  base::Result<void> begin(const store::Job& job, Order order);
  base::Result<http::Response> accept_now(std::string_view path, std::string_view file,
                                          std::string_view revision, Order order, const Links& links);

  store::Jobs& jobs_;
  Workshop& workshop_;
  std::atomic<bool> stopping_{false};
};

// A job as JSON.
http::Response job_status(const store::Job& job, const Links& links);

// Whether this is to be answered 202: the client asks for it, or it takes longer than anyone waits and cannot
// be played meanwhile.
bool wants_job(const Context& context, const http::Request& request, bool streamable, const Cost& cost);

}  // namespace services
