// Watcher: calls back when something in a folder may have changed: told by inotify(7), once it has been quiet
// for a second (or restless for ten), and at a steady interval in any case, for what inotify cannot see
// (network mounts, more folders than it may watch). It also calls once when it begins, for what changed
// before it watched. The callback runs on the watcher's own thread, one call at a time. While the folder
// itself is gone it waits for its return.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace ingest {

class Watcher {
 public:
  struct Settings {
    std::string folder;       // absolute
    std::string data_folder;  // not watched
    std::chrono::milliseconds quiet{1000};
    std::chrono::milliseconds patience{10'000};  // at most, between a change and the call
    std::chrono::milliseconds interval{300'000};
  };
  // Answers whether to call again soon, because some file was still being written.
  using Callback = std::function<bool(std::stop_token)>;

  Watcher(Settings settings, Callback changed);
  ~Watcher() = default;  // stops, and waits for a running call to end
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  void stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace ingest
