// Selections: stretches of a work, cut out, changed or coded anew as the parameters of an A/V Content API
// request say (docs/av-content-api.md, the three- and six-segment forms). What only chooses among samples is
// copied in the bytes lane; what must be decoded goes through the workshop. All that these answer is in
// info.json.
#pragma once

#include "services/context.h"
#include "services/delivery.h"
#include "services/render_plan.h"

namespace services {

// What answers, for each form: files in every format and quality; streams, which are copied, in those that
// only choose among samples.
std::vector<std::string> formats(const Recording& recording, iiif::AvRequest::Form form);
std::vector<std::string> stream_formats(const Recording& recording, iiif::AvRequest::Form form);
std::vector<std::string> stream_qualities(const Recording& recording, iiif::AvRequest::Form form);

base::Result<http::Answer> serve_selection(Context& context, const http::Request& http_request,
                                           const iiif::AvRequest& request, const RecordingPointer& recording);

// What is to be done for a render that is answered later. Unsupported where it is no render.
base::Result<Order> render_order(const Context& context, const iiif::AvRequest& request,
                                 const RecordingPointer& recording);

}  // namespace services
