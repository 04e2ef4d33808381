#include "http/finish.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace http {
namespace {

constexpr const char* kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
using Fields = std::vector<std::pair<std::string, std::string>>;

Request with(const Fields& fields, Method method = Method::Get) {
  Request request;
  request.method = method;
  request.target = base::parse_target("/thing").value();
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

Response text(std::string body, std::string type = "video/mp4") {
  Response response;
  response.headers.add("Content-Type", std::move(type));
  response.headers.add("ETag", "\"r7\"");
  response.headers.add("Cache-Control", "max-age=60");
  response.body = base::Splice(std::move(body));
  return response;
}

Response json(std::size_t size = 4000) { return text(std::string(size, 'x'), "application/json"); }

Response done(const Request& request, Response response, CompressionCache* cache = nullptr) {
  return finish(request, std::move(response), {.date = kDate, .cache = cache});
}

std::string body(const Response& response) { return response.splice().flatten().value(); }

std::string gunzip(const std::string& compressed) {
  std::string plain(1 << 20, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  inflate(&stream, Z_FINISH);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

TEST(Finish, AnswersTheWholeWithWhatEveryAnswerCarries) {
  const Response response = done(with({}), text("0123456789"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Content-Length"), "10");
  EXPECT_EQ(response.headers.get("Accept-Ranges"), "bytes");
  EXPECT_EQ(response.headers.get("Date"), kDate);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(response.headers.get("Access-Control-Expose-Headers").find("Content-Range"),
            std::string_view::npos);
}

TEST(Finish, AllowsEveryOriginOnEveryKindOfAnswer) {
  for (int status : {200, 201, 204, 303, 404, 405, 416, 500}) {
    Response response = text("x");
    response.status = status;
    EXPECT_EQ(done(with({}), std::move(response)).headers.get("Access-Control-Allow-Origin"), "*") << status;
  }
  EXPECT_EQ(done(with({{"If-None-Match", "\"r7\""}}), text("x")).headers.get("Access-Control-Allow-Origin"),
            "*");
  Response own = text("x");
  own.headers.add("Access-Control-Allow-Origin", "https://a.example");
  EXPECT_EQ(done(with({}), std::move(own)).headers.all("Access-Control-Allow-Origin"), "https://a.example");
}

TEST(Finish, CutsRanges) {
  const Response one = done(with({{"Range", "bytes=2-4"}}), text("0123456789"));
  EXPECT_EQ(one.status, 206);
  EXPECT_EQ(one.headers.get("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(one.headers.get("Content-Length"), "3");
  EXPECT_EQ(body(one), "234");
  const Response whole =
      done(with({{"Range", "bytes=0-"}}), text("0123456789", "application/vnd.apple.mpegurl"));
  EXPECT_EQ(whole.status, 206);
  EXPECT_EQ(body(whole), "0123456789");
  const Response several = done(with({{"Range", "bytes=0-1,8-9"}}), text("0123456789"));
  EXPECT_EQ(several.status, 206);
  EXPECT_TRUE(several.headers.get("Content-Type").starts_with("multipart/byteranges; boundary="));
  EXPECT_FALSE(several.headers.has("Content-Range"));
  EXPECT_EQ(several.headers.get("Content-Length"), std::to_string(body(several).size()));
}

TEST(Finish, RefusesRangesPastTheEnd) {
  const Response response = done(with({{"Range", "bytes=10-"}}), text("0123456789"));
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes */10");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  EXPECT_FALSE(response.headers.has("ETag"));
}

TEST(Finish, IgnoresRangesWhereTheyDoNotApply) {
  EXPECT_EQ(done(with({{"Range", "bytes=2-4"}}, Method::Head), text("0123456789")).status, 200);
  EXPECT_EQ(done(with({{"Range", "bytes=2-4"}, {"If-Range", "\"old\""}}), text("0123456789")).status, 200);
  EXPECT_EQ(done(with({{"Range", "nonsense"}}), text("0123456789")).status, 200);
  EXPECT_EQ(done(with({{"Range", "bytes=0-"}}), text("")).status, 200);
  Response none = text("0123456789");
  none.headers.add("Accept-Ranges", "none");
  EXPECT_EQ(done(with({{"Range", "bytes=2-4"}}), std::move(none)).status, 200);
  Response missing = text("0123456789");
  missing.status = 404;
  EXPECT_EQ(done(with({{"Range", "bytes=2-4"}}), std::move(missing)).status, 404);
}

TEST(Finish, AnswersHeadAsGetWithoutTheBody) {
  const Response response = done(with({}, Method::Head), text("0123456789"));
  EXPECT_EQ(response.headers.get("Content-Length"), "10");
  EXPECT_TRUE(response.splice().empty());
}

TEST(Finish, AnswersNotModifiedBeforeRanges) {
  const Response response =
      done(with({{"If-None-Match", "\"r7\""}, {"Range", "bytes=0-1"}}), text("0123456789"));
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.headers.get("ETag"), "\"r7\"");
  EXPECT_EQ(response.headers.get("Cache-Control"), "max-age=60");
  EXPECT_FALSE(response.headers.has("Content-Length"));
  EXPECT_FALSE(response.headers.has("Content-Type"));
  EXPECT_TRUE(response.splice().empty());
  EXPECT_EQ(done(with({{"If-Match", "\"r6\""}}), text("x")).status, 412);
}

TEST(Finish, CompressesTexts) {
  const Response response = done(with({{"Accept-Encoding", "gzip"}}), json());
  EXPECT_EQ(response.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(response.headers.get("ETag"), "\"r7-gzip\"");
  EXPECT_EQ(gunzip(body(response)), std::string(4000, 'x'));
  EXPECT_EQ(response.headers.get("Content-Length"), std::to_string(response.splice().size()));
  const Response again = done(with({{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"r7-gzip\""}}), json());
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.headers.get("ETag"), "\"r7-gzip\"");
  EXPECT_EQ(again.headers.get("Vary"), "Accept-Encoding");
  const Response brotli = done(with({{"Accept-Encoding", "gzip, br"}}, Method::Head), json());
  EXPECT_EQ(brotli.headers.get("Content-Encoding"), "br");
  EXPECT_TRUE(brotli.splice().empty());
}

TEST(Finish, LeavesAloneWhatShouldNotBeCompressed) {
  const Fields gzip{{"Accept-Encoding", "gzip"}};
  EXPECT_FALSE(done(with(gzip), json(255)).headers.has("Content-Encoding"));
  EXPECT_FALSE(done(with(gzip), text(std::string(4000, 'x'))).headers.has("Content-Encoding"));
  const Response ranged = done(with({{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-"}}), json());
  EXPECT_EQ(ranged.status, 206);
  EXPECT_FALSE(ranged.headers.has("Content-Encoding"));
  EXPECT_EQ(ranged.headers.get("ETag"), "\"r7\"");
  const Response plain = done(with({}), json());
  EXPECT_FALSE(plain.headers.has("Content-Encoding"));
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");
  Response varied = json();
  varied.headers.add("Vary", "Accept");
  EXPECT_EQ(done(with(gzip), std::move(varied)).headers.all("Vary"), "Accept, Accept-Encoding");
}

TEST(Finish, CompressesAHotTextOnce) {
  CompressionCache cache;
  const Fields gzip{{"Accept-Encoding", "gzip"}};
  const Response first = done(with(gzip), json(), &cache);
  const Response second = done(with(gzip), json(), &cache);
  EXPECT_EQ(first.splice().pieces()[0].source, second.splice().pieces()[0].source);
  Response changed = json();
  changed.headers.set("ETag", "\"r8\"");
  EXPECT_NE(done(with(gzip), std::move(changed), &cache).splice().pieces()[0].source,
            first.splice().pieces()[0].source);
}

TEST(Finish, SaysWhichAnswersCostTooMuchForTheNetworkThread) {
  CompressionCache cache;
  const Finishing finishing{.date = kDate, .cache = &cache};
  const Request asking = with({{"Accept-Encoding", "gzip"}});
  EXPECT_FALSE(is_costly(asking, json(1000), finishing));
  EXPECT_TRUE(is_costly(asking, json(100000), finishing));
  EXPECT_FALSE(is_costly(with({}), json(100000), finishing));
  finish(asking, json(100000), finishing);
  EXPECT_FALSE(is_costly(asking, json(100000), finishing));
}

TEST(Finish, StreamsHaveNoRangesAndNoLength) {
  Response response;
  response.body = Stream{};
  response = done(with({{"Range", "bytes=0-1"}}), std::move(response));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Accept-Ranges"), "none");
  EXPECT_FALSE(response.headers.has("Content-Length"));
}

TEST(Finish, LetsNoHeaderValueEndItsLine) {
  Response response = text("x");
  response.headers.add("Location", "/a\r\nSet-Cookie: b");
  EXPECT_EQ(done(with({}), std::move(response)).headers.get("Location"), "/a  Set-Cookie: b");
}

TEST(CompressionCache, ForgetsTheLeastRecentlyUsed) {
  CompressionCache cache(4000);
  const auto made = [] { return std::make_shared<base::TextSource>(std::string(900, 'x')); };
  for (const char* key : {"a", "b", "c", "d"}) cache.keep(key, made());
  EXPECT_TRUE(cache.find("a"));
  cache.keep("e", made());
  EXPECT_TRUE(cache.find("a"));
  EXPECT_FALSE(cache.find("b"));
  cache.keep("giant", std::make_shared<base::TextSource>(std::string(3000, 'x')));
  EXPECT_FALSE(cache.find("giant"));
}

}  // namespace
}  // namespace http
