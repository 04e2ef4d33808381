// Names for people of codings that are told by a four-character code alone. Pure.
#pragma once

#include <string>

#include "media/isobmff/box.h"

namespace media::isobmff {

// "avc1" is "h264"; a code that is not known is its own name, lower case and trimmed.
std::string codec_name_of(FourCc type);

// PCM codings: bytes a sample and channel, 0 if it is none; "pcm_s24be".
std::uint32_t linear_sample_bytes(FourCc type, std::uint32_t bits);
std::string linear_codec_name(FourCc type, std::uint32_t bits, bool little_endian);

}  // namespace media::isobmff
