#include "store/edit_history.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace store {
namespace {

namespace fs = std::filesystem;

class EditHistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "avocet-history-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string folder_;
};

TEST_F(EditHistoryTest, GivesTheNewestFirstAHundredAtATime) {
  const EditHistory history(folder_);
  EXPECT_TRUE(history.read(Described::Item, "film", std::nullopt).value().entries.empty());
  for (int i = 0; i < 250; ++i)
    ASSERT_TRUE(history.append(Described::Item, "film", {"ann", "127.0.0.1"}, {{"number", i}}));
  std::optional<std::uint64_t> before;
  int expected = 249;
  for (const std::size_t size : {100u, 100u, 50u}) {
    const auto page = history.read(Described::Item, "film", before).value();
    ASSERT_EQ(page.entries.size(), size);
    for (const auto& entry : page.entries) EXPECT_EQ(base::integer_at(entry, "number"), expected--);
    EXPECT_EQ(page.before.has_value(), expected >= 0);
    before = page.before;
  }
  const auto entry = history.read(Described::Item, "film", std::nullopt).value().entries[0];
  EXPECT_EQ(base::string_at(entry, "by"), "ann");
  EXPECT_EQ(base::string_at(entry, "from"), "127.0.0.1");
  EXPECT_EQ(base::string_at(entry, "item"), "film");
  EXPECT_EQ(base::string_at(entry, "at").size(), 24u);
}

TEST_F(EditHistoryTest, PassesOverWhatAKilledProgramLeftHalf) {
  const EditHistory history(folder_);
  ASSERT_TRUE(history.append(Described::Collection, "root", {"ann", ""}, {{"number", 1}}));
  std::ofstream(history.path_of(Described::Collection, "root"), std::ios::app) << R"({"at":"2026-)";
  ASSERT_TRUE(history.append(Described::Collection, "root", {"ann", ""}, {{"number", 2}}));
  const auto page = history.read(Described::Collection, "root", std::nullopt).value();
  ASSERT_EQ(page.entries.size(), 2u);
  EXPECT_EQ(base::integer_at(page.entries[0], "number"), 2);
  EXPECT_FALSE(page.before);
}

TEST_F(EditHistoryTest, ReadsEntriesThatAreLongerThanAPage) {
  const EditHistory history(folder_);
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(history.append(Described::Item, "long", {"ann", ""},
                               {{"number", i}, {"text", std::string(3 << 20, 'x')}}));
  std::optional<std::uint64_t> before;
  for (int expected = 2; expected >= 0;) {
    const auto page = history.read(Described::Item, "long", before).value();
    ASSERT_FALSE(page.entries.empty());
    for (const auto& entry : page.entries) EXPECT_EQ(base::integer_at(entry, "number"), expected--);
    before = page.before;
  }
  EXPECT_FALSE(before);
}

TEST_F(EditHistoryTest, StaysInItsFolderWhateverAnIdentifierHolds) {
  const EditHistory history(folder_);
  for (const std::string& id :
       {std::string("../../x"), std::string(".."), std::string("a/b"), std::string(400, 'z'),
        std::string("日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語")}) {
    ASSERT_TRUE(history.append(Described::Item, id, {"ann", ""}, {})) << id;
    EXPECT_EQ(fs::path(history.path_of(Described::Item, id)).parent_path(), folder_ + "/item");
    EXPECT_EQ(history.read(Described::Item, id, std::nullopt).value().entries.size(), 1u) << id;
  }
}

}  // namespace
}  // namespace store
