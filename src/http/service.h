// Service: what lies between a connection of any protocol version and the handler: it is asked, its answer is
// finished, work is sent to the workers, exchanges are told to the log. One for a server; thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <variant>

#include "http/finish.h"
#include "http/request_head.h"
#include "http/server.h"
#include "http/worker_pool.h"

namespace http {

// A request whose answer is made later. The connection and the maker share it.
struct Job {
  Request request;
  std::variant<Deferred, Pending> later;
  Response response;                   // finished; the connection's from the time `done` is called
  std::atomic<bool> abandoned{false};  // set by the connection: its client is gone
};

class Service {
 public:
  Service(const ServerOptions& options, const Handler& handler);
  ~Service();  // replies sent from here on go nowhere

  // Asks the handler. A finished Response, or a Job to be given to run().
  std::variant<Response, std::shared_ptr<Job>> answer(Request request);

  // `done` is called on the maker's thread unless the job was abandoned; it must only post. False: too much
  // is waiting.
  [[nodiscard]] bool run(std::shared_ptr<Job> job, std::function<void()> done);

  // Finished answers to what never reached the handler.
  Response refuse(const Refusal& refusal);
  Response overloaded();
  Response cannot_make();

  void log(const Exchange& exchange) const;

  const Limits& limits() const { return options_.limits; }
  WorkerPool& pool() { return pool_; }

 private:
  class JobReply;
  // What replies of other threads hold on to: null once the service is gone.
  struct Presence {
    std::shared_mutex mutex;
    Service* service;
  };

  Finishing finishing();
  Response make(std::move_only_function<Response()>& work) const;

  const ServerOptions& options_;
  const Handler& handler_;
  CompressionCache cache_;
  WorkerPool pool_;
  std::shared_ptr<Presence> presence_;
};

}  // namespace http
