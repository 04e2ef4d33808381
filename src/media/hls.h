// HTTP Live Streaming playlists (RFC 8216 and its second edition) over CMAF segments. URIs are relative as
// docs/av-content-api.md lays them out: `default.m3u8` refers to
// `default/~{revision}/{rendition}/media.m3u8`, and that to `init.mp4`, `0.m4s`, `1.m4s` beside it. Pure;
// made from segment records alone. All renditions of a work have playlists of the same length, whatever their
// tracks do.
#pragma once

#include <string>

#include "media/rendition.h"
#include "media/work_segments.h"

namespace media {

// Of a work or a clip alike.
std::string multivariant_playlist(const StreamedWork& work, const StreamOptions& options);
// A stretch of a playlist whose segments lie in one folder, with an initialization segment beside them: all
// of a work, or a part of a joined one. Between two of them stands EXT-X-DISCONTINUITY (4.3.2.3): each has a
// timeline of its own, which begins at `start` of the playlist's.
struct PlaylistStretch {
  base::Time start, end;                 // on the playlist's timeline
  std::vector<std::int64_t> boundaries;  // ticks on the stretch's own
  std::uint32_t timescale = 1;
  std::string folder = {};  // relative, with a slash at its end; empty: where the playlist lies
  std::string same = {};    // the URI of each segment, where all are one file
};
enum class SegmentKind { Media, IFrame, Text };  // `0.m4s`, `i0.m4s`, `0.vtt`
std::string playlist(const std::vector<PlaylistStretch>& stretches, SegmentKind kind);

// Of segments `0.m4s`, `1.m4s` ... with these boundaries (ticks).
std::string media_playlist(base::Time duration, const std::vector<std::int64_t>& boundaries,
                           std::uint32_t timescale);

// 4.3.3.6, of single pictures `i0.m4s`, `i1.m4s` ... with these boundaries (ticks).
std::string i_frame_playlist(base::Time duration, const std::vector<std::int64_t>& boundaries,
                             std::uint32_t timescale);

// 4.3.4: one variant for each audio group. NotFound where no track can be packaged.
base::Result<std::string> multivariant_playlist(const SampleTable& table, const StreamOptions& options);

// 4.3.3. NotFound if the track cannot be packaged.
base::Result<std::string> media_playlist(const SampleTable& table, std::uint32_t track_id);

// Of WebVTT segments `0.vtt`, `1.vtt` ..., cut where the work is. Boundaries: microseconds.
std::vector<std::int64_t> text_boundaries(const WorkSegments& segments);
std::string text_playlist(const WorkSegments& segments);

// Of a storyboard's sheets `0.jpg`, `1.jpg` ... (the "Image Media Playlist" extension, which Roku, shaka and
// others read; RFC 8216 4.1 has everyone else ignore its tags).
std::string image_playlist(const StoryboardPlan& storyboard, base::Time duration);
struct ImageStretch {
  StoryboardPlan storyboard;
  base::Time duration;
  std::string folder;  // of the sheets
};
std::string image_playlist(const std::vector<ImageStretch>& stretches);

// The stretch that a text segment answers for, on the work's timeline. NotFound beyond the last.
base::Result<base::TimeRange> text_segment_range(const WorkSegments& segments, std::uint32_t index);

}  // namespace media
