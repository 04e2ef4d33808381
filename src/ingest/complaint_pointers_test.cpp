#include "ingest/complaint_pointers.h"

#include <gtest/gtest.h>

#include "iiif/description.h"

namespace ingest {
namespace {

std::vector<std::string> pointers(std::string_view text) {
  const auto document = base::parse_json(text).value();
  std::vector<std::string> complaints, result;
  iiif::description_from_json(document, complaints);
  for (const store::Refused& refused : point_at(document.as_object(), complaints))
    result.push_back(refused.pointer);
  return result;
}
using List = std::vector<std::string>;

TEST(ComplaintPointers, LeadToTheSmallestThatIsAtFault) {
  EXPECT_EQ(pointers(R"({"label":"x","rights":"mine"})"), List{"/rights"});
  EXPECT_EQ(pointers(R"({"label":{"en":"x","not a language":"y"}})"), List{"/label/not a language"});
  EXPECT_EQ(pointers(R"({"ranges":[{"label":"a"},{"label":"b","ranges":[{"label":"c","start":"9x"}]}]})"),
            List{"/ranges/1/ranges/0/start"});
  EXPECT_EQ(pointers(R"({"ranges":[{"label":"a"},{"summary":"no label"},{"label":"b","x/y":1}]})"),
            (List{"/ranges/1", "/ranges/2/x~1y"}));
  EXPECT_EQ(pointers(R"({"metadata":{"a":{"en":1},"b":"c","d":{"en":2}}})"),
            (List{"/metadata/a/en", "/metadata/d/en"}));
  EXPECT_EQ(pointers(R"({"homepage":[{"id":"https://example.org"},{"id":"ftp://x"}]})"),
            List{"/homepage/1/id"});
  EXPECT_EQ(pointers(R"({"colour":"red"})"), List{"/colour"});
}

TEST(ComplaintPointers, NameTheRangeThatTheRecordingsDoNotAllow) {
  const auto document =
      base::parse_json(R"({"start":"99","ranges":[{"label":"a","ranges":[{"label":{"en":["b"]}}]}]})")
          .value()
          .as_object();
  const auto found =
      point_at(document, {"the range 'b' is left out: it is empty", "start: 99 s is not before",
                          "ranges: 3 more of this kind", "something else"});
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].pointer, "/ranges/0/ranges/0");
  EXPECT_EQ(found[1].pointer, "/start");
  EXPECT_EQ(found[2].pointer, "/ranges");
  EXPECT_EQ(found[3].pointer, "");
}

TEST(ComplaintPointers, EndSoonOnLargeDocuments) {
  base::json::array ranges;
  for (int i = 0; i < 9'000; ++i) ranges.push_back(base::json::object{{"label", "x"}, {"start", "never"}});
  const base::json::object document{{"ranges", ranges}};
  std::vector<std::string> complaints;
  iiif::description_from_json(document, complaints);
  EXPECT_LE(point_at(document, complaints).size(), 20u);
}

}  // namespace
}  // namespace ingest
