// Whether a file ends before it should: by what its header promises, by how its container ends, or in the
// middle of its last packet. What cannot be told so (a file of bare frames that ends with one of them) is
// taken for whole. Pure.
#pragma once

#include <optional>
#include <string>

#include "media/ffmpeg/stream_pass.h"

namespace media::ffmpeg {

// A sentence for people; nothing where the file seems whole. `info` has its duration. Sets `info.cut_short`
// where the header promises more than there is.
std::optional<std::string> ends_early(const AVFormatContext& context, const base::ByteSource& file,
                                      const std::vector<const StreamPass*>& passes, MediaInfo& info);

}  // namespace media::ffmpeg
