// A clip as one MP4: a head made from the plan, then the head edge, the master's bytes and the tail edge. The
// master's part is one slice where the wanted tracks fill most of it, else their samples gathered one after
// the other.
#include <algorithm>
#include <limits>

#include "media/clip_edges.h"
#include "media/gathered_source.h"
#include "media/movie_head.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::uint32_t kBatch = 2048;          // samples looked at together
constexpr std::uint64_t kChunkBytes = 1 << 20;  // of gathered samples, at most (or one sample)
constexpr std::uint32_t kChunksInSecond = 1;    // so often gathered tracks take turns

// Of the master's bytes.
struct Span {
  std::uint64_t start = std::numeric_limits<std::uint64_t>::max(), end = 0;
  std::uint64_t wanted = 0;  // bytes in samples that are wanted
};

class ClipMovie {
 public:
  ClipMovie(const Master& master, const ClipPlan& plan, const ClipEdges& edges)
      : master_(master), media_(master.media()), plan_(plan), edges_(edges) {}

  base::Result<base::Splice> write(const Provenance& provenance) {
    for (const ClipTrack& track : plan_.tracks) {
      shown_.push_back(track.track);
      shown_.back().sample_entry = TRY(edges_.sample_entry(track));
    }
    clear_boxes();
    head_bytes_ = edges_.bytes(ClipOrigin::Head);
    const Span span = TRY(copied_span());
    bool slice = span.wanted > 0 && span.end > span.start && span.wanted >= (span.end - span.start) / 16 * 15;
    if (slice) slice = TRY(add_slice(span));
    if (!slice) {
      clear_boxes();
      TRY(gather());
    }
    const std::uint64_t copied = slice ? span.end - span.start : gathered_;
    tail_at_ = head_bytes_ + copied;
    TRY(add_tail());
    base::Splice file(finish(provenance, tail_at_ + edges_.bytes(ClipOrigin::Tail)));
    append_edge(file, ClipOrigin::Head);
    if (slice) {
      file.append(media_, span.start, copied);
    } else if (copied > 0) {
      file.append(base::Splice(
          std::make_shared<const GatheredSource>(media_, *master_.table, std::move(chunks_), gathered_)));
    }
    append_edge(file, ClipOrigin::Tail);
    return file;
  }

 private:
  const TrackTable& table_of(const ClipTrack& track) const { return *master_.table->track(track.track.id); }

  void clear_boxes() {
    boxes_.clear();
    for (const ClipTrack& track : plan_.tracks) {
      std::size_t samples = 0;
      for (const ClipPiece& piece : track.pieces) samples += piece.sample_count;
      boxes_.emplace_back(0, samples);
    }
  }

  // From the first copied byte to the last, by the groups at both ends of each piece; of those between only
  // the number of bytes is looked up. Samples stored out of order make it too short, which `add_slice` finds.
  base::Result<Span> copied_span() const {
    Span span;
    for (const ClipTrack& track : plan_.tracks)
      for (const ClipPiece& piece : track.pieces)
        if (piece.origin == ClipOrigin::Master) TRY(add_to_span(span, table_of(track), piece));
    if (span.end > media_->size()) return fail(Fault::Io, "the index points outside the master");
    return span;
  }
  static base::Result<void> add_to_span(Span& span, const TrackTable& table, const ClipPiece& piece) {
    const std::uint32_t end = piece.first_sample + piece.sample_count;
    const std::uint32_t first_group = table.group_of_sample(piece.first_sample);
    const std::uint32_t last_group = table.group_of_sample(end - 1);
    for (std::uint32_t g = first_group; g <= last_group; ++g) {
      const Group group = table.group(g);
      if (g != first_group && g != last_group) {
        span.wanted += group.bytes;
        continue;
      }
      const std::uint32_t from = std::max(group.first_sample, piece.first_sample);
      const std::uint32_t to = std::min(group.first_sample + group.sample_count, end);
      for (const Sample& sample : TRY(table.samples(from, to - from))) {
        if (sample.size == 0) continue;
        span.start = std::min(span.start, sample.offset);
        span.end = std::max(span.end, sample.offset + sample.size);
        span.wanted += sample.size;
      }
    }
    return {};
  }

  base::Result<void> add_edge(std::size_t track, const ClipPiece& piece, std::uint64_t at) {
    const ClipTrack& clip = plan_.tracks[track];
    std::vector<Sample> samples =
        TRY(clip_samples(clip, table_of(clip), edges_, piece, 0, piece.sample_count));
    for (Sample& sample : samples) sample.offset = sample.offset - edges_.begin(piece.origin) + at;
    boxes_[track].add(samples);
    return {};
  }
  base::Result<void> add_tail() {
    for (std::size_t i = 0; i < boxes_.size(); ++i)
      for (const ClipPiece& piece : plan_.tracks[i].pieces)
        if (piece.origin == ClipOrigin::Tail) TRY(add_edge(i, piece, tail_at_));
    return {};
  }

