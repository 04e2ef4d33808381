// What a recording is streamed as: tracks copied from the master where browsers decode them, and renditions
// coded anew (media/rendered.h) where they do not, or where a rung of the ladder is asked for by name. The
// one list that playlists, presentations and their children go by. Pure; safe from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "media/rendered.h"
#include "services/library.h"
#include "services/qualities.h"

namespace services {

// Whether the whole work can be streamed in a quality: `default`, or a rung. Cheap, whatever its length.
bool can_stream(const Recording& recording, const Quality& quality);

// The tracks of the stream of the whole work in a quality: `default`, or a rung. Smaller rungs of what
// browsers play are among the former's once they have been made ahead. NotFound where nothing can be
// streamed.
base::Result<media::StreamedWork> streamed_work(const Recording& recording, const Quality& quality);

// What the whole work can be joined to others with (media/joined_stream.h): of each track one form that all
// browsers play, and of pictures smaller ones where they are coded anew in any case. `h264`, `aac`: in these
// codings only, so coded anew where it is another.
struct JoinCodings {
  bool h264 = false, aac = false;
};
base::Result<media::StreamedWork> joinable_work(const Recording& recording, JoinCodings only);

// What is to be made ahead of the renditions of a recording: those of the default stream, and smaller rungs
// of long works that browsers play. The ones that people notice most come first.
std::vector<media::RenderedRendition> renditions_ahead(const Recording& recording);

// A rendition by its name. NotFound where the recording has none of that name.
base::Result<media::RenderedRendition> find_rendered(const Recording& recording, std::string_view name);

}  // namespace services
