// Loop: one thread's event loop, with a coarse clock that looks after every connection on it: one look a
// quarter of a second costs less than a timer for each wait. All members but post() and stop() belong to the
// loop's own thread. Only files of this room that talk to sockets include this one (Boost.Asio).
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <list>

namespace http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
template <typename T = void>
using Task = asio::awaitable<T, Executor>;
using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

inline constexpr Deadline kNever = Deadline::max();

// For co_await: the operation's error goes to `error` instead of being thrown.
inline auto into(ErrorCode& error) { return asio::redirect_error(asio::use_awaitable_t<Executor>{}, error); }

// What a connection lets its loop do to it.
class Watched {
 public:
  virtual ~Watched() = default;
  virtual void look(Deadline now) = 0;  // end waits that are over
  virtual void drain() = 0;             // the server is closing: end what is idle
};

class Loop {
 public:
  explicit Loop(std::chrono::milliseconds tick) : timer_(context_), tick_(tick) {}

  void run();  // until stop()
  void stop() { context_.stop(); }
  void begin_drain();
  bool draining() const { return draining_; }

  asio::io_context& context() { return context_; }
  template <typename Function>
  void post(Function function) {
    asio::post(context_, std::move(function));
  }

  using Place = std::list<Watched*>::iterator;
  Place watch(Watched* watched) { return watched_.insert(watched_.end(), watched); }
  void unwatch(Place place) { watched_.erase(place); }

 private:
  void arm();

  std::list<Watched*> watched_;  // outlives the context, which may still hold suspended connections
  asio::io_context context_{1};
  Timer timer_;
  std::chrono::milliseconds tick_;
  bool draining_ = false;
};

// Wakes one coroutine of the same loop. raise() before wait() is not lost.
class Signal {
 public:
  explicit Signal(Loop& loop) : timer_(loop.context()) {}

  void raise() {
    raised_ = true;
    timer_.cancel();
  }
  Task<> wait() {
    ErrorCode ignored;
    while (!raised_) {
      timer_.expires_at(kNever);
      co_await timer_.async_wait(into(ignored));
    }
    raised_ = false;
  }

 private:
  Timer timer_;
  bool raised_ = false;
};

}  // namespace http
