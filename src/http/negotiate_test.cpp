#include "http/negotiate.h"

#include <gtest/gtest.h>

namespace http {
namespace {

constexpr const char* kP3 = R"(application/ld+json;profile="http://iiif.io/api/presentation/3/context.json")";
constexpr const char* kP4 = R"(application/ld+json;profile="http://iiif.io/api/presentation/4/context.json")";

TEST(Negotiate, ChoosesAMediaType) {
  const std::vector<std::string_view> offered{"application/json", kP3, kP4};
  const auto choose = [&](std::string_view accept) { return choose_media_type(accept, offered); };
  EXPECT_EQ(choose(""), 0);
  EXPECT_EQ(choose("*/*"), 0);
  EXPECT_EQ(choose("application/json"), 0);
  EXPECT_EQ(choose("application/json;charset=utf-8"), 0);
  EXPECT_EQ(choose("application/ld+json"), 1);
  EXPECT_EQ(choose("APPLICATION/LD+JSON"), 1);
  EXPECT_EQ(choose(kP4), 2);
  EXPECT_EQ(choose("application/ld+json;profile=http://iiif.io/api/presentation/4/context.json"), 2);
  EXPECT_EQ(choose(std::string(kP4) + ", */*;q=0.1"), 2);
  EXPECT_EQ(choose("application/ld+json;q=0.9, application/json;q=0.8"), 1);
  EXPECT_EQ(choose("application/json;q=0, */*"), 1);
  EXPECT_EQ(choose("application/*;q=0.5, application/json;q=0.4"), 1);
  EXPECT_EQ(choose("text/html"), std::nullopt);
  EXPECT_EQ(choose("application/ld+json;profile=\"http://iiif.io/api/presentation/2/context.json\""),
            std::nullopt);
  EXPECT_EQ(choose("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), 0);
  EXPECT_EQ(choose("text/html, image/gif, *; q=.2, */*; q=.2"), std::nullopt);  // nothing well-formed fits
  EXPECT_EQ(choose("application/ld+json;profile=\"a,b;c\", application/json"), 0);
  EXPECT_EQ(choose(";;;,,,///"), 0);
}

TEST(Negotiate, ReadsQualities) {
  const auto quality = [](std::string text) { return parse_media_type("a/b;q=" + text)->quality; };
  EXPECT_EQ(quality("1"), 1000);
  EXPECT_EQ(quality("0.8"), 800);
  EXPECT_EQ(quality("0.123"), 123);
  EXPECT_EQ(quality("1.000"), 1000);
  EXPECT_EQ(quality("0."), 0);
  for (const char* bad : {"", "2", "1.001", "0.1234", "-1", ".5", "x"})
    EXPECT_FALSE(parse_media_type(std::string("a/b;q=") + bad)) << bad;
}

TEST(Negotiate, ChoosesAnEncoding) {
  EXPECT_EQ(choose_encoding(""), Encoding::Identity);
  EXPECT_EQ(choose_encoding("gzip"), Encoding::Gzip);
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), Encoding::Brotli);
  EXPECT_EQ(choose_encoding("gzip;q=1.0, br;q=0.5"), Encoding::Gzip);
  EXPECT_EQ(choose_encoding("br;q=0, gzip;q=0"), Encoding::Identity);
  EXPECT_EQ(choose_encoding("*"), Encoding::Brotli);
  EXPECT_EQ(choose_encoding("*;q=0"), Encoding::Identity);
  EXPECT_EQ(choose_encoding("br;q=0, *"), Encoding::Gzip);
  EXPECT_EQ(choose_encoding("identity"), Encoding::Identity);
  EXPECT_EQ(choose_encoding("gzip;q=bad"), Encoding::Identity);
}

}  // namespace
}  // namespace http
