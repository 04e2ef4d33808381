#include "media/packed_source.h"

#include <algorithm>
#include <cstring>
#include <ranges>

#include "base/format.h"

namespace media {

using base::fail;
using base::Fault;

base::Result<void> PackedSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  if (offset > size() || out.size() > size() - offset)
    return fail(Fault::OutOfRange, "read past the end of a packed source");
  auto pack = static_cast<std::size_t>(std::ranges::upper_bound(ends_, offset) - ends_.begin());
  for (; !out.empty(); ++pack) {
    const std::uint64_t begin = pack == 0 ? 0 : ends_[pack - 1];
    const base::Bytes bytes = TRY(write_(pack));
    if (bytes.size() != ends_[pack] - begin)
      return fail(Fault::Io, base::format("the master is not what its index says: {} bytes instead of {}",
                                          bytes.size(), ends_[pack] - begin));
    const std::uint64_t count = std::min<std::uint64_t>(out.size(), ends_[pack] - offset);
    std::memcpy(out.data(), bytes.data() + (offset - begin), count);
    out = out.subspan(count);
    offset += count;
  }
  return {};
}

base::Result<base::Bytes> read_samples(const base::ByteSource& master, std::span<const Sample> samples) {
  // What lies between two samples is read along where that costs less than another read.
  constexpr std::uint64_t kGapMost = 16 << 10, kWindowMost = 1 << 20;
  std::uint64_t total = 0;
  for (const Sample& sample : samples) total += sample.size;
  base::Bytes bytes(total), window;
  std::uint8_t* to = bytes.data();
  for (std::size_t i = 0; i < samples.size();) {
    const std::uint64_t begin = samples[i].offset;
    std::uint64_t end = begin + samples[i].size;
    std::size_t next = i + 1;
    for (; next < samples.size(); ++next) {
      const Sample& sample = samples[next];
      if (sample.offset < end || sample.offset - end > kGapMost ||
          sample.offset + sample.size - begin > kWindowMost)
        break;
      end = sample.offset + sample.size;
    }
    if (end > master.size()) return fail(Fault::Io, "the index points outside the master");
    const bool one_run = std::ranges::all_of(std::views::iota(i + 1, next), [&](std::size_t k) {
      return samples[k].offset == samples[k - 1].offset + samples[k - 1].size;
    });
    if (one_run) {
      TRY(master.read_at(begin, {to, end - begin}));
      to += end - begin;
    } else {
      window.resize(end - begin);
      TRY(master.read_at(begin, window));
      for (std::size_t k = i; k < next; ++k) {
        std::memcpy(to, window.data() + (samples[k].offset - begin), samples[k].size);
        to += samples[k].size;
      }
    }
    i = next;
  }
  return bytes;
}

}  // namespace media
