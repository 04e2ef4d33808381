#include "app/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/format.h"
#include "base/text.h"

namespace app {
namespace {

constexpr std::uint64_t kWidth = 30;
constexpr std::int64_t kBetweenDraws = 50;  // milliseconds
constexpr std::uint64_t kQuietBelow = 20;   // files; shorter runs need no lines in a log

std::int64_t now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

ProgressBar::ProgressBar(std::string_view verb, std::string_view things)
    : verb_(verb), things_(things), terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressBar::update(std::uint64_t done, std::uint64_t total, std::string_view path) {
  if (total == 0) return;
  if (!terminal_) {
    const std::uint64_t tenth = done * 10 / total;
    if (tenth > last_tenth_ && total >= kQuietBelow)
      base::print(stderr, "{} {} of {} {}\n", verb_, done, total, things_);
    last_tenth_ = tenth;
    return;
  }
  done_ = done;
  total_ = total;
  path_ = path;
  if (done < total && now() - last_draw_ < kBetweenDraws) return;
  draw("");
}

void ProgressBar::within(std::uint64_t done, std::uint64_t size) {
  if (!terminal_ || size == 0 || total_ == 0 || now() - last_draw_ < kBetweenDraws) return;
  draw(base::format(" {} %", done * 100 / size));
}

void ProgressBar::draw(std::string_view remark) {
  last_draw_ = now();
  const std::uint64_t filled = std::min(kWidth, done_ * kWidth / total_);
  base::print(stderr, "\r\x1b[K[{}{}] {}/{} {}{}", std::string(filled, '#'),
              std::string(kWidth - filled, '.'), done_, total_,
              base::clip_for_message(std::string_view(path_).substr(0, 60)), remark);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::finish() {
  if (drawn_) base::print(stderr, "\r\x1b[K");
  drawn_ = false;
}

}  // namespace app
