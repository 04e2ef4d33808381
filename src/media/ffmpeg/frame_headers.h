// The few fields of frame headers that containers leave out and sample entries need. Pure; views may be
// anything, what is not understood is nothing.
#pragma once

#include <cstdint>
#include <optional>

extern "C" {
#include <libavcodec/codec_id.h>
}

#include "base/bytes.h"

namespace media::ffmpeg {

// VP9 Bitstream Specification 6.2, of a key frame.
struct Vp9Header {
  std::uint8_t profile = 0, bit_depth = 8;
  std::uint8_t chroma = 1;  // as in vpcC: 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4
  bool full_range = false;
};
std::optional<Vp9Header> read_vp9_header(base::ByteView frame);

// The least level (vpcC: 10 times) that allows such pictures: VP9 Bitstream Specification, annex A.
std::uint8_t vp9_level(std::uint32_t width, std::uint32_t height, double rate);

// ISO/IEC 13818-7 6.2: ADTS header, and the AudioSpecificConfig that says the same.
struct AdtsHeader {
  std::size_t size = 0;  // bytes: 7, or 9 with a checksum
  base::Bytes config;
};
std::optional<AdtsHeader> read_adts_header(base::ByteView frame);

// ETSI TS 102 366 F.4 and F.6: payloads of `dac3` and `dec3`. Nothing for E-AC-3 in several substreams.
std::optional<base::Bytes> ac3_record(base::ByteView frame);
std::optional<base::Bytes> eac3_record(base::ByteView frame);

// How long a frame of MP3, ADTS, AC-3 or E-AC-3 is by its first eight bytes; 0 if it does not say.
std::size_t frame_bytes(AVCodecID codec, base::ByteView frame);

// Samples of sound in a packet, 0 if it does not say: RFC 6716 3.1, RFC 9639 9.1, ETSI TS 102 366 E.1.3.
std::int64_t opus_samples(base::ByteView packet);  // at 48 kHz
std::int64_t flac_samples(base::ByteView frame);
std::int64_t eac3_samples(base::ByteView frame);

}  // namespace media::ffmpeg