  // False where a sample lies outside the span: then the boxes are of no use.
  base::Result<bool> add_slice(const Span& span) {
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      const ClipTrack& track = plan_.tracks[i];
      for (const ClipPiece& piece : track.pieces) {
        if (piece.origin == ClipOrigin::Head) TRY(add_edge(i, piece, 0));
        if (piece.origin != ClipOrigin::Master) continue;
        for (std::uint32_t at = 0; at < piece.sample_count; at += kBatch) {
          const std::uint32_t count = std::min(kBatch, piece.sample_count - at);
          std::vector<Sample> samples = TRY(clip_samples(track, table_of(track), edges_, piece, at, count));
          for (Sample& sample : samples) {
            if (sample.size == 0) sample.offset = span.start;
            if (sample.offset < span.start || sample.offset + sample.size > span.end) return false;
            sample.offset = sample.offset - span.start + head_bytes_;
          }
          boxes_[i].add(samples);
        }
      }
    }
    return true;
  }

  // ---- gathered: the tracks take turns, about a second each

  // Goes through the copied samples of one track.
  struct Cursor {
    std::size_t piece = 0;
    std::uint32_t at = 0;  // in the piece
    std::vector<Sample> batch;
    std::size_t next = 0;  // in the batch
    bool done = false;
  };

  base::Result<void> refill(std::size_t track, Cursor& cursor) {
    const ClipTrack& clip = plan_.tracks[track];
    while (!cursor.done && cursor.next == cursor.batch.size()) {
      if (cursor.piece == clip.pieces.size()) {
        cursor.done = true;
        break;
      }
      const ClipPiece& piece = clip.pieces[cursor.piece];
      if (piece.origin == ClipOrigin::Head) TRY(add_edge(track, piece, 0));
      if (piece.origin != ClipOrigin::Master || cursor.at == piece.sample_count) {
        ++cursor.piece;
        cursor.at = 0;
        continue;
      }
      const std::uint32_t count = std::min(kBatch, piece.sample_count - cursor.at);
      cursor.batch = TRY(clip_samples(clip, table_of(clip), edges_, piece, cursor.at, count));
      cursor.at += count;
      cursor.next = 0;
    }
    return {};
  }

  // One chunk of samples decoded before `until`, from what is in the batch.
  void add_chunk(std::size_t track, Cursor& cursor, std::int64_t until) {
    const ClipTrack& clip = plan_.tracks[track];
    const ClipPiece& piece = clip.pieces[cursor.piece];
    const auto first = static_cast<std::uint32_t>(cursor.at - cursor.batch.size() + cursor.next);
    GatheredChunk chunk{gathered_, clip.track.id, piece.first_sample + first, 0};
    const std::size_t begin = cursor.next;
    while (cursor.next < cursor.batch.size() && cursor.batch[cursor.next].decode_time < until) {
      Sample& sample = cursor.batch[cursor.next];
      if (chunk.sample_count > 0 && gathered_ + sample.size - chunk.offset > kChunkBytes) break;
      sample.offset = head_bytes_ + gathered_;
      gathered_ += sample.size;
      ++chunk.sample_count;
      ++cursor.next;
    }
    boxes_[track].add(std::span(cursor.batch).subspan(begin, chunk.sample_count));
    if (gathered_ > chunk.offset) chunks_.push_back(chunk);
  }

  base::Result<void> gather() {
    std::vector<Cursor> cursors(boxes_.size());
    for (std::int64_t turn = 0;; ++turn) {
      bool all_done = true;
      for (std::size_t i = 0; i < cursors.size(); ++i) {
        const std::int64_t second = plan_.tracks[i].track.timescale / kChunksInSecond;
        Cursor& cursor = cursors[i];
        for (;;) {
          TRY(refill(i, cursor));
          if (cursor.done || cursor.batch[cursor.next].decode_time >= (turn + 1) * second) break;
          add_chunk(i, cursor, (turn + 1) * second);
        }
        all_done = all_done && cursor.done;
      }
      if (all_done) return {};
    }
  }

  // ---- the file

  base::Bytes finish(const Provenance& provenance, std::uint64_t payload) {
    std::vector<std::uint32_t> timescales;
    for (const Track& track : shown_) timescales.push_back(track.timescale);
    const std::uint32_t timescale = movie_timescale(timescales);
    std::vector<MovieTrack> tracks;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const ClipTrack& clip = plan_.tracks[i];
      boxes_[i].finish();
      MovieTrack track{&shown_[i], std::move(boxes_[i]), {}, 0};
      const auto in_movie = [&](std::int64_t ticks) {
        return static_cast<std::uint64_t>(base::ticks_in({ticks, clip.track.timescale}, timescale));
      };
      if (clip.show_start > 0) track.edits.push_back({in_movie(clip.show_start), std::nullopt});
      track.edits.push_back(
          {in_movie(clip.show_end) - in_movie(clip.show_start), clip.show_start - clip.decode_start});
      track.duration = in_movie(clip.show_end);
      tracks.push_back(std::move(track));
    }
    const auto duration = static_cast<std::uint64_t>(base::ticks_in(plan_.duration, timescale));
    return write_movie_head(tracks, timescale, duration, payload, provenance);
  }

  void append_edge(base::Splice& file, ClipOrigin origin) const {
    if (edges_.bytes(origin) > 0) file.append(edges_.source(), edges_.begin(origin), edges_.bytes(origin));
  }

  const Master& master_;
  const base::Source media_;
  const ClipPlan& plan_;
  const ClipEdges& edges_;
  std::vector<Track> shown_;  // the tracks with the sample entries they have here
  std::vector<SampleBoxes> boxes_;
  std::vector<GatheredChunk> chunks_;
  std::uint64_t head_bytes_ = 0, gathered_ = 0, tail_at_ = 0;
};

}  // namespace

base::Result<base::Splice> clip_movie(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                      const Provenance& provenance) {
  const ClipEdges opened = TRY(ClipEdges::open(plan, edges));
  return ClipMovie(master, plan, opened).write(provenance);
}

}  // namespace media
