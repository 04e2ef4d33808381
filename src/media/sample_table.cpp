#include "media/sample_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "base/format.h"
#include "media/repackaged/repackaged_source.h"
#include "media/segment_plan.h"

namespace media {

using base::fail;
using base::Fault;

namespace detail {

// The records of docs/formats/sample_table.md, as they lie in the file.
struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t track_count;
  std::uint64_t checksum;
  std::uint64_t top_bytes;
  std::uint64_t file_bytes;
  std::uint8_t identity[16];
  std::uint64_t master_size;
  std::int64_t master_modified;
  std::uint64_t info_offset;
  std::uint64_t info_bytes;
  std::uint64_t tracks_offset;
  std::uint32_t segment_target;
  std::uint32_t carrier;
  std::uint32_t carrier_packet;
  std::uint32_t stream_count;
  std::uint64_t streams_offset;
  std::uint64_t runs_offset;
  std::uint64_t run_count;
  std::uint64_t media_bytes;
};
struct TrackRecord {
  std::uint32_t id;
  std::uint32_t timescale;
  std::int64_t presentation_shift;
  std::int64_t end_decode_time;
  std::uint64_t segments_offset;
  std::uint64_t groups_offset;
  std::uint64_t samples_offset;
  std::uint32_t segment_count;
  std::uint32_t group_count;
  std::uint32_t sample_count;
  std::uint32_t reserved;
};
struct SegmentRecord {
  std::int64_t presentation_time;
  std::uint64_t bytes;
  std::uint32_t first_sample;
  std::uint32_t sample_count;
};
struct GroupRecord {
  std::int64_t decode_time;
  std::int64_t presentation_time;
  std::uint64_t base_offset;
  std::uint64_t bytes;
  std::uint32_t first_sample;
  std::uint32_t sample_count;
  std::uint32_t checksum;
  std::uint32_t sync;
};
struct SampleRecord {
  std::uint32_t decode_delta;
  std::int32_t composition_offset;
  std::uint32_t size_and_sync;
  std::uint32_t offset_delta;
};
// Streams and runs lie in the file as they are.
static_assert(sizeof(CarriedStream) == 12 && sizeof(Run) == 32);
static_assert(sizeof(FileHeader) == 144 && sizeof(TrackRecord) == 64 && sizeof(SegmentRecord) == 24 &&
              sizeof(GroupRecord) == 48 && sizeof(SampleRecord) == 16);
static_assert(std::endian::native == std::endian::little, "the file is little-endian and mapped as it is");

}  // namespace detail

namespace {

using detail::FileHeader;
using detail::GroupRecord;
using detail::SampleRecord;
using detail::SegmentRecord;
using detail::TrackRecord;

constexpr char kMagic[8] = {'A', 'V', 'T', 'A', 'B', 'L', 'E', '\0'};
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kChecksummedFrom = 24;
constexpr std::uint32_t kSyncBit = 1u << 31;
constexpr std::uint32_t kSyncRun = 64;
constexpr std::uint64_t kSpanLimit = std::numeric_limits<std::uint32_t>::max();

base::ByteView bytes_of(std::span<const SampleRecord> records) {
  return {reinterpret_cast<const std::uint8_t*>(records.data()), records.size_bytes()};
}

// ---- reading

template <typename Record>
std::optional<std::span<const Record>> records_at(base::ByteView file, std::uint64_t offset,
                                                  std::uint64_t count) {
  if (offset % 8 != 0 || offset > file.size() || count > (file.size() - offset) / sizeof(Record))
    return std::nullopt;
  return std::span(reinterpret_cast<const Record*>(file.data() + offset), count);
}

bool groups_are_consistent(std::span<const GroupRecord> groups, std::uint32_t sample_count) {
  std::uint64_t next = 0;
  for (const GroupRecord& group : groups) {
    if (group.first_sample != next || group.sample_count == 0) return false;
    next += group.sample_count;
  }
  return next == sample_count;
}

bool segments_are_consistent(std::span<const SegmentRecord> segments, std::uint32_t sample_count) {
  std::uint64_t next = 0;
  for (const SegmentRecord& segment : segments) {
    if (segment.first_sample != next || segment.sample_count == 0) return false;
    next += segment.sample_count;
  }
  return next == sample_count;
}

// Each run holds something, lies in the file, and is of one of the streams.
bool runs_are_consistent(const FileHeader& header, std::span<const CarriedStream> streams,
                         std::span<const Run> runs) {
  const std::uint64_t size = header.master_size;
  if (header.carrier > static_cast<std::uint32_t>(CarrierKind::Ogg)) return false;
  if (header.carrier == 0) return runs.empty() && header.media_bytes == size;
  const bool transport = header.carrier == static_cast<std::uint32_t>(CarrierKind::TransportStream);
  if (transport && (header.carrier_packet < 188 || header.carrier_packet > 204)) return false;
  std::uint64_t next = 0;
  for (const Run& run : runs) {
    const bool in_order = next == 0 ? run.offset == 0 : run.offset >= next;
    if (!in_order || run.position > size || run.stretch > size - run.position || run.stream >= streams.size())
      return false;
    next = run.offset + 1;
  }
  return next <= header.media_bytes;
}

// ---- writing

// Splits one track's samples into groups; see "Group record" in the format document.
class GroupBuilder {
 public:
  explicit GroupBuilder(std::int64_t presentation_shift) : shift_(presentation_shift) {}

