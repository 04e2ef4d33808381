// Language tags: from the codes that containers carry to BCP 47 (RFC 5646). Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace media {

// ISO 639-2 (bibliographic or terminological) or BCP 47 to BCP 47 in its shortest form: "eng" is "en", "wel"
// and "cym" are "cy", "haw" stays. "und", "mul", "zxx" and what is no tag become "".
std::string to_bcp47(std::string_view code);

// The 16-bit language of ISO/IEC 14496-12 8.4.2 (three letters of 5 bits); below 0x400 a QuickTime code
// (Macintosh language).
std::string language_of_packed(std::uint16_t packed);

}  // namespace media
