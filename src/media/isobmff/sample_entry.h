// Sample entries as they lie in files (`stsd`: ISO/IEC 14496-12 8.5.2; QuickTime sound descriptions version
// 0, 1 and 2): what the coding is, and the clean entry that CMAF can carry. Pure; broken entries give an
// empty `entry`, never a failure.
#pragma once

#include "media/isobmff/box.h"
#include "media/media_info.h"

namespace media::isobmff {

struct SampleDescription {
  FourCc type = 0;         // of the coding: inside `encv` and `enca` the original one
  std::string codec;       // RFC 6381
  std::string codec_name;  // "h264"
  base::Bytes entry;       // clean; empty: cannot be packaged by copying
  std::uint16_t data_reference = 1;
  bool encrypted = false;

  std::uint32_t width = 0, height = 0;                    // coded, pixels
  std::uint32_t aperture_width = 0, aperture_height = 0;  // `clap`, rounded; 0: none
  std::uint32_t pixel_width = 1, pixel_height = 1;        // `pasp`

  std::uint32_t channels = 0, sample_rate = 0;
  // Constant-size codings, whose samples the tables count singly: so many bytes hold so many of them.
  std::uint32_t packet_bytes = 0, packet_samples = 1;

  // `tmcd`
  bool drop_frame = false;
  std::uint32_t timecode_timescale = 0, frame_duration = 0, frames_per_second = 0;
};

// `version`: of the `stsd` box.
SampleDescription read_sample_description(const Box& entry, TrackKind kind, std::uint8_t version);

}  // namespace media::isobmff
