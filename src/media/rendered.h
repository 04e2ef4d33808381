// Renditions that are coded anew for streaming: what browsers cannot decode becomes H.264 and AAC, and long
// works get smaller ones. Each segment is a function of (master, rendition, index) alone: any number of
// makers make them in any order, when they are asked for or ahead, and all are cut at the instants of the
// work (work_segments.h). Video has no pictures that refer forwards, so that each shows when it is decoded;
// sound is framed on one grid from the work's start, and each segment's encoder begins a few frames early.
// Planning is pure; making is thread-safe, each call with decoders and encoders of its own.
#pragma once

#include <stop_token>
#include <string>

#include "media/render_plan.h"
#include "media/rendition.h"
#include "media/work_segments.h"

namespace media {

struct RenderedRendition {
  std::string name;  // "video-1-480p-1200k", "audio-2-128k": one path segment
  Track track;       // as it will be; `id` and what it is called are the master's
  std::optional<RenderPicture> picture;
  std::optional<RenderSound> sound;
  std::string key;  // names all that the bytes depend on besides the master and the index
};

// Sizes are made even; nothing is enlarged. NotFound without such
// a track; Unsupported or TooLarge where no encoder takes it.
base::Result<RenderedRendition> rendered_pictures(const Master& master, std::uint32_t track,
                                                  std::uint32_t height, std::uint32_t bit_rate);
base::Result<RenderedRendition> rendered_sound(const Master& master, std::uint32_t track,
                                               std::uint32_t bit_rate);

// As playlists tell of it; the rate is the most it may be.
StreamedTrack streamed(const RenderedRendition& rendition, const WorkSegments& segments);

// Segments that begin before the track ends.
std::uint32_t rendered_count(const RenderedRendition& rendition, const WorkSegments& segments);

struct SegmentCost {
  double seconds = 0;        // of one core, estimated
  std::uint64_t memory = 0;  // bytes, estimated
};
// NotFound beyond the last segment.
base::Result<SegmentCost> segment_cost(const Master& master, const RenderedRendition& rendition,
                                       std::uint32_t index);

// CMAF, as media/cmaf.h writes it. Damage is concealed: the last whole picture stays, sound falls silent.
base::Result<base::Bytes> render_init_segment(const Master& master, const RenderedRendition& rendition);
base::Result<base::Bytes> render_media_segment(const Master& master, const RenderedRendition& rendition,
                                               std::uint32_t index, std::stop_token stop);

}  // namespace media
