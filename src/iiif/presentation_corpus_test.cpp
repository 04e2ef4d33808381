// Every recipe of the IIIF Cookbook and every example of the 4.0 draft, through the model and back. They lie
// in $AVOCET_SHARED/data/cookbook; nothing of them is copied here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "iiif/presentation_writer.h"
#include "support/json_difference.h"

namespace iiif {
namespace {

using json_difference::differs;
using json_difference::Judge;

std::vector<std::filesystem::path> documents_in(const std::string& folder) {
  const char* shared = std::getenv("AVOCET_SHARED");
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path root = std::filesystem::path(shared ? shared : "") / "data/cookbook" / folder;
  if (!shared || !std::filesystem::exists(root)) return paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

// Below data/cookbook.
std::string name_of(const std::filesystem::path& path) {
  const std::string whole = path.string();
  return whole.substr(whole.rfind("/cookbook/") + 10);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

base::json::value written(const Document& document, Version version) {
  return base::parse_json(write_presentation(document, version)).value();
}

bool has_scene(const std::string& text) { return text.find("\"Scene\"") != std::string::npos; }

// What cannot be said in the other version, and so is lost on the way through it.
constexpr std::pair<std::string_view, std::string_view> kLost[] = {
    // The Timeline that a page by itself is about: in 3.0 it is a Canvas, as everything is.
    {"p4-spec-examples/uc04_annotations.json and back", "/items/0/target/type"},
};

// A document written back as it was read; told where that took another way of saying the same.
void expect_same(const std::string& name, const base::json::value& original, const base::json::value& again) {
  const std::string meaning = differs(original, again, Judge::SameMeaning);
  if (std::ranges::find(kLost, std::pair<std::string_view, std::string_view>(name, meaning)) !=
      std::end(kLost)) {
    std::cout << "  cannot be said: " << name << " " << meaning << "\n";
    return;
  }
  EXPECT_EQ(meaning, "") << name;
  if (const std::string exact = differs(original, again, Judge::Exact); meaning.empty() && !exact.empty())
    std::cout << "  said otherwise: " << name << " " << exact << "\n";
}

class Corpus : public testing::TestWithParam<std::string> {};

TEST_P(Corpus, ComesBackAsItWas) {
  const auto paths = documents_in(GetParam());
  if (paths.empty()) GTEST_SKIP() << "AVOCET_SHARED is not set, or has no data/cookbook/" << GetParam();
  for (const auto& path : paths) {
    const std::string text = text_of(path), name = name_of(path);
    const auto document = read_presentation(text);
    ASSERT_TRUE(document) << name << ": " << document.error().message;
    EXPECT_TRUE(document->complaints.empty() || document->version != 4) << name << document->complaints[0];
    const base::json::value original = base::parse_json(text).value();
    const Version own = document->version == 4 ? Version::V4 : Version::V3;
    const base::json::value again = written(*document, own);
    if (document->version != 2) expect_same(name, original, again);

    // To the other version and back.
    const Version other = own == Version::V3 ? Version::V4 : Version::V3;
    if (other == Version::V3 && has_scene(text)) {
      std::cout << "  3.0 has no Scenes: " << name << "\n";
      continue;
    }
    const auto across = read_presentation(write_presentation(*document, other));
    ASSERT_TRUE(across) << name << ": " << across.error().message;
    expect_same(name + " and back", again, written(*across, own));
  }
}

INSTANTIATE_TEST_SUITE_P(Presentation, Corpus,
                         testing::Values("v3", "v3-drafts", "v4", "v4-drafts", "p4-spec-examples"),
                         [](const auto& folder) {
                           std::string name = folder.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace iiif
