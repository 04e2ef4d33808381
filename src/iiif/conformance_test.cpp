#include "iiif/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "iiif/conformance_inquiry.h"

namespace iiif {
namespace {

TEST(Conformance, FollowsReferencesUpwards) {
  EXPECT_EQ(follow("http://a.example/av/x/default/~r/video/media.m3u8", "../../../../y/0.m4s"),
            "http://a.example/av/y/0.m4s");
  EXPECT_EQ(follow("http://a.example/x.m3u8", "../../0.m4s"), "http://a.example/0.m4s");
  EXPECT_EQ(follow("http://a.example/av/x.m3u8", "y/0.m4s"), "http://a.example/av/y/0.m4s");
}

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

const Finding& finding(const ConformanceReport& report, std::string_view id) {
  return *std::ranges::find(report.findings, id, [](const Finding& each) { return each.requirement->id; });
}

// What systems in production have served since 2017: whole works at the literal addresses, byte ranges, HEAD,
// and no info.json.
Fetcher literals(std::string url, std::string type, std::string body) {
  return [=](const Fetch& wanted) -> base::Result<Fetched> {
    if (wanted.url != url) return Fetched{404, {}, "not here", false};
    Fetched answer = file(type, wanted.method == "HEAD" ? "" : body);
    answer.headers.emplace_back("Content-Length", std::to_string(body.size()));
    for (const auto& [name, value] : wanted.headers) {
      if (name != "Range") continue;
      if (value != "bytes=10-19")
        return Fetched{416, {{"Content-Range", "bytes */" + std::to_string(body.size())}}, "", false};
      return Fetched{
          206, {{"Content-Range", "bytes 10-19/" + std::to_string(body.size())}}, body.substr(10, 10), false};
    }
    return answer;
  };
}

TEST(Conformance, ALoneFileWithoutInfoIsJudgedAsFarAsItGoes) {
  struct Case {
    std::string path, type, body;
  };
  for (const auto& [path, type, body] :
       {Case{"/full/full/max/max/0/default.mp4", "video/mp4",
             std::string("\0\0\0\x18"
                         "ftypmp42\0\0\0\0mp42isom",
                         24)},
        Case{"/full/max/default.mp3", "audio/mpeg", "ID3\4 and a lot of sound"}}) {
    const std::string url = std::string(kBase) + path;
    const ConformanceReport report = examine(literals(url, type, body), url);
    EXPECT_EQ(report.service, kBase);
    EXPECT_EQ(report.reached, -1) << to_text(report);
    EXPECT_EQ(finding(report, "info").outcome, Outcome::Fail);
    for (const char* kept : {"sources", "cors", "range", "range-beyond", "head"})
      EXPECT_EQ(finding(report, kept).outcome, Outcome::Pass) << to_text(report);
    EXPECT_EQ(finding(report, "clip").outcome, Outcome::NotOffered);
    const ConformanceReport other = examine(literals(url, "text/html", body), url);
    EXPECT_EQ(finding(other, "sources").outcome, Outcome::Fail) << to_text(other);
  }
}

TEST(Conformance, APieceLongerThanTheWholeIsNoTrouble) {
  const std::string url = std::string(kBase) + "/full/max/default.mp3";
  const Fetcher odd = [&](const Fetch& wanted) -> base::Result<Fetched> {
    if (wanted.url != url) return Fetched{404, {}, "", false};
    if (wanted.headers.empty()) return file("audio/mpeg", "ID3");
    return Fetched{206, {{"Content-Range", "bytes 10-19/3"}}, "0123456789", false};
  };
  EXPECT_EQ(finding(examine(odd, url), "range").outcome, Outcome::Fail);
}

// A service of plain files that has what `offered` says of its sound and answers for the `answering`
// addresses.
ConformanceReport walk(const std::string& offered, const std::vector<std::string>& answering) {
  std::map<std::string, Fetched> all;
  const std::string at = std::string(kBase);
  all[at + "/info.json"] = file(
      "application/json",
      R"({"@context":"http://a.example/context.json","id":"http://a.example/av/tape","type":"AVService1",)"
      R"("protocol":"http://a.example/av","profile":"level0","duration":4,"sources":[],)" +
          offered + "}");
  all["http://a.example/context.json"] = file("application/ld+json", "{}");
  for (const std::string& path : answering) all[at + path] = file("audio/mpeg", "ID3 sound");
  return examine(files(std::move(all)), kBase, Thoroughness::Everything);
}

TEST(Conformance, TheWalkAsksForEveryFormatInEveryQuality) {
  const std::string offered = R"("audio":{"formats":["mp3"],"qualities":["default","mono"]})";
  const ConformanceReport whole = walk(offered, {"/full/max/default.mp3", "/full/max/mono.mp3"});
  EXPECT_EQ(finding(whole, "named").outcome, Outcome::Pass) << to_text(whole);
  EXPECT_EQ(finding(whole, "honest").outcome, Outcome::Pass) << to_text(whole);
  const ConformanceReport lacking = walk(offered, {"/full/max/default.mp3"});
  EXPECT_EQ(finding(lacking, "named").outcome, Outcome::Fail);
  EXPECT_NE(finding(lacking, "named").detail.find("mono.mp3: 404"), std::string::npos) << to_text(lacking);
}

TEST(Conformance, TheWalkFindsWhatAnswersUnnamed) {
  const ConformanceReport report = walk(R"("audio":{"formats":["mp3"],"qualities":["default"]})",
                                        {"/full/max/default.mp3", "/full/max/default.flac"});
  EXPECT_EQ(finding(report, "honest").outcome, Outcome::Fail) << to_text(report);
}

TEST(Conformance, SurvivesWhateverIsSent) {
  for (const std::string body :
       {"", "[]", "null", "{\"sources\":7}", "{\"id\":[],\"duration\":\"long\"}", "\xFF\xFE",
        "{\"audio\":[],\"frame\":{\"instants\":[{}]},\"video\":{\"formats\":[1,\"\"],\"qualities\":[\"../"
        "x\"]},"
        "\"tracks\":[1,{\"type\":\"Text\"}],\"partOf\":[{}],\"waveform\":7,\"storyboard\":{\"id\":\"x\"}}"})
    for (const Thoroughness thoroughness : {Thoroughness::Samples, Thoroughness::Everything})
      EXPECT_TRUE(examine(files({{std::string(kBase) + "/info.json", file("application/json", body)}}), kBase,
                          thoroughness)
                      .failed());
}

}  // namespace
}  // namespace iiif
