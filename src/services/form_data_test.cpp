#include "services/form_data.h"

#include <gtest/gtest.h>

namespace services {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=x";

TEST(FormData, FieldsAreFound) {
  const auto form =
      parse_form_data("multipart/form-data; boundary=\"x\"",
                      "--x\r\nContent-Disposition: form-data; "
                      "name=\"a\"\r\n\r\n1\r\n2\r\n--x\r\ncontent-disposition: form-data; name=\"b\"; "
                      "filename=\"c.json\"\r\nContent-Type: "
                      "application/json\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; "
                      "name=\"c\"\r\n\r\n\r\n--x--\r\n");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("a"), "1\r\n2");
  EXPECT_EQ(form->get("b"), "{}");
  EXPECT_EQ(form->get("c"), "");
  EXPECT_EQ(form->get("d"), "");
}

TEST(FormData, WhatIsNoFormIsRefused) {
  EXPECT_FALSE(parse_form_data("application/json", "--x--"));
  EXPECT_FALSE(parse_form_data("multipart/form-data", "--x--"));
  for (std::string_view body : {"", "x", "--x", "--x\r\n", "--x\r\na\r\n\r\nb", "--xy",
                                "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb--x--"})
    EXPECT_FALSE(parse_form_data(kType, body)) << body;
  EXPECT_TRUE(parse_form_data(kType, "--x--"));
}

}  // namespace
}  // namespace services
