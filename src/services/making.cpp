#include "services/making.h"

#include <algorithm>

#include "base/log.h"

namespace services {

using base::fail;
using base::Fault;
using base::Result;

namespace {

constexpr std::size_t kInMemory = 1 << 20;  // bytes; more goes to a draft on disk

}  // namespace

bool Making::join(Asker asker) {
  bool begun = false;
  {
    const std::lock_guard lock(mutex_);
    if (stop_.stop_requested()) return false;
    begun = begun_ && !ended_ && asker.begun;
    if (!ended_) askers_.push_back(asker);
    if (begun) askers_.back().begun = nullptr;
    if (!ended_ && !begun) return true;
  }
  if (begun)
    asker.begun(shared_from_this());
  else
    asker.ended(outcome_);
  return true;
}

bool Making::give_up_if_unwanted() {
  std::vector<std::function<bool()>> gone;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    for (const Asker& asker : askers_) gone.push_back(asker.gone);
  }
  for (const auto& left : gone)
    if (!left()) return false;
  const std::lock_guard lock(mutex_);
  if (ended_ || askers_.size() != gone.size()) return false;  // someone has joined meanwhile
  stop_.request_stop();
  return true;
}

Result<void> Making::write(base::ByteView bytes) {
  if (stop_.stop_requested()) return fail(Fault::Unavailable, "nobody waits for it any more");
  std::vector<std::function<void()>> news;
  std::vector<std::function<void(std::shared_ptr<Making>)>> begun;
  {
    const std::lock_guard lock(mutex_);
    if (!draft_ && buffer_.size() + bytes.size() > kInMemory) {
      draft_ = TRY(derivatives_.draft(key_));
      TRY(draft_->append(buffer_));
      buffer_ = {};
    }
    if (draft_)
      TRY(draft_->append(bytes));
    else
      buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    news = take_waiting();
    if (!std::exchange(begun_, true))
      for (Asker& asker : askers_)
        if (asker.begun) begun.push_back(std::exchange(asker.begun, nullptr));
  }
  for (const auto& tell : begun) tell(shared_from_this());
  for (const auto& tell : news) tell();
  return {};
}

void Making::progress(double part) {
  std::vector<std::function<void(double)>> tell;
  {
    const std::lock_guard lock(mutex_);
    for (const Asker& asker : askers_)
      if (asker.progress) tell.push_back(asker.progress);
  }
  for (const auto& one : tell) one(part);
}

// What is small is given also where the disk has no room to keep it.
Result<base::Source> Making::keep() {
  if (draft_) return draft_->keep();
  auto kept = derivatives_.put(key_, buffer_);
  if (kept) return kept;
  base::log_warning("a derivative could not be kept: {}", kept.error().message);
  return std::make_shared<base::MemorySource>(buffer_);
}

void Making::end(Result<void> outcome) {
  std::vector<std::function<void()>> news;
  std::vector<Asker> askers;
  {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome ? keep() : Result<base::Source>(std::unexpected(std::move(outcome.error())));
    ended_ = true;
    news = take_waiting();
    askers = std::exchange(askers_, {});
  }
  for (const auto& tell : news) tell();
  for (const Asker& asker : askers) asker.ended(outcome_);
}

Result<std::size_t> Making::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
  const std::lock_guard lock(mutex_);
  if (ended_ && !outcome_) return std::unexpected(outcome_.error());
  const std::size_t count = std::min<std::uint64_t>(out.size(), size() - offset);
  if (draft_)
    TRY(draft_->read_at(offset, out.first(count)));
  else
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
  return count;
}

bool Making::wait(std::uint64_t offset, std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  if (ended_ || size() > offset) return false;
  waiting_.push_back(std::move(wake));
  return true;
}

}  // namespace services
