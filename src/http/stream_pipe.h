// StreamPipe: what lies between a Stream's producer on the workers and the connection that sends it. It
// holds about 1 MiB at most; when it is full the producer's turn ends, so that a slow client holds memory of
// that size and no thread. The reader's side belongs to one network thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "base/bytes.h"
#include "http/message.h"
#include "http/worker_pool.h"

namespace http {

inline constexpr std::size_t kPipeChunkBytes = 64 << 10;
inline constexpr std::size_t kPipeBytes = 1 << 20;

class StreamPipe : public std::enable_shared_from_this<StreamPipe> {
 public:
  // `notify` is called on a worker whenever there is news for the reader; it must only post.
  StreamPipe(Stream stream, WorkerPool& pool, std::function<void()> notify);

  enum class State { Data, Empty, Ended, Failed };

  void start();            // begins producing
  State state();           // of what front() would give
  base::ByteView front();  // the oldest bytes; stay where they are until pop()
  void pop(std::size_t taken);
  void close();  // the reader is gone: the producer is freed, at the end of its turn if it has one

 private:
  void produce();
  bool left();
  bool parked();
  bool may_produce() const;  // with the mutex held
  void next_turn(std::unique_lock<std::mutex> lock);

  WorkerPool& pool_;
  std::function<void()> notify_;
  std::mutex mutex_;
  Stream stream_;  // touched by the turn that is running, else by who holds the mutex
  std::deque<base::Bytes> chunks_;
  std::size_t front_taken_ = 0;  // bytes of the first chunk already popped
  std::size_t held_ = 0;         // bytes in all chunks
  bool producing_ = false;       // a turn is running, queued, or waits for who makes the bytes
  bool ended_ = false;
  bool failed_ = false;
  bool closed_ = false;
};

}  // namespace http
