#include "store/derivatives.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/splice.h"

namespace store {
namespace {

namespace fs = std::filesystem;

class DerivativesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        testing::TempDir() + "/derivatives-" + testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::unique_ptr<Derivatives> open(std::uint64_t capacity = 1 << 20) {
    auto store = Derivatives::open(folder_, capacity);
    return store ? std::move(*store) : nullptr;
  }
  static std::string text(const base::Source& source) {
    return source ? *base::Splice(source).flatten() : "nothing";
  }
  static base::ByteView bytes(std::string_view text) { return base::as_bytes(text); }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) count += entry.is_regular_file();
    return count;
  }

  std::string folder_;
};

TEST_F(DerivativesTest, TellsHowLargeWhatItKeepsIs) {
  auto store = open();
  EXPECT_FALSE(store->size_of("a"));
  ASSERT_TRUE(store->put("a", bytes("12345")));
  EXPECT_EQ(store->size_of("a"), 5u);
}

TEST_F(DerivativesTest, FindsWhatWasKeptAlsoAfterARestart) {
  auto store = open();
  EXPECT_EQ(store->find("a"), nullptr);
  ASSERT_TRUE(store->put("a", bytes("first")));
  EXPECT_EQ(text(store->find("a")), "first");
  store = open();
  EXPECT_EQ(text(store->find("a")), "first");
  EXPECT_EQ(text(store->find_mapped("a")), "first");
  EXPECT_EQ(store->find("b"), nullptr);
}

TEST_F(DerivativesTest, DraftsAreReadWhileTheyGrowAndFoundOnlyWhenKept) {
  const auto store = open();
  const auto draft = *store->draft("a");
  ASSERT_TRUE(draft->append(bytes("hello ")));
  std::string seen(6, '\0');
  ASSERT_TRUE(draft->read_at(0, {reinterpret_cast<std::uint8_t*>(seen.data()), 6}));
  EXPECT_EQ(seen, "hello ");
  EXPECT_FALSE(store->holds("a"));
  ASSERT_TRUE(draft->append(bytes("world")));
  EXPECT_EQ(text(*draft->keep()), "hello world");
  EXPECT_EQ(text(store->find("a")), "hello world");
}

TEST_F(DerivativesTest, DropsDraftsAndWhatIsCutShort) {
  auto store = open();
  {
    const auto draft = *store->draft("dropped");
  }
  EXPECT_EQ(files(), 0u);
  ASSERT_TRUE(store->put("whole", bytes("whole")));
  std::ofstream(folder_ + "/left.draft") << "killed";
  fs::create_directories(folder_ + "/ab");
  std::ofstream(folder_ + "/ab/" + std::string(32, 'a') + "-100") << "short";
  store = open();
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(text(store->find("whole")), "whole");
}

TEST_F(DerivativesTest, LeastRecentlyUsedGoFirst) {
  const auto store = open(10);
  ASSERT_TRUE(store->put("a", bytes("aaaa")));
  ASSERT_TRUE(store->put("b", bytes("bbbb")));
  const base::Source held = store->find("a");
  ASSERT_TRUE(store->put("c", bytes("cccc")));
  EXPECT_EQ(store->find("b"), nullptr);
  EXPECT_EQ(text(store->find("a")), "aaaa");
  ASSERT_TRUE(store->put("d", bytes("dddddddd")));
  EXPECT_EQ(store->find("a"), nullptr);
  EXPECT_EQ(text(held), "aaaa");  // gone for others, whole for who holds it
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(text(*store->put("huge", bytes("longer than all"))), "longer than all");
  EXPECT_EQ(store->find("huge"), nullptr);
}

TEST_F(DerivativesTest, AFileDeletedByOthersIsJustMissing) {
  const auto store = open();
  ASSERT_TRUE(store->put("a", bytes("aaaa")));
  fs::remove_all(folder_);
  EXPECT_EQ(store->find("a"), nullptr);
  EXPECT_FALSE(store->holds("a"));
}

}  // namespace
}  // namespace store
