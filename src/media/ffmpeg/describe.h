// What a libavformat input says about itself outside its packets: container, tags, chapters, streams. Pure.
#pragma once

extern "C" {
#include <libavformat/avformat.h>
}

#include "media/media_info.h"

namespace media::ffmpeg {

// Container name, media type, tags, chapters and timecode into `info`, whose tracks are known.
void describe_container(const AVFormatContext& context, MediaInfo& info);

// Kind, names, language, shape and sound of a stream into `track`.
void describe_stream(const AVFormatContext& context, const AVStream& stream, Track& track);

bool is_picture(const AVStream& stream);  // attached: cover art

}  // namespace media::ffmpeg
