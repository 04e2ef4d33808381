// The A/V service of a joined work (services/joined.h): its information, and the whole as HLS and DASH. No
// segment is answered here but one without cues: playlists and presentation lead to those of the parts. What
// depends on a part alone (clips, frames, waveform) is the part's to answer.
#pragma once

#include "services/context.h"
#include "services/joined.h"

namespace services {

// `item`: its identifier. NotFound where its parts are not joined; Unsupported for all but info.json, HLS and
// DASH.
base::Result<http::Response> serve_joined(Context& context, const http::Request& http_request,
                                          const iiif::AvRequest& request, std::string_view item);

// Whether every part can be opened at once (Library::is_quick).
bool is_joined_quick(Context& context, std::string_view item);

// All cues of the whole, on its timeline: strict WebVTT.
base::Result<http::Response> serve_joined_text(Context& context, std::string_view item,
                                               std::string_view name);

}  // namespace services
