#include "base/merge_patch.h"

#include <gtest/gtest.h>

#include <array>

namespace base {
namespace {

struct Case {
  const char *original, *patch, *result;
};
// RFC 7396, appendix A.
constexpr std::array<Case, 15> kCases{
    {{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
     {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
     {R"({"a":"b"})", R"({"a":null})", R"({})"},
     {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
     {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
     {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
     {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
     {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
     {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
     {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
     {R"({"a":"foo"})", R"(null)", R"(null)"},
     {R"({"a":"foo"})", R"("bar")", R"("bar")"},
     {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
     {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
     {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"}}};

TEST(MergePatch, DoesWhatTheExamplesOfTheStandardDo) {
  for (const Case& one : kCases)
    EXPECT_EQ(merge_patched(parse_json(one.original).value(), parse_json(one.patch).value()),
              parse_json(one.result).value())
        << one.original << " with " << one.patch;
}

TEST(MergePatch, KeepsTheOrderOfMembers) {
  const json::value patched = merge_patched(parse_json(R"({"a":"1","b":"2","c":"3"})").value(),
                                            parse_json(R"({"d":"4","a":null,"c":"5"})").value());
  EXPECT_EQ(write_json(patched), R"({"b":"2","c":"5","d":"4"})");
}

TEST(MergePatch, LeadsFromOneDocumentToTheOtherAndBack) {
  const json::value before =
      parse_json(R"({"label":{"en":["A"],"cy":["B"]},"rights":"x","n":[1,2]})").value();
  const json::value after = parse_json(R"({"label":{"en":["C"]},"summary":"new","n":[2]})").value();
  const json::value patch = merge_patch_between(before, after);
  EXPECT_EQ(write_json(patch), R"({"rights":null,"label":{"cy":null,"en":["C"]},"summary":"new","n":[2]})");
  EXPECT_EQ(merge_patched(before, patch), after);
  EXPECT_EQ(merge_patched(after, merge_patch_between(after, before)), before);
  EXPECT_EQ(write_json(merge_patch_between(before, before)), "{}");
}

}  // namespace
}  // namespace base
