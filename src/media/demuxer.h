// Demuxing: from a master's bytes to MediaInfo and the samples of every track that can be packaged by
// copying. MP4 and its kin are read by our own ISO/IEC 14496-12 reader, everything else in one pass of
// libavformat. Pure functions of the bytes; safe from any thread. Time and memory are bounded on hostile
// input; media payload (`mdat`) is never read by the ISO reader, but for text tracks and what lies before the
// slices of the first pictures (of all where they carry captions).
#pragma once

#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "media/embedded_texts.h"
#include "media/media_info.h"
#include "media/sample_table.h"

namespace media {

// More samples than any recording we serve: a day of 120 frames/s with a dozen sound tracks.
inline constexpr std::size_t kSamplesMax = 32'000'000;

struct Demuxed {
  MediaInfo info;
  std::vector<TrackSamples> tracks;  // in decode order; only packageable tracks
  EmbeddedTexts texts = {};
  Repackaging repackaging = {};  // what the samples' offsets count in
};

// The format is known by its bytes; `file_name` only breaks ties. Malformed, with one sentence for a person,
// where the bytes are no audio or video or are damaged beyond use; TooLarge over a stated limit.
base::Result<Demuxed> demux(const base::Source& master, std::string_view file_name);

// The sample table file of a master: content identity, demux, write. `modified`: nanoseconds since 1970.
// `texts`, where it is given, gets the texts found inside.
base::Result<base::Bytes> index_master(const base::Source& master, std::string_view file_name,
                                       std::int64_t modified, EmbeddedTexts* texts = nullptr);

}  // namespace media
