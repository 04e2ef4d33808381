#include "store/replace_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace store {
namespace {

namespace fs = std::filesystem;
using base::Fault;

base::Result<void> nothing() { return {}; }

class ReplaceFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "avocet-replace-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/item.yaml";
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& content) { std::ofstream(path_, std::ios::binary) << content; }
  std::string read() const {
    std::ostringstream text;
    text << std::ifstream(path_, std::ios::binary).rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  std::string folder_, path_;
};

TEST_F(ReplaceFileTest, WritesWhatIsNotThereAndReplacesWhatIsExpected) {
  ASSERT_TRUE(replace_file(path_, std::nullopt, "one", nothing));
  EXPECT_EQ(read(), "one");
  ::chmod(path_.c_str(), 0640);
  ASSERT_TRUE(replace_file(path_, "one", "two", nothing));
  EXPECT_EQ(read(), "two");
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0640u);
  EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFileTest, LeavesWhatIsNotExpected) {
  EXPECT_EQ(replace_file(path_, "one", "two", nothing).error().fault, Fault::Conflict);
  write("mine");
  EXPECT_EQ(replace_file(path_, std::nullopt, "two", nothing).error().fault, Fault::Conflict);
  EXPECT_EQ(replace_file(path_, "one", "two", nothing).error().fault, Fault::Conflict);
  EXPECT_EQ(remove_file(path_, "one", nothing).error().fault, Fault::Conflict);
  EXPECT_EQ(read(), "mine");
  EXPECT_EQ(files(), 1u);
}

// The last moment: someone writes the file between our look at it and the exchange.
TEST_F(ReplaceFileTest, PutsBackWhatSomeoneWroteAtTheLastMoment) {
  write("one");
  const auto meanwhile = [&]() -> base::Result<void> {
    write("by hand");
    return {};
  };
  EXPECT_EQ(replace_file(path_, "one", "two", meanwhile).error().fault, Fault::Conflict);
  EXPECT_EQ(read(), "by hand");
  write("one");
  EXPECT_EQ(remove_file(path_, "one", meanwhile).error().fault, Fault::Conflict);
  EXPECT_EQ(read(), "by hand");
  fs::remove(path_);
  EXPECT_EQ(replace_file(path_, std::nullopt, "two", meanwhile).error().fault, Fault::Conflict);
  EXPECT_EQ(read(), "by hand");
  EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFileTest, ChangesNothingWhereThatCannotBeWrittenDown) {
  write("one");
  const auto failing = []() -> base::Result<void> { return base::fail(Fault::Io, "full"); };
  EXPECT_EQ(replace_file(path_, "one", "two", failing).error().message, "full");
  EXPECT_EQ(remove_file(path_, "one", failing).error().message, "full");
  EXPECT_EQ(read(), "one");
  EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFileTest, WritesThroughNoLink) {
  std::ofstream(folder_ + "/elsewhere") << "one";
  fs::create_symlink(folder_ + "/elsewhere", path_);
  EXPECT_EQ(replace_file(path_, "one", "two", nothing).error().fault, Fault::Conflict);
  EXPECT_EQ(remove_file(path_, "one", nothing).error().fault, Fault::Conflict);
  EXPECT_EQ(read(), "one");
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(replace_file(path_, "one", "two", nothing).error().fault, Fault::Conflict);
}

TEST_F(ReplaceFileTest, LeavesOtherNamesOfTheFileAlone) {
  write("one");
  fs::create_hard_link(path_, folder_ + "/backup");
  ASSERT_TRUE(replace_file(path_, "one", "two", nothing));
  std::string backup;
  std::getline(std::ifstream(folder_ + "/backup"), backup);
  EXPECT_EQ(backup, "one");
}

// A draft that a killed program left is no obstacle, and what it is another name of stays as it is.
TEST_F(ReplaceFileTest, GoesOnAfterAKilledProgram) {
  write("one");
  std::string draft;
  const auto look = [&]() -> base::Result<void> {
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().filename() != "item.yaml") draft = entry.path();
    return base::fail(Fault::Io, "stop");
  };
  ASSERT_FALSE(replace_file(path_, "one", "two", look));
  ASSERT_FALSE(draft.empty());
  fs::create_hard_link(path_, draft);
  ASSERT_TRUE(replace_file(path_, "one", "three", nothing));
  EXPECT_EQ(read(), "three");
  EXPECT_EQ(files(), 1u);
  std::ofstream(draft) << "left";
  ASSERT_TRUE(remove_file(path_, "three", nothing));
  EXPECT_EQ(files(), 0u);
}

TEST_F(ReplaceFileTest, LeavesTheOldFileWhereTheDiskIsFull) {
  write("one");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto written = replace_file(path_, "one", std::string(100'000, 'x'), nothing);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::Io);
  EXPECT_EQ(read(), "one");
  EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFileTest, SaysWhereItMayNotWrite) {
  write("one");
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                               fs::perms::others_exec | fs::perms::group_read | fs::perms::group_exec);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const auto replaced = replace_file(path_, "one", "two", nothing);
  const auto removed = remove_file(path_, "one", nothing);
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  fs::permissions(folder_, fs::perms::owner_all);
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().fault, Fault::Unsupported);
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().fault, Fault::Unsupported);
  EXPECT_EQ(read(), "one");
}

// Of two who replace the same at one time, one does; nobody ever reads half.
TEST_F(ReplaceFileTest, LetsOneOfManyWin) {
  write("0");
  std::atomic<int> won{0};
  std::vector<std::jthread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back(
        [&, i] { won += replace_file(path_, "0", std::string(5000, "abcdefgh"[i]), nothing).has_value(); });
  writers.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(read(), std::string(5000, read()[0]));
  EXPECT_EQ(files(), 1u);
}

}  // namespace
}  // namespace store
