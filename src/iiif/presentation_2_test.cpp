#include <gtest/gtest.h>

#include "iiif/presentation_writer.h"
#include "support/json_difference.h"

namespace iiif {
namespace {

using json_difference::differs;
using json_difference::Judge;

// A document of 2.1 as 3.0.
void expect_becomes(std::string_view from, std::string_view to) {
  const auto document = read_presentation(from);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->version, 2);
  const base::json::value written = base::parse_json(write_presentation(*document, Version::V3)).value();
  EXPECT_EQ(differs(base::parse_json(to).value(), written, Judge::Exact), "") << base::write_json(written);
}

TEST(Presentation2, BecomesAManifest) {
  expect_becomes(
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://a.org/m","@type":"sc:Manifest",
        "label":[{"@value":"A book","@language":"en"},{"@value":"Llyfr","@language":"cy"}],
        "description":"Old","metadata":[{"label":"Author","value":["Ann","Ben"]}],
        "attribution":"The library","license":["https://creativecommons.org/licenses/by/4.0/","https://a.org/terms"],
        "logo":"https://a.org/logo.png","viewingHint":"paged","within":"https://a.org/col",
        "related":{"@id":"https://a.org/page","format":"text/html"},"seeAlso":"https://a.org/mets.xml",
        "navDate":"1856-01-01T00:00:00Z","house:shelf":"A 12",
        "sequences":[{"@type":"sc:Sequence","viewingDirection":"right-to-left","startCanvas":"https://a.org/c1","canvases":[
          {"@id":"https://a.org/c1","@type":"sc:Canvas","label":"p. 1","height":20,"width":10,
           "images":[{"@id":"https://a.org/i1","@type":"oa:Annotation","motivation":"sc:painting","on":"https://a.org/c1",
             "resource":{"@id":"https://a.org/i1.jpg","@type":"dctypes:Image","format":"image/jpeg",
               "service":{"@context":"http://iiif.io/api/image/2/context.json","@id":"https://a.org/iiif/1","profile":"http://iiif.io/api/image/2/level1.json"}}}],
           "otherContent":[{"@id":"https://a.org/list1","@type":"sc:AnnotationList"}]}]}]})",
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://a.org/m","type":"Manifest",
        "label":{"en":["A book"],"cy":["Llyfr"]},"summary":{"none":["Old"]},
        "metadata":[{"label":{"none":["Author"]},"value":{"none":["Ann","Ben"]}},{"label":{"en":["License"]},"value":{"none":["https://a.org/terms"]}}],
        "requiredStatement":{"label":{"en":["Attribution"]},"value":{"none":["The library"]}},
        "rights":"http://creativecommons.org/licenses/by/4.0/",
        "provider":[{"id":"https://a.org/m#provider","type":"Agent","label":{"none":["The library"]},"logo":[{"id":"https://a.org/logo.png","type":"Image"}]}],
        "behavior":["paged"],"partOf":[{"id":"https://a.org/col","type":"Collection"}],
        "homepage":[{"id":"https://a.org/page","type":"Text","format":"text/html"}],
        "seeAlso":[{"id":"https://a.org/mets.xml","type":"Dataset"}],"navDate":"1856-01-01T00:00:00Z","house:shelf":"A 12",
        "start":{"id":"https://a.org/c1","type":"Canvas"},"viewingDirection":"right-to-left",
        "items":[{"id":"https://a.org/c1","type":"Canvas","label":{"none":["p. 1"]},"height":20,"width":10,
          "items":[{"id":"https://a.org/c1/page/painting","type":"AnnotationPage","items":[
            {"id":"https://a.org/i1","type":"Annotation","motivation":"painting","target":"https://a.org/c1",
             "body":{"id":"https://a.org/i1.jpg","type":"Image","format":"image/jpeg",
               "service":[{"@id":"https://a.org/iiif/1","@type":"ImageService2","profile":"http://iiif.io/api/image/2/level1.json"}]}}]}],
          "annotations":[{"id":"https://a.org/list1","type":"AnnotationPage"}]}]})");
}

