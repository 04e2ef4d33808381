// Frames of FLAC (RFC 9639 9): their headers read and given another number, and frames of sound that is not
// compressed. Pure; views may be anything.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace media {

// 8.2, without its block header.
struct FlacStreamInfo {
  std::uint32_t least_block = 0, most_block = 0;  // samples
  std::uint32_t sample_rate = 0, channels = 0, bits = 0;
  std::uint64_t samples = 0;  // 0: not told
};
std::optional<FlacStreamInfo> read_flac_stream_info(base::ByteView bytes);
base::Bytes write_flac_stream_info(const FlacStreamInfo& info);  // no frame sizes, no checksum of the sound

enum class FlacBlocking { Fixed, Variable };  // numbered by frames, by samples

struct FlacHeader {
  FlacBlocking blocking = FlacBlocking::Fixed;
  std::uint64_t number = 0;
  std::size_t number_bytes = 0, bytes = 0;  // of the number; of all, with the checksum
};
// Nothing where it is no header, or its checksum is wrong. kFlacHeaderBytes are enough.
std::optional<FlacHeader> read_flac_header(base::ByteView frame);
inline constexpr std::size_t kFlacHeaderBytes = 16;

// Bytes of a coded number, below 2^36.
std::size_t flac_number_bytes(std::uint64_t number);

// Appends the frame with another number. The checksum of the frame is changed by what the header changes: one
// that was wrong stays wrong. False where the frame does not begin with a header.
bool append_flac_frame(base::Bytes& out, base::ByteView frame, FlacBlocking blocking, std::uint64_t number);

// Whether the checksum over the whole frame holds.
bool is_whole_flac_frame(base::ByteView frame);

// Number 0, not compressed. Samples are interleaved, 1 to 65,535 of each channel; `info` tells what they are.
base::Bytes verbatim_flac_frame(std::span<const std::int32_t> samples, const FlacStreamInfo& info);

}  // namespace media
