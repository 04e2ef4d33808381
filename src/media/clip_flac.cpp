// A clip as FLAC: blocks of the master with other numbers, between two that are made where a block is cut
// through. How long a number is follows from its value, so the length of every frame is known from the sample
// table. A clip that begins with a block keeps the master's blocking; one that begins inside has blocks of
// different sizes, which are numbered by samples.
#include <algorithm>

#include "base/format.h"
#include "media/clip_edges.h"
#include "media/flac_frame.h"
#include "media/isobmff/box.h"
#include "media/packed_source.h"
#include "media/vorbis_comment.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

constexpr std::uint32_t kBlockLeast = 16;  // RFC 9639 8.2; the last block may be shorter
constexpr std::uint32_t kBatch = 2048;     // samples looked at together
constexpr std::uint64_t kPackBytes = 32 << 10;

std::unexpected<base::Error> not_so(std::string_view why) {
  return fail(Fault::Unsupported, base::format("this FLAC cannot be cut by copying: {}", why));
}

base::Result<FlacHeader> header_of(const base::ByteSource& master, const Sample& sample) {
  base::Bytes start(std::min<std::uint64_t>(sample.size, kFlacHeaderBytes));
  TRY(master.read_at(sample.offset, start));
  const auto header = read_flac_header(start);
  if (!header) return not_so("a packet is no frame");
  return *header;
}

// How the master's frames are numbered. Some count from another number than 0: they were cut out themselves.
struct Numbering {
  FlacBlocking blocking = FlacBlocking::Fixed;
  std::int64_t from = 0;  // of the first sample of the table

  std::uint64_t of(std::uint32_t index, std::int64_t decode_time) const {
    return static_cast<std::uint64_t>(from + (blocking == FlacBlocking::Fixed ? index : decode_time));
  }
};
base::Result<Numbering> numbering_of(const base::ByteSource& master, const Sample& sample,
                                     std::uint32_t index) {
  const FlacHeader header = TRY(header_of(master, sample));
  const std::int64_t counted = header.blocking == FlacBlocking::Fixed ? index : sample.decode_time;
  return Numbering{header.blocking, static_cast<std::int64_t>(header.number) - counted};
}

// Blocks of about the same size, none too short if that can be.
void cut_into_blocks(ClipEdge& edge, std::int64_t begin, std::int64_t end, std::int64_t most) {
  const std::int64_t blocks = (end - begin + most - 1) / most;
  for (std::int64_t i = 0; i < blocks; ++i) edge.source_times.push_back(begin + (end - begin) * i / blocks);
}

}  // namespace

