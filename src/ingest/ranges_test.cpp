#include "ingest/ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<PartLength> kSides{{"side 1.wav", base::Time::seconds(60)},
                                     {"side 2.wav", base::Time::seconds(30)}};

// "A side 1.wav 0-10 (B ...)", as they come out.
std::string shown(const std::vector<iiif::DescribedRange>& ranges) {
  std::string text;
  for (const iiif::DescribedRange& range : ranges) {
    if (!text.empty()) text += ", ";
    text += range.label.any();
    if (range.start) {
      text += range.part == "side 1.wav" ? " 1:" : " 2:";
      text += base::to_seconds(*range.start) + "-" + (range.end ? base::to_seconds(*range.end) : "?");
    }
    if (!range.ranges.empty()) text += " (" + shown(range.ranges) + ")";
  }
  return text;
}

std::string settled(const std::string& json, std::vector<std::string>& complaints,
                    const std::vector<PartLength>& parts = kSides) {
  auto description =
      iiif::description_from_json(base::parse_json("{\"ranges\":" + json + "}").value(), complaints);
  settle_ranges(description.ranges, parts, complaints);
  return shown(description.ranges);
}

TEST(Ranges, TakePartAndEndFromWhatLiesAround) {
  std::vector<std::string> complaints;
  EXPECT_EQ(
      settled(R"([{"label":"S1","part":1,"ranges":[{"label":"A","start":"0"},{"label":"B","start":"20"}]},
                        {"label":"S2","part":"SIDE 2.flac","ranges":[{"label":"C","start":5,"end":8,"ranges":[
                           {"label":"D","start":6}]}]},
                        {"label":"All","part":"side 2.wav"}])",
              complaints),
      "S1 (A 1:0-20, B 1:20-60), S2 (C 2:5-8 (D 2:6-8)), All 2:0-30");
  EXPECT_THAT(complaints, IsEmpty());
  EXPECT_EQ(settled(R"([{"label":"A","start":0},{"label":"B","part":"other name.wav","start":"10"}])",
                    complaints, {kSides[0]}),
            "A 1:0-10, B 1:10-60");
  EXPECT_EQ(settled(R"([{"label":"A","start":1}])", complaints, {{"side 1.wav", std::nullopt}}), "A 1:1-?");
  EXPECT_THAT(complaints, IsEmpty());
}

TEST(Ranges, AreCutOrLeftOutAndNamed) {
  std::vector<std::string> complaints;
  EXPECT_EQ(settled(R"([{"label":"long","part":1,"start":50,"end":70},{"label":"nearly","part":2,"end":30.9},
                        {"label":"late","part":1,"start":60},{"label":"empty","part":1,"start":5,"end":5},
                        {"label":"lost","part":"x.wav","ranges":[{"label":"found","part":2,"start":3,"end":4}]},
                        {"label":"nowhere","start":3},{"label":"nothing"},
                        {"label":"around","part":1,"start":10,"end":20,"ranges":[{"label":"early","start":5,"end":15},
                           {"label":"over","start":12,"end":40}]}])",
                    complaints),
            "long 1:50-60, nearly 2:0-30, found 2:3-4, around 1:10-20 (early 1:10-15, over 1:12-20)");
  EXPECT_THAT(complaints,
              ElementsAre("the range 'lost' is left out: 'x.wav' is no part of this item",
                          "the range 'long' is cut: it ends at 70 s, and all ends at 60 s",
                          "the range 'late' is left out: it starts at 60 s, and all ends at 60 s",
                          "the range 'empty' is left out: it ends at 5 s, not after its start at 5 s",
                          "the range 'nowhere' is left out: it does not say of which part",
                          "the range 'nothing' is left out: it has neither times nor ranges below it",
                          "the range 'early' is cut: it starts at 5 s, and the range around it at 10 s",
                          "the range 'over' is cut: it ends at 40 s, and all ends at 20 s",
                          "the range 'over' overlaps 'early'", "the range 'found' overlaps 'nearly'"));
}

TEST(Ranges, TellOfTwentyFaultsOnly) {
  std::string many = "[";
  for (int i = 0; i < 100; ++i) many += R"({"label":"x","part":1,"start":90},)";
  many.back() = ']';
  std::vector<std::string> complaints;
  EXPECT_EQ(settled(many, complaints), "");
  ASSERT_EQ(complaints.size(), 21u);
  EXPECT_EQ(complaints.back(), "ranges: 80 more of this kind");
}

}  // namespace
}  // namespace ingest
