#include "iiif/validation/values.h"

#include <gtest/gtest.h>

#include "iiif/validation/html.h"
#include "iiif/validation/validate.h"

namespace iiif::validation {
namespace {

TEST(Values, Dates) {
  EXPECT_EQ(date_form("2010-01-01T00:00:00Z"), DateForm::Utc);
  EXPECT_EQ(date_form("2010-01-01T00:00:00.123Z"), DateForm::Utc);
  EXPECT_EQ(date_form("-0044-03-15T12:00:00Z"), DateForm::Utc);
  EXPECT_EQ(date_form("2010-01-01T00:00:00+14:00"), DateForm::Offset);
  EXPECT_EQ(date_form("2010-01-01T00:00:00"), DateForm::NoZone);
  for (const char* bad : {"2010-13-01T00:00:00Z", "2011-02-29T00:00:00Z", "2010-01-01T24:00:01Z",
                          "2010-01-00T00:00:00Z", "0000-01-01T00:00:00Z"})
    EXPECT_EQ(date_form(bad), DateForm::Impossible) << bad;
  for (const char* bad :
       {"", "2010", "2010-01-01", "2010-1-1T00:00:00Z", "2010-01-01T00:00Z", "2010-01-01T00:00:00.Z",
        "2010-01-01T00:00:00+1400", "2010-01-01T00:00:00+15:00", "2010-01-01T00:00:00 Z", "20100101T000000Z"})
    EXPECT_EQ(date_form(bad), DateForm::Malformed) << bad;
  EXPECT_LT(*date_seconds("2010-01-01T00:00:00+02:00"), *date_seconds("2010-01-01T00:00:00Z"));
  EXPECT_LT(*date_seconds("2010-01-31T00:00:00Z"), *date_seconds("2010-02-01T00:00:00Z"));
}

// W3C test cases: https://www.w3.org/2008/WebVideo/Fragments/TC/ua-test-cases
TEST(Values, Fragments) {
  for (const char* good :
       {"t=3", "t=3.", "t=0,9.97", "t=3,7", "t=,7", "t=%33", "%74=3", "t=3%2C7", "t=npt:3", "t=npt%3A3",
        "t=00:00.", "t=00:03,00:00:07", "&&t=3,7", "t=7&t=3", "t=0.30000000000000004,1"}) {
    const Fragment fragment = parse_fragment(good);
    EXPECT_TRUE(fragment.time && fragment.bad_time.empty()) << good;
  }
  for (const char* bad : {"t=",
                          "t=,",
                          "t=3,",
                          "t=3,3",
                          "t=7,3",
                          "t=-1,3",
                          "t=3-7",
                          "t=3:7",
                          "t=3,7,9",
                          "t=3,7,",
                          "t=.",
                          "t=.0",
                          "t=0s",
                          "t=,0s",
                          "t=1e-1",
                          "t=0:0:0",
                          "t=0:01:60",
                          "t=0:60:00",
                          "t=banana",
                          "t=smpte:0:00:01",
                          "t=clock:2011-10-12T10:00:01Z"})
    EXPECT_FALSE(parse_fragment(bad).bad_time.empty()) << bad;
  EXPECT_FALSE(parse_fragment("T=3").unknown.empty());
  EXPECT_FALSE(parse_fragment("t").unknown.empty());
  EXPECT_TRUE(parse_fragment("t=00:03").clock);
  EXPECT_FALSE(parse_fragment("t=3,4").clock);
  for (const char* good : {"xywh=1,2,3,4", "xywh=pixel:1,2,3,4", "xywh=percent:1,2,3,4", "xywh=1.5,2,3.25,4"})
    EXPECT_TRUE(parse_fragment(good).region) << good;
  for (const char* bad : {"xywh=1,2,3", "xywh=1,2,3,0", "xywh=-1,2,3,4", "xywh=1,2,3,4,5", "xywh=a,b,c,d",
                          "xywh=", "xywh=inch:1,2,3,4"})
    EXPECT_FALSE(parse_fragment(bad).bad_region.empty()) << bad;
}

TEST(Values, Uris) {
  for (const char* good : {"http://a", "https://example.org/a?b#c", "HTTPS://example.org/"})
    EXPECT_TRUE(is_http_uri(good)) << good;
  for (const char* bad : {"", "http://", "https:///x", "//example.org", "ftp://example.org", "example.org",
                          "http:/x", "http://:80/"})
    EXPECT_FALSE(is_http_uri(bad)) << bad;
  EXPECT_TRUE(is_absolute_uri("urn:uuid:1"));
  for (const char* bad : {"", "a", ":a", "a:", "1a:b", "http:a"}) EXPECT_FALSE(is_absolute_uri(bad)) << bad;
  EXPECT_FALSE(forbidden_in_uri("https://example.org/%20a?b=c#d"));
  for (const char* bad : {"https://e.org/a b", "https://e.org/ä", "https://e.org/%2", "https://e.org/{a}",
                          "https://e.org/#a#b", "https://e.org/\\a"})
    EXPECT_TRUE(forbidden_in_uri(bad)) << bad;
}

TEST(Values, Rights) {
  for (const char* good :
       {"http://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by-nc-sa/3.0/us/",
        "http://creativecommons.org/publicdomain/zero/1.0/", "http://rightsstatements.org/vocab/NoC-US/1.0/"})
    EXPECT_EQ(rights_form(good), RightsForm::Known) << good;
  for (const char* bad :
       {"http://creativecommons.org/licenses/by/4.0/deed.en", "http://creativecommons.org/licenses/4.0/",
        "http://www.creativecommons.org/licenses/by/4.0/", "http://rightsstatements.org/vocab/InC/2.0/"})
    EXPECT_EQ(rights_form(bad), RightsForm::Misspelt) << bad;
  EXPECT_EQ(rights_form("https://example.org/"), RightsForm::Other);
}

TEST(Values, Html) {
  EXPECT_FALSE(read_markup("a < b and c > d").any);
  EXPECT_FALSE(read_markup("<title unknown").any);
  EXPECT_TRUE(read_markup("<p>a</p>").malformed.empty());
  EXPECT_TRUE(read_markup("<p>a<br/>&#8364;&#x20ac;&lt;</p>").malformed.empty());
  for (const char* bad : {"<p>a", "<p>a</b></p>", "<p a=b>c</p>", "<p a>c</p>", "<p a='1' a='2'>c</p>",
                          "<p>&euro;</p>", "<p>a & b</p>", "<p><1></p>", "<p a='<'>x</p>"})
    EXPECT_FALSE(read_markup(bad).malformed.empty()) << bad;
  EXPECT_TRUE(read_markup("<p>a</p>b<p>c</p>").several);
  EXPECT_FALSE(read_markup("<p><a href=\" jAvascript:alert(1)\">x</a></p>").unsafe.empty());
  EXPECT_FALSE(read_markup("<p><a href=\"data:text/html,x\">x</a></p>").unsafe.empty());
  EXPECT_FALSE(read_markup("<p><img src=\"x.png\"/></p>").unsafe.empty());
  EXPECT_TRUE(read_markup("<p><a href=\"mailto:a@example.org\">x</a></p>").unsafe.empty());
  EXPECT_FALSE(read_markup("<p class=\"x\">a</p>").removed.empty());
  EXPECT_FALSE(read_markup("<p><!-- a --></p>").removed.empty());
}

TEST(Validate, ContentStateParameters) {
  EXPECT_TRUE(validate_content_state_parameter("https://example.org/manifest").valid());
  // {"id":"https://example.org/a#t=1","type":"Canvas","partOf":[{"id":"https://example.org/m","type":"Manifest"}]}
  EXPECT_TRUE(validate_content_state_parameter(
                  "JTdCJTIyaWQlMjIlM0ElMjJodHRwcyUzQSUyRiUyRmV4YW1wbGUub3JnJTJGYSUyM3QlM0QxJTIyJTJDJTIydHlwZS"
                  "UyMiUzQSUyMkNhbnZhcyUyMiUyQyUyMnBhcnRPZiUyMiUzQSU1QiU3QiUyMmlkJTIyJTNBJTIyaHR0cHMlM0ElMkYl"
                  "MkZleGFtcGxlLm9yZyUyRm0lMjIlMkMlMjJ0eXBlJTIyJTNBJTIyTWFuaWZlc3QlMjIlN0QlNUQlN0Q")
                  .valid());
  for (const char* bad :
       {"{\"id\":\"x\"}", "JTdC=", "JTdCJ", "aHR0cHM6Ly9leGFtcGxlLm9yZy9t", "eyJhIjoxfQ", "!!"})
    EXPECT_FALSE(validate_content_state_parameter(bad).valid()) << bad;
}

TEST(Validate, TextsThatAreNoDocuments) {
  for (const char* bad : {"", "null", "[]", "7", "\"x\"", "{", "{}", "{\"type\":\"Nonsense\"}", "\xFF\xFE{",
                          "{\"a\":\"\xC3\"}", "{\"type\":\"Manifest\"} x"})
    EXPECT_FALSE(validate(bad).valid()) << bad;
  EXPECT_FALSE(validate(std::string(100, '[') + std::string(100, ']')).valid());
}

}  // namespace
}  // namespace iiif::validation