  void add(const Sample& sample) {
    if (begins_group(sample)) flush();
    if (pending_.empty()) {
      lowest_ = sample.offset;
      highest_ = sample.offset;
    }
    lowest_ = std::min(lowest_, sample.offset);
    highest_ = std::max(highest_, sample.offset);
    pending_.push_back(sample);
  }
  void flush() {
    if (pending_.empty()) return;
    const auto presents = [&](const Sample& sample) { return sample.composition_time() + shift_; };
    GroupRecord group{pending_.front().decode_time,
                      presents(pending_.front()),
                      lowest_,
                      0,
                      static_cast<std::uint32_t>(records.size()),
                      static_cast<std::uint32_t>(pending_.size()),
                      0,
                      pending_.front().sync ? 1u : 0u};
    for (const Sample& sample : pending_) {
      group.bytes += sample.size;
      group.presentation_time = std::min(group.presentation_time, presents(sample));
      records.push_back({static_cast<std::uint32_t>(sample.decode_time - group.decode_time),
                         sample.composition_offset, sample.size | (sample.sync ? kSyncBit : 0),
                         static_cast<std::uint32_t>(sample.offset - lowest_)});
    }
    group.checksum = base::hash32(bytes_of(std::span(records).subspan(group.first_sample)));
    groups.push_back(group);
    pending_.clear();
  }

  std::vector<GroupRecord> groups;
  std::vector<SampleRecord> records;

 private:
  bool begins_group(const Sample& sample) const {
    if (pending_.empty()) return false;
    const std::uint64_t span = std::max(highest_, sample.offset) - std::min(lowest_, sample.offset);
    if (span > kSpanLimit || sample.decode_time - pending_.front().decode_time > std::int64_t{kSpanLimit})
      return true;
    if (!sample.sync) return false;
    return !pending_.back().sync || pending_.size() >= kSyncRun;
  }

  std::int64_t shift_;
  std::vector<Sample> pending_;
  std::uint64_t lowest_ = 0, highest_ = 0;
};

base::Result<void> check(const TrackSamples& track, std::uint64_t media_bytes) {
  const auto wrong = [&](std::size_t index, std::string_view what) {
    return fail(Fault::OutOfRange, base::format("sample {} of track {} {}", index + 1, track.track_id, what));
  };
  if (track.samples.size() > std::numeric_limits<std::uint32_t>::max() / 2)
    return fail(Fault::TooLarge, base::format("track {} has too many samples", track.track_id));
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    const Sample& sample = track.samples[i];
    if (sample.size >= kSyncBit) return wrong(i, "is too large");
    if (sample.offset > media_bytes || sample.size > media_bytes - sample.offset)
      return wrong(i, "lies outside the file");
    if (i > 0 && sample.decode_time < track.samples[i - 1].decode_time)
      return wrong(i, "runs backwards in time");
  }
  return {};
}

// A track whose samples are ready to be laid out.
struct Prepared {
  TrackRecord record{};
  std::vector<SegmentRecord> segments;
  std::vector<GroupRecord> groups;
  std::vector<SampleRecord> samples;
};

