// libavformat looks through all comments it has for each one more, and at no clock meanwhile: a megabyte of
// them in FLAC or Ogg keeps it busy for minutes. So they are counted before it sees the file.
#pragma once

#include "base/byte_source.h"

namespace media::ffmpeg {

// TooLarge where the file says that it has more comments than anyone writes. Reads a few hundred bytes. Files
// of other containers pass: there libavformat looks at the clock.
base::Result<void> check_comments(const base::ByteSource& file);

}  // namespace media::ffmpeg
