// Workshop: the decode lane. A few threads of low priority make derivatives from masters, so that people who
// only watch never wait for those who compute; what is already made comes from the disk. Two who ask for the
// same thing share one making; what nobody waits for any more is stopped within a fraction of a second.
// Bounded in threads, in estimated memory and in what may wait. Thread-safe.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "services/making.h"

namespace services {

struct Cost {
  double seconds = 0;        // of one core, estimated
  std::uint64_t memory = 0;  // bytes, estimated
};

// What is asked for goes before what is computed ahead or in the background.
enum class Urgency {
  Now,         // a frame, an edge: someone looks at an empty place
  Long,        // a render, a waveform: someone waits, and knows that it takes a while
  Background,  // jobs
};

struct Order {
  std::string key;  // names the result wholly
  Cost cost;
  Urgency urgency = Urgency::Now;
  std::function<base::Result<void>(media::RenderSink& out, std::stop_token stop)> make;
};

struct WorkshopLimits {
  unsigned threads = 0;               // 0: one per core, at least two
  std::uint64_t memory = 1ull << 30;  // bytes of all that runs; what needs more is never begun
  double waiting = 15;                // seconds of work that may wait for the threads
};

class Workshop {
 public:
  Workshop(store::Derivatives& derivatives, WorkshopLimits limits);
  ~Workshop();  // stops what runs; askers are told

  // What is already made; null if it is not.
  base::Source find(std::string_view key) { return derivatives_.find(key); }
  base::Source find_mapped(std::string_view key) { return derivatives_.find_mapped(key); }

  // Bytes of what is made already, without counting as a use of it.
  std::optional<std::uint64_t> size_of(std::string_view key) const { return derivatives_.size_of(key); }
  void drop(std::string_view key) { derivatives_.drop(key); }
  // Whether someone who asked for it waits until a thread is free: what nobody asked for is to give way.
  bool someone_waits();

  // Joins the making of the same key, or begins one; the asker may be told before this returns. Unavailable:
  // too much is waiting. TooLarge: it needs more memory than there ever is. On an error the asker is told
  // nothing.
  base::Result<void> ask(Order order, Asker asker);

  // Something short that must not run on a network thread: the building of a lost index, say.
  base::Result<void> run(std::function<void()> errand);

 private:
  struct Task {
    std::shared_ptr<Making> making;  // null: an errand
    Order order;
    std::function<void()> errand;
  };
  static constexpr std::size_t kUrgencies = 3;

  void work();
  void sweep();
  bool may_begin(std::size_t urgency) const;
  std::optional<Task> next();
  base::Result<void> check(const Order& order) const;
  base::Result<std::shared_ptr<Making>> join_or_begin(Order& order, Asker& asker);
  void forget(const std::shared_ptr<Making>& making);

  store::Derivatives& derivatives_;
  WorkshopLimits limits_;
  std::mutex mutex_;
  std::condition_variable wake_;  // of workers
  std::condition_variable end_;   // of the sweeper
  bool stopping_ = false;
  std::array<std::deque<Task>, kUrgencies> waiting_;
  std::array<unsigned, kUrgencies> running_{};
  double waiting_seconds_ = 0;
  std::uint64_t memory_ = 0;  // of what runs
  std::map<std::string, std::shared_ptr<Making>, std::less<>> makings_;
  std::vector<std::thread> threads_;
  std::thread sweeper_;
};

}  // namespace services