TEST(Presentation2, PutsRangesIntoEachOther) {
  expect_becomes(
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://a.org/m","@type":"sc:Manifest","label":"x",
        "structures":[{"@id":"https://a.org/r0","@type":"sc:Range","label":"All","viewingHint":"top","ranges":["https://a.org/r1"]},
          {"@id":"https://a.org/r1","@type":"sc:Range","label":"One","canvases":["https://a.org/c1","https://a.org/c2#xywh=0,0,5,5"]},
          {"@id":"https://a.org/r2","@type":"sc:Range","label":"Two","members":[{"@id":"https://a.org/r3","@type":"sc:Range","label":"Three"}]},
          {"@id":"https://a.org/r3","@type":"sc:Range","label":"Three","ranges":["https://a.org/r4"]},
          {"@id":"https://a.org/r4","@type":"sc:Range","label":"Four","ranges":["https://a.org/r3"]}]})",
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://a.org/m","type":"Manifest","label":{"none":["x"]},
        "structures":[{"id":"https://a.org/r0","type":"Range","label":{"none":["All"]},"items":[
            {"id":"https://a.org/r1","type":"Range","label":{"none":["One"]},"items":[
              {"id":"https://a.org/c1","type":"Canvas"},{"id":"https://a.org/c2#xywh=0,0,5,5","type":"Canvas"}]}]},
          {"id":"https://a.org/r2","type":"Range","label":{"none":["Two"]},"items":[
            {"id":"https://a.org/r3","type":"Range","label":{"none":["Three"]},"items":[
              {"id":"https://a.org/r4","type":"Range","label":{"none":["Four"]},"items":[{"id":"https://a.org/r3","type":"Range"}]}]}]}]})");
}

TEST(Presentation2, HasChoicesTextsAndSelectors) {
  expect_becomes(
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://a.org/l","@type":"sc:AnnotationList","resources":[
        {"@type":"oa:Annotation","motivation":["oa:commenting"],"resource":{"@type":"cnt:ContentAsText","chars":"hello","format":"text/plain"},
         "on":{"@type":"oa:SpecificResource","full":"https://a.org/c1","selector":{"@type":"oa:FragmentSelector","value":"xywh=1,2,3,4"},
               "within":{"@id":"https://a.org/m","@type":"sc:Manifest"}}},
        {"@id":"https://a.org/a2","@type":"oa:Annotation","motivation":"sc:painting","on":"https://a.org/c1",
         "resource":{"@type":"oa:Choice","default":{"@id":"https://a.org/1.jpg","@type":"dctypes:Image","label":"a"},
                     "item":[{"@id":"https://a.org/2.mp4","@type":"dctypes:MovingImage"},"rdf:nil"]}}]})",
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://a.org/l","type":"AnnotationPage","items":[
        {"type":"Annotation","motivation":"commenting","body":{"type":"TextualBody","value":"hello","format":"text/plain"},
         "target":{"type":"SpecificResource","source":{"id":"https://a.org/c1","type":"Canvas","partOf":[{"id":"https://a.org/m","type":"Manifest"}]},
                   "selector":{"type":"FragmentSelector","value":"xywh=1,2,3,4"}}},
        {"id":"https://a.org/a2","type":"Annotation","motivation":"painting","target":"https://a.org/c1",
         "body":{"type":"Choice","items":[{"id":"https://a.org/1.jpg","type":"Image","label":{"none":["a"]}},{"id":"https://a.org/2.mp4","type":"Video"}]}}]})");
}

TEST(Presentation2, BecomesACollection) {
  expect_becomes(
      R"({"@context":"http://iiif.io/api/presentation/2/context.json","@id":"https://a.org/top","@type":"sc:Collection","label":"Top",
        "collections":[{"@id":"https://a.org/sub","@type":"sc:Collection","label":"Sub"}],
        "manifests":[{"@id":"https://a.org/m","@type":"sc:Manifest","label":"M"}]})",
      R"({"@context":"http://iiif.io/api/presentation/3/context.json","id":"https://a.org/top","type":"Collection","label":{"none":["Top"]},
        "items":[{"id":"https://a.org/sub","type":"Collection","label":{"none":["Sub"]}},{"id":"https://a.org/m","type":"Manifest","label":{"none":["M"]}}]})");
}

TEST(Presentation2, IsRecognisedWithoutAContext) {
  const auto document = read_presentation(R"({"@id":"https://a.org/m","@type":"sc:Manifest","label":"x"})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->version, 2);
  EXPECT_EQ(document->resource.type, "Manifest");
}

}  // namespace
}  // namespace iiif
