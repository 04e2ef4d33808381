// Any bytes through our ISO base media reader, on to a sample table, and back out of it.
#include <cstdint>
#include <cstdlib>

#include "media/isobmff/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The corpus holds headers only; zeros stand where their media would lie.
  constexpr std::size_t kMedia = 128 << 10;
  base::Bytes bytes(data, data + size);
  bytes.resize(size + kMedia);
  const auto source = std::make_shared<base::MemorySource>(std::move(bytes));
  const auto demuxed = media::isobmff::read_file(*source);
  if (!demuxed) return 0;
  const auto file = media::write_sample_table(demuxed->info, {{}, size + kMedia, 0}, demuxed->tracks);
  if (!file) return 0;
  // What we wrote must open, and all that it promises must be there.
  const auto table = media::SampleTable::open(std::make_shared<base::MemorySource>(*file));
  if (!table) std::abort();
  for (const media::TrackTable& track : table->tracks()) {
    for (std::uint32_t i = 0; i < track.segment_count(); ++i) {
      const media::Segment segment = track.segment(i);
      if (!track.samples(segment.first_sample, segment.sample_count)) std::abort();
    }
  }
  return 0;
}
