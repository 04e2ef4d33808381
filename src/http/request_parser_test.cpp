#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace http {
namespace {

// Shows the parser `bytes` as a connection would, `step` more each time. Status of the refusal, 200 where a
// request came out, 0 where more was needed at the end.
int verdict(std::string bytes, std::size_t step, Request* out = nullptr) {
  RequestParser parser(16 << 10, 1 << 10, "http");
  std::string shown;
  while (!parser.settled() && !(bytes.empty() && shown.empty())) {
    shown += bytes.substr(0, step);
    const bool last = bytes.size() <= step;
    bytes.erase(0, step);
    shown.erase(0, parser.take(shown));
    if (last && bytes.empty()) break;
  }
  if (!parser.settled()) return 0;
  auto request = parser.result();
  if (!request) return request.error().status;
  if (out) *out = std::move(*request);
  return 200;
}

struct Case {
  const char* bytes;
  int status;
};

const std::string kLong(20000, 'a');

TEST(RequestParser, RefusesWhatCouldBeReadInTwoWays) {
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"GET / HTTP/1.0\r\n\r\n", 200},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 200},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 200},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200},
      {"GET / HTTP/1.1\r\nHost: a\r\n", 0},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", 0},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 4\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nabc", 413},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a:99999999\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200},
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"GET /\r\n\r\n", 400},
      {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /../etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"\x16\x03\x01\x02\r\n\r\n", 400},
  };
  for (const Case& c : cases)
    for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::string(c.bytes).size()})
      EXPECT_EQ(verdict(c.bytes, step), c.status) << c.bytes << " in steps of " << step;
}

TEST(RequestParser, TakesNoBareLineFeedForALineEnd) {
  for (std::size_t step : {1u, 7u, 100u}) EXPECT_NE(verdict("GET / HTTP/1.1\nHost: a\n\n", step), 200);
}

TEST(RequestParser, BoundsHeads) {
  EXPECT_EQ(verdict("GET /" + kLong + " HTTP/1.1\r\nHost: a\r\n\r\n", 4096), 414);
  EXPECT_EQ(verdict("GET /" + kLong, 4096), 414);
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\r\nX: " + kLong + "\r\n\r\n", 4096), 431);
  EXPECT_EQ(verdict("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 4096), 414);
  EXPECT_EQ(verdict("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;" + kLong, 4096), 400);
}

TEST(RequestParser, ReadsTheFormsOfATarget) {
  Request request;
  ASSERT_EQ(verdict("GET http://b:81/x%20y?q=1 HTTP/1.1\r\nHost: a\r\n\r\n", 9, &request), 200);
  EXPECT_EQ(request.authority, "b:81");
  EXPECT_EQ(request.target.segments[0], "x y");
  ASSERT_EQ(verdict("GET HTTP://b?q=1 HTTP/1.1\r\nHost: a\r\n\r\n", 9, &request), 200);
  EXPECT_EQ(request.target.raw_path, "/");
  EXPECT_EQ(*request.target.find_query("q"), "1");
  ASSERT_EQ(verdict("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                    1, &request),
            200);
  EXPECT_EQ(request.body, "abcde");
  EXPECT_EQ(request.authority, "a");
  EXPECT_EQ(verdict("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 9), 400);
  EXPECT_EQ(verdict("GET http://u@b/x HTTP/1.1\r\nHost: a\r\n\r\n", 9), 400);
}

TEST(RequestParser, LeavesPipelinedRequestsAlone) {
  const std::string two = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
  RequestParser parser(16 << 10, 1 << 10, "http");
  EXPECT_EQ(parser.take(two), two.size() / 2);
  EXPECT_TRUE(parser.settled());
  EXPECT_TRUE(parser.keeps_alive());
}

TEST(RequestParser, SeesWhoWaitsForContinue) {
  RequestParser parser(16 << 10, 1 << 10, "http");
  parser.take("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_TRUE(parser.expects_continue());
  parser.take("abc");
  EXPECT_FALSE(parser.expects_continue());
  EXPECT_TRUE(parser.settled());
}

}  // namespace
}  // namespace http
