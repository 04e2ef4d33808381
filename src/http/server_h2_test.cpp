// TLS and HTTP/2, spoken by curl: a client that no one here wrote.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "base/format.h"
#include "http/server_fixture.h"
#include "http/tls_fixture.h"

namespace http {
namespace {

enum class Wire { PlainHttp2, TlsHttp1, TlsHttp2 };

std::string name_of(const testing::TestParamInfo<Wire>& info) {
  return info.param == Wire::PlainHttp2 ? "PlainHttp2"
         : info.param == Wire::TlsHttp1 ? "TlsHttp1"
                                        : "TlsHttp2";
}

class Curl : public testing::TestWithParam<Wire> {
 protected:
  void SetUp() override {
    if (!installed("curl") || !installed("openssl")) GTEST_SKIP() << "needs curl and openssl";
    configure_ = [this](ServerOptions& options) {
      if (GetParam() == Wire::PlainHttp2) return;
      options.certificate = identity_.folder / "cert.pem";
      options.private_key = identity_.folder / "key.pem";
    };
  }
  TestServer& server() {
    if (!server_) server_ = std::make_unique<TestServer>(configure_);
    return *server_;
  }
  std::string curl(const std::string& arguments, const std::string& path) {
    const char* version = GetParam() == Wire::PlainHttp2 ? "--http2-prior-knowledge"
                          : GetParam() == Wire::TlsHttp1 ? "--http1.1"
                                                         : "--http2";
    return base::format("curl -sS -k -m 20 {} {} {}{}", version, arguments, base_url(), path);
  }
  std::string base_url() {
    return base::format("{}://127.0.0.1:{}", GetParam() == Wire::PlainHttp2 ? "http" : "https",
                        server().port());
  }
  std::string ask(const std::string& arguments, const std::string& path) {
    return run(curl(arguments, path));
  }

  Identity identity_;
  std::function<void(ServerOptions&)> configure_;
  std::unique_ptr<TestServer> server_;
};

TEST_P(Curl, GetsAnAnswerInTheRightVersion) {
  const std::string version = GetParam() == Wire::TlsHttp1 ? "1.1" : "2";
  EXPECT_EQ(ask("-w '|%{http_version}|%{response_code}'", "/hello"), "hello|" + version + "|200");
  EXPECT_EQ(ask("", "/later/x"), "x");
  EXPECT_EQ(ask("-d abcde", "/length"), "5");
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}'", "/nowhere"), "404");
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}'", "/throw/later"), "500");
  const std::string head = base::lowercase(ask("-I", "/file"));
  EXPECT_NE(head.find("content-length: 3145728"), std::string::npos) << head;
  EXPECT_NE(head.find("access-control-allow-origin: *"), std::string::npos);
}

TEST_P(Curl, GetsFilesSlicesAndStreamsExactly) {
  EXPECT_TRUE(ask("", "/file") == server().master());
  EXPECT_TRUE(ask("-r 1000-2001000", "/file") == server().master().substr(1000, 2000001));
  EXPECT_TRUE(ask("", "/segment") == server().segment());
  EXPECT_TRUE(ask("", "/stream/3000000") == std::string(3000000, 's'));
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}' -r 99999999-", "/file"), "416");
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}' -H 'If-None-Match: \"r1\"'", "/file"), "304");
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}' -X OPTIONS", "/file"), "200");
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}' -H 'X: " + std::string(20000, 'a') + "'", "/file"),
            "431");
}

TEST_P(Curl, GetsManyAtOnce) {
  if (GetParam() == Wire::PlainHttp2) GTEST_SKIP() << "curl 7.88 cannot do this with prior knowledge";
  std::string pairs;
  for (int i = 0; i < 12; ++i)
    pairs += base::format("-o {}/{} {}{} ", identity_.folder.string(), i, base_url(),
                          i % 2 ? "/file" : "/segment");
  ask("-Z " + pairs, "/hello");
  for (int i = 0; i < 12; ++i) {
    std::ifstream file(identity_.folder / std::to_string(i), std::ios::binary);
    const std::string got((std::istreambuf_iterator<char>(file)), {});
    EXPECT_TRUE(got == (i % 2 ? server().master() : server().segment())) << i << " " << got.size();
  }
}

TEST_P(Curl, IsToldWhenAnAnswerBreaks) {
  for (const char* path : {"/broken/100000", "/shrunk"}) {
    const std::string code = ask("-o /dev/null -w '|%{exitcode}'", path);
    EXPECT_NE(code.substr(code.rfind('|') + 1), "0") << path << code;
  }
  EXPECT_EQ(ask("-o /dev/null -w '%{response_code}'", "/hello"), "200");
}

TEST_P(Curl, HoldsTheProducerBackAndLetsItGo) {
  run(curl("--limit-rate 100k -m 1 -o /dev/null", "/endless"));
  EXPECT_LT(server().produced(), 64u << 20);
  EXPECT_TRUE(server().await([&] { return server().producers() == 0; }));
}

TEST_P(Curl, SeesRunningAnswersEndWhenTheServerStops) {
  server();
  std::string body;
  std::thread asking([&] { body = ask("", "/later/slow"); });
  EXPECT_TRUE(server().await([&] { return server().working(); }));
  server().stop();
  asking.join();
  EXPECT_EQ(body, "slow");
}

INSTANTIATE_TEST_SUITE_P(Wires, Curl, testing::Values(Wire::PlainHttp2, Wire::TlsHttp1, Wire::TlsHttp2),
                         name_of);

// RFC 9113 frames by hand, for what curl would not send.
std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload) {
  std::string bytes;
  for (int shift : {16, 8, 0}) bytes += static_cast<char>(payload.size() >> shift);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  for (int shift : {24, 16, 8, 0}) bytes += static_cast<char>(stream >> shift);
  return bytes += payload;
}

const std::string kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "");
// :method GET, :scheme http, :path / from the static table (RFC 7541 A)
constexpr std::string_view kGetHome = "\x82\x86\x84";

TEST(Http2, CalmsClientsThatOpenAndCancelStreams) {
  TestServer server;
  Client client(server.port());
  client.send(kPreface);
  for (std::uint32_t stream = 1; stream < 2000; stream += 2)
    client.send(frame(1, 5, stream, kGetHome) + frame(3, 0, stream, std::string_view("\0\0\0\x08", 4)));
  std::string received = client.read_until("no such text");  // until the server hangs up
  EXPECT_NE(received.find(std::string_view("\0\0\0\x0b", 4)), std::string::npos);  // ENHANCE_YOUR_CALM
}

TEST(Http2, EndsConnectionsThatSayNothing) {
  TestServer server([](ServerOptions& options) {
    options.limits.idle_timeout = std::chrono::milliseconds(60);
    options.limits.header_timeout = std::chrono::milliseconds(60);
  });
  Client idle(server.port());
  idle.send(kPreface);
  idle.read_until("no such text");
  EXPECT_TRUE(idle.at_end());
  Client half(server.port());
  half.send(kPreface + frame(1, 1, 1, kGetHome));  // END_STREAM without END_HEADERS
  half.read_until("no such text");
  EXPECT_TRUE(half.at_end());
}

TEST(Http2, SurvivesBytesThatAreNoFrames) {
  TestServer server;
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    std::string noise = kPreface;
    for (int i = 0; i < 300; ++i) noise += static_cast<char>(random());
    Client client(server.port());
    client.send(noise);
  }
  Client client(server.port());
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

}  // namespace
}  // namespace http
