#include "services/links.h"

#include <gtest/gtest.h>

#include <vector>

namespace services {
namespace {

// Each of the addresses whose name depends on the naming.
std::vector<std::string> addresses(const Links& links) {
  const std::string item = "Ynys Môn.json", file = "50%/a#1";
  return {links.home(),
          links.page(item),
          links.page(item, 2),
          links.embed(item),
          links.embed(item, 3),
          links.collection_page("root"),
          links.collection_page("root", 2),
          links.collection_page(item),
          links.collection_page(item, 12),
          links.manifest(item),
          links.collection(item),
          links.collection_part(item, 1),
          links.canvas(item, file),
          links.beside(item, file, "placeholder"),
          links.annotation_page(item, file, "text-en"),
          links.original(file, "a.json"),
          links.av(file) + "/info.json",
          links.text(file, "en", "vtt")};
}

TEST(Links, EveryFileIsAnsweredByTheRouteOfTheSameThing) {
  for (const auto version : {iiif::Version::V3, iiif::Version::V4}) {
    const std::vector<std::string> routes = addresses(Links("http://a.example", version));
    const std::vector<std::string> files = addresses(Links("http://b.example/x", version, Naming::Files));
    for (std::size_t i = 0; i < routes.size(); ++i)
      EXPECT_EQ("http://a.example" + route_of(files[i].substr(std::string("http://b.example/x").size())),
                routes[i]);
  }
}

// As no file can be a folder as well.
TEST(Links, NoFileLiesBelowAnother) {
  const std::vector<std::string> files =
      addresses(Links("http://b.example", iiif::Version::V3, Naming::Files));
  for (const std::string& one : files)
    for (const std::string& other : files) EXPECT_FALSE(other.starts_with(one + "/")) << other;
}

TEST(Links, FilesAreSeenFromAPageRelativeToIt) {
  const Links files("http://b.example/x", iiif::Version::V3, Naming::Files);
  EXPECT_EQ(files.seen_from(files.home()).page("a"), "./view/a/index.html");
  EXPECT_EQ(files.seen_from(files.page("a", 2)).manifest("a"), "../../../presentation/3/a/manifest.json");
  const Links routes("http://b.example/x");
  EXPECT_EQ(routes.seen_from(routes.page("a")).page("a"), "http://b.example/x/view/a");
}

}  // namespace
}  // namespace services
