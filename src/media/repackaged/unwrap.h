// What an elementary stream has around its samples, and its taking off, so that they are what ISO files hold:
// H.264 and HEVC between start codes (Rec. ITU-T H.264 and H.265, Annex B) become units with lengths of four
// bytes before them, AAC loses its ADTS headers (ISO/IEC 13818-7 6.2). Every unit stays, parameter sets too.
// Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace media {

enum class Unwrap : std::uint32_t { None = 0, AnnexB = 1, Adts = 2 };

// Appends the samples that a piece of the stream holds, one after the other. Unwrapping some samples at once
// gives the same as one by one if each, but for the first, `begins_clean`. False where the piece does not end
// with the end of a sample; then what was appended is of no use.
bool unwrap(Unwrap how, base::ByteView stream, base::Bytes& samples);

// How many bytes `unwrap` would append; nothing where it would fail, 0 where there is no sample in it.
std::optional<std::size_t> unwrapped_size(Unwrap how, base::ByteView stream);

// The piece begins where a sample does, without anything of the one before.
bool begins_clean(Unwrap how, base::ByteView stream);

}  // namespace media
