// Previews: what lets a person see a whole recording at a glance: the waveform (quality `peaks`, formats dat
// and json, as audiowaveform writes them) and the storyboard (quality `storyboard`: sheets as jpg, their
// WebVTT, and as image playlists of the streams). Computed once per master by the workshop and kept.
#pragma once

#include "services/context.h"
#include "services/delivery.h"
#include "services/render_plan.h"
#include "services/workshop.h"

namespace services {

// Whether this quality names a preview, and not a form of the recording itself.
bool is_waveform(std::string_view quality);
bool is_storyboard(std::string_view quality);

base::Result<http::Answer> serve_waveform(Context& context, const http::Request& http_request,
                                          const iiif::AvRequest& request, const RecordingPointer& recording);
base::Result<http::Answer> serve_storyboard(Context& context, const http::Request& http_request,
                                            const iiif::AvRequest& request,
                                            const RecordingPointer& recording);

// The image playlist of the streams, and the sheets beside it.
base::Result<http::Answer> serve_storyboard_part(Context& context, const RecordingPointer& recording,
                                                 const iiif::StreamPart& part);

// Where the sheets of the whole storyboard and the waveform lie, below /av/: what can be made before anyone
// asks.
std::vector<std::string> preview_paths(const Recording& recording);
// A sheet.
base::Result<Order> storyboard_order(const iiif::AvRequest& request, const RecordingPointer& recording);

// The whole peaks of a recording, for a job. NotFound without sound.
base::Result<Order> waveform_order(const RecordingPointer& recording);

// `peaks`, `peaks-1024`, `peaks-8bit`, `peaks-1024-8bit` ...: those that answer.
std::vector<std::string> waveform_qualities();

}  // namespace services
