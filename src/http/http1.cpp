#include "http/http1.h"

#include <algorithm>

#include "base/format.h"

namespace http {
namespace {

constexpr std::size_t kReadBytes = 4 << 10;
constexpr std::size_t kLingerBytes = 8 << 20;  // those who send a body that is too long are still to read why
constexpr std::chrono::seconds kLingerTime{2};

std::string head_text(const Response& response, bool chunked, bool keep_alive, bool http_1_0) {
  std::string text;
  text.reserve(512);
  text += base::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  for (const auto& [name, value] : response.headers.fields()) {
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
  }
  if (chunked) text += "Transfer-Encoding: chunked\r\n";
  if (!keep_alive)
    text += "Connection: close\r\n";
  else if (http_1_0)
    text += "Connection: keep-alive\r\n";
  text += "\r\n";
  return text;
}

}  // namespace

Task<> Http1::run() {
  Next next = Next::KeepAlive;
  while (next == Next::KeepAlive) next = co_await serve_one();
  if (next == Next::Reset) {
    channel_.reset();
    co_return;
  }
  channel_.finish();
  co_await linger();
}

Task<bool> Http1::read_more(Deadline deadline, Rest rest) {
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kReadBytes);
  const Channel::Got got = co_await channel_.read({buffer_.data() + had, kReadBytes}, deadline, rest);
  buffer_.resize(had + got.bytes);
  co_return got.io == Io::Done;
}

// False: the connection ended, or nothing came in time. A request that was begun and not completed in time
// leaves the parser unsettled.
Task<bool> Http1::read_request(RequestParser& parser) {
  const Limits& limits = service_.limits();
  Deadline deadline = Clock::now() + limits.idle_timeout;
  bool told_to_continue = false;
  for (bool begun = false;;) {
    buffer_.erase(0, parser.take(buffer_));
    if (parser.settled()) co_return true;
    if (!begun && (parser.begun() || !buffer_.empty())) {
      begun = true;
      deadline = Clock::now() + limits.header_timeout;
    }
    if (parser.expects_continue() && !told_to_continue) {
      told_to_continue = true;
      const Io sent = co_await channel_.send("HTTP/1.1 100 Continue\r\n\r\n");
      if (sent != Io::Done) co_return false;
    }
    if (!begun && buffer_.capacity() > 2 * kReadBytes) std::string().swap(buffer_);
    const bool more = co_await read_more(deadline, begun ? Rest::Busy : Rest::Idle);
    if (!more) co_return false;
  }
}

Task<Http1::Next> Http1::serve_one() {
  const Limits& limits = service_.limits();
  RequestParser parser(limits.header_bytes, limits.body_bytes, channel_.secure() ? "https" : "http");
  const bool arrived = co_await read_request(parser);
  if (!arrived && !parser.begun() && buffer_.empty()) co_return Next::Close;
  Sending sending;
  sending.begun = Clock::now();
  auto answer = take_request(parser, arrived, sending);
  if (auto* job = std::get_if<std::shared_ptr<Job>>(&answer))
    co_return co_await respond_later(std::move(sending), std::move(*job));
  co_return co_await respond(std::move(sending), std::move(std::get<Response>(answer)));
}

std::variant<Response, std::shared_ptr<Job>> Http1::take_request(RequestParser& parser, bool arrived,
                                                                 Sending& sending) {
  if (!arrived) return service_.refuse({408, "the request did not arrive in time"});
  sending.http_1_0 = parser.is_http_1_0();
  const bool keeps_alive = parser.keeps_alive();
  auto request = parser.result();
  if (!request) return service_.refuse(request.error());
  sending.keep_alive = keeps_alive && !channel_.loop().draining();
  sending.method = to_string(request->method);
  sending.target = request->target.raw_path;
  request->peer = channel_.peer();
  return service_.answer(std::move(*request));
}

Task<Http1::Next> Http1::respond_later(Sending sending, std::shared_ptr<Job> job) {
  // The worker may call back after this coroutine has gone; what it holds on to outlives both.
  struct Wake {
    explicit Wake(Loop& loop) : signal(loop) {}
    Signal signal;
    bool done = false;
  };
  auto wake = std::make_shared<Wake>(channel_.loop());
  Loop& loop = channel_.loop();
  const auto done = [&loop, weak = std::weak_ptr(wake)] {
    loop.post([weak] {
      const auto waiting = weak.lock();
      if (!waiting) return;
      waiting->done = true;
      waiting->signal.raise();
    });
  };
  if (!service_.run(job, done)) {
    Response overloaded = service_.overloaded();
    co_return co_await respond(std::move(sending), std::move(overloaded));
  }
  channel_.notice_hangup(&wake->signal);
  co_await wake->signal.wait();
  channel_.notice_hangup(nullptr);
  if (!wake->done) {
    job->abandoned = true;
    log(sending, 0, 0);
    co_return Next::Reset;
  }
  co_return co_await respond(std::move(sending), std::move(job->response));
}

