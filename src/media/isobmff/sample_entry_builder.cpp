#include "media/isobmff/sample_entry_builder.h"

#include <limits>

namespace media::isobmff {
namespace {

// FLAC in ISO BMFF 3.3.1: `samplesize` is STREAMINFO's bits per sample (five bits that straddle two bytes),
// and Chromium refuses an entry where it is not. Everything else keeps the template value.
std::uint32_t sample_size(FourCc type, base::ByteView boxes) {
  constexpr std::size_t kStreamInfo = 16;  // in `dfLa`: after its box, version and block headers
  if (type != four_cc("fLaC") || boxes.size() < kStreamInfo + 14) return 16;
  return ((boxes[kStreamInfo + 12] & 1u) << 4 | boxes[kStreamInfo + 13] >> 4) + 1u;
}

}  // namespace

base::Bytes make_box(FourCc type, base::ByteView payload) {
  base::ByteWriter writer;
  writer.u32(8 + payload.size()).u32(type).bytes(payload);
  return writer.take();
}

base::Bytes make_visual_entry(FourCc type, std::uint32_t width, std::uint32_t height, base::ByteView boxes) {
  base::ByteWriter payload;
  payload.zeros(6).u16(1);              // data_reference_index
  payload.zeros(16);                    // pre_defined, reserved
  payload.u16(width).u16(height);       // 12.1.3
  payload.u32(72 << 16).u32(72 << 16);  // 72 dpi
  payload.u32(0).u16(1).zeros(32);      // one frame a sample, no compressor name
  payload.u16(0x18).u16(0xffff).bytes(boxes);
  return make_box(type, payload.view());
}

base::Bytes with_visual_box(base::ByteView sample_entry, base::ByteView box) {
  const Box entry = *next_box(sample_entry);
  base::ByteView changed = box;
  const FourCc type = next_box(changed)->type;
  base::ByteWriter payload;
  payload.bytes(entry.payload.first(kVisualFields));
  base::ByteView children = entry.payload.subspan(kVisualFields);
  while (const std::optional<Box> child = next_box(children))
    payload.bytes(child->type == type ? box : child->whole);
  return make_box(entry.type, payload.view());
}

base::Bytes make_audio_entry(FourCc type, std::uint32_t channels, std::uint32_t sample_rate,
                             base::ByteView boxes) {
  base::ByteWriter payload;
  payload.zeros(6).u16(1).zeros(8);
  payload.u16(channels).u16(sample_size(type, boxes)).zeros(4);
  // A 16.16 number: rates that do not fit are told by the decoder configuration alone.
  const bool fits = sample_rate <= std::numeric_limits<std::uint16_t>::max();
  payload.u32(fits ? sample_rate << 16 : 0).bytes(boxes);
  return make_box(type, payload.view());
}

}  // namespace media::isobmff
