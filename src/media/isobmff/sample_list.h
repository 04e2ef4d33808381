// The sample tables of a track (ISO/IEC 14496-12 8.6.1, 8.6.2, 8.7.2-8.7.5) and their expansion into samples.
// Tables are views of the `moov`; each is known to hold the entries it claims. Ticks of the track. Pure.
#pragma once

#include <vector>

#include "media/demuxer.h"
#include "media/isobmff/box.h"

namespace media::isobmff {

// Times beyond this are nonsense (a thousand years in microseconds) and are refused before they overflow.
inline constexpr std::int64_t kTicksMax = std::int64_t{1} << 55;

struct SampleTables {
  base::ByteView durations;         // `stts`: count, delta
  base::ByteView offsets;           // `ctts`: count, offset
  base::ByteView runs;              // `stsc`: first chunk, samples a chunk, description
  base::ByteView chunks;            // `stco` or `co64`
  bool wide_chunks = false;         // `co64`
  std::uint32_t constant_size = 0;  // `stsz`; 0: `sizes` tells
  std::uint32_t sample_count = 0;
  base::ByteView sizes;               // `stsz` or `stz2`
  std::uint8_t size_bits = 32;        // 4, 8, 16 or 32
  bool has_sync_table = false;        // else every sample is a sync sample
  base::ByteView sync, partial_sync;  // `stss`, QuickTime's `stps`

  std::size_t chunk_count() const { return chunks.size() / (wide_chunks ? 8 : 4); }
  std::uint64_t chunk(std::size_t index) const;
  // The sample description of the first run; 0 if runs use different ones.
  std::uint32_t description() const;
};

// Malformed where a table claims more entries than its box holds.
base::Result<SampleTables> read_sample_tables(base::ByteView stbl, std::uint32_t track);

// What a track turned out to hold.
struct TrackMedia {
  std::vector<Sample> samples;         // decode order; empty for constant-size codings
  std::int64_t end_decode_time = 0;    // after the last sample that is there
  std::int64_t first_composition = 0;  // the earliest
  std::int64_t end_composition = 0;    // the latest end
  std::int64_t claimed_end = 0;        // what end_decode_time would be if nothing were cut off
  std::uint64_t bytes = 0;
  std::uint64_t count = 0;  // samples that are there
  bool cut_short = false;   // the tables list samples beyond the end of the file
};

// All samples up to the first that is not inside the file. TooLarge over kSamplesMax; Malformed where they
// are more than `most_bytes` together: a few bytes of tables can list the same bytes of the file without end.
base::Result<TrackMedia> expand(const SampleTables& tables, std::uint64_t file_size,
                                std::uint64_t most_bytes);

// Constant-size codings, whose tables count single PCM frames: sums instead of samples. `packet_bytes` hold
// `packet_samples` of them.
TrackMedia measure(const SampleTables& tables, std::uint32_t packet_bytes, std::uint32_t packet_samples,
                   std::uint64_t file_size);

// Times and sums from `samples`.
void summarise(TrackMedia& media);

}  // namespace media::isobmff
