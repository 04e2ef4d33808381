// tests/validation/mutations.txt: what people get wrong, made into documents of others; each must be found.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "iiif/validation/validate.h"
#include "support/changed_document.h"

namespace iiif::validation {
namespace {

const std::string kFolder = std::string(AVOCET_SOURCE_DIR) + "/tests/validation/";

// Nothing: it is in the shared folder, and there is none.
std::string path_of(const std::string& document) {
  const char* shared = std::getenv("AVOCET_SHARED");
  const std::size_t slash = document.find('/');
  const std::string kind = document.substr(0, slash), name = document.substr(slash + 1);
  if (kind == "own") return kFolder + name + ".json";
  if (!shared) return {};
  const std::string cookbook = std::string(shared) + "/data/cookbook/";
  if (kind == "p4") return cookbook + "p4-spec-examples/" + name + ".json";
  if (kind == "4") return cookbook + "v4/" + name + "/v4/manifest.json";
  if (kind == "4d") return cookbook + "v4-drafts/" + name + "/v4/manifest.json";
  return cookbook + "v3/" + name + (name.ends_with(".json") ? "" : "/manifest.json");
}

using Places = std::set<std::pair<std::string_view, std::string>>;

Places errors_in(const Report& report) {
  Places places;
  for (const Finding& finding : report.findings())
    if (finding.rule->severity == Severity::Error) places.emplace(finding.rule->id, finding.pointer);
  return places;
}

struct Source {
  std::string text;
  Places errors;
};

TEST(Mutations, EachIsFound) {
  const std::vector<ListedChange> all = listed_changes(kFolder + "mutations.txt");
  EXPECT_GT(all.size(), 1000U);
  std::map<std::string, Source> sources;
  std::size_t tried = 0, caught = 0;
  for (const ListedChange& mutation : all) {
    const std::string path = path_of(mutation.document);
    if (path.empty()) continue;
    auto [source, fresh] = sources.try_emplace(mutation.document);
    if (fresh) {
      source->second.text = file_text(path);
      source->second.errors = errors_in(validate(source->second.text));
    }
    const Report report = validate(changed_text(source->second.text, mutation.change));
    bool found = false;
    for (const auto& place : errors_in(report)) found = found || !source->second.errors.contains(place);
    ++tried;
    caught += found ? 1 : 0;
    EXPECT_TRUE(found) << "mutations.txt:" << mutation.line << ": " << mutation.document << " "
                       << mutation.wanted << ": " << mutation.change;
  }
  std::cout << caught << " of " << tried << " mutations found"
            << (tried < all.size() ? "; AVOCET_SHARED is not set, so the cookbook is left out" : "") << "\n";
}

// A general rule that is broken in a document of another API is told in that API's clause.
TEST(Mutations, ClausesAreOfTheirSpecification) {
  const std::pair<const char*, const char*> kDocuments[] = {
      {"stream", "https://iiif.io/api/discovery/1.0/#last"},
      {"probe2", "https://iiif.io/api/auth/2.0/#probe-service-response"},
      {"terms2", "https://iiif.io/api/search/2.0/#autocomplete-response"},
      {"image_info", "https://iiif.io/api/image/3.0/#5-image-information"}};
  const char* const kChanges[] = {"remove /last", "remove /status", "remove /items", "remove /protocol"};
  for (std::size_t i = 0; i < std::size(kDocuments); ++i) {
    const Report report =
        validate(changed_text(file_text(kFolder + kDocuments[i].first + ".json"), kChanges[i]));
    ASSERT_FALSE(report.findings().empty()) << kDocuments[i].first;
    EXPECT_EQ(address_of(report.findings()[0], report.version), kDocuments[i].second);
  }
}

// By 3.0 and 4.0 a Canvas inherits from its Manifest and a Range from Ranges and the Manifest; the closest
// decides.
TEST(Mutations, BehaviorsAreInherited) {
  const std::string text = file_text(kFolder + "manifest3.json");
  const auto told = [](const Report& report, std::string_view rule, std::string_view pointer) {
    for (const Finding& finding : report.findings())
      if (finding.rule->id == rule && finding.pointer == pointer) return true;
    return false;
  };
  EXPECT_TRUE(
      told(validate(changed_text(text, "set /behavior [\"repeat\"]")), "behavior-ineffective", "/behavior"));
  EXPECT_FALSE(told(validate(changed_text(text, "set /behavior [\"repeat\", \"auto-advance\"]")),
                    "behavior-ineffective", "/behavior"));
  // A Range within one that is not navigated needs no thumbnail, unless it says that it is.
  const std::string nested =
      "set /structures/0/behavior [\"thumbnail-nav\"] ;; set /structures/0/items/0/behavior [\"no-nav\"]";
  EXPECT_FALSE(told(validate(changed_text(text, nested)), "behavior-thumbnail", "/structures/0/items/0"));
  EXPECT_TRUE(told(validate(changed_text(text, "set /structures/0/behavior [\"thumbnail-nav\"]")),
                   "behavior-thumbnail", "/structures/0/items/0"));
}

// What is no JSON is told by line and column, with the word that some programs write.
TEST(Mutations, WhatIsNoJsonIsTold) {
  const auto what = [](std::string_view text) {
    const Report report = validate(text);
    return report.findings().empty() ? std::string() : report.findings()[0].what;
  };
  EXPECT_EQ(what("{\"id\": 1,\n \"duration\": NaN}"), "NaN at line 2, column 14, which JSON does not know");
  EXPECT_EQ(what("{\n\"a\": \"\xff\"}"), "bytes that are not UTF-8, near line 2, column 7");
  EXPECT_EQ(what(std::string(100, '[')), "nested over 64 deep at line 1, column 65");
  EXPECT_EQ(what("{}x"), "no JSON at line 1, column 3: extra data");
}

// A page of annotations is judged by itself and where it belongs; what leads to it says what it is.
TEST(Mutations, PagesAreJudgedWhereTheyBelong) {
  const std::string text = changed_text(
      file_text(kFolder + "manifest3.json"),
      "add /items/0/annotations {\"id\": \"https://example.org/late\", \"type\": \"AnnotationPage\"}");
  const std::string page =
      R"({"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://example.org/other",
          "type": "AnnotationPage", "items": [{"id": "https://example.org/late/1", "type": "Annotation",
          "motivation": "commenting", "body": {"type": "TextualBody", "value": "late"},
          "target": "https://example.org/iiif/tape1/canvas/1#t=1,99999"}]})";
  const auto references = document_references(text, 50);
  const auto late = std::ranges::find(references, "https://example.org/late", &DocumentReference::id);
  ASSERT_NE(late, references.end());
  Report report, loaded = validate(page);
  EXPECT_TRUE(loaded.valid());
  judge_reference(*late, text, page, report, loaded);
  ASSERT_EQ(report.findings().size(), 1U);
  EXPECT_EQ(report.findings()[0].rule->id, "document-untrue");
  EXPECT_EQ(report.findings()[0].pointer, late->pointer + "/id");
  ASSERT_EQ(loaded.count(Severity::Error), 1U) << to_text(loaded, "page", Detail::All);
  EXPECT_EQ(errors_in(loaded).begin()->first, "bounds-time");
  EXPECT_EQ(errors_in(loaded).begin()->second, "/items/0/target");
}

}  // namespace
}  // namespace iiif::validation
