// Channel: one accepted connection's bytes, in and out, plain or over TLS: reading, sending a head and a
// body, deadlines, and noticing that the peer has gone. System calls are made straight on the non-blocking
// descriptor; the loop is only asked to wait. Belongs to its loop's thread; one reader and one writer may
// wait at the same time.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "http/loop.h"
#include "http/splice_cursor.h"
#include "http/tls.h"

namespace http {

enum class Io {
  Done,
  Ended,     // the peer has sent all it will
  TimedOut,  // the deadline passed
  Failed,    // the connection or the source is broken: close with a reset
};

enum class Rest { Busy, Idle };  // an idle wait ends when the server drains

class Channel final : public Watched {
 public:
  Channel(Loop& loop, Socket socket, std::unique_ptr<TlsSession> tls, std::chrono::milliseconds stall);
  ~Channel() override;

  Loop& loop() { return loop_; }
  bool secure() const { return tls_ != nullptr; }
  const std::string& peer() const { return peer_; }  // its address; empty if it left at once
  bool speaks_h2() const { return tls_ && tls_->speaks_h2(); }

  Task<Io> handshake(Deadline deadline);

  struct Got {
    Io io;
    std::size_t bytes = 0;
  };
  Task<Got> read(std::span<char> into, Deadline deadline, Rest rest = Rest::Busy);

  // Sends all of `head`, then all of `body`, which keeps count of what was taken. TimedOut if the peer takes
  // nothing for the stall timeout. A source that breaks or has shrunk is Failed: nothing is padded.
  Task<Io> send(std::string_view head, SpliceCursor& body);
  Task<Io> send(std::string_view text);

  // While set, `signal` is raised once the peer has closed its side.
  void notice_hangup(Signal* signal) { hangup_ = signal; }
  bool hung_up() const { return hung_up_; }

  void finish();  // no more will be sent: close_notify and FIN
  void reset();   // RST: what was sent is not a whole answer
  void end_waits();

  void look(Deadline now) override;
  void drain() override;

 private:
  struct Attempt {
    ssize_t bytes;  // as of the system call; -1 with `wants` set where it would block
    bool would_block = false;
    Socket::wait_type wants = Socket::wait_write;
  };

  Task<Io> wait(Socket::wait_type type, Deadline deadline, Rest rest);
  Attempt receive(std::span<char> into);
  Attempt transmit(std::string_view head, const SpliceCursor& body);
  Attempt transmit_file(std::string_view head, const SpliceCursor::FileRun& run);
  Attempt transmit_parts(std::string_view head, const SpliceCursor& body);
  Attempt transmit_tls(std::string_view head, const SpliceCursor& body);
  Attempt attempted(ssize_t result) const;
  Attempt attempted(const TlsSession::Outcome& outcome) const;
  int descriptor() { return descriptor_; }

  Loop& loop_;
  Socket socket_;
  int descriptor_;
  std::string peer_;
  std::unique_ptr<TlsSession> tls_;
  std::chrono::milliseconds stall_;
  Loop::Place place_;
  Deadline reading_until_ = kNever;
  Deadline writing_until_ = kNever;
  std::size_t window_ = kGatherBytes;  // what one gather offers: less to a peer that takes less
  Signal* hangup_ = nullptr;
  bool hung_up_ = false;
  bool idle_ = false;         // in an idle wait
  bool ended_ = false;        // waits end at once
  bool expect_more_ = false;  // the last read filled its buffer: try before waiting
};

}  // namespace http
