// H.264 in ISO files (ISO/IEC 14496-15 5): parameter sets in the `avcC` record of a sample entry, and NAL
// units with a length before each in samples. Pure; nothing is read but headers.
#pragma once

#include <optional>
#include <vector>

#include "base/byte_source.h"
#include "media/sample_table.h"

namespace media::isobmff {

struct AvcConfiguration {
  std::uint8_t profile = 0, compatibility = 0, level = 0;
  std::uint8_t length_size = 4;                          // bytes before each NAL unit
  std::vector<base::Bytes> sequence_sets, picture_sets;  // whole NAL units
};
// Of a sample entry `avc1` or `avc3`; nothing where it is another or broken.
std::optional<AvcConfiguration> read_avc_configuration(base::ByteView sample_entry);

// The sample entry with further parameter sets at the end of its record. Malformed where it has none.
base::Result<base::Bytes> with_parameter_sets(base::ByteView sample_entry,
                                              const std::vector<base::Bytes>& sequence_sets,
                                              const std::vector<base::Bytes>& picture_sets);

// An id (Rec. ITU-T H.264 7.4.2.1.1) that neither kind of parameter set uses; nothing where all are in use.
std::optional<std::uint32_t> free_parameter_set_id(const AvcConfiguration& configuration);

// Whether the picture is an IDR picture (nal_unit_type 5). Io where the master cannot be read.
base::Result<bool> is_idr(const base::ByteSource& master, const Sample& sample, std::uint8_t length_size);

}  // namespace media::isobmff
