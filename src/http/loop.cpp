#include "http/loop.h"

namespace http {

void Loop::arm() {
  timer_.expires_after(tick_);
  timer_.async_wait([this](ErrorCode error) {
    if (error) return;
    const Deadline now = Clock::now();
    for (Watched* watched : watched_) watched->look(now);
    arm();
  });
}

void Loop::run() {
  const auto guard = asio::make_work_guard(context_);
  arm();
  context_.run();
}

void Loop::begin_drain() {
  draining_ = true;
  for (Watched* watched : watched_) watched->drain();
}

}  // namespace http