Prepared prepare(const Track& track, const TrackSamples& samples, const std::vector<Segment>& segments) {
  GroupBuilder builder(track.presentation_shift);
  for (const Sample& sample : samples.samples) builder.add(sample);
  builder.flush();
  Prepared prepared;
  for (const Segment& segment : segments)
    prepared.segments.push_back(
        {segment.presentation_time, segment.bytes, segment.first_sample, segment.sample_count});
  prepared.groups = std::move(builder.groups);
  prepared.samples = std::move(builder.records);
  prepared.record.id = track.id;
  prepared.record.timescale = track.timescale;
  prepared.record.presentation_shift = track.presentation_shift;
  prepared.record.end_decode_time = samples.samples.back().decode_time + samples.samples.back().duration;
  prepared.record.segment_count = static_cast<std::uint32_t>(prepared.segments.size());
  prepared.record.group_count = static_cast<std::uint32_t>(prepared.groups.size());
  prepared.record.sample_count = static_cast<std::uint32_t>(prepared.samples.size());
  return prepared;
}

// Appends whole records, keeping everything at multiples of 8.
class Layout {
 public:
  template <typename Record>
  std::uint64_t add(std::span<const Record> records) {
    while (bytes.size() % 8 != 0) bytes.push_back(0);
    const std::uint64_t at = bytes.size();
    const auto* raw = reinterpret_cast<const std::uint8_t*>(records.data());
    bytes.insert(bytes.end(), raw, raw + records.size_bytes());
    return at;
  }
  base::Bytes bytes;
};

// Reference first: the first enabled video track that has samples, else the first audio track.
std::vector<TrackSamples> in_order(const MediaInfo& info, const std::vector<TrackSamples>& tracks) {
  const auto rank = [&](const TrackSamples& track) {
    const auto found = std::ranges::find(info.tracks, track.track_id, &Track::id);
    const int kind = found->kind == TrackKind::Video ? 0 : found->kind == TrackKind::Audio ? 1 : 2;
    return std::pair(kind, found->enabled ? 0 : 1);
  };
  std::vector<TrackSamples> ordered;
  for (const TrackSamples& track : tracks)
    if (!track.samples.empty() &&
        std::ranges::find(info.tracks, track.track_id, &Track::id) != info.tracks.end())
      ordered.push_back(track);
  std::ranges::stable_sort(ordered, {}, rank);
  return ordered;
}

// Negative composition offsets (version 1 of `ctts` and `trun`) are taken out of the samples and into the
// presentation shift: the times stay the same, and whoever packages has one case less.
void raise_composition_offsets(Track& track, std::vector<Sample>& samples) {
  const auto [least, most] = std::ranges::minmax(samples, {}, &Sample::composition_offset);
  const std::int64_t raise = -std::int64_t{least.composition_offset};
  if (raise <= 0 || most.composition_offset + raise > std::numeric_limits<std::int32_t>::max()) return;
  for (Sample& sample : samples)
    sample.composition_offset = static_cast<std::int32_t>(sample.composition_offset + raise);
  track.presentation_shift -= raise;
}

std::uint64_t media_bytes_of(const MasterStamp& stamp, const Repackaging& repackaging) {
  return repackaging.carrier.kind == CarrierKind::None ? stamp.size : repackaging.bytes;
}

base::Bytes lay_out(const MediaInfo& info, const MasterStamp& stamp, std::vector<Prepared>& tracks,
                    const Repackaging& repackaging) {
  Layout layout;
  FileHeader header{};
  layout.add(std::span<const FileHeader>(&header, 1));
  const std::string json = to_json(info);
  header.info_bytes = json.size();
  header.info_offset = layout.add(base::as_bytes(json));
  header.tracks_offset = layout.add(base::ByteView{});
  layout.bytes.resize(layout.bytes.size() + tracks.size() * sizeof(TrackRecord));
  for (Prepared& track : tracks)
    track.record.segments_offset = layout.add(std::span<const SegmentRecord>(track.segments));
  for (Prepared& track : tracks)
    track.record.groups_offset = layout.add(std::span<const GroupRecord>(track.groups));
  header.streams_offset = layout.add(std::span<const CarriedStream>(repackaging.streams));
  header.runs_offset = layout.add(std::span<const Run>(repackaging.runs));
  header.top_bytes = layout.add(base::ByteView{});
  for (Prepared& track : tracks)
    track.record.samples_offset = layout.add(std::span<const SampleRecord>(track.samples));
  for (std::size_t i = 0; i < tracks.size(); ++i)
    std::memcpy(layout.bytes.data() + header.tracks_offset + i * sizeof(TrackRecord), &tracks[i].record,
                sizeof(TrackRecord));
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.version = kVersion;
  header.track_count = static_cast<std::uint32_t>(tracks.size());
  header.file_bytes = layout.bytes.size();
  std::memcpy(header.identity, stamp.identity.data(), stamp.identity.size());
  header.master_size = stamp.size;
  header.master_modified = stamp.modified;
  header.segment_target = static_cast<std::uint32_t>(base::ticks_in(kSegmentTarget, 1000));
  header.carrier = static_cast<std::uint32_t>(repackaging.carrier.kind);
  header.carrier_packet = repackaging.carrier.packet_bytes;
  header.stream_count = static_cast<std::uint32_t>(repackaging.streams.size());
  header.run_count = repackaging.runs.size();
  header.media_bytes = media_bytes_of(stamp, repackaging);
  std::memcpy(layout.bytes.data(), &header, sizeof header);
  header.checksum = base::hash64(
      base::ByteView(layout.bytes).subspan(kChecksummedFrom, header.top_bytes - kChecksummedFrom));
  std::memcpy(layout.bytes.data(), &header, sizeof header);
  return std::move(layout.bytes);
}

}  // namespace

