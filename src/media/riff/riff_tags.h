// What a WAV file says about itself in chunks that libavformat does not read, or not as they are meant:
// Broadcast Wave's bext (EBU Tech 3285), iXML (http://www.gallery.co.uk/ixml/), and markers (cue, LIST adtl).
// RIFF, RF64 and BW64. Reads the chunks' heads and those chunks only, never the sound.
#pragma once

#include "base/byte_source.h"
#include "media/media_info.h"

namespace media::riff {

// Adds to the tags of `info`, whose tracks and duration are known; markers become its chapters. What is
// damaged is passed over.
void read_riff_tags(const base::ByteSource& file, MediaInfo& info);

}  // namespace media::riff
