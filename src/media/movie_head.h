// The sample table boxes of one track (ISO/IEC 14496-12 8.6, 8.7), gathered in one pass over its samples; and
// the head of a whole movie around them: `ftyp`, `moov`, the header of the `mdat`. Made for works of hours:
// nothing is allocated a sample. Values; one writer for one thread.
#pragma once

#include <span>
#include <vector>

#include "media/isobmff/movie_writer.h"
#include "media/provenance.h"
#include "media/sample_table.h"

namespace media {

// Equal neighbours counted together, as `stts` and `ctts` do.
class EntryRuns {
 public:
  void add(std::uint32_t value) {
    if (count_ > 0 && value == value_) {
      ++count_;
      return;
    }
    flush();
    value_ = value;
    count_ = 1;
  }
  void flush() {
    if (count_ == 0) return;
    entries_.u32(count_).u32(value_);
    count_ = 0;
  }
  std::size_t size() const { return entries_.size() / 8; }
  base::ByteView view() const { return entries_.view(); }

 private:
  base::ByteWriter entries_;
  std::uint32_t value_ = 0, count_ = 0;
};

class SampleBoxes {
 public:
  // `composition_bias` is added to composition offsets; about `samples` are going to be added.
  explicit SampleBoxes(std::int64_t composition_bias = 0, std::size_t samples = 0)
      : composition_bias_(composition_bias) {
    sizes_.reserve(samples);
  }

  // In decode order. Sample::offset counts from the first byte of the `mdat`'s content.
  void add(std::span<const Sample> samples);
  void finish();

  std::uint64_t duration() const { return duration_; }  // sum of the samples'
  const std::vector<std::uint64_t>& chunks() const { return chunks_; }

  // What `stbl` takes without the sample description, at most: bytes.
  std::size_t bytes(std::size_t offset_width) const;

  // Writes `stbl`; gives the place of the chunk offsets, which stay zero until the head's size is known.
  std::size_t write(base::ByteWriter& out, const Track& track, std::size_t offset_width) const;

 private:
  void add(const Sample& sample);
  void end_chunk();

  std::int64_t composition_bias_;
  std::uint32_t count_ = 0, first_size_ = 0;
  bool same_size_ = true, reordered_ = false;
  std::uint64_t duration_ = 0;
  EntryRuns durations_, compositions_;
  base::ByteWriter sync_, chunk_runs_;
  std::vector<std::uint32_t> sizes_;  // big-endian, as `stsz` wants them
  std::vector<std::uint64_t> chunks_;
  std::uint64_t chunk_end_ = 0;
  std::uint32_t in_chunk_ = 0, last_in_chunk_ = 0;
};

struct MovieTrack {
  const Track* track = nullptr;
  SampleBoxes boxes;
  std::vector<isobmff::EditEntry> edits;
  std::uint64_t duration = 0;  // movie timescale
};

// The least timescale in which every track's edits are exact; microseconds where it would be absurd.
std::uint32_t movie_timescale(std::span<const std::uint32_t> track_timescales);

// `ftyp`, `moov`, the header of an `mdat` of `payload` bytes. The provenance goes to `moov/udta`.
base::Bytes write_movie_head(const std::vector<MovieTrack>& tracks, std::uint32_t timescale,
                             std::uint64_t duration, std::uint64_t payload, const Provenance& provenance);

}  // namespace media
