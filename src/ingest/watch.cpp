#include "ingest/watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "base/log.h"
#include "ingest/names.h"
#include "ingest/walk.h"

namespace ingest {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::uint32_t kEvents = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr milliseconds kPolling{30'000};  // where inotify cannot be had
constexpr milliseconds kSoon{2500};       // until a file that was being written is settled
constexpr milliseconds kReturn{2000};     // between looks for a folder that is gone

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

class Loop {
 public:
  Loop(const Watcher::Settings& settings, const Watcher::Callback& changed, std::stop_token stop)
      : settings_(settings),
        changed_(changed),
        stop_(std::move(stop)),
        notify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

  void run() {
    const std::stop_callback waker(stop_, [this] { ::eventfd_write(wake_.number(), 1); });
    if (notify_.number() < 0) fall_back(std::strerror(errno));
    while (!stop_.stop_requested()) {
      watch_all();  // before the call: what changes during it is noticed
      const bool again = changed_(stop_);
      next_call_ = Clock::now() + (again      ? kSoon
                                   : polling_ ? std::min(kPolling, settings_.interval)
                                              : settings_.interval);
      wait_for_a_reason();
      while (!stop_.stop_requested() && is_gone()) wait(kReturn);
    }
  }

 private:
  bool is_gone() const { return ::access(settings_.folder.c_str(), F_OK) != 0; }

  void fall_back(const char* reason) {
    if (!std::exchange(polling_, true))
      base::log_warning("cannot watch every folder below {} ({}): looking every {} seconds instead",
                        settings_.folder, reason, std::min(kPolling, settings_.interval).count() / 1000);
  }

  // Watching a folder twice is once. The watch of a folder that is gone goes with it.
  void watch_all() {
    if (notify_.number() < 0) return;
    watch(settings_.folder);
    for (const std::string& path : folders_below(settings_.folder, settings_.data_folder))
      if (!watch(join_path(settings_.folder, path))) return;
  }
  bool watch(const std::string& path) {
    if (::inotify_add_watch(notify_.number(), path.c_str(), kEvents) >= 0) return true;
    if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return true;
    fall_back(errno == ENOSPC ? "fs.inotify.max_user_watches is reached" : std::strerror(errno));
    return false;
  }

  // Returns when a change has settled, or the interval is over, or we are stopped.
  void wait_for_a_reason() {
    std::optional<Clock::time_point> first, last;
    while (!stop_.stop_requested()) {
      Clock::time_point due = next_call_;
      if (first) due = std::min({due, *last + settings_.quiet, *first + settings_.patience});
      const auto now = Clock::now();
      if (now >= due) return;
      if (!wait(std::chrono::ceil<milliseconds>(due - now))) continue;
      last = Clock::now();
      if (!first) first = last;
    }
  }

  // Answers whether anything changed in the folder meanwhile.
  bool wait(milliseconds most) {
    std::array<pollfd, 2> files{{{wake_.number(), POLLIN, 0}, {notify_.number(), POLLIN, 0}}};
    const int timeout = static_cast<int>(std::min<std::int64_t>(most.count(), 3'600'000));
    if (::poll(files.data(), files.size(), timeout) <= 0 || !(files[1].revents & POLLIN)) return false;
    alignas(inotify_event) std::array<char, 16384> events;
    while (::read(notify_.number(), events.data(), events.size()) > 0) {
    }
    return true;
  }

  const Watcher::Settings& settings_;
  const Watcher::Callback& changed_;
  std::stop_token stop_;
  Descriptor notify_, wake_;
  bool polling_ = false;
  Clock::time_point next_call_;
};

}  // namespace

Watcher::Watcher(Settings settings, Callback changed)
    : thread_([settings = std::move(settings), changed = std::move(changed)](std::stop_token stop) {
        Loop(settings, changed, std::move(stop)).run();
      }) {}

}  // namespace ingest
