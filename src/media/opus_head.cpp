#include "media/opus_head.h"

#include "media/isobmff/box.h"

namespace media {

// From `dOps` (Encapsulation of Opus in ISO BMFF 4.3.2).
base::Result<base::Bytes> opus_head(const Track& track, std::uint16_t pre_skip) {
  constexpr std::size_t kEntryHeader = 8 + 28;  // ISO/IEC 14496-12 12.2.3
  const base::ByteView entry(track.sample_entry);
  const base::ByteView config = entry.size() < kEntryHeader ? base::ByteView()
                                                            : isobmff::payload_of(entry.subspan(kEntryHeader),
                                                                                  isobmff::four_cc("dOps"));
  if (config.size() < 11)
    return base::fail(base::Fault::Unsupported, "this Opus does not tell how it is to be decoded");
  base::ByteReader in(config);
  base::ByteWriter out;
  const auto little_endian = [&](std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out.u8(value >> 8 * i & 0xff);
  };
  in.u8();
  out.text("OpusHead").u8(1).u8(in.u8());
  in.u16();
  little_endian(pre_skip, 2);
  little_endian(in.u32(), 4);  // the rate before coding
  little_endian(in.u16(), 2);  // gain
  out.bytes(in.rest());        // channel mapping
  return out.take();
}

}  // namespace media
