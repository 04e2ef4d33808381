#include "media/ffmpeg/locator.h"

#include <algorithm>
#include <cstring>

namespace media::ffmpeg {

namespace {
constexpr std::size_t kHeaderMax =
    27 + 255;  // bytes in front of the payload: a page header of Ogg is longest
constexpr std::size_t kChunk = 1 << 20;
}  // namespace

std::optional<std::uint64_t> Locator::find(std::int64_t position, base::ByteView packet) {
  if (position < 0 || packet.empty()) return std::nullopt;
  auto start = static_cast<std::uint64_t>(position);
  if (position == last_position_) start = last_end_;
  if (start >= master_->size() || packet.size() > master_->size() - start) return std::nullopt;
  window_.resize(std::min<std::uint64_t>(packet.size() + kHeaderMax, master_->size() - start));
  if (!master_->read_at(start, window_)) return std::nullopt;
  const auto matches = [&](std::size_t at) {
    return at + packet.size() <= window_.size() &&
           std::memcmp(window_.data() + at, packet.data(), packet.size()) == 0;
  };
  for (std::size_t step = 0; step <= kHeaderMax + 1; ++step) {
    const std::size_t at = step == 0 ? distance_ : step - 1;
    if (!matches(at)) continue;
    distance_ = at;
    last_position_ = position;
    last_end_ = start + at + packet.size();
    return start + at;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> find_bytes(const base::ByteSource& master, base::ByteView bytes,
                                        std::uint64_t limit) {
  const std::uint64_t end = std::min(limit, master.size());
  if (bytes.empty() || bytes.size() > end) return std::nullopt;
  base::Bytes window;
  for (std::uint64_t at = 0; at + bytes.size() <= end; at += kChunk) {
    window.resize(std::min<std::uint64_t>(kChunk + bytes.size() - 1, end - at));
    if (!master.read_at(at, window)) return std::nullopt;
    const auto found = std::ranges::search(window, bytes);
    if (!found.empty()) return at + static_cast<std::uint64_t>(found.begin() - window.begin());
  }
  return std::nullopt;
}

}  // namespace media::ffmpeg
