#include "http/server.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "http/server_fixture.h"

namespace http {
namespace {

TEST(Server, AnswersAndKeepsTheConnection) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 3; ++i) {
    const Received reply = client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_EQ(reply.field("Access-Control-Allow-Origin"), "*");
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  Client client(server.port());
  client.send(
      "GET /echo/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /later/2 HTTP/1.1\r\nHost: a\r\n\r\n"
      "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /stream/3 HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /echo/4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.receive().body, "1");
  EXPECT_EQ(client.receive().body, "2");
  EXPECT_EQ(client.receive(Client::Body::None).field("Content-Length"), "5");
  EXPECT_EQ(client.receive().body, std::string(3, 's'));
  const Received last = client.receive();
  EXPECT_EQ(last.body, "4");
  EXPECT_EQ(last.field("Connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Server, ReadsARequestThatComesByteByByte) {
  TestServer server;
  Client client(server.port());
  for (char c : std::string("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"))
    client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "3");
}

TEST(Server, TellsTheClientToContinue) {
  TestServer server;
  Client client(server.port());
  client.send("POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abcde");
  EXPECT_EQ(client.receive().body, "5");
}

TEST(Server, SpeaksToClientsOfVersionOneZero) {
  TestServer server;
  Client plain(server.port());
  EXPECT_EQ(plain.ask("GET /hello HTTP/1.0\r\n\r\n").body, "hello");
  EXPECT_TRUE(plain.at_end());
  Client kept(server.port());
  EXPECT_EQ(kept.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").field("Connection"),
            "keep-alive");
  kept.send("GET /stream/100000 HTTP/1.0\r\n\r\n");
  EXPECT_EQ(kept.receive(Client::Body::UntilClose).body, std::string(100000, 's'));
}

TEST(Server, RefusesAndClosesWhatItCannotTrust) {
  TestServer server;
  const std::pair<std::string, int> cases[] = {
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET "
       "/hello ",
       400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {"GET /hello HTTP/1.1\r\n\r\n", 400},
      {"BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET /" + std::string(30000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(30000, 'a') + "\r\n\r\n", 431},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\nabc", 413},
  };
  for (const auto& [bytes, status] : cases) {
    Client client(server.port());
    const Received reply = client.ask(bytes);
    EXPECT_EQ(reply.status, status) << bytes.substr(0, 80);
    EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
    EXPECT_EQ(reply.field("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(reply.field("Connection"), "close");
    EXPECT_TRUE(client.at_end());
  }
}

TEST(Server, SendsAFileAndItsRangesExactly) {
  TestServer server;
  Client client(server.port());
  const std::string& master = server.master();
  EXPECT_TRUE(client.ask("GET /file HTTP/1.1\r\nHost: a\r\n\r\n").body == master);
  const std::pair<std::size_t, std::size_t> ranges[] = {
      {0, 0}, {0, 999}, {1, 65536}, {100'000, 1'148'575}, {5, master.size() - 1}};
  for (const auto& [first, last] : ranges) {
    const Received reply =
        client.ask(base::format("GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes={}-{}\r\n\r\n", first, last));
    EXPECT_EQ(reply.status, 206);
    EXPECT_TRUE(reply.body == master.substr(first, last - first + 1)) << first;
  }
  EXPECT_EQ(client.ask("GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes=99999999-\r\n\r\n").status, 416);
  EXPECT_EQ(
      client.ask("GET /file HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"r1\"\r\n\r\n", Client::Body::None).status,
      304);
  EXPECT_EQ(client.ask("OPTIONS /file HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(client.ask("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
}

TEST(Server, SendsInterleavedSlicesExactly) {
  TestServer server;
  Client client(server.port());
  EXPECT_TRUE(client.ask("GET /segment HTTP/1.1\r\nHost: a\r\n\r\n").body == server.segment());
}

TEST(Server, WaitsForASlowReader) {
  TestServer server;
  Client client(server.port(), 4096);  // a small receive buffer
  client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  client.send("GET /segment HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(client.receive().body == server.master());
  EXPECT_TRUE(client.receive().body == server.segment());
}

TEST(Server, ResetsWhenAFileShrinksUnderIt) {
  TestServer server;
  Client client(server.port());
  const Received reply = client.ask("GET /shrunk HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.broken);
  EXPECT_LT(reply.body.size(), 3u << 20);
}

TEST(Server, EndsRequestsThatDoNotArrive) {
  TestServer server([](ServerOptions& options) {
    options.limits.header_timeout = std::chrono::milliseconds(60);
    options.limits.idle_timeout = std::chrono::milliseconds(60);
  });
  Client slow(server.port());
  EXPECT_EQ(slow.ask("GET /hello HTTP/1.1\r\nHost:").status, 408);
  EXPECT_TRUE(slow.at_end());
  Client idle(server.port());
  EXPECT_TRUE(idle.at_end());
}

TEST(Server, EndsAnswersThatAreNotTaken) {
  TestServer server(
      [](ServerOptions& options) { options.limits.write_stall_timeout = std::chrono::milliseconds(80); });
  Client client(server.port(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(server.await([&] { return server.producers() == 1; }));
  EXPECT_TRUE(server.await([&] { return server.producers() == 0; }));
}

TEST(Server, StreamsWithBackPressure) {
  TestServer server;
  Client client(server.port(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n").find("\r\nContent-Length:"), std::string::npos);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_LT(server.produced(), 64u << 20);
  EXPECT_EQ(server.producers(), 1);
  client.close();
  EXPECT_TRUE(server.await([&] { return server.producers() == 0; }));
}

TEST(Server, SendsAnswersMadeElsewhere) {
  TestServer server;
  Client client(server.port());
  EXPECT_EQ(client.ask("GET /elsewhere/slow HTTP/1.1\r\nHost: a\r\n\r\n").body, "slow");
  EXPECT_EQ(client.ask("GET /elsewhere/dropped HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
  EXPECT_EQ(client.ask("GET /drip/20 HTTP/1.1\r\nHost: a\r\n\r\n").body, std::string(20, 'd'));
}

TEST(Server, SaysWhenAStreamBreaks) {
  TestServer server;
  Client client(server.port());
  const Received late = client.ask("GET /broken/1000 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(late.status, 200);
  EXPECT_TRUE(late.broken);
  Client again(server.port());
  EXPECT_EQ(again.ask("GET /broken/0 HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
}

TEST(Server, SurvivesHandlersThatThrow) {
  TestServer server;
  Client client(server.port());
  EXPECT_EQ(client.ask("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
  EXPECT_EQ(client.ask("GET /throw/later HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST(Server, RefusesMoreThanItsLimits) {
  TestServer server([](ServerOptions& options) {
    options.limits.connections = 1;
    options.limits.waiting_jobs = 0;
  });
  Client first(server.port());
  EXPECT_EQ(first.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  Client second(server.port());
  EXPECT_EQ(second.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 503);
  const Received reply = first.ask("GET /later/x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.field("Retry-After"), "2");
}

TEST(Server, LetsRunningAnswersEndWhenItStops) {
  TestServer server;
  Client idle(server.port());
  EXPECT_EQ(idle.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  Client busy(server.port());
  busy.send("GET /later/slow HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(server.await([&] { return server.working(); }));
  std::thread stopper([&] { server.stop(); });
  EXPECT_TRUE(idle.at_end());
  EXPECT_EQ(busy.receive().body, "slow");
  EXPECT_TRUE(busy.at_end());
  stopper.join();
}

TEST(Server, GivesUpOnAnswersThatDoNotEnd) {
  TestServer server(
      [](ServerOptions& options) { options.limits.drain_timeout = std::chrono::milliseconds(100); });
  Client client(server.port());
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(server.await([&] { return server.producers() == 1; }));
  server.stop();
  EXPECT_EQ(server.producers(), 0);
}

TEST(Server, DropsWorkWhoseClientHasGone) {
  std::atomic<bool> ended = false;
  TestServer server([&](ServerOptions& options) {
    options.workers = 1;
    options.on_exchange = [&](const Exchange& exchange) {
      if (exchange.target == "/later/unwanted") ended = true;
    };
  });
  Client waiting(server.port());
  waiting.send("GET /later/held HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(server.await([&] { return server.working(); }));
  Client leaving(server.port());
  leaving.send("GET /later/unwanted HTTP/1.1\r\nHost: a\r\n\r\n");
  leaving.close();
  EXPECT_TRUE(server.await([&] { return ended.load(); }));  // the hang-up was noticed while it waited
  server.release();
  EXPECT_EQ(waiting.receive().body, "held");
  EXPECT_EQ(waiting.ask("GET /later/x HTTP/1.1\r\nHost: a\r\n\r\n").body, "x");  // its turn came after
  EXPECT_FALSE(server.has_run_unwanted());
}

TEST(Server, TellsTheLog) {
  std::mutex mutex;
  std::vector<std::string> lines;
  TestServer server([&](ServerOptions& options) {
    options.on_exchange = [&](const Exchange& exchange) {
      const std::scoped_lock lock(mutex);
      lines.push_back(
          base::format("{} {} {} {}", exchange.method, exchange.target, exchange.status, exchange.bytes));
    };
  });
  Client client(server.port());
  client.ask("GET /hello?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  client.ask("GET /stream/10 HTTP/1.1\r\nHost: a\r\n\r\n");
  client.ask("nonsense\r\n\r\n");
  server.stop();
  EXPECT_EQ(lines, (std::vector<std::string>{"GET /hello 200 5", "GET /stream/10 200 10", lines.back()}));
  EXPECT_TRUE(lines.back().starts_with("- - 400 "));
}

TEST(Server, SaysWhyItCannotStart) {
  TestServer running;
  const auto why = [](ServerOptions options) {
    return Server(std::move(options), [](const Request&) -> Answer { return Response{}; })
        .start()
        .error()
        .message;
  };
  EXPECT_NE(why({.port = running.port()}).find("choose another port"), std::string::npos);
  EXPECT_NE(why({.address = "example"}).find("not an IP address"), std::string::npos);
  EXPECT_NE(why({.certificate = "x.pem"}).find("both a certificate and its private key"), std::string::npos);
  EXPECT_NE(why({.certificate = "/none.pem", .private_key = "/none.key"}).find("/none.pem"),
            std::string::npos);
}

}  // namespace
}  // namespace http
