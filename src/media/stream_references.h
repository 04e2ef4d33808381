// What a playlist (RFC 8216) or an MPD (ISO/IEC 23009-1) refers to, read from the text as any client would.
// For documents of this room, not for those of strangers. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace media {

// URIs as they are written, in order: renditions, initialization and media segments.
std::vector<std::string> playlist_references(std::string_view playlist);
// Of every SegmentTemplate with a SegmentTimeline, and every BaseURL.
std::vector<std::string> presentation_references(std::string_view mpd);

}  // namespace media
