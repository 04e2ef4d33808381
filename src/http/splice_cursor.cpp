#include "http/splice_cursor.h"

#include <algorithm>

namespace http {
namespace {

constexpr std::size_t kMostParts = 512;  // of one writev; IOV_MAX is 1024

bool is_file_run(const base::Splice::Piece& piece, std::uint64_t length) {
  return length >= kFileRunBytes && piece.source->descriptor().has_value();
}

iovec part(const std::uint8_t* data, std::size_t length) { return {const_cast<std::uint8_t*>(data), length}; }

}  // namespace

void SpliceCursor::advance(std::uint64_t taken) {
  left_ -= taken;
  inside_ += taken;
  const auto& pieces = body_.pieces();
  while (piece_ < pieces.size() && inside_ >= pieces[piece_].length) inside_ -= pieces[piece_++].length;
}

std::optional<SpliceCursor::FileRun> SpliceCursor::file_run() const {
  if (done()) return std::nullopt;
  const base::Splice::Piece& piece = body_.pieces()[piece_];
  if (!is_file_run(piece, piece.length - inside_)) return std::nullopt;
  return FileRun{*piece.source->descriptor(), piece.offset + inside_, piece.length - inside_};
}

// A stretch of pieces of one source, near enough to one another to be read at once.
struct SpliceCursor::Window {
  std::size_t piece;     // the next piece to take
  std::uint64_t inside;  // bytes of it already taken
  std::size_t room;      // bytes still wanted
  std::size_t used;      // bytes of the buffer's storage in use
};

// Takes pieces from `window.piece` on while they continue one covering read that fits the storage.
base::Result<void> SpliceCursor::read_window(GatherBuffer& buffer, Window& window) const {
  const auto& pieces = body_.pieces();
  const base::ByteSource* source = pieces[window.piece].source.get();
  const std::uint64_t start = pieces[window.piece].offset + window.inside;
  const std::uint64_t storage = buffer.storage.size() - window.used;
  std::uint64_t end = start;
  std::uint8_t* const memory = buffer.storage.data() + window.used;
  while (window.piece < pieces.size() && window.room > 0 && buffer.parts.size() < kMostParts) {
    const base::Splice::Piece& piece = pieces[window.piece];
    const std::uint64_t offset = piece.offset + window.inside;
    const std::uint64_t rest = piece.length - window.inside;
    if (piece.source.get() != source || offset < end || offset - end > kGapBytes) break;
    if (end != start && is_file_run(piece, rest)) break;
    if (offset - start >= storage) break;
    const std::uint64_t length = std::min({rest, std::uint64_t{window.room}, storage - (offset - start)});
    buffer.parts.push_back(part(memory + (offset - start), length));
    end = offset + length;
    window.room -= length;
    window.inside += length;
    if (window.inside < piece.length) break;
    window.inside = 0;
    ++window.piece;
  }
  TRY(source->read_at(start, std::span(memory, end - start)));
  window.used += end - start;
  return {};
}

base::Result<std::size_t> SpliceCursor::gather(GatherBuffer& buffer, std::size_t window_bytes) const {
  const auto& pieces = body_.pieces();
  Window window{piece_, inside_, window_bytes, 0};
  while (window.piece < pieces.size() && window.room > 0 && buffer.parts.size() < kMostParts) {
    const base::Splice::Piece& piece = pieces[window.piece];
    const std::uint64_t rest = piece.length - window.inside;
    if (is_file_run(piece, rest)) break;
    const base::ByteView view = piece.source->view();
    if (view.empty()) {
      if (window.used == buffer.storage.size()) break;
      TRY(read_window(buffer, window));
      continue;
    }
    const std::size_t length = std::min<std::uint64_t>(rest, window.room);
    buffer.parts.push_back(part(view.data() + piece.offset + window.inside, length));
    window.room -= length;
    window.inside += length;
    if (window.inside < piece.length) break;
    window.inside = 0;
    ++window.piece;
  }
  return window_bytes - window.room;
}

base::Result<std::size_t> SpliceCursor::copy(std::span<std::uint8_t> out) const {
  const auto& pieces = body_.pieces();
  std::size_t copied = 0;
  std::uint64_t inside = inside_;
  for (std::size_t i = piece_; i < pieces.size() && copied < out.size(); ++i) {
    const std::size_t length = std::min<std::uint64_t>(pieces[i].length - inside, out.size() - copied);
    TRY(pieces[i].source->read_at(pieces[i].offset + inside, out.subspan(copied, length)));
    copied += length;
    inside = 0;
  }
  return copied;
}

}  // namespace http
