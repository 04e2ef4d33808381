// HTTP/1.1 and 1.0 on one connection (RFC 9112): requests are read and answered one after the other, so
// pipelined ones are answered in order. Belongs to its loop's thread.
#pragma once

#include <memory>
#include <string>

#include "http/channel.h"
#include "http/request_parser.h"
#include "http/service.h"
#include "http/stream_pipe.h"

namespace http {

class Http1 {
 public:
  // `buffered`: bytes already read off the channel.
  Http1(Channel& channel, Service& service, std::string buffered)
      : channel_(channel), service_(service), buffer_(std::move(buffered)) {}

  // Until the connection is to be closed; the channel is then finished or reset.
  Task<> run();

 private:
  enum class Next { KeepAlive, Close, Reset };
  enum class Framing { Chunked, UntilClose };  // of a body without a known length

  struct Sending {  // one answer on its way, as the log will tell it
    std::string method = "-";
    std::string target = "-";
    Deadline begun;
    bool http_1_0 = false;
    bool keep_alive = false;
  };

  Task<Next> serve_one();
  std::variant<Response, std::shared_ptr<Job>> take_request(RequestParser& parser, bool arrived,
                                                            Sending& sending);
  Task<bool> read_request(RequestParser& parser);
  Task<bool> read_more(Deadline deadline, Rest rest);
  Task<Next> respond(Sending sending, Response response);
  Task<Next> respond_later(Sending sending, std::shared_ptr<Job> job);
  Task<Next> send_splice(const Sending& sending, Response response);
  Task<Next> send_stream(const Sending& sending, Response response);
  Task<bool> send_chunk(StreamPipe& pipe, Framing framing, std::string head, std::uint64_t& sent);
  Task<> linger();
  void log(const Sending& sending, int status, std::uint64_t bytes) const;

  Channel& channel_;
  Service& service_;
  std::string buffer_;  // read, not yet parsed
};

}  // namespace http
