// A clip as WebM (RFC 9559): the samples of the plan in clusters whose layout follows from their sizes, so
// that every cluster can be written by itself, and the index of them all stands in front. Times are whole
// milliseconds, as WebM has them. What comes before the sound for the decoder's sake is hidden by the codec
// delay; WebM has nothing that would hide pictures.
#include <algorithm>

#include "base/format.h"
#include "media/clip_edges.h"
#include "media/ebml.h"
#include "media/isobmff/box.h"
#include "media/opus_head.h"
#include "media/packed_source.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::uint32_t kBatch = 2048;                // samples looked at together
constexpr std::int64_t kShort = 1000, kLong = 5000;   // of clusters, milliseconds
constexpr std::uint64_t kClusterBytes = 4 << 20;      // no more begin where this is reached
constexpr std::uint32_t kTimestampScale = 1'000'000;  // nanoseconds
constexpr std::int64_t kOpusRate = 48'000;

namespace id {
constexpr EbmlId kEbml = 0x1a45dfa3, kEbmlVersion = 0x4286, kEbmlReadVersion = 0x42f7, kMaxIdLength = 0x42f2,
                 kMaxSizeLength = 0x42f3, kDocType = 0x4282, kDocTypeVersion = 0x4287,
                 kDocTypeReadVersion = 0x4285;
constexpr EbmlId kSegment = 0x18538067, kSeekHead = 0x114d9b74, kSeek = 0x4dbb, kSeekId = 0x53ab,
                 kSeekPosition = 0x53ac;
constexpr EbmlId kInfo = 0x1549a966, kTimestampScaleId = 0x2ad7b1, kDuration = 0x4489, kMuxingApp = 0x4d80,
                 kWritingApp = 0x5741, kTitle = 0x7ba9;
constexpr EbmlId kTracks = 0x1654ae6b, kTrackEntry = 0xae, kTrackNumber = 0xd7, kTrackUid = 0x73c5,
                 kTrackType = 0x83, kFlagLacing = 0x9c, kLanguage = 0x22b59c, kLanguageBcp47 = 0x22b59d,
                 kName = 0x536e, kCodecId = 0x86, kCodecPrivate = 0x63a2, kCodecDelay = 0x56aa,
                 kSeekPreRoll = 0x56bb, kVideo = 0xe0, kPixelWidth = 0xb0, kPixelHeight = 0xba,
                 kDisplayWidth = 0x54b0, kDisplayHeight = 0x54ba, kColour = 0x55b0, kMatrix = 0x55b1,
                 kBitsPerChannel = 0x55b2, kRange = 0x55b9, kTransfer = 0x55ba, kPrimaries = 0x55bb,
                 kAudio = 0xe1, kSamplingFrequency = 0xb5, kChannels = 0x9f;
constexpr EbmlId kCues = 0x1c53bb6b, kCuePoint = 0xbb, kCueTime = 0xb3, kCueTrackPositions = 0xb7,
                 kCueTrack = 0xf7, kCueClusterPosition = 0xf1;
constexpr EbmlId kTags = 0x1254c367, kTag = 0x7373, kTargets = 0x63c0, kSimpleTag = 0x67c8, kTagName = 0x45a3,
                 kTagString = 0x4487;
constexpr EbmlId kCluster = 0x1f43b675, kTimestamp = 0xe7, kSimpleBlock = 0xa3, kBlockGroup = 0xa0,
                 kBlock = 0xa1, kBlockDuration = 0x9b, kReferenceBlock = 0xfb, kDiscardPadding = 0x75a2;
}  // namespace id

// Bytes of what stands around a sample.
constexpr std::uint64_t kBlockFields = 4;  // track, time, flags
constexpr std::uint64_t kSimpleBytes = ebml_head_bytes(id::kSimpleBlock) + kBlockFields;
constexpr std::uint64_t kGroupFields =
    ebml_head_bytes(id::kBlock) + kBlockFields + ebml_head_bytes(id::kBlockDuration) + 4 +
    ebml_head_bytes(id::kReferenceBlock) + 2 + ebml_head_bytes(id::kDiscardPadding) + 4;
