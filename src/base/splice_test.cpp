#include "base/splice.h"

#include <gtest/gtest.h>

namespace base {
namespace {

Source source_of(std::string text) { return std::make_shared<TextSource>(std::move(text)); }

TEST(Splice, JoinsOwnedBytesAndSlices) {
  const Source master = source_of("0123456789");
  Splice splice;
  splice.append(std::string("head:"));
  splice.append(master, 2, 3);
  splice.append(master, 7, 2);
  EXPECT_EQ(splice.size(), 10u);
  EXPECT_EQ(splice.flatten().value(), "head:23478");
}

TEST(Splice, MergesSlicesThatContinueEachOther) {
  const Source master = source_of("0123456789");
  Splice splice;
  splice.append(master, 2, 3);
  splice.append(master, 5, 3);
  EXPECT_EQ(splice.pieces().size(), 1u);
  EXPECT_EQ(splice.flatten().value(), "234567");
}

TEST(Splice, SubrangeIsAsIfFlattened) {
  Splice splice(std::string("abc"));
  splice.append(source_of("0123456789"), 1, 5);
  splice.append(std::string("xyz"));
  const std::string whole = splice.flatten().value();
  for (std::size_t offset = 0; offset <= whole.size() + 1; ++offset)
    for (std::size_t length = 0; length <= whole.size() + 1; ++length)
      EXPECT_EQ(splice.subrange(offset, length).flatten().value(),
                offset > whole.size() ? "" : whole.substr(offset, length));
}

TEST(Splice, EmptyPiecesVanish) {
  Splice splice;
  splice.append(std::string());
  splice.append(source_of("a"), 0, 0);
  EXPECT_TRUE(splice.empty());
  EXPECT_TRUE(splice.pieces().empty());
}

}  // namespace
}  // namespace base
