// The part of a file that a container packs: pages, frames, clusters. Where each pack begins is known
// beforehand, from the sample table alone; its bytes are made when they are read, from the master's samples.
// So the length is told at once, any range costs what it touches, and an hour needs a few kilobytes of
// memory. Immutable; safe from any thread.
#pragma once

#include <functional>
#include <vector>

#include "media/sample_table.h"

namespace media {

class PackedSource final : public base::ByteSource {
 public:
  // Makes the bytes of one pack. Called from any thread.
  using Write = std::function<base::Result<base::Bytes>(std::size_t pack)>;

  // `ends`: of each pack, ascending, bytes from the start of the source.
  PackedSource(std::vector<std::uint64_t> ends, Write write)
      : ends_(std::move(ends)), write_(std::move(write)) {}

  std::uint64_t size() const override { return ends_.empty() ? 0 : ends_.back(); }
  // Io where a pack turns out longer or shorter than it was laid out.
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;

 private:
  std::vector<std::uint64_t> ends_;
  Write write_;
};

// The bytes of samples one after the other, as they lie in the master.
base::Result<base::Bytes> read_samples(const base::ByteSource& master, std::span<const Sample> samples);

}  // namespace media
