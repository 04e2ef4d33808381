#include "iiif/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace iiif {
namespace {

constexpr std::string_view kBase = "http://a.example/av/tape";

// A server of plain files: what is not there is 404.
Fetcher files(std::map<std::string, Fetched> all) {
  return [all = std::move(all)](const Fetch& wanted) -> base::Result<Fetched> {
    const auto found = all.find(wanted.url);
    if (found == all.end()) return Fetched{404, {}, "not here", false};
    return found->second;
  };
}

Fetched file(std::string type, std::string body) {
  return {
      200, {{"Content-Type", std::move(type)}, {"Access-Control-Allow-Origin", "*"}}, std::move(body), false};
}

std::string info(std::string_view source) {
  return R"({"@context":"http://a.example/av/1/context.json","id":"http://a.example/av/tape","type":"AVService1",)"
         R"("protocol":"http://a.example/av","profile":"level0","duration":4,"formats":["mp3"],"qualities":["default"],)"
         R"("sources":[{"id":")" +
         std::string(source) + R"(","type":"Sound","format":"audio/mpeg"}],"tracks":[]})";
}

TEST(Conformance, NothingThereReachesNothing) {
  const ConformanceReport report = examine(files({}), kBase);
  EXPECT_EQ(report.reached, -1);
  EXPECT_TRUE(report.failed());
  EXPECT_LT(report.requests, 10);
}

TEST(Conformance, ADeadHostEndsAtOnce) {
  const Fetcher dead = [](const Fetch&) -> base::Result<Fetched> {
    return base::fail(base::Fault::Unavailable, "no such host");
  };
  const ConformanceReport report = examine(dead, kBase);
  EXPECT_EQ(report.reached, -1);
  EXPECT_LT(report.requests, 10);
}

TEST(Conformance, PlainFilesReachLevelZeroAndLiesAreFound) {
  const std::string source = "http://a.example/av/tape/full/max/default.mp3";
  const std::string at = std::string(kBase) + "/info.json";
  const ConformanceReport honest = examine(
      files({{at, file("application/json", info(source))}, {source, file("audio/mpeg", "ID3 sound")}}),
      kBase);
  EXPECT_EQ(honest.declared, 0);
  EXPECT_EQ(honest.reached, 0) << to_text(honest);
  const ConformanceReport lying = examine(files({{at, file("application/json", info(source))}}), kBase);
  EXPECT_TRUE(lying.failed());
  EXPECT_EQ(lying.reached, -1) << to_text(lying);
}

TEST(Conformance, SurvivesWhateverIsSent) {
  for (const std::string body :
       {"", "[]", "null", "{\"sources\":7}", "{\"id\":[],\"duration\":\"long\"}", "\xFF\xFE"})
    EXPECT_TRUE(examine(files({{std::string(kBase) + "/info.json", file("application/json", body)}}), kBase)
                    .failed());
}

}  // namespace
}  // namespace iiif
