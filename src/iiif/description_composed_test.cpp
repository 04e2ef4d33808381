#include "iiif/description_composed.h"

#include <gtest/gtest.h>

#include "iiif/description.h"

namespace iiif {
namespace {

// What is kept is read again as it was, and what it says of times is exact.
TEST(DescriptionComposed, IsKeptAsItWasRead) {
  for (const char* stated :
       {R"({"thumbnailNav":"true"})", R"({"thumbnailNav":"2.5"})",
        R"({"items":[{"item":"a","part":"2","start":"60.123456789","end":"61","label":{"en":["A"]},)"
        R"("summary":{"none":["B"]},"file":"f"},{"item":"b"}]})",
        R"({"canvas":{"width":10,"height":5,"duration":"60","paint":[{"picture":"p"},{"text":{"cy":["T"]},)"
        R"("time":["0","1"],"region":[1,2,3,4]},{"item":"a","source":["1","2"],"time":["3"],)"
        R"("timeMode":"loop","label":{"none":["L"]},"file":"f"}]}})",
        R"({"canvas":{"duration":"1.5","paint":[{"item":"a","timeMode":"scale"}]}})"}) {
    std::vector<std::string> complaints;
    const Description description = description_from_json(base::parse_json(stated).value(), complaints);
    EXPECT_TRUE(complaints.empty()) << complaints.front();
    EXPECT_EQ(base::write_json(to_json(description)), stated);
  }
}

TEST(DescriptionComposed, TakesTimesAsPeopleWriteThem) {
  std::vector<std::string> complaints;
  const Description description = description_from_json(
      base::parse_json(R"({"items":[{"item":"a","part":2,"start":"1:02.5","end":75}]})").value(), complaints);
  ASSERT_EQ(description.items.size(), 1u);
  EXPECT_EQ(description.items[0].part, "2");
  EXPECT_EQ(*description.items[0].start, base::Time::milliseconds(62'500));
  EXPECT_EQ(*description.items[0].end, base::Time::seconds(75));
}

}  // namespace
}  // namespace iiif
