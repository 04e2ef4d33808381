// HTTP/2 on one connection (RFC 9113) by nghttp2: many requests at once, answers interleaved under the
// client's flow control. Bodies are read straight into the bytes about to be written. Belongs to its loop's
// thread; one coroutine reads, another writes, and both keep the object alive.
#pragma once

#include <nghttp2/nghttp2.h>

#include <map>
#include <memory>
#include <string>

#include "http/channel.h"
#include "http/request_head.h"
#include "http/service.h"
#include "http/stream_pipe.h"

namespace http {

// What a client sends first (3.4); with prior knowledge also on plain TCP.
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

class Http2 : public std::enable_shared_from_this<Http2> {
 public:
  Http2(Channel& channel, Service& service);
  ~Http2();
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;

  // Until the connection is to be closed. `buffered`: bytes already read off the channel.
  Task<> run(std::string buffered);

 private:
  struct Exchange2;  // one stream: its request as it arrives, its answer as it leaves
  struct Callbacks;  // nghttp2 calls these

  bool begin();
  Task<> read_all(std::string buffered);
  Task<> write_all(std::shared_ptr<Http2> self);  // `self` keeps this alive
  bool feed(std::string_view bytes);
  bool fill_output();
  Deadline read_deadline() const;
  bool stalled();
  void begin_drain();

  void add_field(Exchange2& exchange, std::string_view name, std::string_view value);
  void add_body(Exchange2& exchange, std::string_view bytes);
  void dispatch(std::int32_t id, Exchange2& exchange);
  void answer_later(std::int32_t id, std::shared_ptr<Job> job);
  void submit(std::int32_t id, Exchange2& exchange, Response response);
  void open_stream(std::int32_t id, Exchange2& exchange, Stream stream);
  ssize_t offer(std::int32_t id, Exchange2& exchange, std::size_t room, std::uint32_t* flags);
  bool put(Exchange2& exchange, std::size_t length);
  void end(std::int32_t id);
  void count_reset();

  Channel& channel_;
  Service& service_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, std::unique_ptr<Exchange2>> exchanges_;
  std::string output_;  // framed, not yet written
  Signal wake_;         // there is something to write
  Signal written_;      // the writer has ended
  bool reading_ = true;
  bool writing_ = true;
  bool goaway_sent_ = false;
  std::uint64_t progress_ = 0;       // bytes of bodies framed so far
  std::uint64_t last_progress_ = 0;  // at the last look for a stall
  std::size_t body_bytes_ = 0;       // of requests not yet answered
  int resets_allowed_;               // a bucket refilled with time
  Deadline resets_refilled_;
};

}  // namespace http
