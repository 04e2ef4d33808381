// WorkerPool: a fixed number of threads for work that decodes or waits, first come first served.
// Thread-safe. Work that is still queued when the pool is destroyed is dropped without being run.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

using Work = std::move_only_function<void()>;

class WorkerPool {
 public:
  WorkerPool(unsigned threads, std::size_t most_waiting);
  ~WorkerPool();  // waits for work that is running

  // New work; false where too much is waiting already.
  [[nodiscard]] bool offer(Work work);
  // The next stretch of work that was once accepted: never refused.
  void resume(Work work);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> waiting_;
  std::size_t most_waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace http
