#include "base/splice.h"

#include <algorithm>

namespace base {

void Splice::append(Source source, std::uint64_t offset, std::uint64_t length) {
  if (length == 0) return;
  size_ += length;
  if (!pieces_.empty()) {
    Piece& last = pieces_.back();
    if (last.source == source && last.offset + last.length == offset) {
      last.length += length;
      return;
    }
  }
  pieces_.push_back({std::move(source), offset, length});
}

void Splice::append(Splice other) {
  for (Piece& piece : other.pieces_) append(std::move(piece.source), piece.offset, piece.length);
}

Splice Splice::subrange(std::uint64_t offset, std::uint64_t length) const {
  Splice part;
  std::uint64_t skip = std::min(offset, size_);
  std::uint64_t want = std::min(length, size_ - skip);
  for (const Piece& piece : pieces_) {
    if (want == 0) break;
    if (skip >= piece.length) {
      skip -= piece.length;
      continue;
    }
    const std::uint64_t taken = std::min(want, piece.length - skip);
    part.append(piece.source, piece.offset + skip, taken);
    want -= taken;
    skip = 0;
  }
  return part;
}

Result<std::string> Splice::flatten() const {
  std::string text(size_, '\0');
  std::span<std::uint8_t> out(reinterpret_cast<std::uint8_t*>(text.data()), text.size());
  for (const Piece& piece : pieces_) {
    TRY(piece.source->read_at(piece.offset, out.first(piece.length)));
    out = out.subspan(piece.length);
  }
  return text;
}

}  // namespace base
