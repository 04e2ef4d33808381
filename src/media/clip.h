// Clips: a stretch of a work cut out at any frame by copying samples, into any container that carries them.
// Where a cut falls inside a group of pictures, that partial group is encoded anew (an "edge"), so that no
// player has hidden pictures to get wrong; so are blocks of FLAC that are cut through. All else is the
// master's own. Planning is pure and O(log n); edges are made by `encode_edges` and kept by whoever asks; the
// file is then a function of (table, plan, edges) whose size is known at once: bytes made here, slices of the
// master, and samples that are packed into pages, frames or clusters when they are read (packed_source.h).
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/splice.h"
#include "media/master.h"
#include "media/provenance.h"

namespace media {

// Movie: MP4. It and WebM hold pictures and sound, or sound alone; all others one track of sound.
enum class ClipFormat { Movie, Webm, Mp3, Ogg, Flac, Wav };
constexpr bool holds_pictures(ClipFormat format) {
  return format == ClipFormat::Movie || format == ClipFormat::Webm;
}

struct ClipRequest {
  base::TimeRange time;               // of the work, within its duration, not empty
  std::vector<std::uint32_t> tracks;  // ids, of the ones that are wanted
  ClipFormat format = ClipFormat::Movie;
};

class ClipPlan;  // see clip_plan.h; a value

// Malformed (parameter `time`) where the time is outside, reversed or empty; Unsupported where a wanted track
// cannot be cut by copying, or not into that format; NotFound where none shows anything in that time;
// Conflict if the master is no longer the one that was indexed; TooLarge where an edge would be endless.
// Reads the table and at most the first bytes of a few pictures.
base::Result<std::shared_ptr<const ClipPlan>> plan_clip(const Master& master, const ClipRequest& request);

// Whether every player shows exactly the frames of the clip. False: frames that others need are copied along
// and hidden by an edit list, which libavformat and browsers follow to the frame and mpv does not.
bool exact_everywhere(const ClipPlan& plan);

// What the edges cost; `seconds` is 0 where there are none, and `encode_edges` need not be called.
struct EdgeCost {
  double seconds = 0;        // of one core
  std::uint64_t memory = 0;  // bytes at most
};
EdgeCost edge_cost(const ClipPlan& plan);

// Of the edges' format and of what plans are like: edges that were kept under another are of no use.
inline constexpr std::uint32_t kEdgesVersion = 2;

// The re-encoded edges as one flat value (docs/formats/clip_edges.md), to be kept and mapped.
base::Result<base::Bytes> encode_edges(const Master& master, const ClipPlan& plan, std::stop_token stop);

// The whole file, in the format of the plan. `edges` is what encode_edges made; null where the plan has none.
base::Result<base::Splice> clip_file(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance);

// The clip as an adaptive stream: the same segments by HLS and DASH. Children lie under
// {quality}/~{revision}/{rendition}/ as those of whole works do (media/rendition.h).
struct ClipStream {
  std::string quality, revision;
};
base::Result<std::string> clip_multivariant_playlist(const ClipPlan& plan, const ClipStream& stream);
base::Result<std::string> clip_dash_presentation(const ClipPlan& plan, const ClipStream& stream);
base::Result<std::string> clip_media_playlist(const ClipPlan& plan, std::string_view rendition);
base::Result<base::Splice> clip_init_segment(const ClipPlan& plan, const base::Source& edges,
                                             std::string_view rendition);
base::Result<base::Splice> clip_media_segment(const Master& master, const ClipPlan& plan,
                                              const base::Source& edges, std::string_view rendition,
                                              std::uint32_t segment);

}  // namespace media
