#include "store/shelf.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/splice.h"

namespace store {
namespace {

namespace fs = std::filesystem;
using base::Fault;

class ShelfTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "avocet-shelf-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  Shelf shelf(std::uint64_t spare = 0) const { return {folder_ + "/renditions", spare}; }
  static std::string text(const base::Source& source) { return base::Splice(source).flatten().value(); }

  std::string folder_;
};

TEST_F(ShelfTest, FindsAFileOnceItIsWhole) {
  EXPECT_EQ(shelf().find("cafe", "video.mp4").error().fault, Fault::NotFound);
  {
    Shelf::Growing file = shelf().grow("cafe", "video.mp4").value();
    ASSERT_TRUE(file.append(base::as_bytes("one ")));
    EXPECT_EQ(text(file.source().value()), "one ");
    EXPECT_FALSE(shelf().holds("cafe", "video.mp4"));
  }
  Shelf::Growing file = shelf().grow("cafe", "video.mp4").value();  // another run
  EXPECT_EQ(file.size(), 4u);
  ASSERT_TRUE(file.append(base::as_bytes("two torn")));
  ASSERT_TRUE(file.cut(8));
  ASSERT_TRUE(file.append(base::as_bytes("three")));
  ASSERT_TRUE(file.finish());
  EXPECT_TRUE(shelf().holds("cafe", "video.mp4"));
  EXPECT_EQ(text(shelf().find("cafe", "video.mp4").value()), "one two three");
}

TEST_F(ShelfTest, LeavesAsMuchOfTheDiskFreeAsItIsTold) {
  Shelf::Growing file = shelf(1ull << 60).grow("cafe", "video.mp4").value();
  const auto appended = file.append(base::as_bytes("bytes"));
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().fault, Fault::Unavailable);
  EXPECT_EQ(file.size(), 0u);
}

TEST_F(ShelfTest, IsClearedOfWhatHasNoMasterForLong) {
  for (const char* identity : {"aaaa", "bbbb"})
    ASSERT_TRUE(shelf().grow(identity, "video.mp4").value().finish());
  EXPECT_EQ(shelf().keep_only({"aaaa"}, 60).value(), 0u);  // it may come back
  EXPECT_EQ(shelf().keep_only({"aaaa"}, 0).value(), 1u);
  EXPECT_TRUE(shelf().holds("aaaa", "video.mp4"));
  EXPECT_FALSE(shelf().holds("bbbb", "video.mp4"));
  EXPECT_EQ(Shelf(folder_ + "/none", 0).keep_only({}, 0).value(), 0u);
}

}  // namespace
}  // namespace store
