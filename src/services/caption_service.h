// Captions by time: {base}/{time}/{duration}/{quality}.vtt, .srt or .json: the cues that show in a stretch of
// the work, on its own timeline from 0, as they belong to a clip of that stretch. The quality is `default`
// (the first timed text) or `text-{name}`, as streams call them.
#pragma once

#include "services/context.h"
#include "services/render_plan.h"

namespace services {

bool is_caption_format(std::string_view format);

// What answers for this recording: empty without timed texts.
base::Result<std::vector<std::string>> caption_qualities(const Context& context, const Recording& recording);

base::Result<http::Response> serve_captions(Context& context, const http::Request& http_request,
                                            const iiif::AvRequest& request,
                                            const RecordingPointer& recording);

}  // namespace services
