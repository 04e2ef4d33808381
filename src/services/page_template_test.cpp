#include "services/page_template.h"

#include <gtest/gtest.h>

namespace services {
namespace {

std::string render(std::string_view text, base::json::object values) {
  return PageTemplate::parse(text).value().render(values);
}

TEST(PageTemplate, EscapesValues) {
  EXPECT_EQ(render("<a href=\"{{x}}\">{{{x}}}", {{"x", "\"><script>"}}),
            "<a href=\"&quot;&gt;&lt;script&gt;\">\"><script>");
}

TEST(PageTemplate, RepeatsListsAndLooksOutwards) {
  EXPECT_EQ(render("{{#list}}{{site}}:{{n}} {{/list}}",
                   {{"site", "S"}, {"list", base::json::array{{{"n", "1"}}, {{"n", "2"}, {"site", "T"}}}}}),
            "S:1 T:2 ");
}

TEST(PageTemplate, ShowsInvertedSectionsWhereThereIsNothing) {
  EXPECT_EQ(render("{{^x}}none{{/x}}{{#x}}some{{/x}}", {}), "none");
  EXPECT_EQ(render("{{^x}}none{{/x}}{{#x}}some{{/x}}", {{"x", base::json::array{}}}), "none");
  EXPECT_EQ(render("{{^x}}none{{/x}}{{#x}}some{{/x}}", {{"x", true}}), "some");
  EXPECT_EQ(render("{{#x}}{{y}}{{/x}}", {{"x", {{"y", "inner"}}}}), "inner");
}

TEST(PageTemplate, RefusesUnclosedTags) {
  for (const char* bad : {"{{x", "{{#x}}", "{{#x}}{{/y}}", "{{/x}}"})
    EXPECT_FALSE(PageTemplate::parse(bad)) << bad;
}

}  // namespace
}  // namespace services
