#include "media/clip_edges.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/hash.h"
#include "media/ffmpeg/edge_encoder.h"
#include "media/isobmff/avc.h"
#include "media/isobmff/hevc.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// docs/formats/clip_edges.md, as it lies in memory.
struct EdgesHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t head_count;
  std::uint32_t tail_count;
  std::uint32_t sequence_bytes;
  std::uint32_t picture_bytes;
  std::uint32_t video_bytes;
  std::uint64_t checksum;
};
static_assert(sizeof(EdgesHeader) == 40 && std::endian::native == std::endian::little);

constexpr char kMagic[8] = {'A', 'V', 'E', 'D', 'G', 'E', 'S', '\0'};
constexpr std::uint32_t kSyncBit = 1u << 31;

}  // namespace

base::Bytes write_edges(const EncodedEdges& edges) {
  EdgesHeader header{};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.version = kEdgesVersion;
  header.head_count = static_cast<std::uint32_t>(edges.head.size());
  header.tail_count = static_cast<std::uint32_t>(edges.tail.size());
  header.sequence_bytes = static_cast<std::uint32_t>(edges.sequence_set.size());
  header.picture_bytes = static_cast<std::uint32_t>(edges.picture_set.size());
  header.video_bytes = static_cast<std::uint32_t>(edges.video_set.size());
  base::Bytes bytes(sizeof header);
  const auto append = [&](base::ByteView view) { bytes.insert(bytes.end(), view.begin(), view.end()); };
  for (const auto* list : {&edges.head, &edges.tail})
    for (const EncodedPicture& picture : *list) {
      const std::uint32_t size =
          static_cast<std::uint32_t>(picture.data.size()) | (picture.sync ? kSyncBit : 0);
      append({reinterpret_cast<const std::uint8_t*>(&size), sizeof size});
    }
  append(edges.video_set);
  append(edges.sequence_set);
  append(edges.picture_set);
  for (const auto* list : {&edges.head, &edges.tail})
    for (const EncodedPicture& picture : *list) append(picture.data);
  header.checksum = base::hash64(base::ByteView(bytes).subspan(sizeof header));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

base::Result<ClipEdges> ClipEdges::open(const ClipPlan& plan, const base::Source& source) {
  ClipEdges edges;
  const ClipTrack* track = plan.edged();
  if (!track) return edges;
  const auto wrong = [] { return fail(Fault::Internal, "these are not the edges of this clip"); };
  if (!source || source->view().size() < sizeof(EdgesHeader)) return wrong();
  const base::ByteView bytes = source->view();
  EdgesHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0 || header.version != kEdgesVersion ||
      header.head_count != track->head.source_times.size() ||
      header.tail_count != track->tail.source_times.size() ||
      base::hash64(bytes.subspan(sizeof header)) != header.checksum)
    return wrong();
  const std::uint64_t count = std::uint64_t{header.head_count} + header.tail_count;
  std::uint64_t at = sizeof header + count * 4;
  if (at + header.video_bytes + header.sequence_bytes + header.picture_bytes > bytes.size()) return wrong();
  const auto next_set = [&](std::uint32_t length) {
    const base::ByteView set = bytes.subspan(at, length);
    at += length;
    return base::Bytes(set.begin(), set.end());
  };
  edges.video_set_ = next_set(header.video_bytes);
  edges.sequence_set_ = next_set(header.sequence_bytes);
  edges.picture_set_ = next_set(header.picture_bytes);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + sizeof header + i * 4, sizeof size);
    Entry entry{at, size & ~kSyncBit, (size & kSyncBit) != 0};
    at += entry.size;
    (i < header.head_count ? edges.head_ : edges.tail_).push_back(entry);
  }
  if (at != bytes.size()) return wrong();
  edges.source_ = source;
  return edges;
}

std::uint64_t ClipEdges::bytes(ClipOrigin origin) const {
  return of(origin).empty() ? 0 : of(origin).back().offset + of(origin).back().size - begin(origin);
}

