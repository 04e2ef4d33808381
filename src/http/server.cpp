#include "http/server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

#include "base/format.h"
#include "http/connection.h"

namespace http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
constexpr std::chrono::milliseconds kLongestTick{250};
constexpr std::chrono::milliseconds kNoDescriptors{100};  // pause after accept() found none left

// How many connections there are, and a way to wait until there are none.
class Census {
 public:
  std::size_t enter() { return ++count_; }
  void leave() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) empty_.notify_all();
  }
  void wait_until_empty(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    empty_.wait_for(lock, limit, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::atomic<std::size_t> count_{0};
};

struct Attendance {
  Census& census;
  ~Attendance() { census.leave(); }
};

// The coarse clock of a loop must be finer than the shortest timeout it watches.
std::chrono::milliseconds tick_for(const Limits& limits) {
  const auto shortest = std::min({limits.header_timeout, limits.idle_timeout, limits.write_stall_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds(5), kLongestTick);
}

}  // namespace

struct Server::Running {
  Running(const ServerOptions& options, const Handler& handler) : service(options, handler) {}

  struct Lane {  // one event loop with its own listening socket
    explicit Lane(std::chrono::milliseconds tick) : loop(tick), acceptor(loop.context()) {}
    Loop loop;
    Acceptor acceptor;
    std::thread thread;
  };

  base::Result<void> listen(const ServerOptions& options);
  base::Result<void> open(Acceptor& acceptor, const asio::ip::tcp::endpoint& endpoint, bool shared);
  Task<> accept(Lane& lane);
  Task<> attend(Loop& loop, Socket socket);
  void stop(std::chrono::milliseconds drain_timeout);

  Service service;
  std::unique_ptr<TlsContext> tls;
  Census census;
  std::vector<std::unique_ptr<Lane>> lanes;  // go before the service they use
  std::uint16_t port = 0;
};

base::Result<void> Server::Running::open(Acceptor& acceptor, const asio::ip::tcp::endpoint& endpoint,
                                         bool shared) {
  ErrorCode error;
  const auto refused = [&] {
    const bool taken = error == asio::error::address_in_use;
    return base::fail(
        base::Fault::Io,
        base::format("cannot listen on {} port {}: {}{}", endpoint.address().to_string(), endpoint.port(),
                     error.message(), taken ? "; another program has it, choose another port" : ""));
  };
  if (acceptor.open(endpoint.protocol(), error)) return refused();
  acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (shared) acceptor.set_option(ReusePort(true), error);
  if (acceptor.bind(endpoint, error)) return refused();
  return {};
}

base::Result<void> Server::Running::listen(const ServerOptions& options) {
  ErrorCode error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return base::fail(base::Fault::Malformed,
                      base::format("'{}' is not an IP address; try 127.0.0.1 or 0.0.0.0", options.address),
                      "address");
  asio::ip::tcp::endpoint endpoint(address, options.port);
  if (options.port != 0) {
    // Sharing a port among our own sockets must not let a second server of ours share it unnoticed.
    asio::io_context scratch;
    Acceptor probe(scratch);
    TRY(open(probe, endpoint, false));
  }
  for (const auto& lane : lanes) {
    TRY(open(lane->acceptor, endpoint, true));
    if (lane->acceptor.listen(asio::socket_base::max_listen_connections, error))
      return base::fail(base::Fault::Io, "cannot listen: " + error.message());
    endpoint.port(lane->acceptor.local_endpoint(error).port());
  }
  port = endpoint.port();
  return {};
}

Task<> Server::Running::attend(Loop& loop, Socket socket) {
  const Attendance attendance{census};
  socket.set_option(asio::ip::tcp::no_delay(true));
  co_await serve_connection(loop, std::move(socket), tls.get(), service);
}

Task<> Server::Running::accept(Lane& lane) {
  static constexpr std::string_view kFull =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n";
  while (lane.acceptor.is_open()) {
    ErrorCode error;
    Socket socket(lane.loop.context());
    co_await lane.acceptor.async_accept(socket, into(error));
    if (error == asio::error::operation_aborted || !lane.acceptor.is_open()) co_return;
    if (error) {
      Timer pause(lane.loop.context(), kNoDescriptors);
      co_await pause.async_wait(into(error));
      continue;
    }
    socket.native_non_blocking(true, error);
    if (census.enter() > service.limits().connections) {
      if (!tls) ::send(socket.native_handle(), kFull.data(), kFull.size(), MSG_NOSIGNAL);
      census.leave();
      continue;
    }
    asio::co_spawn(lane.loop.context(), attend(lane.loop, std::move(socket)), asio::detached);
  }
}

void Server::Running::stop(std::chrono::milliseconds drain_timeout) {
  for (const auto& lane : lanes)
    lane->loop.post([&lane = *lane] {
      ErrorCode ignored;
      lane.acceptor.close(ignored);
      lane.loop.begin_drain();
    });
  census.wait_until_empty(drain_timeout);
  for (const auto& lane : lanes) lane->loop.stop();
  for (const auto& lane : lanes) lane->thread.join();
}

Server::Server(ServerOptions options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)) {}

Server::~Server() { stop(); }

base::Result<std::uint16_t> Server::start() {
  if (running_) return base::fail(base::Fault::Conflict, "the server is already running");
  std::signal(SIGPIPE, SIG_IGN);
  auto running = std::make_unique<Running>(options_, handler_);
  if (!options_.certificate.empty() || !options_.private_key.empty())
    running->tls = TRY(TlsContext::create(options_.certificate, options_.private_key));
  const unsigned threads =
      options_.threads ? options_.threads : std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i)
    running->lanes.push_back(std::make_unique<Running::Lane>(tick_for(options_.limits)));
  TRY(running->listen(options_));
  for (const auto& lane : running->lanes) {
    asio::co_spawn(lane->loop.context(), running->accept(*lane), asio::detached);
    lane->thread = std::thread([&loop = lane->loop] { loop.run(); });
  }
  running_ = std::move(running);
  return running_->port;
}

void Server::stop() {
  if (!running_) return;
  running_->stop(options_.limits.drain_timeout);
  running_.reset();
}

}  // namespace http