base::Result<void> plan_flac(const Master& master, const TrackTable& table, ClipTrack& clip) {
  const auto info = stream_info_of(clip.track);
  if (!info || info->channels != clip.track.channels || info->most_block < 2 * kBlockLeast)
    return not_so("its stream info is not as it should be");
  if (clip.show_end >= std::int64_t{1} << 36) return not_so("it is too long");
  const ClipPiece whole = clip.pieces.front();
  const std::uint32_t end = whole.first_sample + whole.sample_count;
  const auto time_of = [&](std::uint32_t index) -> base::Result<std::int64_t> {
    if (index >= table.sample_count()) return clip.from_source(table.end_decode_time() + clip.source_shift);
    return clip.from_source(TRY(table.samples(index, 1)).front().decode_time + clip.source_shift);
  };
  // Copied are the blocks [first, last).
  std::uint32_t first = whole.first_sample, last = end;
  if (TRY(time_of(first)) < 0) ++first;
  // A block that is not the last one must not be too short: then the next one is cut open too.
  while (first < end && TRY(time_of(first)) > 0 && TRY(time_of(first)) < kBlockLeast) ++first;
  if (last > first && TRY(time_of(last)) > clip.show_end) --last;
  const std::int64_t head_end = std::min(TRY(time_of(first)), clip.show_end);
  const std::int64_t tail_start = std::min(TRY(time_of(last)), clip.show_end);
  const auto work = [&](std::int64_t ticks) { return clip.to_source(ticks); };
  clip.pieces.clear();
  if (head_end > 0) {
    clip.head.first_sample = whole.first_sample;
    clip.head.end_sample = first;
    cut_into_blocks(clip.head, work(0), work(head_end), info->most_block);
    clip.pieces.push_back(
        {ClipOrigin::Head, 0, static_cast<std::uint32_t>(clip.head.source_times.size()), head_end});
  }
  if (last > first) {
    clip.pieces.push_back({ClipOrigin::Master, first, last - first, tail_start});
    const Sample begins = TRY(table.samples(first, 1)).front();
    const Sample ends = TRY(table.samples(last - 1, 1)).front();
    const Numbering numbering = TRY(numbering_of(*master.media(), begins, first));
    const Numbering same = TRY(numbering_of(*master.media(), ends, last - 1));
    if (same.blocking != numbering.blocking || same.from != numbering.from)
      return not_so("its frames are not numbered one after the other");
    // The last packet of a file may have something behind it.
    base::Bytes frame(ends.size);
    TRY(master.media()->read_at(ends.offset, frame));
    if (!is_whole_flac_frame(frame)) return not_so("a packet is not one frame alone");
  }
  if (tail_start < clip.show_end && last < end && last >= first) {
    clip.tail.first_sample = last;
    clip.tail.end_sample = last + 1;
    clip.tail.start = tail_start;
    cut_into_blocks(clip.tail, work(tail_start), work(clip.show_end), info->most_block);
    clip.pieces.push_back(
        {ClipOrigin::Tail, 0, static_cast<std::uint32_t>(clip.tail.source_times.size()), clip.show_end});
  }
  clip.decode_start = 0;
  return {};
}

namespace {

struct Pack {
  std::uint32_t piece = 0, first = 0, count = 0;
};

class FlacFile {
 public:
  static base::Result<base::Splice> write(const Master& master, const ClipTrack& clip, ClipEdges edges,
                                          const Provenance& provenance) {
    auto body = std::make_shared<FlacFile>(master, clip, std::move(edges));
    const TrackTable& table = body->table();
    for (const ClipPiece& piece : clip.pieces) {
      if (piece.origin != ClipOrigin::Master) continue;
      const Sample begins = TRY(table.samples(piece.first_sample, 1)).front();
      body->numbering_ = TRY(numbering_of(*master.media(), begins, piece.first_sample));
    }
    const bool begins_whole = clip.head.empty() && clip.pieces.front().origin == ClipOrigin::Master;
    if (begins_whole) body->blocking_ = body->numbering_.blocking;
    std::vector<std::uint64_t> ends = TRY(body->lay_out());
    base::Splice file(TRY(body->head(provenance)));
    file.append(base::Splice(std::make_shared<const PackedSource>(
        std::move(ends), [body](std::size_t pack) { return body->write_pack(body->packs_[pack]); })));
    return file;
  }

  FlacFile(const Master& master, const ClipTrack& clip, ClipEdges edges)
      : bytes_(master.media()), samples_(*master.table), clip_(clip), edges_(std::move(edges)) {}

 private:
  const TrackTable& table() const { return *samples_.track(clip_.track.id); }

  std::uint64_t number_of(const ClipPiece& piece, std::uint32_t in_piece, const Sample& sample) const {
    if (blocking_ == FlacBlocking::Variable) return static_cast<std::uint64_t>(sample.decode_time);
    const std::uint32_t copied = clip_.pieces.front().sample_count;
    return piece.origin == ClipOrigin::Master ? in_piece : copied + in_piece;
  }
  std::uint64_t old_number_of(const ClipPiece& piece, std::uint32_t in_piece, const Sample& sample) const {
    if (piece.origin != ClipOrigin::Master) return 0;
    const std::int64_t decode_time = clip_.to_source(sample.decode_time) - clip_.source_shift;
    return numbering_.of(piece.first_sample + in_piece, decode_time);
  }

