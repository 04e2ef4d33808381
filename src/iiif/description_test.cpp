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

TEST(Description, KeepsTheTableOfContents) {
  std::vector<std::string> complaints;
  const Description stated = read(R"({"ranges": [
    {"label": {"cy": "Ochr 1"}, "part": 1, "ranges": [
      {"label": "Talk", "summary": "Of slate", "metadata": {"Speaker": "Ann"}, "start": "1:15.5", "end": 90},
      {"label": "Song", "part": "b.wav", "start": "soon"},
      {"start": "1"}, "Song", {"label": "x", "begin": "1"}]}]})",
                                  complaints);
  EXPECT_EQ(
      base::write_json(to_json(stated)),
      R"({"ranges":[{"label":{"cy":["Ochr 1"]},"part":"1","ranges":[)"
      R"({"label":{"none":["Talk"]},"summary":{"none":["Of slate"]},"metadata":[{"label":{"none":["Speaker"]},)"
      R"("value":{"none":["Ann"]}}],"start":"75.5","end":"90"},)"
      R"({"label":{"none":["Song"]},"part":"b.wav"},{"label":{"none":["x"]}}]}]})");
  ASSERT_EQ(complaints.size(), 4u);
  EXPECT_EQ(complaints[0], "ranges start: 'soon' is not a time, such as 75.5, 1:15.5 or 0:01:15.5");
  EXPECT_EQ(complaints[3], "ranges do not have 'begin'");
  complaints.clear();
  const Description again = description_from_json(to_json(stated), complaints);
  EXPECT_TRUE(complaints.empty());
  EXPECT_EQ(base::write_json(to_json(again)), base::write_json(to_json(stated)));

  std::string deep = R"({"label": "x"})", many = R"({"label": "x"})";
  for (int i = 0; i < 20; ++i) deep = R"({"label": "x", "ranges": [)" + deep + "]}";
  for (int i = 0; i < 11'000; ++i) many += R"(,{"label": "x"})";
  read(R"({"ranges": [)" + deep + "]}", complaints);
  EXPECT_EQ(read(R"({"ranges": [)" + many + "]}", complaints).ranges.size(), kRangesMost);
  EXPECT_EQ(complaints, (std::vector<std::string>{"ranges are nested too deeply",
                                                  "ranges are more than 10000; the rest is left out"}));
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
