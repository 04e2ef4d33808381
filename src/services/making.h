// Making: one derivative being made, for as many as ask for it meanwhile. Bytes may be read while they are
// written: small ones stay in memory, larger ones go to a draft on disk. Thread-safe; the workshop runs it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "media/render.h"
#include "store/derivatives.h"

namespace services {

class Making;

// Someone who wants it. All are called from any thread, without locks held.
struct Asker {
  std::function<bool()> gone;  // asked now and then: true once it is no longer wanted
  // Once: the first bytes are there to be read and more will follow. Null: only the whole is wanted.
  std::function<void(std::shared_ptr<Making>)> begun;
  std::function<void(const base::Result<base::Source>&)> ended;  // once: the whole, or why there is none
  std::function<void(double)> progress;                          // 0..1, now and then; may be null
};

class Making final : public media::RenderSink, public std::enable_shared_from_this<Making> {
 public:
  Making(store::Derivatives& derivatives, std::string key)
      : derivatives_(derivatives), key_(std::move(key)) {}

  const std::string& key() const { return key_; }
  std::stop_token stop_token() const { return stop_.get_token(); }
  void stop() { stop_.request_stop(); }

  // False: it is being given up, and must be made anew.
  bool join(Asker asker);
  // Whether nobody wants it any more; from then on nobody can join.
  bool give_up_if_unwanted();

  // The maker's side.
  base::Result<void> write(base::ByteView bytes) override;
  void progress(double part) override;
  void end(base::Result<void> outcome);

  // The readers' side: what is there from `offset`, as much as fits; 0 where it has ended.
  base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const;
  // True: nothing is there yet at `offset`; `wake` will be called once there is, or when it has ended.
  bool wait(std::uint64_t offset, std::function<void()> wake);

 private:
  std::uint64_t size() const { return draft_ ? draft_->size() : buffer_.size(); }
  base::Result<base::Source> keep();
  std::vector<std::function<void()>> take_waiting() { return std::exchange(waiting_, {}); }

  store::Derivatives& derivatives_;
  std::string key_;
  std::stop_source stop_;
  mutable std::mutex mutex_;
  std::vector<Asker> askers_;
  std::vector<std::function<void()>> waiting_;  // readers
  base::Bytes buffer_;                          // until it is large
  std::unique_ptr<store::Derivatives::Draft> draft_;
  base::Result<base::Source> outcome_ = base::Source();
  bool begun_ = false, ended_ = false;
};

}  // namespace services
