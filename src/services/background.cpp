#include "services/background.h"

#include <atomic>
#include <chrono>
#include <condition_variable>

namespace services {

using base::Fault;
using base::Result;

namespace {

constexpr std::chrono::milliseconds kAfterGivingWay{500};  // before it is tried again

}  // namespace

struct BackgroundOrder::Shared {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::optional<Result<base::Source>> made;
  std::atomic<bool> gave_way{false};

  void end(const Result<base::Source>& result) {
    const std::lock_guard lock(mutex);
    made = result;
    ended.notify_all();
  }
};

BackgroundOrder::BackgroundOrder(Workshop& workshop, Order order, std::stop_token stop)
    : shared_(std::make_shared<Shared>()), stop_(std::move(stop)) {
  order.urgency = Urgency::Background;
  Asker asker;
  asker.gone = [shared = shared_, stop = stop_, &workshop] {
    const bool gone = stop.stop_requested() || workshop.someone_waits();
    shared->gave_way = gone;
    return gone;
  };
  asker.ended = [shared = shared_](const Result<base::Source>& made) { shared->end(made); };
  if (auto asked = workshop.ask(std::move(order), std::move(asker)); !asked)
    shared_->end(std::unexpected(std::move(asked.error())));
}

std::optional<Result<base::Source>> BackgroundOrder::wait() {
  std::unique_lock lock(shared_->mutex);
  if (!shared_->ended.wait(lock, stop_, [&] { return shared_->made.has_value(); })) return std::nullopt;
  const Result<base::Source>& made = *shared_->made;
  if (!made && made.error().fault == Fault::Unavailable && shared_->gave_way) return std::nullopt;
  return made;
}

void give_way(Workshop& workshop, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  do never.wait_for(lock, stop, kAfterGivingWay, [] { return false; });
  while (!stop.stop_requested() && workshop.someone_waits());
}

}  // namespace services
