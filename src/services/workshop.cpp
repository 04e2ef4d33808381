#include "services/workshop.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/format.h"
#include "base/log.h"

namespace services {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::chrono::milliseconds kSweepEvery{150};
constexpr int kNiceness = 10;  // beside the network threads' 0
constexpr std::size_t kMostWaiting = 256;
constexpr std::size_t kMostLong = 16;  // renders that wait for each other

std::size_t index_of(Urgency urgency) { return static_cast<std::size_t>(urgency); }

unsigned thread_count(unsigned wanted) {
  return wanted ? wanted : std::max(2u, std::thread::hardware_concurrency());
}

void lower_priority() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness); }

}  // namespace

Workshop::Workshop(store::Derivatives& derivatives, WorkshopLimits limits)
    : derivatives_(derivatives), limits_(limits) {
  limits_.threads = thread_count(limits.threads);
  for (unsigned i = 0; i < limits_.threads; ++i)
    threads_.emplace_back([this] {
      lower_priority();
      work();
    });
  sweeper_ = std::thread([this] { sweep(); });
}

Workshop::~Workshop() {
  std::vector<std::shared_ptr<Making>> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& queue : waiting_) {
      for (Task& task : queue)
        if (task.making) left.push_back(task.making);
      queue.clear();
    }
    for (const auto& [key, making] : makings_) making->stop();
  }
  wake_.notify_all();
  end_.notify_all();
  for (const auto& making : left) making->end(fail(Fault::Unavailable, "the server is stopping"));
  for (std::thread& thread : threads_) thread.join();
  sweeper_.join();
}

Result<void> Workshop::check(const Order& order) const {
  if (order.cost.memory > limits_.memory)
    return fail(Fault::TooLarge, base::format("this would need {} MiB of memory, and {} MiB is all there is",
                                              order.cost.memory >> 20, limits_.memory >> 20));
  if (order.urgency == Urgency::Background) return {};
  const bool full =
      waiting_seconds_ > limits_.waiting * limits_.threads ||
      waiting_[index_of(order.urgency)].size() >= (order.urgency == Urgency::Long ? kMostLong : kMostWaiting);
  if (full) return fail(Fault::Unavailable, "too much is being made at present; try again soon");
  return {};
}

// The making that is under way; null if one was begun, or if it is made already.
Result<std::shared_ptr<Making>> Workshop::join_or_begin(Order& order, Asker& asker) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return fail(Fault::Unavailable, "the server is stopping");
  const auto found = makings_.find(order.key);
  if (found != makings_.end()) return found->second;
  if (derivatives_.holds(order.key)) return nullptr;
  TRY(check(order));
  const auto making = std::make_shared<Making>(derivatives_, order.key);
  making->join(std::exchange(asker, {}));
  makings_[order.key] = making;
  if (order.urgency != Urgency::Background) waiting_seconds_ += order.cost.seconds;
  waiting_[index_of(order.urgency)].push_back({making, std::move(order), nullptr});
  wake_.notify_one();
  return nullptr;
}

Result<void> Workshop::ask(Order order, Asker asker) {
  for (;;) {
    const std::shared_ptr<Making> making = TRY(join_or_begin(order, asker));
    if (!asker.ended || (making && making->join(asker))) return {};
    if (making) {  // it is being given up
      const std::lock_guard lock(mutex_);
      forget(making);
    } else if (base::Source made = derivatives_.find(order.key)) {
      asker.ended(made);
      return {};
    }
  }
}

bool Workshop::someone_waits() {
  const std::lock_guard lock(mutex_);
  return !waiting_[index_of(Urgency::Now)].empty() || !waiting_[index_of(Urgency::Long)].empty();
}

Result<void> Workshop::run(std::function<void()> errand) {
  const std::lock_guard lock(mutex_);
  TRY(check({}));
  waiting_[index_of(Urgency::Now)].push_back({nullptr, {}, std::move(errand)});
  wake_.notify_one();
  return {};
}

// With the mutex held. One thread is always left for what is wanted now.
bool Workshop::may_begin(std::size_t urgency) const {
  if (waiting_[urgency].empty()) return false;
  const Task& task = waiting_[urgency].front();
  if (memory_ > 0 && memory_ + task.order.cost.memory > limits_.memory) return false;
  if (urgency == index_of(Urgency::Now)) return true;
  const unsigned slow = running_[index_of(Urgency::Long)] + running_[index_of(Urgency::Background)];
  return slow + 1 < limits_.threads;
}

std::optional<Workshop::Task> Workshop::next() {
  for (std::size_t urgency = 0; urgency < kUrgencies; ++urgency) {
    if (!may_begin(urgency)) continue;
    Task task = std::move(waiting_[urgency].front());
    waiting_[urgency].pop_front();
    if (task.order.urgency != Urgency::Background)
      waiting_seconds_ = std::max(0.0, waiting_seconds_ - task.order.cost.seconds);
    return task;
  }
  return std::nullopt;
}

void Workshop::forget(const std::shared_ptr<Making>& making) {
  const auto found = makings_.find(making->key());
  if (found != makings_.end() && found->second == making) makings_.erase(found);
}

void Workshop::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    std::optional<Task> task;
    wake_.wait(lock, [&] { return stopping_ || (task = next()); });
    if (stopping_ && !task) return;
    const std::size_t urgency = index_of(task->order.urgency);
    ++running_[urgency];
    memory_ += task->order.cost.memory;
    lock.unlock();
    if (task->errand) {
      task->errand();
    } else {
      auto outcome = task->making->stop_token().stop_requested()
                         ? Result<void>(fail(Fault::Unavailable, "nobody waits for it any more"))
                         : task->order.make(*task->making, task->making->stop_token());
      // Whoever asks from here on finds it on the disk, or makes it anew.
      task->making->end(std::move(outcome));
    }
    const std::uint64_t memory = task->order.cost.memory;
    const auto making = std::move(task->making);
    task.reset();
    lock.lock();
    if (making) forget(making);
    --running_[urgency];
    memory_ -= memory;
    wake_.notify_all();
  }
}

// Those who left are asked for now and then: a client's leaving is seen here, whatever the decoder is at.
void Workshop::sweep() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    end_.wait_for(lock, kSweepEvery, [this] { return stopping_; });
    std::vector<std::shared_ptr<Making>> all;
    for (const auto& [key, making] : makings_) all.push_back(making);
    lock.unlock();
    std::vector<std::shared_ptr<Making>> unwanted;
    for (const auto& making : all)
      if (making->give_up_if_unwanted()) unwanted.push_back(making);
    lock.lock();
    for (const auto& making : unwanted) forget(making);
  }
}

}  // namespace services
