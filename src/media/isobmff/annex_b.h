// H.264 and HEVC as encoders write them (Rec. ITU-T H.264 Annex B, and H.265 alike: NAL units between start
// codes), and H.264 made into what ISO files hold (ISO/IEC 14496-15 5): units with a length before each, and
// the `avcC` record. Pure.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media::isobmff {

// The units of a stream, without start codes and the zeros around them; views into it.
std::vector<base::ByteView> annex_b_units(base::ByteView stream);

// A unit without the bytes that keep start codes from appearing in it (7.3.1 of H.264, 7.3.1.1 of H.265).
base::Bytes without_emulation(base::ByteView unit);

// The payloads of `avcC` and `hvcC` for the parameter sets in a stream. Nothing where it holds not all kinds.
std::optional<base::Bytes> avc_record(base::ByteView stream);
std::optional<base::Bytes> hevc_record(base::ByteView stream);

// A sample: lengths of four bytes; parameter sets and delimiters, which the sample entry or nobody needs, are
// left out.
base::Bytes avc_sample(base::ByteView stream);

// A sample entry `avc1` for pictures of this size. Malformed where the stream holds no parameter sets.
base::Result<base::Bytes> avc_sample_entry(base::ByteView parameter_sets, std::uint32_t width,
                                           std::uint32_t height);

}  // namespace media::isobmff
