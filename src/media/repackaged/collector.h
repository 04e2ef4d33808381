// Collector: finds the packets that a demuxer tells in the elementary stream of one track and puts them into
// runs. A packet counts only if all its bytes stand there, compared byte by byte. One thread at a time;
// memory is bounded by the search behind damage.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "media/repackaged/run.h"
#include "media/sample_table.h"

namespace media {

class Collector {
 public:
  // `file` outlives the collector.
  Collector(const base::ByteSource& file, Carrier carrier, std::uint32_t stream, Unwrap unwrap);

  struct Place {
    std::uint64_t offset = 0;  // among the samples of this track
    std::uint32_t size = 0;    // of the sample, unwrapped
  };
  // The next packet of the stream: where it was the last time on, or a little behind. Nothing where it is not
  // there or holds no whole sample.
  std::optional<Place> add(base::ByteView packet);

  Carrier carrier() const { return carrier_; }
  std::uint32_t stream() const { return stream_; }
  Unwrap how() const { return unwrap_; }
  const std::vector<Run>& runs() const { return runs_; }  // offsets among the samples of this track
  std::uint64_t bytes() const { return bytes_; }          // of all its samples

 private:
  // Where the bytes from `at` of the elementary stream on came from.
  struct Mark {
    std::uint64_t at, anchor;
    std::uint32_t skip;
    std::uint64_t end;
  };
  bool pump();
  std::optional<std::uint64_t> find(base::ByteView packet);
  const Mark& mark_of(std::uint64_t at) const;
  void extend_runs(std::uint64_t at, base::ByteView packet, std::size_t sample_bytes);
  void forget();

  CarrierReader reader_;
  const Carrier carrier_;
  const std::uint32_t stream_;
  const Unwrap unwrap_;
  base::Bytes seen_;           // of the elementary stream, from seen_at_ on
  std::uint64_t seen_at_ = 0;  // in the elementary stream
  std::uint64_t cursor_ = 0;   // behind the last packet found
  std::deque<Mark> marks_;
  bool ended_ = false;
  std::uint64_t run_at_ = 0;  // where the last run's samples begin in the elementary stream
  std::uint64_t run_offset_ = 0;
  std::vector<Run> runs_;
  std::uint64_t bytes_ = 0;
};

// One track of a file: its samples, whose offsets count among them, and where these lie.
struct Collected {
  TrackSamples* track = nullptr;
  const Collector* collector = nullptr;
};
// Puts the runs of all tracks in order of their stretches; the samples' offsets then count in that space.
// All are of the same carrier, and there is one at least.
Repackaging lay_out_runs(const std::vector<Collected>& tracks);

}  // namespace media
