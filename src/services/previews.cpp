#include "services/previews.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/log.h"
#include "services/av_service.h"
#include "services/background.h"
#include "services/preview_service.h"

namespace services {

using base::Result;

namespace {

constexpr std::uint64_t kAtOnce = 256;  // identifiers read from the catalog

// Where the frames lie that stand for the parts of an item, as manifests and pages ask for them.
std::vector<std::string> frame_paths(const store::Item& item) {
  const Links links("");
  const std::size_t prefix = std::string_view("/av/").size();
  std::vector<std::string> paths;
  for (const store::Picture& picture : item.pictures)
    if (picture.frame)
      for (const std::uint32_t side : {kThumbnailSide, kPosterSide})
        paths.push_back(picture_of_item(item.id, picture, links, side).id.substr(prefix));
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());  // small ones have one size
  return paths;
}

struct Work {
  std::string item;  // identifier
  std::uint64_t revision = 0;
  std::uint64_t bytes = 0;  // of its previews
  bool whole = false;       // all of them are there, or cannot be had
};

// What one pass of several threads shares.
class Pass {
 public:
  // `held`: bytes of what earlier passes made or found.
  Pass(Context& context, std::vector<Work> items, std::uint64_t held,
       const std::function<void(std::uint64_t, std::uint64_t)>& progress, std::stop_token stop)
      : context_(context),
        items_(std::move(items)),
        held_(held),
        progress_(progress),
        stop_(std::move(stop)) {
    summary_.full = held_ >= room();
  }

  void work() {
    while (Work* item = next()) {
      item->whole = make_item(*item);
      const std::lock_guard lock(mutex_);
      progress_(++finished_, items_.size());
    }
  }
  const PreviewSummary& summary() const { return summary_; }
  const std::vector<Work>& items() const { return items_; }

 private:
  std::uint64_t room() const { return context_.settings.cache_bytes / 2; }

  Work* next() {
    const std::lock_guard lock(mutex_);
    if (stop_.stop_requested() || summary_.full || next_ == items_.size()) return nullptr;
    return &items_[next_++];
  }

  // False where it was stopped half way, or there was no room.
  bool make_item(Work& work) {
    const auto item = context_.catalog.item(work.item);
    if (!item) return true;  // gone meanwhile
    std::vector<std::string> paths = frame_paths(*item);
    for (const store::MediaFile& file : item->files) {
      if (file.status != store::FileStatus::Ready) continue;
      const auto recording = context_.library.open(file.id);
      if (!recording) {
        count_failure(file.id, recording.error());
        continue;
      }
      for (std::string& path : preview_paths(**recording)) paths.push_back(std::move(path));
    }
    return std::ranges::all_of(paths, [&](const std::string& path) { return make_preview(path, work); });
  }

  bool make_preview(const std::string& path, Work& work) {
    auto order = order_for_path(context_, path);
    if (!order) return count_failure(path, order.error());
    if (const auto size = context_.workshop.size_of(order->key))
      return count_bytes(*size, summary_.kept, work);
    while (!stop_.stop_requested()) {
      const auto made = BackgroundOrder(context_.workshop, *order, stop_).wait();
      if (made && *made) return count_bytes((**made)->size(), summary_.made, work);
      if (made) return count_failure(path, made->error());
      give_way(context_.workshop, stop_);
    }
    return false;
  }

  bool count_failure(const std::string& path, const base::Error& error) {
    base::log_warning("no preview of {}: {}", path, error.message);
    const std::lock_guard lock(mutex_);
    ++summary_.failed;
    return true;
  }

  bool count_bytes(std::uint64_t bytes, std::uint64_t& counter, Work& work) {
    const std::lock_guard lock(mutex_);
    ++counter;
    work.bytes += bytes;
    held_ += bytes;
    if (held_ >= room()) summary_.full = true;
    return !summary_.full;
  }

  Context& context_;
  std::vector<Work> items_;
  std::uint64_t held_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  std::stop_token stop_;
  std::mutex mutex_;  // of what is counted
  std::size_t next_ = 0;
  std::uint64_t finished_ = 0;
  PreviewSummary summary_;
};

}  // namespace

Result<PreviewSummary> Previews::make(unsigned at_a_time,
                                      const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                      std::stop_token stop) {
  if (full_) return PreviewSummary{.full = true};
  std::vector<Work> changed;
  for (std::string after;;) {
    const auto some = TRY(context_.catalog.item_revisions(after, kAtOnce));
    for (const auto& [id, revision] : some) {
      const auto known = done_.find(id);
      if (known != done_.end() && known->second.revision == revision) continue;
      if (known != done_.end()) held_ -= known->second.bytes;
      done_.erase(id);
      changed.push_back({id, revision});
    }
    if (some.size() < kAtOnce) break;
    after = some.back().first;
  }
  Pass pass(context_, std::move(changed), held_, progress, stop);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1u, at_a_time); ++i) threads.emplace_back([&] { pass.work(); });
  }
  for (const Work& work : pass.items()) {
    if (!work.whole) continue;
    done_[work.item] = {work.revision, work.bytes};
    held_ += work.bytes;
  }
  full_ = pass.summary().full;
  if (full_)
    base::log_warning("previews: half of the cache is full of them, the rest is made when it is asked for");
  return pass.summary();
}

}  // namespace services
