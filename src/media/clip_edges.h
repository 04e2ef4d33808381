// The re-encoded edges of a clip as one flat value (docs/formats/clip_edges.md), to be kept and mapped, and
// the samples of a clip's track, copied and encoded alike, in clip time. Values; safe from any thread.
#pragma once

#include <vector>

#include "media/clip_plan.h"

namespace media {

struct EncodedPicture {  // or block of sound
  base::Bytes data;      // a sample, as the track's sample entry wants it
  bool sync = false;
};
struct EncodedEdges {
  base::Bytes video_set;                  // HEVC alone; a whole NAL unit as the others are
  base::Bytes sequence_set, picture_set;  // H.264 and HEVC; empty for codings that need none
  std::vector<EncodedPicture> head, tail;
};
base::Bytes write_edges(const EncodedEdges& edges);

class ClipEdges {
 public:
  // Internal where the plan has edges and these are not the ones; a plan without edges takes a null source.
  static base::Result<ClipEdges> open(const ClipPlan& plan, const base::Source& source);

  struct Entry {
    std::uint64_t offset = 0;  // bytes into the source
    std::uint32_t size = 0;
    bool sync = false;
  };
  const std::vector<Entry>& of(ClipOrigin origin) const { return origin == ClipOrigin::Head ? head_ : tail_; }
  std::uint64_t bytes(ClipOrigin origin) const;
  std::uint64_t begin(ClipOrigin origin) const { return of(origin).empty() ? 0 : of(origin).front().offset; }
  const base::Source& source() const { return source_; }

  // The track's sample entry, with the edges' parameter sets beside its own.
  base::Result<base::Bytes> sample_entry(const ClipTrack& track) const;

 private:
  base::Source source_;
  std::vector<Entry> head_, tail_;
  base::Bytes video_set_, sequence_set_, picture_set_;
};

// `count` samples of a piece from its `first` on: times and durations are clip ticks, offsets those of the
// master or of the edges' source. `samples` is the track's table.
base::Result<std::vector<Sample>> clip_samples(const ClipTrack& track, const TrackTable& samples,
                                               const ClipEdges& edges, const ClipPiece& piece,
                                               std::uint32_t first, std::uint32_t count);

}  // namespace media
