// Writes sample entries (ISO/IEC 14496-12 8.5.2, 12.1.3, 12.2.3) that are clean enough for fragmented MP4:
// version 0, data reference 1, and only the boxes given. Pure.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "media/isobmff/box.h"

namespace media::isobmff {

base::Bytes make_box(FourCc type, base::ByteView payload);

// `boxes`: whole boxes, one after the other.
base::Bytes make_visual_entry(FourCc type, std::uint32_t width, std::uint32_t height, base::ByteView boxes);
// What stands before the boxes of a visual sample entry (ISO/IEC 14496-12 12.1.3), bytes.
inline constexpr std::size_t kVisualFields = 78;
// The visual sample entry with its box of the same type exchanged for this one; the entry must be whole.
base::Bytes with_visual_box(base::ByteView sample_entry, base::ByteView box);

base::Bytes make_audio_entry(FourCc type, std::uint32_t channels, std::uint32_t sample_rate,
                             base::ByteView boxes);

}  // namespace media::isobmff
