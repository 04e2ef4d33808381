// A master whose samples are scattered, as if it were one whose samples lie together: the address space of
// its runs (run.h), made from the file's bytes while it is read. Reading costs what the stretches of the
// touched runs cost; the last few runs are kept, for whoever reads a run in parts. The same bytes with every
// read; safe from any thread.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>

#include "media/repackaged/run.h"

namespace media {

class RepackagedSource final : public base::ByteSource {
 public:
  // `owner` keeps `streams` and `runs`, which are as Repackaging promises; every run's stream is one of them.
  RepackagedSource(base::Source file, base::Source owner, Carrier carrier,
                   std::span<const CarriedStream> streams, std::span<const Run> runs, std::uint64_t size);

  std::uint64_t size() const override { return size_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;

 private:
  struct Kept {
    std::size_t run = SIZE_MAX;
    std::shared_ptr<const base::Bytes> bytes;
  };
  base::Result<std::shared_ptr<const base::Bytes>> bytes_of(std::size_t run) const;

  base::Source file_, owner_;
  Carrier carrier_;
  std::span<const CarriedStream> streams_;
  std::span<const Run> runs_;
  std::uint64_t size_;
  mutable std::mutex keeping_;
  mutable std::array<Kept, 4> kept_;  // the latest first: sound and pictures are read in turns
};

}  // namespace media
