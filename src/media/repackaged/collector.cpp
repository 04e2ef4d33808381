#include "media/repackaged/collector.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace media {

using base::ByteView;

namespace {

// A run ends when it holds so much or its stretch is so long: what reading one sample costs at most, unless
// it is itself larger.
constexpr std::uint64_t kRunBytes = 64 << 10, kRunStretch = 512 << 10;
// How far behind the last packet the next one is looked for.
constexpr std::uint64_t kSearched = 2 << 20;
constexpr std::uint64_t kForgotten = 1 << 20;
constexpr std::uint64_t kLargest = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Collector::Collector(const base::ByteSource& file, Carrier carrier, std::uint32_t stream, Unwrap unwrap)
    : reader_(file, carrier, stream, 0, file.size()), carrier_(carrier), stream_(stream), unwrap_(unwrap) {}

bool Collector::pump() {
  if (ended_) return false;
  const auto chunk = reader_.next();
  if (!chunk || chunk->bytes.empty()) {
    ended_ = true;
    return false;
  }
  marks_.push_back({seen_at_ + seen_.size(), chunk->anchor, chunk->skip, chunk->end});
  seen_.insert(seen_.end(), chunk->bytes.begin(), chunk->bytes.end());
  return true;
}

// Where the packet stands in the elementary stream.
std::optional<std::uint64_t> Collector::find(ByteView packet) {
  const auto from = [&] { return seen_.data() + (cursor_ - seen_at_); };
  const auto there = [&] { return seen_at_ + seen_.size() - cursor_; };
  while (there() < packet.size() && pump()) continue;
  if (there() >= packet.size() && std::memcmp(from(), packet.data(), packet.size()) == 0) return cursor_;
  while (there() < packet.size() + kSearched && pump()) continue;
  const void* found = memmem(from(), there(), packet.data(), packet.size());
  if (!found) return std::nullopt;
  return cursor_ + static_cast<std::uint64_t>(static_cast<const std::uint8_t*>(found) - from());
}

const Collector::Mark& Collector::mark_of(std::uint64_t at) const {
  return *(std::ranges::upper_bound(marks_, at, {}, &Mark::at) - 1);
}

std::optional<Collector::Place> Collector::add(ByteView packet) {
  if (packet.empty()) return std::nullopt;
  const std::optional<std::size_t> size = unwrapped_size(unwrap_, packet);
  if (!size || *size == 0 || *size > kLargest / 2) return std::nullopt;
  const std::optional<std::uint64_t> at = find(packet);
  if (!at) return std::nullopt;
  extend_runs(*at, packet, *size);
  const Place place{bytes_, static_cast<std::uint32_t>(*size)};
  bytes_ += *size;
  cursor_ = *at + packet.size();
  forget();
  return place;
}

void Collector::extend_runs(std::uint64_t at, ByteView packet, std::size_t sample_bytes) {
  const std::uint64_t end = mark_of(at + packet.size() - 1).end;
  const bool follows = !runs_.empty() && at == cursor_ && begins_clean(unwrap_, packet) &&
                       bytes_ + sample_bytes - run_offset_ <= kRunBytes &&
                       end - runs_.back().position <= kRunStretch;
  if (!follows) {
    const Mark& mark = mark_of(at);
    Run run;
    run.offset = run_offset_ = bytes_;
    run.position = mark.anchor;
    run.skip = static_cast<std::uint32_t>(mark.skip + (at - mark.at));
    run_at_ = at;
    runs_.push_back(run);
  }
  Run& run = runs_.back();
  run.stretch = static_cast<std::uint32_t>(std::min(kLargest, end - run.position));
  run.stream_bytes = static_cast<std::uint32_t>(at + packet.size() - run_at_);
}

void Collector::forget() {
  if (cursor_ - seen_at_ < kForgotten) return;
  seen_.erase(seen_.begin(), seen_.begin() + static_cast<std::ptrdiff_t>(cursor_ - seen_at_));
  seen_at_ = cursor_;
  while (marks_.size() > 1 && marks_[1].at <= cursor_) marks_.pop_front();
}

Repackaging lay_out_runs(const std::vector<Collected>& tracks) {
  Repackaging result;
  result.carrier = tracks.front().collector->carrier();
  struct Placed {
    Run run;
    std::uint64_t bytes, own_offset;
  };
  std::vector<Placed> placed;
  for (const auto& [track, collector] : tracks) {
    const auto stream = static_cast<std::uint32_t>(result.streams.size());
    result.streams.push_back({track->track_id, collector->stream(), collector->how()});
    const std::vector<Run>& runs = collector->runs();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const std::uint64_t end = i + 1 < runs.size() ? runs[i + 1].offset : collector->bytes();
      Placed next{runs[i], end - runs[i].offset, runs[i].offset};
      next.run.stream = stream;
      placed.push_back(next);
    }
  }
  std::ranges::sort(placed, {}, [](const Placed& one) {
    return std::tuple(one.run.position, one.run.stream, one.own_offset);
  });
  // Where each track's runs have come to lie.
  std::vector<std::vector<std::pair<std::uint64_t, std::uint64_t>>> moved(tracks.size());
  for (Placed& next : placed) {
    next.run.offset = result.bytes;
    result.bytes += next.bytes;
    result.runs.push_back(next.run);
    moved[next.run.stream].emplace_back(next.own_offset, next.run.offset);
  }
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    std::ranges::sort(moved[i]);
    for (Sample& sample : tracks[i].track->samples) {
      const auto behind = std::ranges::upper_bound(moved[i], sample.offset, {},
                                                   &std::pair<std::uint64_t, std::uint64_t>::first);
      const auto& [own, offset] = *(behind - 1);
      sample.offset = offset + (sample.offset - own);
    }
  }
  return result;
}

}  // namespace media
