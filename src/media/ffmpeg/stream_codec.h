// What a libavformat stream is coded in: RFC 6381 string and, where CMAF can carry it, the ISO sample entry,
// made from the stream's configuration and its first packet. Pure.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include <string>

#include "base/bytes.h"
#include "media/repackaged/unwrap.h"

namespace media::ffmpeg {

struct StreamCodec {
  std::string codec;             // RFC 6381; empty if none is registered
  base::Bytes entry;             // clean sample entry; empty: cannot be packaged by copying
  Unwrap unwrap = Unwrap::None;  // what makes samples of the packets
  std::size_t skip = 0;  // bytes in front of each packet's payload that are not part of a sample (ADTS)
};

// `first`: the first packet of the stream. `rate`: frames a second, 0 if unknown.
StreamCodec describe_codec(const AVStream& stream, base::ByteView first, double rate);

// Length of a packet in samples of sound; 0 if it cannot be told from its bytes.
std::int64_t packet_samples(const AVCodecParameters& parameters, base::ByteView packet);

}  // namespace media::ffmpeg
