#include "base/autonym.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Names, CallLanguagesByTheirOwnNames) {
  EXPECT_EQ(autonym("cy"), "Cymraeg");
  EXPECT_EQ(autonym("eng"), "English");
  EXPECT_EQ(autonym("en-GB"), "English (GB)");
  EXPECT_EQ(autonym("xx"), "xx");
}

}  // namespace
}  // namespace base
