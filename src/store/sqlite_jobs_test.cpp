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
  const Job first = *jobs->ask(JobKind::Derivative, "film/0,9/default.gif", "film", "r1", 12.5);
  EXPECT_EQ(first.id.size(), 32u);
  EXPECT_EQ(jobs->ask(JobKind::Derivative, "film/0,9/default.gif", "film", "r1", 12.5)->id, first.id);
  EXPECT_NE(jobs->ask(JobKind::Derivative, "film/0,9/default.gif", "film", "r2", 12.5)->id, first.id);
  EXPECT_EQ(*jobs->update(first.id, JobState::Running, 0.5), JobState::Running);

  jobs = *open_sqlite_jobs(path);  // another process, or this one later
  EXPECT_EQ(jobs->find(first.id)->progress, 0.5);
  EXPECT_EQ(jobs->unfinished(JobKind::Derivative)->size(), 2u);
  EXPECT_EQ(*jobs->update(first.id, JobState::Cancelled, 0.5), JobState::Cancelled);
  EXPECT_EQ(*jobs->update(first.id, JobState::Done, 1), JobState::Cancelled);
  EXPECT_EQ(jobs->unfinished(JobKind::Derivative)->size(), 1u);
  EXPECT_EQ(jobs->newest(10)->size(), 2u);
  EXPECT_NE(jobs->ask(JobKind::Derivative, "film/0,9/default.gif", "film", "r1", 12.5)->id, first.id);
  ASSERT_TRUE(jobs->forget_before(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(jobs->find(first.id).error().fault, base::Fault::NotFound);
  EXPECT_EQ(jobs->unfinished(JobKind::Derivative)->size(), 2u);
}

TEST(Jobs, AreTriedAgainAfterAWhileAndParkedInTheEnd) {
  const std::string path = testing::TempDir() + "/parked-jobs.sqlite";
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  const auto catalog = open_sqlite_catalog(path);
  ASSERT_TRUE(catalog);
  const auto jobs = *open_sqlite_jobs(path);
  EXPECT_FALSE(*jobs->latest("film/full/default.m3u8", "r1"));
  const Job job = *jobs->ask(JobKind::Renditions, "film/full/default.m3u8", "film", "r1", 100);
  EXPECT_TRUE(jobs->unfinished(JobKind::Derivative)->empty());
  EXPECT_EQ(jobs->retry(job.id).error().fault, base::Fault::Conflict);
  ASSERT_TRUE(jobs->postpone(job.id, 1234, "the disk is full"));
  const Job postponed = jobs->unfinished(JobKind::Renditions)->front();
  EXPECT_EQ(postponed.state, JobState::Queued);
  EXPECT_EQ(postponed.attempts, 1u);
  EXPECT_EQ(postponed.due, 1234);
  EXPECT_EQ(postponed.error, "the disk is full");
  EXPECT_EQ(*jobs->update(job.id, JobState::Failed, 0.5, "the disk is full"), JobState::Failed);
  EXPECT_EQ((*jobs->latest("film/full/default.m3u8", "r1"))->state, JobState::Failed);
  ASSERT_TRUE(jobs->retry(job.id));
  EXPECT_EQ(jobs->find(job.id)->attempts, 0u);
  EXPECT_EQ(jobs->unfinished(JobKind::Renditions)->size(), 1u);
  EXPECT_EQ(jobs->retry("no such job").error().fault, base::Fault::Conflict);
}

}  // namespace
}  // namespace store
