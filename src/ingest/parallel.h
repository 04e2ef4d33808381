// A loop whose bodies run on a few threads while their results are taken in order on the calling one. At most
// `ahead` results wait, so memory is bounded whatever the number of steps. Everything has ended on return.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace ingest {

// `make(i)` for i in [0, count), on `threads` threads; `take(i, result)` in order, here; stops early where
// `take` answers false.
template <typename Make, typename Take>
void for_each_in_order(std::size_t count, std::size_t threads, std::size_t ahead, Make make, Take take) {
  using Result = std::invoke_result_t<Make, std::size_t>;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Result> ready;
  std::size_t next = 0, taken = 0;  // under the mutex
  bool stopped = false;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stopped || next >= count || next < taken + ahead; });
      if (stopped || next >= count) return;
      const std::size_t mine = next++;
      lock.unlock();
      Result result = make(mine);
      lock.lock();
      ready.emplace(mine, std::move(result));
      changed.notify_all();
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min(threads, count); ++i) workers.emplace_back(work);
  for (std::size_t i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ready.contains(i); });
    Result result = std::move(ready.extract(i).mapped());
    lock.unlock();
    const bool go_on = take(i, std::move(result));
    lock.lock();
    ++taken;
    stopped = !go_on;
    changed.notify_all();
    if (stopped) break;
  }
}

}  // namespace ingest
