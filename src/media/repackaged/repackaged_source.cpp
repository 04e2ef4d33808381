#include "media/repackaged/repackaged_source.h"

#include <algorithm>

namespace media {

using base::fail;
using base::Fault;

RepackagedSource::RepackagedSource(base::Source file, base::Source owner, Carrier carrier,
                                   std::span<const CarriedStream> streams, std::span<const Run> runs,
                                   std::uint64_t size)
    : file_(std::move(file)),
      owner_(std::move(owner)),
      carrier_(carrier),
      streams_(streams),
      runs_(runs),
      size_(size) {}

base::Result<void> RepackagedSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  if (offset > size_ || out.size() > size_ - offset)
    return fail(Fault::OutOfRange, "read past the end of a repackaged master");
  auto next = std::ranges::upper_bound(runs_, offset, {}, &Run::offset);
  while (!out.empty()) {
    const auto index = static_cast<std::size_t>(next - runs_.begin()) - 1;
    const Run& run = runs_[index];
    const std::uint64_t end = next == runs_.end() ? size_ : next->offset;
    const std::uint64_t part = std::min<std::uint64_t>(out.size(), end - offset);
    if (part > 0) {
      const std::shared_ptr<const base::Bytes> bytes = TRY(bytes_of(index));
      if (bytes->size() != end - run.offset)
        return fail(Fault::Io, "the master is no longer what was indexed");
      std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(offset - run.offset), part, out.begin());
    }
    out = out.subspan(part);
    offset += part;
    if (!out.empty()) ++next;
  }
  return {};
}

base::Result<std::shared_ptr<const base::Bytes>> RepackagedSource::bytes_of(std::size_t run) const {
  {
    const std::lock_guard lock(keeping_);
    const auto known = std::ranges::find(kept_, run, &Kept::run);
    if (known != kept_.end()) {
      std::rotate(kept_.begin(), known, known + 1);
      return kept_.front().bytes;
    }
  }
  auto bytes = std::make_shared<const base::Bytes>(
      TRY(read_run(*file_, carrier_, streams_[runs_[run].stream], runs_[run])));
  const std::lock_guard lock(keeping_);
  std::rotate(kept_.begin(), kept_.end() - 1, kept_.end());
  kept_.front() = {run, bytes};
  return bytes;
}

}  // namespace media
