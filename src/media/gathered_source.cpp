#include "media/gathered_source.h"

#include <algorithm>
#include <cstring>

namespace media {
namespace {

using base::fail;
using base::Fault;

// What lies between two samples is read along where that costs less than another read.
constexpr std::uint64_t kGapMost = 16 << 10, kWindowMost = 1 << 20;

struct Slice {
  std::uint64_t offset, length;  // of the master
};

// The slices of the master that make the bytes [skip, skip + length) of a chunk.
std::vector<Slice> slices_of(const std::vector<Sample>& samples, std::uint64_t skip, std::uint64_t length) {
  std::vector<Slice> slices;
  for (const Sample& sample : samples) {
    if (length == 0) break;
    const std::uint64_t left_out = std::min<std::uint64_t>(skip, sample.size);
    skip -= left_out;
    const std::uint64_t taken = std::min<std::uint64_t>(length, sample.size - left_out);
    if (taken == 0) continue;
    length -= taken;
    const std::uint64_t at = sample.offset + left_out;
    if (!slices.empty() && slices.back().offset + slices.back().length == at) {
      slices.back().length += taken;
    } else {
      slices.push_back({at, taken});
    }
  }
  return slices;
}

}  // namespace

base::Result<void> GatheredSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
  if (offset > size_ || out.size() > size_ - offset)
    return fail(Fault::OutOfRange, "read past the end of a gathered source");
  auto chunk = std::ranges::upper_bound(chunks_, offset, {}, &GatheredChunk::offset);
  while (!out.empty()) {
    const std::uint64_t end = chunk == chunks_.end() ? size_ : chunk->offset;
    const std::uint64_t part = std::min<std::uint64_t>(out.size(), end - offset);
    TRY(read_chunk(*(chunk - 1), offset - (chunk - 1)->offset, out.first(part)));
    out = out.subspan(part);
    offset += part;
    if (!out.empty()) ++chunk;
  }
  return {};
}

base::Result<void> GatheredSource::read_chunk(const GatheredChunk& chunk, std::uint64_t skip,
                                              std::span<std::uint8_t> out) const {
  const TrackTable* track = table_.track(chunk.track_id);
  if (!track) return fail(Fault::Internal, "a gathered track is missing");
  const std::vector<Sample> samples = TRY(track->samples(chunk.first_sample, chunk.sample_count));
  const std::vector<Slice> slices = slices_of(samples, skip, out.size());
  base::Bytes window;
  for (std::size_t i = 0; i < slices.size();) {
    const std::uint64_t begin = slices[i].offset;
    std::uint64_t end = begin + slices[i].length;
    std::size_t next = i + 1;
    while (next < slices.size() && slices[next].offset >= end && slices[next].offset - end <= kGapMost &&
           slices[next].offset + slices[next].length - begin <= kWindowMost) {
      end = slices[next].offset + slices[next].length;
      ++next;
    }
    if (next == i + 1) {
      if (slices[i].length > out.size()) return fail(Fault::Internal, "a gathered chunk changed");
      TRY(media_->read_at(begin, out.first(slices[i].length)));
      out = out.subspan(slices[i].length);
    } else {
      window.resize(end - begin);
      TRY(media_->read_at(begin, window));
      for (std::size_t s = i; s < next; ++s) {
        std::memcpy(out.data(), window.data() + (slices[s].offset - begin), slices[s].length);
        out = out.subspan(slices[s].length);
      }
    }
    i = next;
  }
  if (!out.empty()) return fail(Fault::Io, "the sample table changed while it was read");
  return {};
}

}  // namespace media
