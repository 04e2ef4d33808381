// Offers: the forms in which a whole recording can be had: the one list that manifests, info.json, pages and
// the A/V service all go by, so that nothing is advertised that does not answer, and nothing answers that is
// not advertised. Pure; safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "iiif/av_request.h"
#include "media/media_info.h"

namespace services {

inline constexpr std::string_view kHlsType = "application/vnd.apple.mpegurl";
inline constexpr std::string_view kDashType = "application/dash+xml";

struct Offer {
  enum class Source {
    Original,     // the master's own bytes
    Progressive,  // a fast-start MP4 head before the master's bytes
    Hls,
    Dash,
  };
  Source source = Source::Original;
  iiif::AvRequest::Form form = iiif::AvRequest::Form::Video;  // Video: six segments; Audio: three
  std::string format;                                         // of the request: "mp4", "m3u8"
  std::string media_type;                                     // without parameters
  std::string codecs;  // RFC 6381; empty of streams, and if a track has no registered name
};

// In the order in which viewers do best: progressive, HLS, DASH; but what browsers cannot play comes last.
// Empty: only the original under /file/ is left.
std::vector<Offer> offers(const media::MediaInfo& info);

// The same of a stretch of it: a file first, then streams where samples are copied. What has to be coded anew
// is a file alone. Empty: nothing can be made of it.
std::vector<Offer> clip_offers(const media::MediaInfo& info);

// Plain words about what cannot be played of this recording; empty if all of it can.
std::string playback_notice(const media::MediaInfo& info);

// "Video", "Sound": the Presentation API's type of the recording.
std::string_view content_type(const media::MediaInfo& info);

}  // namespace services
