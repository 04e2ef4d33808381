// A rendition that is kept whole, as one file that plays by itself: the initialization segment, the media
// segments in their order, and at the end a movie fragment random access box (ISO/IEC 14496-12 8.8.9 to
// 8.8.11), by which each is found. Until that box is there the file is growing, and may end anywhere.
#pragma once

#include <vector>

#include "base/splice.h"

namespace media {

// Values; safe from any thread.
class KeptRendition {
 public:
  // A finished file: reads its index alone, some 20 bytes a segment. Malformed where it has none.
  static base::Result<KeptRendition> open(base::Source file);

  // A growing file: reads the head of each box. What lies behind the last whole segment does not count.
  // Malformed where not even the initialization segment is whole.
  static base::Result<KeptRendition> walk(base::Source file);

  // The growing file once it is longer by one whole segment.
  KeptRendition grown(base::Source file) const;
  // Without its last segment, which there must be.
  KeptRendition without_last() const;

  std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()) - 1; }
  std::uint64_t end() const { return starts_.back(); }  // bytes: where the next segment is to go

  base::Splice init() const;
  base::Result<base::Splice> segment(std::uint32_t index) const;  // NotFound beyond the last

  // Of a file whose segments are all there, the box that makes it a finished one. Reads each segment's head.
  base::Result<base::Bytes> index() const;

 private:
  KeptRendition(base::Source file, std::vector<std::uint64_t> starts)
      : file_(std::move(file)), starts_(std::move(starts)) {}

  base::Source file_;
  std::vector<std::uint64_t> starts_;  // of the segments, and the end of the last; never empty
};

}  // namespace media
