#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "store/catalog.h"
#include "store/jobs.h"

namespace store {
namespace {

TEST(Jobs, AreRememberedSharedAndEndedOnce) {
  const std::string path = testing::TempDir() + "/jobs.sqlite";
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  const auto catalog = open_sqlite_catalog(path);
  ASSERT_TRUE(catalog);
  auto jobs = *open_sqlite_jobs(path);
  const Job first = *jobs->ask("film/0,9/default.gif", "film", "r1", 12.5);
  EXPECT_EQ(first.id.size(), 32u);
  EXPECT_EQ(jobs->ask("film/0,9/default.gif", "film", "r1", 12.5)->id, first.id);
  EXPECT_NE(jobs->ask("film/0,9/default.gif", "film", "r2", 12.5)->id, first.id);
  EXPECT_EQ(*jobs->update(first.id, JobState::Running, 0.5), JobState::Running);

  jobs = *open_sqlite_jobs(path);  // another process, or this one later
  EXPECT_EQ(jobs->find(first.id)->progress, 0.5);
  EXPECT_EQ(jobs->unfinished()->size(), 2u);
  EXPECT_EQ(*jobs->update(first.id, JobState::Cancelled, 0.5), JobState::Cancelled);
  EXPECT_EQ(*jobs->update(first.id, JobState::Done, 1), JobState::Cancelled);
  EXPECT_EQ(jobs->unfinished()->size(), 1u);
  EXPECT_EQ(jobs->newest(10)->size(), 2u);
  EXPECT_NE(jobs->ask("film/0,9/default.gif", "film", "r1", 12.5)->id, first.id);
  ASSERT_TRUE(jobs->forget_before(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(jobs->find(first.id).error().fault, base::Fault::NotFound);
  EXPECT_EQ(jobs->unfinished()->size(), 2u);
}

}  // namespace
}  // namespace store
