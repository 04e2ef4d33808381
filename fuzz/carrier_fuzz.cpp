// Any bytes as MPEG-TS and as Ogg: through the collector of their streams, and what it says is found is read
// again.
#include <cstdint>
#include <cstdlib>

#include "media/repackaged/collector.h"
#include "media/repackaged/repackaged_source.h"

namespace {

// Packets as a demuxer would tell them: the stream's own bytes, cut at any places.
void run(const base::Source& file, media::Carrier carrier, std::uint32_t id, media::Unwrap how) {
  base::Bytes stream;
  media::CarrierReader reader(*file, carrier, id, 0, file->size());
  for (;;) {
    const auto chunk = reader.next();
    if (!chunk || chunk->bytes.empty()) break;
    stream.insert(stream.end(), chunk->bytes.begin(), chunk->bytes.end());
  }
  media::Collector collector(*file, carrier, id, how);
  media::TrackSamples track{1, {}};
  std::vector<base::Bytes> expected;
  for (std::size_t at = 0, step = 1; at < stream.size(); at += step) {
    step = std::min<std::size_t>(stream.size() - at, 1 + stream[at] * 3u);
    const base::ByteView packet = base::ByteView(stream).subspan(at, step);
    const auto place = collector.add(packet);
    if (!place) continue;
    track.samples.push_back({0, 0, 0, place->size, place->offset, true});
    expected.emplace_back();
    if (!media::unwrap(how, packet, expected.back())) std::abort();
  }
  if (track.samples.empty()) return;
  const media::Repackaging made = media::lay_out_runs({{&track, &collector}});
  const media::RepackagedSource source(file, file, made.carrier, made.streams, made.runs, made.bytes);
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    base::Bytes sample(track.samples[i].size);
    if (!source.read_at(track.samples[i].offset, sample) || sample != expected[i]) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3 || size > (1 << 16)) return 0;
  const auto how = static_cast<media::Unwrap>(data[0] % 3);
  const std::uint32_t packet = data[1] % 3 == 0 ? 188 : data[1] % 3 == 1 ? 192 : 204;
  const std::uint32_t id = data[2], pid = 0x100 | (id & 3);  // the first PIDs that many muxers give
  const auto file = std::make_shared<base::MemorySource>(base::Bytes(data + 3, data + size));
  static_cast<void>(media::carrier_of(*file));
  run(file, {media::CarrierKind::TransportStream, packet}, pid, how);
  run(file, {media::CarrierKind::Ogg, 0}, id, how);
  return 0;
}
