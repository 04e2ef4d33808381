#include "ingest/yaml_edit.h"

#include <gtest/gtest.h>

#include <array>

#include "base/merge_patch.h"
#include "ingest/yaml.h"

namespace ingest {
namespace {

namespace json = base::json;

// What a merge patch makes of a description in YAML.
std::string patched(const std::string& text, std::string_view patch) {
  const auto before = parse_yaml(text);
  const json::value wanted = base::merge_patched(before && before->is_object() ? *before : json::object(),
                                                 base::parse_json(patch).value());
  const auto result = edit_yaml(text, wanted.as_object());
  return result ? *result : "fault: " + result.error().message;
}

constexpr const char* kHandwritten =
    "# About the tape.\n"
    "\n"
    "label:   'Interview'   # by hand\n"
    "summary: |\n"
    "  Two lines,\n"
    "  # not a comment\n"
    "\n"
    "# Who did it\n"
    "metadata: {Interviewer: \"Siân\",\n"
    "           Year: 1974}\n"
    "rights: https://creativecommons.org/licenses/by/4.0/\n"
    "# the end\n";

TEST(YamlEdit, WritesOnlyTheLinesOfWhatHasChanged) {
  EXPECT_EQ(patched(kHandwritten, R"({"summary":"One line"})"),
            "# About the tape.\n"
            "\n"
            "label:   'Interview'   # by hand\n"
            "summary: One line\n"
            "\n"
            "# Who did it\n"
            "metadata: {Interviewer: \"Siân\",\n"
            "           Year: 1974}\n"
            "rights: https://creativecommons.org/licenses/by/4.0/\n"
            "# the end\n");
  EXPECT_EQ(patched(kHandwritten, R"({"label":null,"metadata":null,"navDate":"1974-03-12T00:00:00Z"})"),
            "# About the tape.\n"
            "\n"
            "summary: |\n"
            "  Two lines,\n"
            "  # not a comment\n"
            "\n"
            "# Who did it\n"
            "rights: https://creativecommons.org/licenses/by/4.0/\n"
            "# the end\n"
            "navDate: 1974-03-12T00:00:00Z\n");
}

TEST(YamlEdit, LeavesWhatSaysTheSameToTheByte) {
  EXPECT_EQ(patched(kHandwritten, "{}"), kHandwritten);
  EXPECT_EQ(patched(kHandwritten, R"({"metadata":{"Year":1974}})"), kHandwritten);
  EXPECT_EQ(patched("label: x", "{}"), "label: x");
}

TEST(YamlEdit, WritesListsMapsNumbersAndTruthsAsPeopleDo) {
  EXPECT_EQ(
      patched("label: x\n", R"({"start":12.5,"join":true,"label":{"cy":"Ffilm","en":["A","B"]},)"
                            R"("ranges":[{"label":"One","start":"0:00"},{"label":"Two","ranges":[]}]})"),
      "label:\n  cy: Ffilm\n  en:\n    - A\n    - B\n"
      "start: 12.5\n"
      "join: true\n"
      "ranges:\n  - label: One\n    start: 0:00\n  - label: Two\n    ranges: []\n");
}

TEST(YamlEdit, KeepsLineEndsAndAddsTheMissingOne) {
  EXPECT_EQ(patched("label: x\r\nsummary: y\r\n", R"({"label":"z"})"), "label: z\r\nsummary: y\r\n");
  EXPECT_EQ(patched("label: x", R"({"summary":"y"})"), "label: x\nsummary: y\n");
  EXPECT_EQ(patched("", R"({"label":"y"})"), "label: y\n");
  EXPECT_EQ(patched("# only a comment", R"({"label":"y"})"), "# only a comment\nlabel: y\n");
}

TEST(YamlEdit, WritesAnewWhatCannotBePatched) {
  EXPECT_EQ(patched("# top\n{label: x, summary: y}\n", R"({"label":"z"})"), "# top\nlabel: z\nsummary: y\n");
  // An anchor in what is changed, used by what is not.
  EXPECT_EQ(patched("label: &a x\nsummary: *a\n", R"({"label":"z"})"), "label: z\nsummary: x\n");
  EXPECT_EQ(patched("label: [unclosed\n", R"({"label":"z"})"), "label: z\n");
  EXPECT_EQ(patched("label: x\n", R"({"label":null})"), "");
}

TEST(YamlEdit, EndsWhereTheFirstDocumentEnds) {
  EXPECT_EQ(patched("---\nlabel: x\n---\nother: y\n", R"({"summary":"z"})"),
            "---\nlabel: x\nsummary: z\n---\nother: y\n");
  EXPECT_EQ(patched("label: x\n...\n", R"({"label":"z"})"), "label: z\n...\n");
}

// What looks like YAML in a value is text all the same.
TEST(YamlEdit, WritesAnyTextSoThatItIsReadAgain) {
  const std::array<const char*, 22> hostile{
      "",           "null", "~",      "- a", "a: b", "# c",  "&x *y",
      "!!binary z", "{",    "[1, 2]", "'",   "\"",   "|",    ">-\n  x",
      "---\na: b",  "...",  "a\nb\n", " x ", "\t",   "\r\n", "é 日本 \xF0\x9F\x8E\xAC",
      "%YAML 1.2"};
  for (const char* text : hostile) {
    const json::object wanted{{"label", text}, {"metadata", {{text, text}}}, {"behavior", {text, text}}};
    for (const char* before : {"", "label: x\n# kept\nsummary: y\n", "summary: |\n  z\n"}) {
      const auto result = edit_yaml(before, wanted);
      ASSERT_TRUE(result) << text << ": " << result.error().message;
      EXPECT_TRUE(say_the_same(parse_yaml(*result).value().as_object(), wanted)) << *result;
    }
  }
}

TEST(YamlEdit, RefusesMoreThanIsRead) {
  json::array values;
  for (int i = 0; i < 20'001; ++i) values.push_back("x");
  const auto result = edit_yaml("label: x\n", {{"behavior", values}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, base::Fault::TooLarge);
}

TEST(YamlEdit, KeepsTheOrderOfJson) {
  EXPECT_EQ(edit_json(R"({"b": "1", "a": 2, "c": 3})", {{"c", 3}, {"b", "4"}, {"d", true}}),
            "{\n  \"b\": \"4\",\n  \"c\": 3,\n  \"d\": true\n}\n");
  EXPECT_EQ(edit_json("{\"b\":   1}", {{"b", 1}}), "{\"b\":   1}");
  EXPECT_EQ(edit_json("not JSON", {{"b", 1}}), "{\n  \"b\": 1\n}\n");
}

}  // namespace
}  // namespace ingest