// ---- TrackTable

std::uint32_t TrackTable::track_id() const { return record_->id; }
std::uint32_t TrackTable::timescale() const { return record_->timescale; }
std::uint32_t TrackTable::sample_count() const { return record_->sample_count; }
std::uint32_t TrackTable::group_count() const { return record_->group_count; }
std::uint32_t TrackTable::segment_count() const { return record_->segment_count; }
std::int64_t TrackTable::end_decode_time() const { return record_->end_decode_time; }

Segment TrackTable::segment(std::uint32_t index) const {
  const SegmentRecord& record = segments_[index];
  return {record.first_sample, record.sample_count, record.presentation_time, record.bytes};
}

Group TrackTable::group(std::uint32_t index) const {
  const GroupRecord& record = groups_[index];
  return {record.first_sample,      record.sample_count, record.decode_time,
          record.presentation_time, record.bytes,        record.sync == 1};
}

base::Result<std::vector<Sample>> TrackTable::samples(std::uint32_t first, std::uint32_t count) const {
  if (first > record_->sample_count || count > record_->sample_count - first)
    return fail(Fault::OutOfRange, base::format("track {} has no sample {}", record_->id, first + count));
  std::vector<Sample> result;
  if (count == 0) return result;
  result.reserve(count);
  const std::uint32_t end = first + count;
  for (std::uint32_t g = group_of_sample(first); g < groups_.size() && groups_[g].first_sample < end; ++g) {
    const GroupRecord& group = groups_[g];
    const auto records = samples_.subspan(group.first_sample, group.sample_count);
    if (base::hash32(bytes_of(records)) != group.checksum)
      return fail(Fault::Io, base::format("group {} of track {} fails its checksum", g, record_->id));
    const std::int64_t group_end =
        g + 1 < groups_.size() ? groups_[g + 1].decode_time : record_->end_decode_time;
    for (std::uint32_t i = std::max(first, group.first_sample);
         i < std::min(end, group.first_sample + group.sample_count); ++i) {
      const SampleRecord& record = samples_[i];
      const bool last = i + 1 == group.first_sample + group.sample_count;
      const std::int64_t decode_time = group.decode_time + record.decode_delta;
      const std::int64_t next = last ? group_end : group.decode_time + samples_[i + 1].decode_delta;
      result.push_back({decode_time, record.composition_offset,
                        static_cast<std::uint32_t>(next - decode_time), record.size_and_sync & ~kSyncBit,
                        group.base_offset + record.offset_delta, (record.size_and_sync & kSyncBit) != 0});
    }
  }
  return result;
}

bool TrackTable::is_whole() const {
  return std::ranges::all_of(groups_, [&](const GroupRecord& group) {
    return std::uint64_t{group.first_sample} + group.sample_count <= samples_.size() &&
           base::hash32(bytes_of(samples_.subspan(group.first_sample, group.sample_count))) == group.checksum;
  });
}

namespace {
// Index of the last record whose key is <= value; 0 if none is.
template <typename Records, typename Value, typename Key>
std::uint32_t last_at_or_before(const Records& records, Value value, Key key) {
  const auto after = std::ranges::upper_bound(records, value, {}, key);
  return after == records.begin() ? 0 : static_cast<std::uint32_t>(after - records.begin() - 1);
}
}  // namespace

std::uint32_t TrackTable::segment_at(std::int64_t presentation_time) const {
  return last_at_or_before(segments_, presentation_time, &SegmentRecord::presentation_time);
}
std::uint32_t TrackTable::group_at(std::int64_t presentation_time) const {
  return last_at_or_before(groups_, presentation_time, &GroupRecord::presentation_time);
}
std::uint32_t TrackTable::group_of_sample(std::uint32_t sample) const {
  return last_at_or_before(groups_, sample, &GroupRecord::first_sample);
}

