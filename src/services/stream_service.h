// Adaptive streams: HLS and DASH over one set of CMAF segments (docs/av-content-api.md section 1, "Adaptive
// streams are a format"). Everything below a `~` segment carries the revision it belongs to and never
// changes.
#pragma once

#include "services/context.h"
#include "services/offers.h"
#include "services/render_plan.h"
#include "services/renditions.h"
#include "services/workshop.h"

namespace services {

// The multivariant playlist (`m3u8`) or the presentation (`mpd`) of the whole work in a quality: `default`,
// or a rung of the ladder. Its text renditions are the recording's captions and subtitles.
base::Result<http::Response> serve_stream(Context& context, const RecordingPointer& recording,
                                          std::string_view format, const Quality& quality,
                                          const std::string& quality_name);

// A playlist, initialization segment, media segment or text segment. NotFound where the revision is no longer
// the current one: the client is to load the playlist above again. What is coded anew is made by the
// workshop.
base::Result<http::Answer> serve_stream_part(Context& context, const RecordingPointer& recording,
                                             const iiif::StreamPart& part);

// What has to be made for a part of a rendition that is coded anew: init.mp4 or a media segment.
base::Result<Order> segment_order(const RecordingPointer& recording,
                                  const media::RenderedRendition& rendition, std::uint32_t index,
                                  Urgency urgency);

// A text as streams offer it; nothing for what is not shown beside pictures: chapters, transcripts.
std::optional<media::TextRendition> text_rendition(const store::Text& text);

// What streams of works and of clips have in common. "17.m4s" with extension "m4s" is 17; nothing for any
// other spelling, so that each segment has one URI.
std::optional<std::uint32_t> segment_number(std::string_view name, std::string_view extension);
std::unexpected<base::Error> no_part(const iiif::StreamPart& part);

}  // namespace services