base::Result<base::Bytes> ClipEdges::sample_entry(const ClipTrack& track) const {
  if (sequence_set_.empty() || (track.head.empty() && track.tail.empty())) return track.track.sample_entry;
  if (!video_set_.empty())
    return isobmff::with_hevc_sets(track.track.sample_entry, {video_set_, sequence_set_, picture_set_});
  return isobmff::with_parameter_sets(track.track.sample_entry, {sequence_set_}, {picture_set_});
}

namespace {

base::Result<std::vector<Sample>> copied_samples(const ClipTrack& track, const TrackTable& samples,
                                                 const ClipPiece& piece, std::uint32_t first,
                                                 std::uint32_t count, std::int64_t shift) {
  std::vector<Sample> list = TRY(samples.samples(piece.first_sample + first, count));
  for (Sample& sample : list) {
    sample.decode_time = track.from_source(sample.decode_time + shift);
    sample.composition_offset *= static_cast<std::int32_t>(track.scale);
    sample.duration *= track.scale;
  }
  const std::uint32_t late = track.late_sample.value_or(0) - piece.first_sample - first;
  if (track.late_sample && *track.late_sample >= piece.first_sample + first && late < count) {
    list[late].decode_time += track.decode_delay;
    list[late].composition_offset += static_cast<std::int32_t>(track.composition_delay);
    list[late].duration -= static_cast<std::uint32_t>(track.decode_delay);
  }
  return list;
}

std::vector<Sample> encoded_samples(const ClipTrack& track, const ClipEdges& edges, const ClipPiece& piece,
                                    std::uint32_t first, std::uint32_t count) {
  const ClipEdge& edge = piece.origin == ClipOrigin::Head ? track.head : track.tail;
  const auto decodes = [&](std::uint32_t i) {
    const std::int64_t shows = i == 0 ? edge.start : track.from_source(edge.source_times[i]);
    return shows - edge.composition_offset;
  };
  std::vector<Sample> list;
  for (std::uint32_t i = first; i < first + count; ++i) {
    const ClipEdges::Entry& entry = edges.of(piece.origin)[i];
    const std::int64_t time = decodes(i);
    const std::int64_t next = i + 1 < edge.source_times.size() ? decodes(i + 1) : piece.decode_end;
    list.push_back({time, static_cast<std::int32_t>(edge.composition_offset),
                    static_cast<std::uint32_t>(next - time), entry.size, entry.offset, entry.sync});
  }
  return list;
}

}  // namespace

base::Result<std::vector<Sample>> clip_samples(const ClipTrack& track, const TrackTable& samples,
                                               const ClipEdges& edges, const ClipPiece& piece,
                                               std::uint32_t first, std::uint32_t count) {
  std::vector<Sample> list =
      piece.origin == ClipOrigin::Master
          ? TRY(copied_samples(track, samples, piece, first, count, track.source_shift))
          : encoded_samples(track, edges, piece, first, count);
  // What follows the piece may come sooner or later than what followed in the master.
  if (!list.empty() && first + count == piece.sample_count)
    list.back().duration =
        static_cast<std::uint32_t>(std::max<std::int64_t>(piece.decode_end - list.back().decode_time, 1));
  return list;
}

base::Result<base::Bytes> encode_edges(const Master& master, const ClipPlan& plan, std::stop_token stop) {
  const ClipTrack* track = plan.edged();
  if (!track) return base::Bytes();
  if (!master.table || master.bytes->size() != plan.master_size ||
      master.table->stamp().identity != plan.identity)
    return fail(Fault::Conflict, "the master is no longer the one that was cut");
  if (track->track.kind == TrackKind::Audio) return write_edges(TRY(ffmpeg::encode_blocks(master, *track)));
  return write_edges(TRY(ffmpeg::encode_pictures(master, *track, stop)));
}

}  // namespace media
