// HEVC in ISO files (ISO/IEC 14496-15 8): parameter sets in the `hvcC` record of a sample entry; and the
// renumbering of what an encoder wrote, so that it stands beside another encoder's pictures in one track.
// Pure. Clauses are those of Rec. ITU-T H.265.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media::isobmff {

// nal_unit_type (table 7-1).
inline constexpr std::uint8_t kHevcVideoSet = 32, kHevcSequenceSet = 33, kHevcPictureSet = 34;
constexpr std::uint8_t hevc_unit_type(base::ByteView unit) { return unit.empty() ? 0 : unit[0] >> 1 & 0x3f; }
constexpr bool is_hevc_slice(base::ByteView unit) { return hevc_unit_type(unit) < kHevcVideoSet; }

// End of sequence (7.3.2.6): the next picture begins a coded video sequence, whatever kind of IRAP it is.
inline constexpr std::uint8_t kHevcEndOfSequence[] = {36 << 1, 1};

struct HevcConfiguration {
  std::uint8_t length_size = 4;                                      // bytes before each NAL unit
  std::vector<base::Bytes> video_sets, sequence_sets, picture_sets;  // whole NAL units
};
// Of a sample entry `hvc1` or `hev1`; nothing where it is another or broken.
std::optional<HevcConfiguration> read_hevc_configuration(base::ByteView sample_entry);

// The sample entry with further parameter sets at the end of its record. Malformed where it has none.
base::Result<base::Bytes> with_hevc_sets(base::ByteView sample_entry,
                                         const std::vector<base::Bytes>& parameter_sets);

struct HevcIds {
  std::uint8_t video = 0, sequence = 0, picture = 0;
};
// Ids that none of the parameter sets use; the picture's is one that `with_ids` can write.
std::optional<HevcIds> free_hevc_ids(const HevcConfiguration& configuration);

// A NAL unit, a parameter set or a slice, of an encoder that gives the id 0 to all its parameter sets, under
// these ids instead. Unsupported where that is not so.
base::Result<base::Bytes> with_ids(base::ByteView unit, const HevcIds& ids);

}  // namespace media::isobmff