constexpr std::uint64_t kGroupBytes = ebml_head_bytes(id::kBlockGroup) + kGroupFields;
constexpr std::uint64_t kClusterFields = ebml_head_bytes(id::kTimestamp) + 4;

// Of what WebM carries and can be read out of a sample table; empty for everything else.
std::string_view webm_codec(const Track& track) {
  static constexpr std::pair<std::string_view, std::string_view> kCodecs[] = {
      {"vp8", "V_VP8"}, {"vp9", "V_VP9"}, {"av1", "V_AV1"}, {"opus", "A_OPUS"}};
  for (const auto& [name, codec] : kCodecs)
    if (track.codec_name == name) return codec;
  return {};
}

// What is the same for all samples of a track.
struct WebmTrack {
  std::int64_t codec_delay = 0;      // clip ticks, by which all its timestamps are late
  std::int64_t discard_padding = 0;  // nanoseconds, of its last block
};

struct Packet {
  Sample sample;  // in clip time; its offset is that of the master or of the edges
  std::size_t track = 0;
  std::int64_t at = 0;  // timestamp, milliseconds
  bool encoded = false;
  bool last = false;  // of its track
};

// Before a sample of a track, or at its end.
struct Position {
  std::uint32_t piece = 0, sample = 0;
};

// Goes through the samples of one track.
class Cursor {
 public:
  Cursor(const ClipTrack& clip, const TrackTable& table, const ClipEdges& edges, std::size_t track,
         const WebmTrack& webm, Position from)
      : clip_(clip), table_(table), edges_(edges), track_(track), webm_(webm), position_(from) {}

  Position position() const { return position_; }
  // The next one, until `advance`; null at the end.
  base::Result<const Packet*> peek() {
    while (position_.piece < clip_.pieces.size()) {
      const ClipPiece& piece = clip_.pieces[position_.piece];
      if (position_.sample == piece.sample_count) {
        position_ = {position_.piece + 1, 0};
        batch_.clear();
        continue;
      }
      if (batch_.empty() || position_.sample >= batch_first_ + batch_.size()) {
        batch_first_ = position_.sample;
        batch_ = TRY(clip_samples(clip_, table_, edges_, piece, batch_first_,
                                  std::min(kBatch, piece.sample_count - batch_first_)));
      }
      const Sample& sample = batch_[position_.sample - batch_first_];
      if (sample.size == 0) {  // shows nothing new
        ++position_.sample;
        continue;
      }
      const std::int64_t shows = sample.composition_time() + webm_.codec_delay;
      packet_ = {sample, track_,
                 std::max<std::int64_t>(0, base::ticks_in({shows, clip_.track.timescale}, 1000)),
                 piece.origin != ClipOrigin::Master,
                 position_.piece + 1 == clip_.pieces.size() && position_.sample + 1 == piece.sample_count};
      return &packet_;
    }
    return nullptr;
  }
  void advance() { ++position_.sample; }

 private:
  const ClipTrack& clip_;
  const TrackTable& table_;
  const ClipEdges& edges_;
  std::size_t track_;
  const WebmTrack& webm_;
  Position position_;
  std::vector<Sample> batch_;
  std::uint32_t batch_first_ = 0;
  Packet packet_;
};

struct Cluster {
  std::vector<Position> begin;  // of each track
  std::uint32_t packets = 0;
  std::int64_t start = 0;  // milliseconds
  bool key = false;        // playing can begin here
};

// Everything a cluster is written from; owns what it needs, for it outlives the request.
class Webm {
 public:
  static base::Result<std::shared_ptr<const Webm>> lay_out(const Master& master, const ClipPlan& plan,
                                                           const base::Source& edges);

  const std::vector<std::uint64_t>& ends() const { return ends_; }
  base::Result<base::Bytes> cluster(std::size_t index) const;
  // Everything before the first cluster.
  base::Result<base::Bytes> head(const ClipPlan& plan, const Provenance& provenance) const;

