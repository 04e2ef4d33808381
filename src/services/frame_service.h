// Frames: every instant of a work with pictures is an image service (IIIF Image API 3.0, level 2):
// {base}/{instant}/info.json and {base}/{instant}/{region}/{size}/{rotation}/{quality}.{format}.
#pragma once

#include "services/context.h"
#include "services/delivery.h"
#include "services/render_plan.h"
#include "services/workshop.h"

namespace services {

// Formats of stills: "jpg", "png", "webp", "avif", "tif"; none where there are no pictures to decode.
std::vector<std::string> still_formats(const media::MediaInfo& info);

base::Result<http::Answer> serve_frame(Context& context, const http::Request& http_request,
                                       const iiif::AvRequest& request, const RecordingPointer& recording);

// What making the frame takes, for whoever makes it before it is asked for.
base::Result<Order> frame_order(Context& context, const iiif::AvRequest& request,
                                const RecordingPointer& recording);

base::Result<http::Response> serve_frame_info(Context& context, const http::Request& http_request,
                                              const iiif::AvRequest& request,
                                              const RecordingPointer& recording);

}  // namespace services
