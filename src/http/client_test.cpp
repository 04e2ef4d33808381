#include "http/client.h"

#include <gtest/gtest.h>

#include <memory>

#include "http/server_fixture.h"
#include "http/tls_fixture.h"

namespace http {
namespace {

using base::Fault;
using namespace std::chrono_literals;

// A server that answers whoever comes with the very bytes it was given, whatever is asked, and hangs up; or
// goes on holding the line.
class Canned {
 public:
  enum class After { HangUp, Hold };

  explicit Canned(std::string answer, After after = After::HangUp)
      : answer_(std::move(answer)),
        after_(after),
        listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
  }
  ~Canned() {
    thread_.request_stop();
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Canned(const Canned&) = delete;
  Canned& operator=(const Canned&) = delete;

  std::string url(std::string_view path = "/") const {
    return base::format("http://127.0.0.1:{}{}", port_, path);
  }
  std::uint16_t port() const { return port_; }
  std::string asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      std::string head;
      char byte;
      while (head.find("\r\n\r\n") == std::string::npos && ::recv(client, &byte, 1, 0) == 1) head += byte;
      {
        const std::lock_guard lock(mutex_);
        asked_ = head;
      }
      for (std::size_t at = 0; at < answer_.size();) {
        const ssize_t sent = ::send(client, answer_.data() + at, answer_.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) break;
        at += static_cast<std::size_t>(sent);
      }
      // Held until the client gives up.
      if (after_ == After::Hold) ::recv(client, &byte, 1, 0);
      ::close(client);
    }
  }

  std::string answer_;
  After after_;
  int listener_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::string asked_;
  std::jthread thread_;
};

base::Result<ClientReply> ask_url(std::string url, std::size_t most = 1 << 20,
                                  std::chrono::milliseconds timeout = 10s) {
  return ask({.method = "GET", .url = std::move(url), .headers = {}, .most = most, .timeout = timeout});
}

Fault fault_of(const base::Result<ClientReply>& reply) {
  EXPECT_FALSE(reply) << reply->status << " " << reply->body;
  return reply ? Fault::Internal : reply.error().fault;
}

TEST(Client, AsksForThePathWithTheQueryAndNamesTheHost) {
  const Canned server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello and more");
  Question question;
  question.url = server.url("/a%20b?q=1");
  question.headers.add("Range", "bytes=0-9");
  const auto reply = ask(question);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "hello");
  EXPECT_FALSE(reply->cut);
  EXPECT_EQ(reply->headers.all("x-a"), "1, 2");
  const std::string asked = server.asked();
  EXPECT_TRUE(asked.starts_with("GET /a%20b?q=1 HTTP/1.1\r\n")) << asked;
  EXPECT_NE(asked.find(base::format("Host: 127.0.0.1:{}\r\n", server.port())), std::string::npos) << asked;
  EXPECT_NE(asked.find("Range: bytes=0-9\r\n"), std::string::npos) << asked;
}

TEST(Client, ReadsBodiesInChunksAndToTheEndOfTheConnection) {
  const Canned chunked(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n");
  EXPECT_EQ(ask_url(chunked.url())->body, "abcde");
  const Canned unframed("HTTP/1.0 200 OK\r\n\r\nall that comes");
  EXPECT_EQ(ask_url(unframed.url())->body, "all that comes");
  const Canned empty("HTTP/1.1 204 No Content\r\n\r\n", Canned::After::Hold);
  EXPECT_EQ(ask_url(empty.url())->status, 204);
}

TEST(Client, DoesNotWaitForTheBodyOfAHead) {
  const Canned server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", Canned::After::Hold);
  const auto reply = ask({.method = "HEAD", .url = server.url(), .headers = {}});
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->headers.get("content-length"), "1000");
  EXPECT_TRUE(reply->body.empty());
}

