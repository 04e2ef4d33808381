#include "http/connection.h"

#include "http/http1.h"
#include "http/http2.h"

namespace http {
namespace {

enum class Version { Http1, Http2 };

// Without ALPN the first bytes tell: no HTTP/1 request begins as the HTTP/2 preface does (RFC 9113 3.4).
Task<Version> detect(Channel& channel, const Limits& limits, std::string& buffered) {
  if (channel.speaks_h2()) co_return Version::Http2;
  const Deadline deadline = Clock::now() + std::min(limits.idle_timeout, limits.header_timeout);
  while (buffered.size() < kHttp2Preface.size() && kHttp2Preface.starts_with(buffered)) {
    char bytes[4096];
    const Rest rest = buffered.empty() ? Rest::Idle : Rest::Busy;
    const Channel::Got got = co_await channel.read(bytes, deadline, rest);
    if (got.io != Io::Done) break;  // the version that serves it will find out
    buffered.append(bytes, got.bytes);
  }
  co_return buffered.starts_with(kHttp2Preface) ? Version::Http2 : Version::Http1;
}

}  // namespace

Task<> serve_connection(Loop& loop, Socket socket, const TlsContext* tls, Service& service) {
  std::unique_ptr<TlsSession> session;
  if (tls) session = tls->accept(socket.native_handle());
  if (tls && !session) co_return;
  Channel channel(loop, std::move(socket), std::move(session), service.limits().write_stall_timeout);
  const Io shaken = co_await channel.handshake(Clock::now() + service.limits().header_timeout);
  if (shaken != Io::Done) co_return;
  std::string buffered;
  const Version version = co_await detect(channel, service.limits(), buffered);
  if (version == Version::Http2) {
    const auto connection = std::make_shared<Http2>(channel, service);
    co_await connection->run(std::move(buffered));
  } else {
    Http1 connection(channel, service, std::move(buffered));
    co_await connection.run();
  }
}

}  // namespace http
