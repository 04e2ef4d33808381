// SampleTable: where every sample of a master lies and when it shows, in two levels (groups of pictures above
// samples) with the segment plan on top. Built once at ingest, kept as the flat file that
// docs/formats/sample_table.md describes, mapped at serve time. All look-ups are O(log n) at most; none reads
// more of the file than it answers with. Immutable; safe from any thread. Times are ticks of the track's own
// timescale; "presentation" times are on the work's timeline (Track::presentation_shift applied).
// Terms: ISO/IEC 14496-12 8.6 (decode time, composition offset, sync sample).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_source.h"
#include "base/hash.h"
#include "media/media_info.h"
#include "media/repackaged/run.h"

namespace media {

struct Sample {
  std::int64_t decode_time = 0;  // ticks, media timeline
  std::int32_t composition_offset = 0;
  std::uint32_t duration = 0;  // ticks to the next sample's decode time
  std::uint32_t size = 0;      // bytes, below 2^31
  std::uint64_t offset = 0;    // bytes into SampleTable::media
  bool sync = false;

  std::int64_t composition_time() const { return decode_time + composition_offset; }
};

// A run of samples that can be decoded on its own: it begins at a sync sample. Where every sample is a sync
// sample (audio, intra-only video) a group holds up to 64.
struct Group {
  std::uint32_t first_sample = 0;
  std::uint32_t sample_count = 0;
  std::int64_t decode_time = 0;        // of the first sample
  std::int64_t presentation_time = 0;  // the earliest in the group
  std::uint64_t bytes = 0;             // sum of sample sizes
  bool sync = false;  // false: the first group of a track that does not begin with a sync sample
};

struct Segment {
  std::uint32_t first_sample = 0;
  std::uint32_t sample_count = 0;      // never 0
  std::int64_t presentation_time = 0;  // the earliest in the segment; below 0 for audio priming
  std::uint64_t bytes = 0;
};

namespace detail {
struct TrackRecord;
struct GroupRecord;
struct SampleRecord;
struct SegmentRecord;
}  // namespace detail

class TrackTable {
 public:
  std::uint32_t track_id() const;
  std::uint32_t timescale() const;
  std::uint32_t sample_count() const;
  std::uint32_t group_count() const;
  std::uint32_t segment_count() const;
  std::int64_t end_decode_time() const;  // decode time after the last sample

  Segment segment(std::uint32_t index) const;  // index < segment_count()
  Group group(std::uint32_t index) const;      // index < group_count()

  // The samples [first, first + count). Io where the stored checksum of a touched group does not hold.
  base::Result<std::vector<Sample>> samples(std::uint32_t first, std::uint32_t count) const;

  // The last segment or group that begins at or before a presentation time (0 if all begin later).
  std::uint32_t segment_at(std::int64_t presentation_time) const;
  std::uint32_t group_at(std::int64_t presentation_time) const;
  std::uint32_t group_of_sample(std::uint32_t sample) const;

  // Whether the checksums of all groups hold: reads the whole table.
  bool is_whole() const;

 private:
  friend class SampleTable;
  const detail::TrackRecord* record_ = nullptr;
  std::span<const detail::SegmentRecord> segments_;
  std::span<const detail::GroupRecord> groups_;
  std::span<const detail::SampleRecord> samples_;
};

// What an index is valid for: rebuilt when the master no longer matches.
struct MasterStamp {
  base::Digest identity{};    // base::content_identity
  std::uint64_t size = 0;     // bytes
  std::int64_t modified = 0;  // nanoseconds since 1970
  friend bool operator==(const MasterStamp&, const MasterStamp&) = default;
};

class SampleTable {
 public:
  // Over a mapped or in-memory file (`file->view()` is not empty). Malformed if it is not a sample table,
  // is of another version, or fails its checksum; every offset inside is checked here, once.
  static base::Result<SampleTable> open(base::Source file);

  const MediaInfo& info() const { return *info_; }
  const MasterStamp& stamp() const { return stamp_; }
  // What the offsets of samples count in: the master itself; or, where its samples are scattered over small
  // packets, the same samples one after the other (repackaged/run.h), made of the master's bytes when they
  // are read. `master` must be the one that was indexed.
  base::Source media(const base::Source& master) const;
  std::uint64_t media_bytes() const { return media_bytes_; }  // size of that
  std::span<const TrackTable> tracks() const { return tracks_; }
  const TrackTable* track(std::uint32_t track_id) const;  // null: no samples are indexed for it
  // The boundaries of all renditions, as starts of the reference track's segments. Never empty if a track is.
  const TrackTable* reference() const { return tracks_.empty() ? nullptr : &tracks_.front(); }

 private:
  base::Source file_;
  std::shared_ptr<const MediaInfo> info_;
  MasterStamp stamp_;
  std::vector<TrackTable> tracks_;
  Carrier carrier_;
  std::span<const CarriedStream> streams_;
  std::span<const Run> runs_;
  std::uint64_t media_bytes_ = 0;
};

// What a demuxer hands over for one packageable track, in decode order.
struct TrackSamples {
  std::uint32_t track_id = 0;
  std::vector<Sample> samples;
};

// The flat file. Tracks without a Track in `info` or without samples are left out; the reference track (first
// enabled video, else first audio) is written first. Fills Track::bytes in the written info.
// OutOfRange if a sample lies outside the master (or what it is repackaged to) or decode times run backwards.
base::Result<base::Bytes> write_sample_table(MediaInfo info, const MasterStamp& stamp,
                                             const std::vector<TrackSamples>& tracks,
                                             const Repackaging& repackaging = {});

// Where renditions are cut: about this long, at sync samples of the reference track, the nearest one each
// time.
inline constexpr base::Time kSegmentTarget = base::Time::seconds(6);

}  // namespace media