TEST(Client, ReadsNoMoreThanIsWanted) {
  const Canned long_one(
      base::format("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n{}", std::string(3'000'000, 'x')));
  const auto part = ask_url(long_one.url(), 100'000);
  ASSERT_TRUE(part) << part.error().message;
  EXPECT_EQ(part->body.size(), 100'000u);
  EXPECT_TRUE(part->cut);
  const Canned exact("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour");
  EXPECT_EQ(ask_url(exact.url(), 4)->body, "four");
}

TEST(Client, ABodyThatBreaksOffIsNoAnswer) {
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"}) {
    const Canned server(answer);
    EXPECT_EQ(fault_of(ask_url(server.url())), Fault::Unavailable) << answer;
  }
}

TEST(Client, AHeadThatBreaksOffIsNoAnswer) {
  for (const char* answer : {"", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\n"}) {
    const Canned server(answer);
    const auto reply = ask_url(server.url());
    EXPECT_FALSE(reply) << answer;
  }
}

TEST(Client, WhatIsNotHttpIsMalformed) {
  for (const std::string& answer :
       {std::string("SSH-2.0-OpenSSH_9\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10),
        std::string("HTTP/1.1 2x0 OK\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nabcd"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
        "HTTP/1.1 200 OK\r\nX: " + std::string(80'000, 'x') + "\r\n\r\n"}) {
    const Canned server(answer);
    EXPECT_EQ(fault_of(ask_url(server.url())), Fault::Malformed) << answer.substr(0, 60);
  }
}

TEST(Client, GivesUpWhenTheTimeIsOver) {
  for (const char* answer :
       {"", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"}) {
    const Canned server(answer, Canned::After::Hold);
    EXPECT_EQ(fault_of(ask_url(server.url(), 1000, 300ms)), Fault::Unavailable) << answer;
  }
}

TEST(Client, RedirectsAreAnswersLikeOthers) {
  const Canned server("HTTP/1.1 302 Found\r\nLocation: /elsewhere?x\r\nContent-Length: 0\r\n\r\n");
  const auto reply = ask_url(server.url("/here"));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(resolve_reference(server.url("/here"), reply->headers.get("Location")).value(),
            server.url("/elsewhere?x"));
}

TEST(Client, SaysWhenNobodyIsThere) {
  std::string url;
  {
    const Canned gone("");
    url = gone.url();
  }
  EXPECT_EQ(fault_of(ask_url(url)), Fault::Unavailable);
  EXPECT_EQ(fault_of(ask_url("http://no-such-host.invalid/")), Fault::Unavailable);
}

TEST(Client, AsksOnlyWhatCanBeAsked) {
  for (const char* url : {"", "ftp://a.example/", "/path", "http://", "http:///path",
                          "http://user@a.example/", "http://a.example:0/", "http://a.example:65536/",
                          "http://a.example:x/", "http://[::1/", "http://a.example/\r\nX: y", "http://a b/"})
    EXPECT_EQ(fault_of(ask_url(url)), Fault::Malformed) << url;
}

TEST(Client, TrustsNoCertificateThatNobodyVouchesFor) {
  if (!installed("openssl")) GTEST_SKIP() << "needs openssl";
  const Identity identity;
  const TestServer server([&](ServerOptions& options) {
    options.certificate = identity.folder / "cert.pem";
    options.private_key = identity.folder / "key.pem";
  });
  const auto reply = ask_url(base::format("https://localhost:{}/hello", server.port()));
  EXPECT_EQ(fault_of(reply), Fault::Unavailable);
  EXPECT_NE(reply.error().message.find("no trusted connection to localhost"), std::string::npos)
      << reply.error().message;
}

TEST(Client, SaysThatAServerDoesNotSpeakTls) {
  const Canned server("HTTP/1.1 400 Bad Request\r\n\r\n");
  const auto reply = ask_url(base::format("https://127.0.0.1:{}/", server.port()), 1000, 2s);
  EXPECT_EQ(fault_of(reply), Fault::Unavailable);
}

TEST(Client, FollowsReferencesAsRfc3986Says) {
  struct Case {
    std::string_view reference, found;
  };
  // Section 5.4, those of http.
  for (const auto& [reference, found] : {Case{"g", "http://a/b/c/g"},
                                         {"./g", "http://a/b/c/g"},
                                         {"g/", "http://a/b/c/g/"},
                                         {"/g", "http://a/g"},
                                         {"//g", "http://g"},
                                         {"?y", "http://a/b/c/d?y"},
                                         {"g?y", "http://a/b/c/g?y"},
                                         {"", "http://a/b/c/d?q"},
                                         {".", "http://a/b/c/"},
                                         {"./", "http://a/b/c/"},
                                         {"..", "http://a/b/"},
                                         {"../g", "http://a/b/g"},
                                         {"../..", "http://a/"},
                                         {"../../../g", "http://a/g"},
                                         {"/../g", "http://a/g"},
                                         {"g#s", "http://a/b/c/g"},
                                         {"https://x.example/y", "https://x.example/y"}})
    EXPECT_EQ(resolve_reference("http://a/b/c/d?q", reference).value(), found) << reference;
  EXPECT_FALSE(resolve_reference("urn:x", "g"));
}

}  // namespace
}  // namespace http
