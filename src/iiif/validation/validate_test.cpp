// The cookbook gives no false alarm, and each deliberate fault is found (tests/validation).
#include "iiif/validation/validate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "base/format.h"

namespace iiif::validation {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".json") all.push_back(entry.path());
  std::ranges::sort(all);
  return all;
}

// Documents of the cookbook and of the 4.0 draft that do break a MUST: the only rules that may be broken
// there.
const std::map<std::string, std::set<std::string_view>> kRealFaults{
    {"v3/0229-behavior-ranges/manifest.json", {"uri-encoding"}},  // a space at the end of its id
    // Targets a Canvas that is nowhere, and leaves a <span> open.
    {"v3/0464-reuse-manifest/manifest.json", {"target-resource", "html-malformed"}},
    {"v3-drafts/0514-ml-usage-tags/manifest.json",
     {"rights-value"}},  // a page of Wikidata; the official schema agrees
    // Still in the form of 3.0: strings for motivation, target and language.
    {"v4-drafts/0074-multiple-language-captions/v4/manifest.json", {"value-array", "value-object"}},
    {"v4-drafts/0079-annotations-for-captions/v4/manifest.json", {"value-array", "value-object"}},
    {"v4-drafts/0079-annotations-for-captions/v4/lunchroom_manners-captions-en.json",
     {"value-array", "value-object"}},
    {"p4-spec-examples/06_specific_resource.json", {"value-array"}},  // selector is an object
    {"p4-spec-examples/uc05_movie.json", {"target-container"}},       // targets a Canvas of another recipe
    {"p4-spec-examples/uc07_image_composite.json",
     {"target-container"}},                                         // targets the Canvas that is painted
    {"p4-spec-examples/uc08_3d_annotation.json", {"value-array"}},  // language is a string
};

TEST(Validate, CookbookGivesNoFalseAlarm) {
  const char* shared = std::getenv("AVOCET_SHARED");
  if (!shared) GTEST_SKIP() << "AVOCET_SHARED is not set";
  std::size_t clean = 0, faulty = 0;
  for (const char* part : {"v3", "v3-drafts", "v4", "v4-drafts", "p4-spec-examples"}) {
    const std::filesystem::path folder = std::filesystem::path(shared) / "data/cookbook" / part;
    for (const auto& path : json_files(folder)) {
      const Report report = validate(file_text(path));
      const auto real = kRealFaults.find(std::string(part) + "/" + path.lexically_relative(folder).string());
      for (const Finding& finding : report.findings()) {
        if (finding.rule->severity != Severity::Error) continue;
        const bool known = real != kRealFaults.end() && real->second.contains(finding.rule->id);
        EXPECT_TRUE(known) << to_text(report, path.string(), Detail::Errors);
      }
      EXPECT_TRUE(real == kRealFaults.end() || !report.valid()) << path << " has no fault any more";
      ++(report.valid() ? clean : faulty);
    }
  }
  std::cout << clean << " documents without errors, " << faulty << " with known ones\n";
  EXPECT_GT(clean, 100U);
}

}  // namespace
}  // namespace iiif::validation
