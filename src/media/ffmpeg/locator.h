// Finds the bytes of demuxed packets in the master, so that they can be served as slices of it. A packet is
// found only if all its bytes lie there in one run. One thread at a time.
#pragma once

#include <optional>

#include "base/byte_source.h"

namespace media::ffmpeg {

class Locator {
 public:
  explicit Locator(base::Source master) : master_(std::move(master)) {}

  // Searches at `position`, which libavformat gives, and a little behind it: containers put a block header
  // there. Packets that share a position (lacing) follow each other.
  std::optional<std::uint64_t> find(std::int64_t position, base::ByteView packet);

 private:
  base::Source master_;
  base::Bytes window_;
  std::size_t distance_ = 0;         // of the last one found from its position: likely that of the next
  std::int64_t last_position_ = -1;  // of the last one found
  std::uint64_t last_end_ = 0;
};

// The first place of `bytes` in the first `limit` bytes of the master.
std::optional<std::uint64_t> find_bytes(const base::ByteSource& master, base::ByteView bytes,
                                        std::uint64_t limit);

}  // namespace media::ffmpeg