Task<Http1::Next> Http1::respond(Sending sending, Response response) {
  if (std::holds_alternative<Stream>(response.body))
    co_return co_await send_stream(sending, std::move(response));
  co_return co_await send_splice(sending, std::move(response));
}

Task<Http1::Next> Http1::send_splice(const Sending& sending, Response response) {
  const std::string head = head_text(response, false, sending.keep_alive, sending.http_1_0);
  const std::uint64_t length = response.splice().size();
  SpliceCursor body(std::move(response.splice()));
  const Io sent = co_await channel_.send(head, body);
  log(sending, response.status, length - body.left());
  if (sent != Io::Done) co_return Next::Reset;
  co_return sending.keep_alive ? Next::KeepAlive : Next::Close;
}

Task<Http1::Next> Http1::send_stream(const Sending& sending, Response response) {
  Loop& loop = channel_.loop();
  auto signal = std::make_shared<Signal>(loop);
  const auto notify = [&loop, weak = std::weak_ptr(signal)] {
    loop.post([weak] {
      if (const auto waiting = weak.lock()) waiting->raise();
    });
  };
  auto pipe =
      std::make_shared<StreamPipe>(std::move(std::get<Stream>(response.body)), service_.pool(), notify);
  struct Closer {  // also where this coroutine is destroyed half way
    StreamPipe& pipe;
    ~Closer() { pipe.close(); }
  } closer{*pipe};
  pipe->start();
  channel_.notice_hangup(signal.get());
  while (pipe->state() == StreamPipe::State::Empty && !channel_.hung_up()) co_await signal->wait();
  Next next = Next::Reset;
  std::uint64_t sent = 0;
  if (pipe->state() == StreamPipe::State::Failed) {
    channel_.notice_hangup(nullptr);
    Response failure = service_.cannot_make();
    co_return co_await send_splice(sending, std::move(failure));
  }
  const Framing framing = sending.http_1_0 ? Framing::UntilClose : Framing::Chunked;
  const bool keep_alive = sending.keep_alive && framing == Framing::Chunked;
  std::string head = head_text(response, framing == Framing::Chunked, keep_alive, sending.http_1_0);
  for (bool more = true; more && !channel_.hung_up();) {
    const StreamPipe::State state = pipe->state();
    if (state == StreamPipe::State::Failed) break;
    if (state == StreamPipe::State::Empty) {
      co_await signal->wait();
      continue;
    }
    const bool written = co_await send_chunk(*pipe, framing, std::move(head), sent);
    head.clear();
    if (written && state == StreamPipe::State::Ended) next = keep_alive ? Next::KeepAlive : Next::Close;
    more = written && state == StreamPipe::State::Data;
  }
  channel_.notice_hangup(nullptr);
  log(sending, response.status, sent);
  co_return next;
}

// Sends `head`, then the oldest bytes of the pipe as one chunk (RFC 9112 7.1), or the last one if it is
// empty.
Task<bool> Http1::send_chunk(StreamPipe& pipe, Framing framing, std::string head, std::uint64_t& sent) {
  const base::ByteView data = pipe.front();
  if (framing == Framing::Chunked) head += base::format("{:x}\r\n", data.size());
  head += base::as_text(data);
  if (framing == Framing::Chunked) head += "\r\n";
  const Io written = co_await channel_.send(head);
  if (written != Io::Done) co_return false;
  sent += data.size();
  if (!data.empty()) pipe.pop(data.size());
  co_return true;
}

// A close with unread bytes behind it would reset the connection and could take the answer with it
// (RFC 9112 9.6): what the client still sends is read for a moment and dropped.
Task<> Http1::linger() {
  const Deadline deadline = Clock::now() + kLingerTime;
  char scrap[4096];
  for (std::size_t dropped = 0; dropped < kLingerBytes;) {
    const Channel::Got got = co_await channel_.read(scrap, deadline, Rest::Idle);
    if (got.io != Io::Done) co_return;
    dropped += got.bytes;
  }
}

void Http1::log(const Sending& sending, int status, std::uint64_t bytes) const {
  service_.log({.method = sending.method,
                .target = sending.target,
                .status = status,
                .bytes = bytes,
                .took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - sending.begun)});
}

}  // namespace http