// ---- SampleTable

base::Result<SampleTable> SampleTable::open(base::Source file) {
  const auto broken = [](std::string_view what) {
    return fail(Fault::Malformed, base::format("not a usable sample table: {}", what));
  };
  const base::ByteView bytes = file->view();
  if (bytes.size() < sizeof(FileHeader)) return broken("it is too short");
  FileHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) return broken("it does not begin with AVTABLE");
  if (header.version != kVersion) return broken(base::format("its version is {}", header.version));
  if (header.file_bytes != bytes.size() || header.top_bytes < sizeof header ||
      header.top_bytes > bytes.size())
    return broken("its length is wrong");
  if (base::hash64(bytes.subspan(kChecksummedFrom, header.top_bytes - kChecksummedFrom)) != header.checksum)
    return broken("its checksum does not hold");
  if (header.info_offset > bytes.size() || header.info_bytes > bytes.size() - header.info_offset)
    return broken("its media info lies outside");
  const auto records = records_at<TrackRecord>(bytes, header.tracks_offset, header.track_count);
  if (!records) return broken("its track records lie outside");
  const auto streams = records_at<CarriedStream>(bytes, header.streams_offset, header.stream_count);
  const auto runs = records_at<Run>(bytes, header.runs_offset, header.run_count);
  if (!streams || !runs || !runs_are_consistent(header, *streams, *runs))
    return broken("its runs are inconsistent");

  SampleTable table;
  table.info_ = std::make_shared<const MediaInfo>(
      TRY(media_info_from_json(base::as_text(bytes.subspan(header.info_offset, header.info_bytes)))));
  std::memcpy(table.stamp_.identity.data(), header.identity, sizeof header.identity);
  table.stamp_.size = header.master_size;
  table.stamp_.modified = header.master_modified;
  table.carrier_ = {static_cast<CarrierKind>(header.carrier), header.carrier_packet};
  table.streams_ = *streams;
  table.runs_ = *runs;
  table.media_bytes_ = header.media_bytes;
  for (const TrackRecord& record : *records) {
    const auto segments = records_at<SegmentRecord>(bytes, record.segments_offset, record.segment_count);
    const auto groups = records_at<GroupRecord>(bytes, record.groups_offset, record.group_count);
    const auto samples = records_at<SampleRecord>(bytes, record.samples_offset, record.sample_count);
    if (!segments || !groups || !samples || record.timescale == 0 || record.sample_count == 0 ||
        !groups_are_consistent(*groups, record.sample_count) ||
        !segments_are_consistent(*segments, record.sample_count))
      return broken(base::format("track {} is inconsistent", record.id));
    TrackTable& track = table.tracks_.emplace_back();
    track.record_ = &record;
    track.segments_ = *segments;
    track.groups_ = *groups;
    track.samples_ = *samples;
  }
  table.file_ = std::move(file);
  return table;
}

const TrackTable* SampleTable::track(std::uint32_t track_id) const {
  const auto found = std::ranges::find(tracks_, track_id, &TrackTable::track_id);
  return found == tracks_.end() ? nullptr : &*found;
}

base::Source SampleTable::media(const base::Source& master) const {
  if (carrier_.kind == CarrierKind::None) return master;
  return std::make_shared<const RepackagedSource>(master, file_, carrier_, streams_, runs_, media_bytes_);
}

base::Result<base::Bytes> write_sample_table(MediaInfo info, const MasterStamp& stamp,
                                             const std::vector<TrackSamples>& tracks,
                                             const Repackaging& repackaging) {
  std::vector<TrackSamples> ordered = in_order(info, tracks);
  for (TrackSamples& track : ordered) {
    TRY(check(track, media_bytes_of(stamp, repackaging)));
    raise_composition_offsets(*std::ranges::find(info.tracks, track.track_id, &Track::id), track.samples);
  }
  const std::vector<std::vector<Segment>> plan = plan_segments(info, ordered, kSegmentTarget);
  std::vector<Prepared> prepared;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    Track& track = *std::ranges::find(info.tracks, ordered[i].track_id, &Track::id);
    prepared.push_back(prepare(track, ordered[i], plan[i]));
    track.bytes = 0;
    for (const Segment& segment : plan[i]) track.bytes += segment.bytes;
  }
  return lay_out(info, stamp, prepared, repackaging);
}

}  // namespace media
