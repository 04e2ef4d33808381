// Clips: stretches of a work by copying samples, as MP4 files and as adaptive streams. Only partial groups of
// pictures at the edges are encoded, by the workshop; they are kept under the canonical URI.
#pragma once

#include "services/context.h"
#include "services/delivery.h"
#include "services/render_plan.h"

namespace services {

// Unsupported where the stretch cannot be cut exactly by copying.
base::Result<http::Answer> serve_clip(Context& context, const http::Request& http_request,
                                      const Selection& selection, const media::ClipRequest& clip,
                                      const RecordingPointer& recording);

// The playlist or the MPD of a clip, or a part of its stream.
base::Result<http::Answer> serve_clip_stream(Context& context, const http::Request& http_request,
                                             const iiif::AvRequest& request, const Selection& selection,
                                             const media::ClipRequest& clip,
                                             const RecordingPointer& recording);

}  // namespace services
