#include "services/workshop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>

#include "base/splice.h"

namespace services {
namespace {

using base::Result;

class WorkshopTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        testing::TempDir() + "/workshop-" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    derivatives_ = *store::Derivatives::open(folder_, 100 << 20);
    open({.threads = 2, .memory = 1000, .waiting = 100});
  }
  void TearDown() override {
    workshop_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open(WorkshopLimits limits) { workshop_ = std::make_unique<Workshop>(*derivatives_, limits); }

  static Order order(std::string key, std::string content, std::function<void(std::stop_token)> during = {}) {
    return {
        std::move(key),
        {0.1, 10},
        Urgency::Now,
        [content = std::move(content), during](media::RenderSink& out, std::stop_token stop) -> Result<void> {
          if (during) during(stop);
          return out.write(base::as_bytes(content));
        }};
  }
  // Asks and waits for the whole.
  std::future<std::string> ask(Order order, std::function<bool()> gone = [] { return false; }) {
    auto promise = std::make_shared<std::promise<std::string>>();
    Asker asker{std::move(gone), nullptr,
                [promise](const Result<base::Source>& made) {
                  promise->set_value(made ? *base::Splice(*made).flatten() : made.error().message);
                },
                nullptr};
    const auto asked = workshop_->ask(std::move(order), std::move(asker));
    if (!asked) promise->set_value("refused: " + asked.error().message);
    return promise->get_future();
  }

  std::string folder_;
  std::unique_ptr<store::Derivatives> derivatives_;
  std::unique_ptr<Workshop> workshop_;
};

TEST_F(WorkshopTest, MakesOnceForManyAndKeepsIt) {
  std::atomic<int> made{0};
  std::promise<void> go;
  const std::shared_future<void> released = go.get_future().share();
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 20; ++i)
    answers.push_back(ask(order("k", "content", [&](std::stop_token) {
      ++made;
      released.wait();
    })));
  go.set_value();
  for (auto& answer : answers) EXPECT_EQ(answer.get(), "content");
  EXPECT_EQ(made, 1);
  EXPECT_EQ(ask(order("k", "another")).get(), "content");  // from the disk
  EXPECT_EQ(*base::Splice(workshop_->find("k")).flatten(), "content");
}

TEST_F(WorkshopTest, StopsWhatNobodyWaitsFor) {
  std::atomic<bool> left{false}, begun{false};
  auto answer = ask(order("k", "content",
                          [&](std::stop_token stop) {
                            begun = true;
                            while (!stop.stop_requested()) std::this_thread::yield();
                          }),
                    [&] { return left.load(); });
  while (!begun) std::this_thread::yield();
  left = true;
  EXPECT_EQ(answer.get(), "nobody waits for it any more");
  EXPECT_EQ(ask(order("k", "anew")).get(), "anew");
}

TEST_F(WorkshopTest, RefusesWhatIsTooMuch) {
  Order huge = order("huge", "x");
  huge.cost.memory = 2000;
  EXPECT_TRUE(ask(std::move(huge)).get().starts_with("refused: this would need"));
  open({.threads = 1, .memory = 1000, .waiting = 1});
  std::promise<void> go;
  const std::shared_future<void> released = go.get_future().share();
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 30; ++i)
    answers.push_back(ask(order(std::to_string(i), "x", [&](std::stop_token) { released.wait(); })));
  go.set_value();
  int refused = 0;
  for (auto& answer : answers) refused += answer.get().starts_with("refused: too much");
  EXPECT_GT(refused, 10);
  EXPECT_LT(refused, 25);
}

TEST_F(WorkshopTest, LongWorkLeavesAThreadForWhatIsWantedNow) {
  std::promise<void> go;
  const std::shared_future<void> released = go.get_future().share();
  std::vector<std::future<std::string>> slow;
  for (int i = 0; i < 5; ++i) {
    Order render = order("long" + std::to_string(i), "x", [&](std::stop_token) { released.wait(); });
    render.urgency = Urgency::Long;
    slow.push_back(ask(std::move(render)));
  }
  EXPECT_EQ(ask(order("frame", "picture")).get(), "picture");
  go.set_value();
  for (auto& answer : slow) EXPECT_EQ(answer.get(), "x");
}

TEST_F(WorkshopTest, BytesAreReadWhileTheyAreMade) {
  const std::string half(3 << 20, 'a');  // more than is kept in memory
  std::promise<void> go;
  const std::shared_future<void> released = go.get_future().share();
  Order render = order("k", "");
  render.make = [&](media::RenderSink& out, std::stop_token) -> Result<void> {
    TRY(out.write(base::as_bytes(half)));
    released.wait();
    return out.write(base::as_bytes(half));
  };
  std::promise<std::shared_ptr<Making>> begun;
  std::promise<std::uint64_t> ended;
  ASSERT_TRUE(workshop_->ask(
      std::move(render),
      {[] { return false; }, [&](std::shared_ptr<Making> making) { begun.set_value(std::move(making)); },
       [&](const Result<base::Source>& made) { ended.set_value((*made)->size()); }, nullptr}));
  const std::shared_ptr<Making> making = begun.get_future().get();
  std::vector<std::uint8_t> bytes(8 << 20);
  EXPECT_EQ(*making->read(0, bytes), half.size());
  std::promise<void> woken;
  ASSERT_TRUE(making->wait(half.size(), [&] { woken.set_value(); }));
  go.set_value();
  woken.get_future().wait();
  EXPECT_EQ(ended.get_future().get(), 2 * half.size());
  EXPECT_EQ(*making->read(half.size(), bytes), half.size());
  EXPECT_EQ(*making->read(2 * half.size(), bytes), 0u);
}

}  // namespace
}  // namespace services
