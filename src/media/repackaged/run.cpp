#include "media/repackaged/run.h"

#include <algorithm>

#include "base/format.h"

namespace media {

base::Result<base::Bytes> read_run(const base::ByteSource& file, Carrier carrier, const CarriedStream& stream,
                                   const Run& run) {
  CarrierReader reader(file, carrier, stream.id, run.position, run.position + run.stretch);
  base::Bytes gathered;
  gathered.reserve(std::min<std::size_t>(run.stream_bytes, run.stretch));
  std::uint64_t skip = run.skip;
  while (gathered.size() < run.stream_bytes) {
    base::ByteView bytes = TRY(reader.next()).bytes;
    if (bytes.empty())
      return base::fail(base::Fault::Io,
                        base::format("the samples at {} are no longer what was indexed", run.position));
    const std::size_t left_out = std::min<std::uint64_t>(skip, bytes.size());
    skip -= left_out;
    bytes = bytes.subspan(left_out);
    bytes = bytes.first(std::min<std::size_t>(bytes.size(), run.stream_bytes - gathered.size()));
    gathered.insert(gathered.end(), bytes.begin(), bytes.end());
  }
  if (stream.unwrap == Unwrap::None) return gathered;
  base::Bytes samples;
  samples.reserve(gathered.size() + gathered.size() / 16);
  if (!unwrap(stream.unwrap, gathered, samples))
    return base::fail(base::Fault::Io,
                      base::format("the samples at {} are no longer what was indexed", run.position));
  return samples;
}

}  // namespace media
