#include "http/stream_pipe.h"

namespace http {

StreamPipe::StreamPipe(Stream stream, WorkerPool& pool, std::function<void()> notify)
    : pool_(pool), notify_(std::move(notify)), stream_(std::move(stream)) {}

void StreamPipe::start() { next_turn(std::unique_lock(mutex_)); }

bool StreamPipe::may_produce() const { return !ended_ && !failed_ && !closed_ && held_ < kPipeBytes; }

void StreamPipe::next_turn(std::unique_lock<std::mutex> lock) {
  if (producing_ || !may_produce()) return;
  producing_ = true;
  lock.unlock();
  pool_.resume([self = shared_from_this()] { self->produce(); });
}

// True where the bytes have yet to be made: the turn goes on when their maker says so.
bool StreamPipe::parked() {
  if (!stream_.wait) return false;
  const auto wake = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pool_.resume([self] { self->produce(); });
  };
  return stream_.wait(wake);
}

// The reader has gone: what the producer holds is freed here, outside the lock.
bool StreamPipe::left() {
  std::unique_lock lock(mutex_);
  if (!closed_) return false;
  const Stream gone = std::move(stream_);
  stream_.next = nullptr;
  producing_ = false;
  lock.unlock();
  return true;
}

// One turn: until the pipe is full, or as much again was made, to let others have the thread.
void StreamPipe::produce() {
  for (std::size_t made = 0;;) {
    if (left()) return;
    if (parked()) return;
    base::Bytes chunk(kPipeChunkBytes);
    base::Result<std::size_t> got = base::fail(base::Fault::Internal, "the producer threw");
    try {
      got = stream_.next(chunk);
    } catch (...) {  // a handler's mistake ends its own answer, not the program
    }
    std::unique_lock lock(mutex_);
    failed_ = !got || *got > chunk.size();
    ended_ = !failed_ && *got == 0;
    if (!failed_ && !ended_ && !closed_) {
      chunk.resize(*got);
      if (*got < kPipeChunkBytes / 2) chunk.shrink_to_fit();
      held_ += *got;
      made += *got;
      chunks_.push_back(std::move(chunk));
    }
    const bool more = may_produce();
    if (more && made < kPipeBytes) {
      lock.unlock();
      notify_();
      continue;
    }
    producing_ = false;
    if (ended_ || failed_ || closed_) stream_ = {};
    if (!closed_) notify_();
    if (more) next_turn(std::move(lock));
    return;
  }
}

StreamPipe::State StreamPipe::state() {
  const std::scoped_lock lock(mutex_);
  if (!chunks_.empty()) return State::Data;
  if (failed_) return State::Failed;
  return ended_ ? State::Ended : State::Empty;
}

base::ByteView StreamPipe::front() {
  const std::scoped_lock lock(mutex_);
  if (chunks_.empty()) return {};
  return base::ByteView(chunks_.front()).subspan(front_taken_);
}

void StreamPipe::pop(std::size_t taken) {
  std::unique_lock lock(mutex_);
  front_taken_ += taken;
  held_ -= taken;
  if (front_taken_ == chunks_.front().size()) {
    chunks_.pop_front();
    front_taken_ = 0;
  }
  if (held_ <= kPipeBytes / 2) next_turn(std::move(lock));
}

void StreamPipe::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  chunks_.clear();
  held_ = 0;
  // Freeing a decoder is work too.
  if (!producing_ && stream_.next) pool_.resume([stream = std::move(stream_)] {});
}

}  // namespace http
