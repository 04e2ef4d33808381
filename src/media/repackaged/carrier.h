// Carriers: formats that scatter an elementary stream (the coded samples of one track, one after the other)
// over small packets: MPEG-TS (ISO/IEC 13818-1 2.4.3: transport packets with PES packets inside) and Ogg (RFC
// 3533: pages). A reader takes one stream's bytes out again, from the start of the file or from an anchor, a
// place that an earlier reader has named. Damage is read over: broken packets are left out, what follows is
// found by its sync bytes. Pure functions of the file's bytes; a reader is for one thread at a time.
#pragma once

#include <cstdint>

#include "base/byte_source.h"

namespace media {

enum class CarrierKind : std::uint32_t {
  None = 0,             // the samples lie in the file as they are
  TransportStream = 1,  // streams are known by their PID
  Ogg = 2,              // ... by their serial number
};

struct Carrier {
  CarrierKind kind = CarrierKind::None;
  std::uint32_t packet_bytes = 0;  // of MPEG-TS: 188; 192 with a time before each; 204 with parity behind
  friend bool operator==(const Carrier&, const Carrier&) = default;
};

// What the file is, by the sync bytes at its start. None where it is neither.
base::Result<Carrier> carrier_of(const base::ByteSource& file);

// The serial number of the Ogg page at `position`. Malformed where none begins there.
base::Result<std::uint32_t> ogg_serial_at(const base::ByteSource& file, std::uint64_t position);

class CarrierReader {
 public:
  // Reads [position, end) of `file`, which outlives the reader. `position`: 0 or an anchor of that stream.
  CarrierReader(const base::ByteSource& file, Carrier carrier, std::uint32_t stream, std::uint64_t position,
                std::uint64_t end);

  struct Chunk {
    base::ByteView bytes;      // empty: the end. Valid until the next call.
    std::uint64_t anchor = 0;  // a reader that begins here gives these bytes
    std::uint32_t skip = 0;    // ... after so many others
    std::uint64_t end = 0;     // of the packet, in the file
  };
  // Io where the file cannot be read.
  base::Result<Chunk> next();

 private:
  base::Result<base::ByteView> at(std::uint64_t position, std::size_t bytes);
  base::Result<bool> resync(base::ByteView mark, std::size_t distance);
  base::Result<Chunk> next_transport();
  base::Result<Chunk> next_ogg();
  Chunk take_transport(base::ByteView packet, std::uint64_t begin);
  base::ByteView skip_pes_header(base::ByteView payload);
  void open_pes();

  enum class State { Payload, Header, Skip };

  const base::ByteSource& file_;
  const Carrier carrier_;
  const std::uint32_t stream_;
  std::uint64_t position_, end_;
  base::Bytes window_;
  std::uint64_t window_at_ = 0;
  // Of the PES packet that is being read.
  State state_ = State::Payload;
  base::Bytes header_;        // as far as it was seen
  bool bounded_ = false;      // it tells its length
  std::uint64_t left_ = 0;    // ... of which so much is to come
  std::uint64_t anchor_ = 0;  // where it begins
  std::uint64_t skip_ = 0;    // bytes taken since then
  bool keep_anchor_ = false;  // no anchor but its beginning will do
};

}  // namespace media
