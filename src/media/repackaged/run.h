// Runs: how the samples that a carrier scatters are found again. A run is a few samples of one track that
// follow each other in its elementary stream, and the stretch of the file that holds them. The runs of all
// tracks, in order of their stretches, make the address space that the sample table's offsets count in
// (docs/formats/sample_table.md). Values.
#pragma once

#include <vector>

#include "media/repackaged/carrier.h"
#include "media/repackaged/unwrap.h"

namespace media {

struct Run {
  std::uint64_t offset = 0;        // of its first sample, in the address space
  std::uint64_t position = 0;      // of its stretch, in the file: an anchor of the carrier
  std::uint32_t stretch = 0;       // bytes
  std::uint32_t skip = 0;          // bytes of the elementary stream before the first sample
  std::uint32_t stream_bytes = 0;  // of the elementary stream, to the end of the last sample
  std::uint32_t stream = 0;        // index into the streams
};

struct CarriedStream {
  std::uint32_t track_id = 0;
  std::uint32_t id = 0;  // PID or serial number
  Unwrap unwrap = Unwrap::None;
};

struct Repackaging {
  Carrier carrier;  // None: offsets are of the file itself, and nothing else is told
  std::vector<CarriedStream> streams;
  std::vector<Run> runs;    // in order of their offsets, the first at 0
  std::uint64_t bytes = 0;  // of the address space
};

// The samples of a run, unwrapped. Io where the file does not hold them.
base::Result<base::Bytes> read_run(const base::ByteSource& file, Carrier carrier, const CarriedStream& stream,
                                   const Run& run);

}  // namespace media
