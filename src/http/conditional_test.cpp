#include "http/conditional.h"

#include <gtest/gtest.h>

#include "http/date.h"

namespace http {
namespace {

constexpr const char* kTime = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* kLater = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr const char* kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";

Request with(std::vector<std::pair<std::string, std::string>> fields, Method method = Method::Get) {
  Request request;
  request.method = method;
  for (auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

struct Case {
  std::vector<std::pair<std::string, std::string>> fields;
  Precondition verdict;
  Method method = Method::Get;
  const char* etag = "\"r7\"";
};

TEST(Conditional, JudgesInTheOrderOfTheStandard) {
  const auto holds = Precondition::Holds;
  const auto same = Precondition::NotModified;
  const auto failed = Precondition::Failed;
  const Case cases[] = {
      {{}, holds},
      {{{"If-None-Match", "\"r7\""}}, same},
      {{{"If-None-Match", "W/\"r7\""}}, same},
      {{{"If-None-Match", "\"r6\", \"r7\""}}, same},
      {{{"If-None-Match", "\"r6\""}, {"If-None-Match", "\"r7\""}}, same},
      {{{"If-None-Match", "\"r6\""}}, holds},
      {{{"If-None-Match", "r7"}}, holds},
      {{{"If-None-Match", "\"r7"}}, holds},
      {{{"If-None-Match", "*"}}, same},
      {{{"If-None-Match", "\"r7-gzip\""}}, same},
      {{{"If-None-Match", "\"r7-br\""}}, same},
      {{{"If-None-Match", "\"r7-zip\""}}, holds},
      {{{"If-None-Match", "\"a,b\", \"r7\""}}, same},
      {{{"If-None-Match", "\"r7\""}}, same, Method::Head},
      {{{"If-None-Match", "\"r7\""}}, failed, Method::Put},
      {{{"If-None-Match", "*"}}, failed, Method::Put},
      {{{"If-None-Match", "\"r7\""}}, same, Method::Get, "W/\"r7\""},
      // A date says nothing beside a tag.
      {{{"If-None-Match", "\"r6\""}, {"If-Modified-Since", kTime}}, holds},
      {{{"If-Modified-Since", kTime}}, same},
      {{{"If-Modified-Since", kLater}}, same},
      {{{"If-Modified-Since", kEarlier}}, holds},
      {{{"If-Modified-Since", "yesterday"}}, holds},
      {{{"If-Modified-Since", kTime}}, holds, Method::Put},
      {{{"If-Match", "\"r7\""}}, holds},
      {{{"If-Match", "*"}}, holds},
      {{{"If-Match", "\"r6\""}}, failed},
      {{{"If-Match", "W/\"r7\""}}, failed},
      {{{"If-Match", "\"r7\""}}, failed, Method::Get, "W/\"r7\""},
      {{{"If-Match", "\"r6\""}}, failed, Method::Put},
      {{{"If-Match", "\"r7\""}, {"If-None-Match", "\"r7\""}}, same},
      {{{"If-Unmodified-Since", kTime}}, holds},
      {{{"If-Unmodified-Since", kEarlier}}, failed},
      {{{"If-Match", "\"r7\""}, {"If-Unmodified-Since", kEarlier}}, holds},
  };
  for (const Case& c : cases) {
    const Validators current{c.etag, kTime};
    EXPECT_EQ(judge_preconditions(with(c.fields, c.method), current), c.verdict)
        << (c.fields.empty() ? "" : c.fields[0].first + ": " + c.fields[0].second);
  }
}

TEST(Conditional, ObeysARangeOnlyOfTheSameBytes) {
  const Validators current{"\"r7\"", kTime};
  EXPECT_TRUE(range_still_valid(with({}), current));
  EXPECT_TRUE(range_still_valid(with({{"If-Range", "\"r7\""}}), current));
  EXPECT_TRUE(range_still_valid(with({{"If-Range", kTime}}), current));
  EXPECT_FALSE(range_still_valid(with({{"If-Range", kLater}}), current));
  EXPECT_FALSE(range_still_valid(with({{"If-Range", "\"r6\""}}), current));
  EXPECT_FALSE(range_still_valid(with({{"If-Range", "W/\"r7\""}}), current));
  EXPECT_FALSE(range_still_valid(with({{"If-Range", "\"r7-gzip\""}}), current));
  EXPECT_FALSE(range_still_valid(with({{"If-Range", "W/\"r7\""}}), {"W/\"r7\"", ""}));
}

TEST(Conditional, SuffixesTagsInsideTheQuotes) {
  EXPECT_EQ(tag_with_suffix("\"r7\"", "br"), "\"r7-br\"");
  EXPECT_EQ(tag_with_suffix("W/\"r7\"", "gzip"), "W/\"r7-gzip\"");
}

TEST(Date, ReadsThreeFormsAndWritesOne) {
  EXPECT_EQ(to_http_date(784111777), kTime);
  for (const char* text : {kTime, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text), 784111777) << text;
  for (const char* bad : {"", "0", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                          "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Noo 1994 08:49:37 GMT"})
    EXPECT_FALSE(parse_http_date(bad)) << bad;
}

}  // namespace
}  // namespace http
