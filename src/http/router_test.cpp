#include "http/router.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace http {
namespace {

Request get(std::string_view target, Method method = Method::Get) {
  Request request;
  request.method = method;
  request.target = base::parse_target(target).value();
  return request;
}

Router table() {
  const auto say = [](std::string name) {
    return [name](const Request&, const Captures& captures) -> Answer {
      std::string text = name + "(" + std::string(captures.get("a")) + ")";
      for (const std::string& segment : captures.rest()) text += "[" + segment + "]";
      return Response{200, {}, base::Splice(std::move(text))};
    };
  };
  return Router::create({{{Method::Get}, "/", say("home"), "home"},
                         {{Method::Get}, "/p/{version}/{a}/manifest", say("manifest"), "manifest"},
                         {{Method::Get}, "/p/collection/{a}", say("collection"), "collection"},
                         {{Method::Get}, "/av/{a}/info.json", say("info"), "info"},
                         {{Method::Get}, "/av/{a}/{rest...}", say("av"), "av"},
                         {{Method::Get}, "/notes/", say("list"), "list"},
                         {{Method::Post}, "/notes/", say("make"), "make"},
                         {{Method::Put, Method::Delete}, "/notes/{a}", say("change"), "change"}})
      .value();
}

Response ask(const Request& request) { return std::get<Response>(table()(request)); }

TEST(Router, MatchesDecodedSegments) {
  const std::pair<const char*, const char*> cases[] = {
      {"/", "home()"},
      {"/p/3/tape%2F1/manifest", "manifest(tape/1)"},
      {"/p/collection/root", "collection(root)"},
      {"/av/x/info.json", "info(x)"},
      {"/av/x/0,1/default.mp4", "av(x)[0,1][default.mp4]"},
      {"/av/x/a%2Fb/", "av(x)[a/b][]"},
      {"/notes/", "list()"},
  };
  for (const auto& [target, answer] : cases)
    EXPECT_EQ(ask(get(target)).splice().flatten().value(), answer) << target;
}

TEST(Router, SaysWhatIsNotThere) {
  for (const char* target : {"/x", "/p/3/x", "/av/x", "/notes", "/p/3/x/manifest/", "//"})
    EXPECT_EQ(ask(get(target)).status, 404) << target;
  EXPECT_EQ(ask(get("/x", Method::Options)).status, 404);
}

TEST(Router, SaysWhichMethodsArePossible) {
  const Response response = ask(get("/notes/", Method::Delete));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(ask(get("/notes/x")).headers.get("Allow"), "PUT, DELETE, OPTIONS");
}

TEST(Router, AnswersHeadByGetAndOptionsItself) {
  EXPECT_EQ(ask(get("/", Method::Head)).status, 200);
  const Response response = ask(get("/notes/", Method::Options));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
  EXPECT_NE(response.headers.get("Access-Control-Allow-Headers").find("Range"), std::string_view::npos);
}

TEST(Router, RefusesTablesThatMakeNoSense) {
  const auto handler = [](const Request&, const Captures&) -> Answer { return Response{}; };
  for (const char* path : {"", "x", "/{}", "/{a}/{a}", "/{a...}/b", "/{a", "/{...}"})
    EXPECT_FALSE(Router::create({{{Method::Get}, path, handler, ""}})) << path;
  EXPECT_FALSE(Router::create({{{}, "/", handler, ""}}));
  EXPECT_FALSE(Router::create({{{Method::Get}, "/", nullptr, ""}}));
}

}  // namespace
}  // namespace http
