// The samples of some tracks of a master, one after the other without what lies between them: the body of a
// file that carries only a part of what the master interleaves. Holds a short list of chunks, not of samples:
// those are looked up when they are read, so a work of hours needs little memory. Immutable; safe from any
// thread.
#pragma once

#include <vector>

#include "media/sample_table.h"

namespace media {

// Samples of one track that follow each other in decode order.
struct GatheredChunk {
  std::uint64_t offset = 0;  // where it begins in the gathered source
  std::uint32_t track_id = 0;
  std::uint32_t first_sample = 0, sample_count = 0;
};

class GatheredSource final : public base::ByteSource {
 public:
  GatheredSource(base::Source media, SampleTable table, std::vector<GatheredChunk> chunks, std::uint64_t size)
      : media_(std::move(media)), table_(std::move(table)), chunks_(std::move(chunks)), size_(size) {}

  std::uint64_t size() const override { return size_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;

 private:
  base::Result<void> read_chunk(const GatheredChunk& chunk, std::uint64_t skip,
                                std::span<std::uint8_t> out) const;

  base::Source media_;  // SampleTable::media
  SampleTable table_;
  std::vector<GatheredChunk> chunks_;
  std::uint64_t size_;
};

}  // namespace media
