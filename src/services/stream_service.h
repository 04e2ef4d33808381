// Adaptive streams: HLS and DASH over one set of CMAF segments (docs/av-content-api.md section 1, "Adaptive
// streams are a format"). Everything below a `~` segment carries the revision it belongs to and never
// changes.
#pragma once

#include "services/context.h"
#include "services/offers.h"

namespace services {

// The multivariant playlist or the MPD. Its text renditions are the recording's captions and subtitles.
base::Result<http::Response> serve_stream(Context& context, const Recording& recording, const Offer& offer);

// A playlist, initialization segment, media segment or text segment. NotFound where the revision is no longer
// the current one: the client is to load the playlist above again.
base::Result<http::Response> serve_stream_part(Context& context, const Recording& recording,
                                               const iiif::StreamPart& part);

// What streams of works and of clips have in common. "17.m4s" with extension "m4s" is 17; nothing for any
// other spelling, so that each segment has one URI.
std::optional<std::uint32_t> segment_number(std::string_view name, std::string_view extension);
std::unexpected<base::Error> no_part(const iiif::StreamPart& part);

}  // namespace services
