// What a clip is made of, decided from the sample table alone (and, for H.264, the first bytes of a few sync
// samples). Each track is a list of pieces in decode order: runs of samples copied from the master, and at
// most two edges, encoded anew. All times of a plan are clip ticks: `ClipTrack::track.timescale` a second,
// from the clip's start. A value; it outlives master and table.
#pragma once

#include <memory>
#include <optional>

#include "media/clip.h"
#include "media/flac_frame.h"
#include "media/pcm_run.h"

namespace media {

// Pictures that are encoded anew because the ones they need are not all wanted, or blocks of sound of which
// only a part is.
struct ClipEdge {
  std::uint32_t first_sample = 0, end_sample = 0;  // of the master: what must be decoded
  std::vector<std::int64_t> source_times;          // of what is made: ticks of the master, ascending
  std::int64_t start = 0;                          // clip ticks: when the first one shows
  std::int64_t composition_offset = 0;             // of them all, clip ticks
  bool empty() const { return source_times.empty(); }
};

enum class ClipOrigin { Master, Head, Tail };

// Samples that follow each other in decode order.
struct ClipPiece {
  ClipOrigin origin = ClipOrigin::Master;
  std::uint32_t first_sample = 0;  // of the master or of the edge
  std::uint32_t sample_count = 0;  // never 0
  std::int64_t decode_end = 0;     // clip ticks: decode time of what follows the piece
};

// Of the clip as a stream: begins at a sample of a piece and reaches to where the next segment begins.
struct ClipSegment {
  std::uint32_t piece = 0, sample = 0;  // the sample counts from the start of the piece
  std::int64_t start = 0;               // clip ticks: the earliest time shown
  std::uint64_t bytes = 0;              // as sent, at most; edges estimated
};

struct ClipTrack {
  Track track;                    // as the clip has it: its timescale, its presentation in the clip
  std::uint32_t scale = 1;        // clip ticks in a tick of the master
  std::int64_t source_shift = 0;  // ticks of the master: from composition to presentation time
  std::int64_t source_start = 0;  // clip ticks on the work's timeline at which the clip begins
  std::int64_t show_start = 0, show_end = 0;  // clip ticks: when the track shows; show_start < show_end
  std::int64_t decode_start = 0;              // of the first sample; below show_start where it has a delay
  std::vector<ClipPiece> pieces;
  ClipEdge head, tail;
  // The picture shown when the clip begins is one of the master's samples, and began earlier there.
  std::optional<std::uint32_t> late_sample;
  std::int64_t decode_delay = 0, composition_delay = 0;  // clip ticks, added to that sample's
  std::vector<ClipSegment> segments;                     // of a Movie: never empty
  std::uint32_t hidden_pictures = 0;  // copied because others need them; an edit list hides them

  // Between ticks of the master on the work's timeline and clip ticks.
  std::int64_t from_source(std::int64_t ticks) const { return ticks * scale - source_start; }
  std::int64_t to_source(std::int64_t ticks) const { return (ticks + source_start) / scale; }
};

class ClipPlan {
 public:
  ClipFormat format = ClipFormat::Movie;
  base::Time duration;            // exact
  base::Digest identity{};        // of the master
  std::uint64_t master_size = 0;  // bytes
  std::vector<ClipTrack> tracks;  // the pictures first; never empty
  std::optional<PcmRun> pcm;      // of a WAV file: what is heard, where it lies; then the track has no pieces

  const ClipTrack* edged() const;  // the track that has edges; null where none has
};

// A track's part of a plan; nothing where it shows nothing in that time.
base::Result<std::optional<ClipTrack>> plan_video(const Master& master, const Track& track,
                                                  const TrackTable& samples, base::TimeRange time);
base::Result<std::optional<ClipTrack>> plan_audio(const Track& track, const TrackTable& samples,
                                                  base::TimeRange time, ClipFormat format);

// A clip that is one track of sound. A tick is a sample of sound, 0 the first one heard: the one at or after
// the time's start, as `render` counts. Unsupported where the track cannot be cut so into that format.
base::Result<ClipTrack> plan_sound(const Master& master, const Track& track, base::TimeRange time,
                                   ClipFormat format);
base::Result<PcmRun> plan_pcm(const Master& master, const Track& track, base::TimeRange time);
// What the formats themselves ask for, of a track whose wanted packets are known.
base::Result<void> plan_mp3(const Master& master, const TrackTable& samples, ClipTrack& clip);
std::optional<FlacStreamInfo> stream_info_of(const Track& track);  // nothing where it has none
base::Result<void> plan_flac(const Master& master, const TrackTable& samples, ClipTrack& clip);

// Unsupported where WebM has no place for the track, or for what is done to it.
base::Result<void> fits_webm(const ClipTrack& clip);

// Where the clip is cut as a stream: where the master is.
void plan_clip_segments(const TrackTable& samples, ClipTrack& clip);

// The files of the formats; `master` is the one that was planned for.
base::Result<base::Splice> clip_movie(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                      const Provenance& provenance);
base::Result<base::Splice> clip_webm(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance);
base::Result<base::Splice> clip_mp3(const Master& master, const ClipPlan& plan, const Provenance& provenance);
base::Result<base::Splice> clip_ogg(const Master& master, const ClipPlan& plan, const Provenance& provenance);
base::Result<base::Splice> clip_flac(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance);
base::Result<base::Splice> clip_wav(const Master& master, const ClipPlan& plan, const Provenance& provenance);

// What both begin with: the timescale and when the track shows. Nothing where it does not.
std::optional<ClipTrack> clip_track(const Track& track, base::TimeRange time);

}  // namespace media
