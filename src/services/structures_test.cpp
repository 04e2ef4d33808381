#include "services/structures.h"

#include <gtest/gtest.h>

namespace services {
namespace {

iiif::Description described(std::string_view ranges) {
  std::vector<std::string> complaints;
  const std::string text = "{\"ranges\":" + std::string(ranges) + "}";
  return iiif::description_from_json(base::parse_json(text).value(), complaints);
}

store::MediaFile file(const std::string& id, const std::string& path) {
  store::MediaFile made;
  made.id = id;
  made.path = path;
  return made;
}

TEST(Structures, LieOnFilesThatCanBePlayed) {
  const auto description = described(R"([
    {"label":"S1","ranges":[{"label":"A","part":"a.wav","start":1,"end":2},{"label":"B","part":"a.wav","start":2,"end":9}]},
    {"label":"S2","part":"b.wav","start":0,"end":4},
    {"label":"gone","part":"c.wav","start":0,"end":1},
    {"label":"late","part":"a.wav","start":5,"end":6}])");
  const std::vector<store::MediaFile> files{file("one", "box/a.wav"), file("two", "box/b.wav")};
  const auto sections = sections_of(description, files, {base::Time::seconds(3), std::nullopt});
  ASSERT_EQ(sections.size(), 1u);
  EXPECT_EQ(sections[0].label.any(), "S1");
  EXPECT_FALSE(sections[0].range);
  ASSERT_EQ(sections[0].sections.size(), 2u);
  EXPECT_EQ(sections[0].sections[1].file, "one");
  EXPECT_EQ(base::to_seconds(sections[0].sections[1].range->end), "3");
}

TEST(Structures, BecomeChaptersOfOneFile) {
  const auto description = described(R"([
    {"label":"Late","part":"a.wav","start":2,"end":3},
    {"label":"Song","part":"a.wav","start":0,"end":2,"ranges":[
      {"label":"Verse","part":"a.wav","start":0,"end":1},{"label":"Other","part":"b.wav","start":0,"end":1}]}])");
  const std::vector<store::MediaFile> files{file("one", "a.wav"), file("two", "b.wav")};
  const auto sections = sections_of(description, files, {base::Time::seconds(3), base::Time::seconds(3)});
  const auto chapters = chapters_on(sections, "one");
  ASSERT_EQ(chapters.size(), 2u);
  EXPECT_EQ(chapters[0].title, "Verse");
  EXPECT_EQ(chapters[1].title, "Late");
}

TEST(Structures, LinkTheRecordsOfTheSite) {
  std::vector<std::string> complaints;
  const auto description = iiif::description_from_json(
      base::parse_json(R"({"records":[{"id":"f/mets.xml","type":"Dataset","label":{"en":["METS record"]},)"
                       R"("format":"text/xml","profile":"http://www.loc.gov/METS/"}]})")
          .value(),
      complaints);
  EXPECT_TRUE(complaints.empty());
  const auto links = record_links(description, "https://example.org");
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].id, "https://example.org/text/f/mets.xml");
  EXPECT_EQ(links[0].profile, "http://www.loc.gov/METS/");
}

}  // namespace
}  // namespace services
