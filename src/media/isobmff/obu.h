// Open bitstream units of AV1 (AV1 bitstream 5.3), as samples hold them. Pure; reads headers alone.
#pragma once

#include "base/bytes.h"

namespace media::isobmff {

// Whether a sequence header stands in a temporal unit, or in the first bytes of one, before any frame.
bool has_sequence_header(base::ByteView unit);

}  // namespace media::isobmff
