// Server: HTTP/1.1 and HTTP/2, plain or over TLS, in front of one Handler. Each thread runs its own event
// loop on its own listening socket (SO_REUSEPORT); what decodes or waits runs on a pool of workers.
// start() and stop() are for one owner; the handler is called from many threads at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace http {

struct Limits {
  std::size_t connections = 10'000;  // further ones are told 503
  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 1 << 20;
  std::size_t streams = 128;                              // at once on one HTTP/2 connection
  std::size_t waiting_jobs = 512;                         // queued for the workers; further ones are told 503
  std::chrono::milliseconds header_timeout{10'000};       // from the first byte of a request to its last
  std::chrono::milliseconds idle_timeout{60'000};         // between requests
  std::chrono::milliseconds write_stall_timeout{30'000};  // without the client taking a byte
  std::chrono::milliseconds drain_timeout{10'000};        // for running answers, once stop() was called
};

// One answered request, for the access log. Views are valid during the call.
struct Exchange {
  std::string_view method;
  std::string_view target;
  int status = 0;           // 0: the client left before there was an answer
  std::uint64_t bytes = 0;  // of the body, as far as they were sent
  std::chrono::microseconds took{0};
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;        // 0: any free one
  unsigned threads = 0;          // event loops; 0: one per core
  unsigned workers = 0;          // threads for Deferred and Stream; 0: one per core
  std::string certificate = {};  // PEM file, leaf first; both or neither of these two
  std::string private_key = {};  // PEM file
  Limits limits = {};
  ProblemWriter problem = plain_problem;                  // bodies of the errors the server finds itself
  std::function<void(const Exchange&)> on_exchange = {};  // called on network threads: must be thread-safe
};

class Server {
 public:
  Server(ServerOptions options, Handler handler);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens and returns the port. SIGPIPE is ignored from here on, process-wide: sendfile(2) raises it.
  base::Result<std::uint16_t> start();

  // Stops accepting, closes idle connections, lets running answers end within the drain timeout.
  void stop();

 private:
  struct Running;
  ServerOptions options_;
  Handler handler_;
  std::unique_ptr<Running> running_;
};

}  // namespace http
