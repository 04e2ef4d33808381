// Every other container (Matroska, MPEG-TS, AVI, MXF, Ogg, WAV, FLAC, MP3 ...) in one pass of libavformat
// over a ByteSource. Safe from any thread; bounded in time; no network, no other files, nothing written to
// the terminal.
#pragma once

#include "media/demuxer.h"

namespace media::ffmpeg {

base::Result<Demuxed> read_file(const base::Source& master, std::string_view file_name);

}  // namespace media::ffmpeg
