// Cache: a bounded map that forgets what was not asked for longest. Values are shared and immutable. Safe
// from any thread; lookups and insertions are O(1) under one short lock.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace store {

template <typename Value>
class Cache {
 public:
  // `capacity` is in the unit of the weights given to `put`: bytes, or a count where every weight is 1.
  explicit Cache(std::uint64_t capacity) : capacity_(capacity) {}

  // Null if it is not (or no longer) here.
  std::shared_ptr<const Value> find(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }

  // Replaces what was there. A value heavier than the whole cache is not kept.
  void put(std::string key, std::shared_ptr<const Value> value, std::uint64_t weight) {
    const std::lock_guard lock(mutex_);
    erase_locked(key);
    if (weight > capacity_) return;
    entries_.push_front({std::move(key), std::move(value), weight});
    index_[entries_.front().key] = entries_.begin();
    weight_ += weight;
    while (weight_ > capacity_) erase_locked(entries_.back().key);
  }

  void erase(std::string_view key) {
    const std::lock_guard lock(mutex_);
    erase_locked(key);
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Value> value;
    std::uint64_t weight;
  };

  void erase_locked(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    const auto entry = found->second;
    weight_ -= entry->weight;
    index_.erase(found);
    entries_.erase(entry);
  }

  std::mutex mutex_;
  std::uint64_t capacity_;
  std::uint64_t weight_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_;  // keys live in entries_
};

}  // namespace store