 private:
  std::vector<Cursor> cursors(const std::vector<Position>& from) const;
  base::Result<void> lay_out_clusters();
  std::uint64_t block_bytes(const Packet& packet) const {
    return packet.sample.size + (packet.last ? kGroupBytes : kSimpleBytes);
  }
  void write_block(EbmlWriter& out, const Packet& packet, std::int64_t cluster_start,
                   base::ByteView data) const;
  base::Result<EbmlWriter> tracks() const;
  EbmlWriter cues(std::uint64_t clusters_at) const;

  base::Source media_;
  SampleTable table_;
  std::vector<ClipTrack> clips_;
  ClipEdges edges_;
  std::vector<WebmTrack> webm_;
  std::vector<Cluster> clusters_;
  std::vector<std::uint64_t> ends_;
};

// Of the one whose samples come first, pictures before sound.
base::Result<std::optional<std::size_t>> earliest(std::vector<Cursor>& cursors) {
  std::optional<std::size_t> found;
  std::int64_t at = 0;
  for (std::size_t i = 0; i < cursors.size(); ++i) {
    const Packet* packet = TRY(cursors[i].peek());
    if (!packet || (found && packet->at >= at)) continue;
    found = i;
    at = packet->at;
  }
  return found;
}

base::Result<WebmTrack> webm_track(const ClipTrack& clip, const TrackTable& table) {
  WebmTrack webm;
  if (clip.track.kind == TrackKind::Video) return webm;
  webm.codec_delay = clip.show_start - clip.decode_start;
  const ClipPiece& piece = clip.pieces.back();
  const Sample last = TRY(table.samples(piece.first_sample + piece.sample_count - 1, 1)).front();
  const std::int64_t ends = clip.from_source(last.composition_time() + clip.source_shift +
                                             static_cast<std::int64_t>(last.duration));
  webm.discard_padding =
      base::ticks_in({std::max<std::int64_t>(0, ends - clip.show_end), clip.track.timescale}, 1'000'000'000);
  return webm;
}

base::Result<std::shared_ptr<const Webm>> Webm::lay_out(const Master& master, const ClipPlan& plan,
                                                        const base::Source& edges) {
  auto webm = std::make_shared<Webm>();
  webm->media_ = master.media();
  webm->table_ = *master.table;
  webm->clips_ = plan.tracks;
  webm->edges_ = TRY(ClipEdges::open(plan, edges));
  for (const ClipTrack& clip : webm->clips_)
    webm->webm_.push_back(TRY(webm_track(clip, *webm->table_.track(clip.track.id))));
  TRY(webm->lay_out_clusters());
  return webm;
}

std::vector<Cursor> Webm::cursors(const std::vector<Position>& from) const {
  std::vector<Cursor> list;
  for (std::size_t i = 0; i < clips_.size(); ++i)
    list.emplace_back(clips_[i], *table_.track(clips_[i].track.id), edges_, i, webm_[i], from[i]);
  return list;
}

base::Result<void> Webm::lay_out_clusters() {
  std::vector<Cursor> readers = cursors(std::vector<Position>(clips_.size()));
  const bool pictures = clips_.front().track.kind == TrackKind::Video;
  std::uint64_t bytes = 0, end = 0;
  const auto close = [&] {
    end += ebml_head_bytes(id::kCluster) + kClusterFields + bytes;
    ends_.push_back(end);
    bytes = 0;
  };
  while (const auto next = TRY(earliest(readers))) {
    const Packet& packet = *TRY(readers[*next].peek());
    const bool key = packet.sample.sync && (!pictures || packet.track == 0);
    const std::int64_t length = clusters_.empty() ? 0 : packet.at - clusters_.back().start;
    if (clusters_.empty() || (key && pictures && length >= kShort) || length >= kLong ||
        bytes >= kClusterBytes) {
      if (!clusters_.empty()) close();
      Cluster& cluster = clusters_.emplace_back();
      for (const Cursor& reader : readers) cluster.begin.push_back(reader.position());
      cluster.start = packet.at;
      cluster.key = key;
    }
    bytes += block_bytes(packet);
    if (bytes > kEbmlSizeMost - kClusterFields)
      return fail(Fault::Unsupported, "a sample is too long for a cluster of WebM");
    ++clusters_.back().packets;
    readers[*next].advance();
  }
  if (!clusters_.empty()) close();
  return {};
}

void Webm::write_block(EbmlWriter& out, const Packet& packet, std::int64_t cluster_start,
                       base::ByteView data) const {
  constexpr std::uint8_t kKeyframe = 0x80;
  const std::uint64_t payload = kBlockFields + packet.sample.size;
  const auto fields = [&](std::uint8_t flags) {
    out.raw().u8(0x80 | (packet.track + 1));
    out.raw().u16(static_cast<std::uint64_t>(packet.at - cluster_start) & 0xffff).u8(flags).bytes(data);
  };
  if (!packet.last) {
    out.head(id::kSimpleBlock, payload);
    fields(packet.sample.sync ? kKeyframe : 0);
    return;
  }
  // The last one says how long it shows, and how much of it is not heard.
  const ClipTrack& clip = clips_[packet.track];
  const std::int64_t shows_until =
      base::ticks_in({clip.show_end + webm_[packet.track].codec_delay, clip.track.timescale}, 1000);
  out.head(id::kBlockGroup, kGroupFields + packet.sample.size);
  out.head(id::kBlock, payload);
  fields(0);
  out.number(id::kBlockDuration,
             static_cast<std::uint32_t>(std::max<std::int64_t>(shows_until - packet.at, 0)));
  // A sync sample refers to none: then the element's room is filled by a void one (RFC 8794 11.3.2).
  constexpr EbmlId kVoid = 0xec;
  out.head(packet.sample.sync ? kVoid : id::kReferenceBlock, 2);
  out.raw().u16(packet.sample.sync ? 0 : 0xffff);
  out.number(id::kDiscardPadding, static_cast<std::uint32_t>(webm_[packet.track].discard_padding));
}

base::Result<base::Bytes> Webm::cluster(std::size_t index) const {
  const Cluster& cluster = clusters_[index];
  std::vector<Cursor> readers = cursors(cluster.begin);
  std::vector<Packet> packets;
  std::vector<Sample> copied;
  std::uint64_t bytes = kClusterFields;
  for (std::uint32_t i = 0; i < cluster.packets; ++i) {
    const auto next = TRY(earliest(readers));
    if (!next) return fail(Fault::Internal, "a cluster has lost a sample");
    packets.push_back(*TRY(readers[*next].peek()));
    readers[*next].advance();
    bytes += block_bytes(packets.back());
    if (!packets.back().encoded) copied.push_back(packets.back().sample);
  }
  // Read in the order in which they lie, that neighbours need one read.
  std::ranges::sort(copied, {}, &Sample::offset);
  const base::Bytes read = TRY(read_samples(*media_, copied));
  std::vector<std::pair<std::uint64_t, std::uint64_t>> where;  // offset in the master, in `read`
  std::uint64_t at = 0;
  for (const Sample& sample : copied) {
    where.emplace_back(sample.offset, at);
    at += sample.size;
  }
  EbmlWriter out;
  out.raw().reserve(bytes + ebml_head_bytes(id::kCluster));
  out.head(id::kCluster, bytes);
  out.number(id::kTimestamp, static_cast<std::uint32_t>(cluster.start));
  for (const Packet& packet : packets) {
    base::ByteView data;
    if (packet.encoded) {
      data = edges_.source()->view().subspan(packet.sample.offset, packet.sample.size);
    } else {
      const auto found = std::ranges::lower_bound(where, packet.sample.offset, {},
                                                  &std::pair<std::uint64_t, std::uint64_t>::first);
      data = base::ByteView(read).subspan(found->second, packet.sample.size);
    }
    write_block(out, packet, cluster.start, data);
  }
  return out.take();
}

// ---- what stands in front

// `vpcC` (VP Codec ISO Media File Format Binding 1.0) tells what Matroska calls the colour.
void add_colour(EbmlWriter& video, const Track& track) {
  constexpr std::size_t kEntryHeader = 8 + 78;  // VisualSampleEntry: ISO/IEC 14496-12 12.1.3
  const base::ByteView entry(track.sample_entry);
  if (entry.size() < kEntryHeader) return;
  const base::ByteView config = isobmff::payload_of(entry.subspan(kEntryHeader), isobmff::four_cc("vpcC"));
  if (config.size() < 10) return;
  base::ByteReader in(config.subspan(6));
  const std::uint8_t depth = in.u8(), primaries = in.u8(), transfer = in.u8(), matrix = in.u8();
  EbmlWriter colour;
  colour.number(id::kMatrix, matrix)
      .number(id::kBitsPerChannel, depth >> 4)
      .number(id::kRange, 1 + (depth & 1));
  colour.number(id::kTransfer, transfer).number(id::kPrimaries, primaries);
  video.master(id::kColour, colour);
}

void add_video(EbmlWriter& entry, const Track& track) {
  entry.number(id::kTrackType, 1);
  EbmlWriter video;
  video.number(id::kPixelWidth, track.coded_width).number(id::kPixelHeight, track.coded_height);
  video.number(id::kDisplayWidth, track.display_width).number(id::kDisplayHeight, track.display_height);
  add_colour(video, track);
  entry.master(id::kVideo, video);
}

base::Result<void> add_sound(EbmlWriter& entry, const Track& track, std::int64_t codec_delay) {
  entry.number(id::kTrackType, 2);
  const std::int64_t pre_skip = base::ticks_in({codec_delay, track.timescale}, kOpusRate);
  if (pre_skip < 0 || pre_skip > 0xffff)
    return fail(Fault::Unsupported, base::format("Opus cannot hide {} samples", pre_skip));
  entry.bytes(id::kCodecPrivate, TRY(opus_head(track, static_cast<std::uint16_t>(pre_skip))));
  entry.position(id::kCodecDelay,
                 static_cast<std::uint64_t>(base::ticks_in({pre_skip, kOpusRate}, 1'000'000'000)));
  entry.number(id::kSeekPreRoll, 80'000'000);  // RFC 7845 4.6
  EbmlWriter audio;
  audio.real(id::kSamplingFrequency, kOpusRate).number(id::kChannels, track.channels);
  entry.master(id::kAudio, audio);
  return {};
}

base::Result<EbmlWriter> Webm::tracks() const {
  EbmlWriter list;
  for (std::size_t i = 0; i < clips_.size(); ++i) {
    const Track& track = clips_[i].track;
    const auto number = static_cast<std::uint32_t>(i + 1);
    EbmlWriter entry;
    entry.number(id::kTrackNumber, number).number(id::kTrackUid, number).number(id::kFlagLacing, 0);
    entry.text(id::kLanguage, track.language.size() == 3 ? track.language : "und");
    if (!track.language.empty()) entry.text(id::kLanguageBcp47, track.language);
    if (!track.label.empty()) entry.text(id::kName, track.label);
    entry.text(id::kCodecId, webm_codec(track));
    if (track.kind == TrackKind::Video)
      add_video(entry, track);
    else
      TRY(add_sound(entry, track, webm_[i].codec_delay));
    if (track.codec_name == "av1") {
      constexpr std::size_t kEntryHeader = 8 + 78;
      entry.bytes(id::kCodecPrivate,
                  isobmff::payload_of(base::ByteView(track.sample_entry).subspan(kEntryHeader),
                                      isobmff::four_cc("av1C")));
    }
    list.master(id::kTrackEntry, entry);
  }
  EbmlWriter out;
  out.master(id::kTracks, list);
  return out;
}

EbmlWriter Webm::cues(std::uint64_t clusters_at) const {
  EbmlWriter list;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    if (!clusters_[i].key) continue;
    EbmlWriter where, point;
    where.number(id::kCueTrack, 1)
        .position(id::kCueClusterPosition, clusters_at + (i == 0 ? 0 : ends_[i - 1]));
    point.number(id::kCueTime, static_cast<std::uint32_t>(clusters_[i].start));
    point.master(id::kCueTrackPositions, where);
    list.master(id::kCuePoint, point);
  }
  EbmlWriter out;
  out.master(id::kCues, list);
  return out;
}

EbmlWriter info_of(const ClipPlan& plan, const Provenance& provenance) {
  EbmlWriter list, out;
  list.number(id::kTimestampScaleId, kTimestampScale);
  list.real(id::kDuration, base::as_double(plan.duration) * 1000);
  if (!provenance.title.empty()) list.text(id::kTitle, provenance.title);
  list.text(id::kMuxingApp, "Avocet").text(id::kWritingApp, "Avocet");
  out.master(id::kInfo, list);
  return out;
}

EbmlWriter tags_of(const Provenance& provenance) {
  EbmlWriter tag, list, out;
  tag.master(id::kTargets, {});
  for (const auto& [name, value] : {std::pair("TITLE", &provenance.title),
                                    {"COPYRIGHT", &provenance.rights},
                                    {"URL", &provenance.source}}) {
    if (value->empty()) continue;
    EbmlWriter simple;
    simple.text(id::kTagName, name).text(id::kTagString, *value);
    tag.master(id::kSimpleTag, simple);
  }
  list.master(id::kTag, tag);
  out.master(id::kTags, list);
  return out;
}

EbmlWriter seek_head(std::span<const std::pair<EbmlId, std::uint64_t>> positions) {
  EbmlWriter list, out;
  for (const auto& [element, at] : positions) {
    EbmlWriter seek;
    seek.number(id::kSeekId, element).position(id::kSeekPosition, at);
    list.master(id::kSeek, seek);
  }
  out.master(id::kSeekHead, list);
  return out;
}

base::Result<base::Bytes> Webm::head(const ClipPlan& plan, const Provenance& provenance) const {
  EbmlWriter version;
  version.number(id::kEbmlVersion, 1).number(id::kEbmlReadVersion, 1).number(id::kMaxIdLength, 4);
  version.number(id::kMaxSizeLength, 8).text(id::kDocType, "webm");
  version.number(id::kDocTypeVersion, 4).number(id::kDocTypeReadVersion, 2);
  const EbmlWriter info = info_of(plan, provenance), tags = tags_of(provenance);
  const EbmlWriter entries = TRY(tracks());
  // The same elements at other places take as many bytes.
  std::pair<EbmlId, std::uint64_t> places[] = {
      {id::kInfo, 0}, {id::kTracks, 0}, {id::kTags, 0}, {id::kCues, 0}};
  std::uint64_t at = seek_head(places).size();
  const std::uint64_t sizes[] = {info.size(), entries.size(), tags.size(), cues(0).size()};
  for (std::size_t i = 0; i < std::size(places); ++i) {
    places[i].second = at;
    at += sizes[i];
  }
  EbmlWriter out;
  out.master(id::kEbml, version).long_head(id::kSegment, at + (ends_.empty() ? 0 : ends_.back()));
  for (const EbmlWriter& part : {seek_head(places), info, entries, tags, cues(at)})
    out.raw().bytes(part.view());
  return out.take();
}

}  // namespace

base::Result<void> fits_webm(const ClipTrack& clip) {
  const Track& track = clip.track;
  const auto not_so = [](std::string_view why) {
    return fail(Fault::Unsupported, base::format("this cannot be copied into WebM: {}", why));
  };
  if (webm_codec(track).empty()) return not_so(base::format("{} has no place there", track.codec_name));
  if (clip.hidden_pictures > 0) return not_so("pictures would have to be hidden");
  if (track.rotation != 0) return not_so("its pictures are turned");
  return {};
}

base::Result<base::Splice> clip_webm(const Master& master, const ClipPlan& plan, const base::Source& edges,
                                     const Provenance& provenance) {
  const std::shared_ptr<const Webm> webm = TRY(Webm::lay_out(master, plan, edges));
  base::Splice file(TRY(webm->head(plan, provenance)));
  const auto write = [webm](std::size_t index) { return webm->cluster(index); };
  file.append(base::Splice(std::make_shared<const PackedSource>(webm->ends(), write)));
  return file;
}

}  // namespace media
