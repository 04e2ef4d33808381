// Tells a fragmented movie's duration in its head. Pure.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/media_time.h"

namespace media {

// The head of a fragmented movie (boxes up to and with `moov`) with the duration in `mvhd` and in a `mehd`
// (ISO/IEC 14496-12 8.8.2); nothing while the movie box is not yet all there. What follows it stays.
std::optional<base::Bytes> with_movie_duration(base::ByteView head, base::Time duration);

}  // namespace media
