#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "iiif/presentation_writer.h"
#include "support/json_difference.h"

namespace iiif {
namespace {

using json_difference::differs;
using json_difference::Judge;

constexpr std::string_view k3 = R"("@context":"http://iiif.io/api/presentation/3/context.json")";
constexpr std::string_view k4 = R"("@context":"http://iiif.io/api/presentation/4/context.json")";

std::string in(int version, std::string_view members) {
  return "{" + std::string(version == 3 ? k3 : k4) + "," + std::string(members) + "}";
}

// What a document of one version is in another.
void expect_becomes(const std::string& from, Version version, const std::string& to) {
  const auto document = read_presentation(from);
  ASSERT_TRUE(document) << document.error().message;
  const base::json::value written = base::parse_json(write_presentation(*document, version)).value();
  EXPECT_EQ(differs(base::parse_json(to).value(), written, Judge::Exact), "") << base::write_json(written);
}

void expect_both_ways(std::string_view in_3, std::string_view in_4) {
  expect_becomes(in(3, in_3), Version::V4, in(4, in_4));
  expect_becomes(in(4, in_4), Version::V3, in(3, in_3));
  expect_becomes(in(3, in_3), Version::V3, in(3, in_3));
  expect_becomes(in(4, in_4), Version::V4, in(4, in_4));
}

TEST(Presentation, KnowsTimelinesByTheirDurationAlone) {
  expect_both_ways(
      R"("id":"https://a.org/m","type":"Manifest","items":[
        {"id":"https://a.org/c","type":"Canvas","duration":12.5,"items":[{"id":"https://a.org/p","type":"AnnotationPage","items":[
          {"id":"https://a.org/a","type":"Annotation","motivation":"painting",
           "body":{"id":"https://a.org/s.mp3","type":"Sound","duration":12.5},"target":"https://a.org/c#t=0,2"}]}]},
        {"id":"https://a.org/v","type":"Canvas","height":3,"width":4,"duration":2}],
        "start":{"id":"https://a.org/c","type":"Canvas"},
        "structures":[{"id":"https://a.org/r","type":"Range","items":[
          {"id":"https://a.org/c#t=1,2","type":"Canvas"},{"id":"https://a.org/v","type":"Canvas"}]}])",
      R"("id":"https://a.org/m","type":"Manifest","items":[
        {"id":"https://a.org/c","type":"Timeline","duration":12.5,"items":[{"id":"https://a.org/p","type":"AnnotationPage","items":[
          {"id":"https://a.org/a","type":"Annotation","motivation":["painting"],
           "body":{"id":"https://a.org/s.mp3","type":"Audio","duration":12.5},"target":{"id":"https://a.org/c#t=0,2","type":"Timeline"}}]}]},
        {"id":"https://a.org/v","type":"Canvas","height":3,"width":4,"duration":2}],
        "start":{"id":"https://a.org/c","type":"Timeline"},
        "structures":[{"id":"https://a.org/r","type":"Range","items":[
          {"id":"https://a.org/c#t=1,2","type":"SpecificResource","source":{"id":"https://a.org/c","type":"Timeline"},
           "selector":[{"type":"FragmentSelector","conformsTo":"http://www.w3.org/TR/media-frags/","value":"t=1,2"}]},
          {"id":"https://a.org/v","type":"Canvas"}]}])");
}

TEST(Presentation, RenamesWhatHasAnotherNameIn4) {
  expect_both_ways(
      R"("id":"https://a.org/c","type":"Canvas","height":3,"width":4,"duration":9,
        "placeholderCanvas":{"id":"https://a.org/p","type":"Canvas","height":3,"width":4},
        "accompanyingCanvas":{"id":"https://a.org/q","type":"Canvas","height":3,"width":4})",
      R"("id":"https://a.org/c","type":"Canvas","height":3,"width":4,"duration":9,
        "placeholderContainer":{"id":"https://a.org/p","type":"Canvas","height":3,"width":4},
        "accompanyingContainer":{"id":"https://a.org/q","type":"Canvas","height":3,"width":4})");
  expect_both_ways(
      R"("id":"https://a.org/m","type":"Manifest","start":{"id":"https://a.org/s","type":"SpecificResource",
        "source":{"id":"https://a.org/c","type":"Canvas"},"selector":{"type":"PointSelector","t":14.5}},"items":[])",
      R"("id":"https://a.org/m","type":"Manifest","start":{"id":"https://a.org/s","type":"SpecificResource",
        "source":{"id":"https://a.org/c","type":"Canvas"},"selector":[{"type":"PointSelector","instant":14.5}]},"items":[])");
}