  base::Result<std::vector<std::uint64_t>> lay_out() {
    std::vector<std::uint64_t> ends;
    std::uint64_t end = 0;
    for (std::uint32_t p = 0; p < clip_.pieces.size(); ++p) {
      const ClipPiece& piece = clip_.pieces[p];
      packs_.push_back({p, 0, 0});
      ends.push_back(end);
      for (std::uint32_t at = 0; at < piece.sample_count; at += kBatch) {
        const std::uint32_t count = std::min(kBatch, piece.sample_count - at);
        std::uint32_t i = at;
        for (const Sample& sample : TRY(clip_samples(clip_, table(), edges_, piece, at, count))) {
          if (ends.back() - (ends.size() > 1 ? ends[ends.size() - 2] : 0) >= kPackBytes) {
            packs_.push_back({p, i, 0});
            ends.push_back(end);
          }
          end += sample.size + flac_number_bytes(number_of(piece, i, sample)) -
                 flac_number_bytes(old_number_of(piece, i, sample));
          ends.back() = end;
          ++packs_.back().count;
          ++i;
        }
      }
    }
    return ends;
  }

  base::Result<base::Bytes> write_pack(const Pack& pack) const {
    const ClipPiece& piece = clip_.pieces[pack.piece];
    const std::vector<Sample> samples =
        TRY(clip_samples(clip_, table(), edges_, piece, pack.first, pack.count));
    const base::ByteSource& source = piece.origin == ClipOrigin::Master ? *bytes_ : *edges_.source();
    const base::Bytes frames = TRY(read_samples(source, samples));
    base::Bytes out;
    out.reserve(frames.size() + samples.size() * 8);
    base::ByteView rest(frames);
    for (std::uint32_t i = 0; i < samples.size(); ++i) {
      const base::ByteView frame = rest.first(samples[i].size);
      rest = rest.subspan(frame.size());
      if (!append_flac_frame(out, frame, blocking_, number_of(piece, pack.first + i, samples[i])))
        return fail(Fault::Io, "the recording is damaged: a packet of its sound is no frame of FLAC");
    }
    return out;
  }

  base::Result<base::Bytes> head(const Provenance& provenance) const {
    FlacStreamInfo info = *stream_info_of(clip_.track);
    info.samples = static_cast<std::uint64_t>(clip_.show_end);
    for (const ClipPiece& piece : clip_.pieces) {
      if (piece.origin != ClipOrigin::Head) continue;
      for (const Sample& block : TRY(clip_samples(clip_, table(), edges_, piece, 0, piece.sample_count)))
        info.least_block = std::min(info.least_block, std::max(block.duration, kBlockLeast));
    }
    // Equal ones would say that frames are numbered, not samples.
    if (blocking_ == FlacBlocking::Variable && info.least_block == info.most_block) --info.least_block;
    base::ByteWriter out;
    const base::Bytes comment = vorbis_comment(provenance);
    out.text("fLaC").u8(0).u24(34).bytes(write_flac_stream_info(info));
    out.u8(0x84).u24(comment.size()).bytes(comment);
    return out.take();
  }

  base::Source bytes_;
  SampleTable samples_;
  ClipTrack clip_;
  ClipEdges edges_;
  Numbering numbering_;
  FlacBlocking blocking_ = FlacBlocking::Variable;  // of the clip
  std::vector<Pack> packs_;
};

}  // namespace

std::optional<FlacStreamInfo> stream_info_of(const Track& track) {
  constexpr std::size_t kEntryHeader = 8 + 28;  // ISO/IEC 14496-12 12.2.3
  if (track.sample_entry.size() < kEntryHeader) return std::nullopt;
  const base::ByteView config =
      isobmff::payload_of(base::ByteView(track.sample_entry).subspan(kEntryHeader), isobmff::four_cc("dfLa"));
  constexpr std::size_t kBlockHeader = 8;  // version, flags; type and length of the metadata block
  return config.size() < kBlockHeader ? std::nullopt : read_flac_stream_info(config.subspan(kBlockHeader));
}

base::Result<base::Splice> clip_flac(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance) {
  return FlacFile::write(master, plan.tracks.front(), TRY(ClipEdges::open(plan, edges)), provenance);
}

}  // namespace media
