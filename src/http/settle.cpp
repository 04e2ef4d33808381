#include "http/settle.h"

#include <algorithm>
#include <atomic>
#include <future>

namespace http {
namespace {

constexpr std::size_t kPiece = 1 << 20;  // bytes

class Waiting final : public Reply {
 public:
  Waiting(std::promise<Response> promise, std::function<bool()> abandoned)
      : promise_(std::move(promise)), abandoned_(std::move(abandoned)) {}
  ~Waiting() override { send(plain_problem(500, "no answer was made")); }
  void send(Response response) override {
    if (!sent_.exchange(true)) promise_.set_value(std::move(response));
  }
  bool abandoned() const override { return abandoned_ && abandoned_(); }

 private:
  std::promise<Response> promise_;
  std::function<bool()> abandoned_;
  std::atomic<bool> sent_{false};
};

base::Result<void> pour_stream(Stream& stream, base::Bytes& piece,
                               const std::function<base::Result<void>(base::ByteView)>& take) {
  for (;;) {
    std::promise<void> news;
    if (stream.wait && stream.wait([&news] { news.set_value(); })) {
      news.get_future().wait();
      continue;
    }
    const std::size_t count = TRY(stream.next(piece));
    if (count == 0) return {};
    TRY(take(base::ByteView(piece).first(count)));
  }
}

}  // namespace

Response settle(Answer answer, std::function<bool()> abandoned) {
  if (auto* response = std::get_if<Response>(&answer)) return std::move(*response);
  if (auto* deferred = std::get_if<Deferred>(&answer)) return deferred->work();
  std::promise<Response> promise;
  std::future<Response> made = promise.get_future();
  std::get<Pending>(answer).begin(std::make_shared<Waiting>(std::move(promise), std::move(abandoned)));
  return made.get();
}

base::Result<void> pour(Response& response, const std::function<base::Result<void>(base::ByteView)>& take) {
  base::Bytes piece(kPiece);
  if (auto* stream = std::get_if<Stream>(&response.body)) return pour_stream(*stream, piece, take);
  for (const base::Splice::Piece& slice : response.splice().pieces())
    for (std::uint64_t done = 0; done < slice.length;) {
      const std::size_t count = std::min<std::uint64_t>(piece.size(), slice.length - done);
      TRY(slice.source->read_at(slice.offset + done, std::span(piece).first(count)));
      TRY(take(base::ByteView(piece).first(count)));
      done += count;
    }
  return {};
}

}  // namespace http