TEST(Presentation, HasSeveralBodiesAsIndependents) {
  expect_both_ways(
      R"("id":"https://a.org/a","type":"Annotation","motivation":"tagging","target":"https://a.org/c",
        "body":[{"type":"TextualBody","value":"a","language":"en"},{"type":"TextualBody","value":"b"}])",
      R"("id":"https://a.org/a","type":"Annotation","motivation":["tagging"],"target":{"id":"https://a.org/c","type":"Canvas"},
        "body":{"type":"Independents","items":[{"type":"TextualBody","value":"a","language":["en"]},{"type":"TextualBody","value":"b"}]})");
}

TEST(Presentation, KeepsWhatItDoesNotKnow) {
  const std::string members =
      R"("id":"https://a.org/c","type":"Canvas","fooBar":{"z":[1,null,{"@id":"x"}],"t":2},"height":3,"width":4,"t":1,
        "label":17.5,"metadata":[{"label":{"en":["a"]}}],"summary":{"en":[]},"navPlace":{"type":"FeatureCollection"},"total":18446744073709551615,
        "service":[{"@id":"https://a.org/i","@type":"ImageService2","profile":["level1",{"formats":["gif"]}]},
                   {"id":"https://a.org/j","@id":"https://a.org/j","type":"X"}])";
  const auto document = read_presentation(in(4, members));
  ASSERT_TRUE(document);
  EXPECT_EQ(differs(base::parse_json(in(4, members)).value(),
                    base::parse_json(write_presentation(*document, Version::V4)).value(), Judge::Exact),
            "/label");  // a number becomes text: {"none": ["17.5"]}
  EXPECT_THAT(document->complaints.at(0), testing::StartsWith("/label: "));
}

TEST(Presentation, LeavesScenesOutOf3) {
  expect_becomes(
      in(4, R"("id":"https://a.org/m","type":"Manifest","items":[{"id":"https://a.org/s","type":"Scene"},
                          {"id":"https://a.org/t","type":"Timeline","duration":2}])"),
      Version::V3, in(3, R"("id":"https://a.org/m","type":"Manifest","items":[
                          {"id":"https://a.org/t","type":"Canvas","duration":2}])"));
}

TEST(Presentation, KeepsOtherContexts) {
  const std::string from =
      R"({"@context":["http://www.w3.org/ns/anno.jsonld","http://iiif.io/api/presentation/3/context.json"],"type":"AnnotationPage","items":[]})";
  expect_becomes(
      from, Version::V4,
      R"({"@context":["http://www.w3.org/ns/anno.jsonld","http://iiif.io/api/presentation/4/context.json"],"type":"AnnotationPage","items":[]})");
}

TEST(Presentation, RefusesWhatIsNoDocument) {
  const auto message = [](const std::string& text) {
    const auto document = read_presentation(text);
    return document ? "read" : document.error().message;
  };
  EXPECT_THAT(message("{"), testing::HasSubstr("not JSON"));
  EXPECT_THAT(message("[]"), testing::HasSubstr("no JSON object"));
  EXPECT_THAT(message(R"({"id":"https://a.org/m"})"), testing::HasSubstr("/type"));
  EXPECT_THAT(message(std::string(kDocumentLimit + 1, ' ')), testing::HasSubstr("32 MiB"));
  std::string deep = R"({"type":"Choice","items":[)";
  for (int i = 0; i < 100; ++i) deep += R"({"items":[)";
  EXPECT_THAT(message(deep), testing::HasSubstr("not JSON"));
  std::string many = R"({"type":"Choice","items":[)";
  for (std::size_t i = 0; i < kResourceLimit; ++i) many += "{},";
  EXPECT_THAT(message(many + "{}]}"), testing::HasSubstr("resources"));
}

TEST(Presentation, CountsItsComplaints) {
  std::string text = R"({"type":"Choice","items":[)";
  for (int i = 0; i < 500; ++i) text += R"({"label":"a"},)";
  const auto document = read_presentation(text + "{}]}");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->complaints.size(), 100u);
  EXPECT_EQ(document->complaints[7], "/items/7/label: should be a language map");
}

}  // namespace
}  // namespace iiif
