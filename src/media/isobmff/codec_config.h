// Decoder configuration records (`avcC`, `hvcC`, `av1C`, `vpcC`, `esds` ...) and the RFC 6381 strings they
// give. Views are of a box's payload. Pure; broken records give empty strings and zeros, never a failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace media::isobmff {

// ISO/IEC 14496-15 5.3.3.1 and 8.3.3.1; `entry` is the sample entry's type, "avc1" or "hev1".
std::string avc_codec(std::string_view entry, base::ByteView avcc);
std::string hevc_codec(std::string_view entry, base::ByteView hvcc);
// AV1 Codec ISO Media File Format Binding 2.3.3 and 5.
std::string av1_codec(base::ByteView av1c);
// VP Codec ISO Media File Format Binding; the payload with its version and flags.
std::string vp9_codec(base::ByteView vpcc);

// ISO/IEC 14496-1 7.2.6.5: ES_Descriptor inside `esds`, whose payload begins with version and flags.
struct ElementaryStream {
  std::uint8_t object_type = 0;  // objectTypeIndication
  base::ByteView specific;       // DecoderSpecificInfo
};
std::optional<ElementaryStream> read_esds(base::ByteView esds);
base::Bytes write_esds(std::uint8_t object_type, base::ByteView specific);  // payload

// objectTypeIndication (ISO/IEC 14496-1 7.2.6.6; registered at mp4ra.org).
inline constexpr std::uint8_t kMpeg4Visual = 0x20, kMpeg4Audio = 0x40, kMpeg2AudioMain = 0x66,
                              kMpeg2AudioSsr = 0x68, kMpeg2Layer3 = 0x69, kMpeg1Audio = 0x6b;

// ISO/IEC 14496-3 1.6.2.1.
struct AudioSpecificConfig {
  std::uint8_t object_type = 0;  // 2: AAC-LC, 5: SBR, 29: PS, 34: layer 3
  std::uint32_t sample_rate = 0;
  std::uint32_t channels = 0;  // 0: told by the stream itself
};
AudioSpecificConfig read_audio_specific_config(base::ByteView specific);

std::string mpeg4_codec(std::string_view entry, const ElementaryStream& stream);  // "mp4a.40.2"
std::string_view mpeg4_codec_name(const ElementaryStream& stream);                // "aac"

// ETSI TS 102 366 F.4 and F.6: channels, low-frequency ones counted.
std::uint32_t ac3_channels(base::ByteView dac3);
std::uint32_t eac3_channels(base::ByteView dec3);

}  // namespace media::isobmff
