#include "iiif/description.h"

#include <gtest/gtest.h>

namespace iiif {
namespace {

Description read(std::string_view text, std::vector<std::string>& complaints) {
  return description_from_json(base::parse_json(text).value(), complaints);
}

TEST(Description, ReadsWhatPeopleWriteAndKeepsItWhenStored) {
  std::vector<std::string> complaints;
  const Description stated = read(R"({
    "label": {"en": ["Box"], "cy": "Blwch"}, "summary": "Two reels",
    "metadata": {"Date": 1962, "Speaker": ["Ann", "Ben"]},
    "requiredStatement": "The county archive",
    "rights": "https://creativecommons.org/licenses/by/4.0/", "navDate": "1962-05-01T00:00:00Z",
    "homepage": "https://example.org/box", "seeAlso": {"id": "https://example.org/box.xml", "format": "text/xml"},
    "provider": {"id": "https://example.org", "label": "Archive", "logo": "https://example.org/logo.png"},
    "parts": {"a.mp4": "First", "b.mp4": {"label": "Second"}, "c.mp4": {"en": ["Third"]}}})",
                                  complaints);
  EXPECT_TRUE(complaints.empty()) << complaints.front();
  EXPECT_EQ(stated.rights, "http://creativecommons.org/licenses/by/4.0/");
  EXPECT_EQ(stated.label.entries()[1].second[0], "Blwch");
  ASSERT_EQ(stated.part_labels.size(), 3u);
  EXPECT_EQ(stated.part_labels[1].second.any(), "Second");
  EXPECT_EQ(stated.part_labels[2].second.any(), "Third");
  EXPECT_EQ(stated.homepage[0].type, "Text");

  const Description again = description_from_json(to_json(stated), complaints);
  EXPECT_TRUE(complaints.empty()) << complaints.front();
  EXPECT_EQ(base::write_json(to_json(again)), base::write_json(to_json(stated)));
}

TEST(Description, LeavesOutWhatTheStandardForbidsAndSaysSo) {
  std::vector<std::string> complaints;
  const Description stated = read(R"json({"label": "Box", "rights": "all mine", "navDate": "1962-05-01",
    "homepage": "javascript:alert(1)", "titel": "Box", "metadata": [{"label": "x"}],
    "provider": {"label": "x"}})json",
                                  complaints);
  EXPECT_EQ(complaints.size(), 6u);
  EXPECT_EQ(base::write_json(to_json(stated)), R"({"label":{"none":["Box"]}})");
}

}  // namespace
}  // namespace iiif
