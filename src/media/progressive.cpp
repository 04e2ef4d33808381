#include "media/progressive.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "media/isobmff/movie_writer.h"
#include "media/isobmff/writer.h"

namespace media {
namespace {

using base::ByteWriter;
using base::fail;
using base::Fault;
using isobmff::Box;

constexpr std::uint32_t kBatch = 16'384;        // samples looked at together
constexpr std::uint32_t kSamplesInChunk = 128;  // at most, where samples follow each other directly

// Equal neighbours counted together, as `stts`, `ctts` and `stsc` do.
class Runs {
 public:
  void add(std::uint32_t value) {
    if (count_ > 0 && value == value_) {
      ++count_;
      return;
    }
    flush();
    value_ = value;
    count_ = 1;
  }
  void flush() {
    if (count_ == 0) return;
    entries_.u32(count_).u32(value_);
    count_ = 0;
  }
  std::size_t size() const { return entries_.size() / 8; }
  base::ByteView view() const { return entries_.view(); }

 private:
  ByteWriter entries_;
  std::uint32_t value_ = 0, count_ = 0;
};

// The sample table of one track (8.6, 8.7), gathered in one pass over its samples.
class SampleBoxes {
 public:
  explicit SampleBoxes(std::int64_t composition_bias) : composition_bias_(composition_bias) {}

  void add(const Sample& sample) {
    ++count_;
    durations_.add(sample.duration);
    compositions_.add(static_cast<std::uint32_t>(sample.composition_offset + composition_bias_));
    reordered_ = reordered_ || sample.composition_offset + composition_bias_ != 0;
    if (sample.sync) sync_.u32(count_);
    sizes_.u32(sample.size);
    same_size_ = same_size_ && (count_ == 1 || sample.size == first_size_);
    if (count_ == 1) first_size_ = sample.size;
    duration_ += sample.duration;
    if (sample.offset != chunk_end_ || in_chunk_ == kSamplesInChunk || in_chunk_ == 0) {
      end_chunk();
      chunks_.push_back(sample.offset);
    }
    ++in_chunk_;
    chunk_end_ = sample.offset + sample.size;
  }
  void finish() {
    durations_.flush();
    compositions_.flush();
    end_chunk();
  }

  std::uint64_t duration() const { return duration_; }
  const std::vector<std::uint64_t>& chunks() const { return chunks_; }

  // Writes `stbl`; gives the place of the chunk offsets, which stay zero until the head's size is known.
  std::size_t write(ByteWriter& out, const Track& track, std::size_t offset_width) const {
    const Box stbl(out, "stbl");
    isobmff::write_sample_description(out, track);
    write_entries(out, "stts", 0, durations_.size(), durations_.view());
    if (reordered_) write_entries(out, "ctts", 1, compositions_.size(), compositions_.view());
    if (sync_.size() / 4 != count_) write_entries(out, "stss", 0, sync_.size() / 4, sync_.view());
    write_entries(out, "stsc", 0, chunk_runs_.size() / 12, chunk_runs_.view());
    {
      const Box box(out, "stsz", 0, 0);
      out.u32(same_size_ ? first_size_ : 0).u32(count_);
      if (!same_size_) out.bytes(sizes_.view());
    }
    const Box box(out, offset_width == 8 ? "co64" : "stco", 0, 0);
    out.u32(chunks_.size());
    const std::size_t at = out.size();
    out.zeros(chunks_.size() * offset_width);
    return at;
  }

 private:
  static void write_entries(ByteWriter& out, std::string_view type, std::uint8_t version, std::size_t count,
                            base::ByteView entries) {
    const Box box(out, type, version, 0);
    out.u32(count).bytes(entries);
  }
  // 8.7.4: a `stsc` entry where the number of samples in a chunk changes.
  void end_chunk() {
    if (in_chunk_ == 0) return;
    if (in_chunk_ != last_in_chunk_) chunk_runs_.u32(chunks_.size()).u32(in_chunk_).u32(1);
    last_in_chunk_ = in_chunk_;
    in_chunk_ = 0;
  }

  std::int64_t composition_bias_;
  std::uint32_t count_ = 0, first_size_ = 0;
  bool same_size_ = true, reordered_ = false;
  std::uint64_t duration_ = 0;
  Runs durations_, compositions_;
  ByteWriter sync_, sizes_, chunk_runs_;
  std::vector<std::uint64_t> chunks_;
  std::uint64_t chunk_end_ = 0;
  std::uint32_t in_chunk_ = 0, last_in_chunk_ = 0;
};

struct MovieTrack {
  const Track* track;
  SampleBoxes boxes;
  std::vector<isobmff::EditEntry> edits;
  std::uint64_t duration;  // movie timescale
};

// The least timescale in which every track's edits are exact; microseconds where it would be absurd.
std::uint32_t movie_timescale(const SampleTable& table) {
  constexpr std::uint64_t kFinest = 100'000'000;
  std::uint64_t timescale = 1;
  for (const TrackTable& track : table.tracks())
    timescale = std::lcm(timescale, std::uint64_t{track.timescale()});
  return timescale <= kFinest ? static_cast<std::uint32_t>(timescale) : 1'000'000;
}

base::Result<MovieTrack> movie_track(const Track& track, const TrackTable& samples, std::uint32_t timescale) {
  // `stts` counts from 0, whatever the first decode time was; no media time of an edit is below 0.
  const Sample first = TRY(samples.samples(0, 1)).front();
  const std::int64_t start = base::ticks_in(track.presentation.start, track.timescale);
  const std::int64_t media_time = start - track.presentation_shift - first.decode_time;
  const std::int64_t bias = std::max<std::int64_t>(0, -media_time);
  MovieTrack result{&track, SampleBoxes(bias), {}, 0};
  for (std::uint32_t at = 0; at < samples.sample_count(); at += kBatch) {
    const std::uint32_t count = std::min(kBatch, samples.sample_count() - at);
    const std::vector<Sample> batch = TRY(samples.samples(at, count));
    for (const Sample& sample : batch) result.boxes.add(sample);
  }
  result.boxes.finish();
  const auto in_movie = [&](base::Time time) {
    return static_cast<std::uint64_t>(base::ticks_in(time, timescale));
  };
  if (start > 0) result.edits.push_back({in_movie(track.presentation.start), std::nullopt});
  result.edits.push_back({in_movie(track.presentation.length()), media_time + bias});
  result.duration = in_movie(track.presentation.end);
  return result;
}

// iTunes metadata, which every player and tool reads: `udta/meta/ilst`.
void write_provenance(ByteWriter& out, const Provenance& provenance) {
  if (provenance.title.empty() && provenance.rights.empty() && provenance.source.empty()) return;
  const Box udta(out, "udta");
  const Box meta(out, "meta", 0, 0);
  {
    const Box box(out, "hdlr", 0, 0);
    out.u32(0).text("mdirappl").zeros(9);
  }
  const Box ilst(out, "ilst");
  const auto item = [&](std::string_view type, const std::string& value) {
    if (value.empty()) return;
    const Box box(out, type);
    const Box data(out, "data");
    out.u32(1).u32(0).text(value);  // UTF-8
  };
  item("\xA9nam", provenance.title);
  item("cprt", provenance.rights);
  item(
      "\xA9"
      "cmt",
      provenance.source.empty() ? "" : "Source: " + provenance.source);
}

void fill_chunk_offsets(base::Bytes& head, std::size_t at, const std::vector<std::uint64_t>& chunks,
                        std::size_t width) {
  for (const std::uint64_t chunk : chunks) {
    const std::uint64_t offset = chunk + head.size();
    for (std::size_t i = 0; i < width; ++i)
      head[at + i] = static_cast<std::uint8_t>(offset >> (8 * (width - 1 - i)));
    at += width;
  }
}

base::Bytes write_head(const SampleTable& table, const std::vector<MovieTrack>& tracks,
                       std::uint32_t timescale, const Provenance& provenance, std::size_t offset_width) {
  std::uint32_t last_id = 0;
  for (const MovieTrack& track : tracks) last_id = std::max(last_id, track.track->id);
  const std::uint64_t duration = static_cast<std::uint64_t>(base::ticks_in(table.info().duration, timescale));
  ByteWriter out;
  isobmff::write_brands(out, "ftyp", {"isom", "iso6", "mp41"});
  std::vector<std::size_t> chunk_tables;
  {
    const Box moov(out, "moov");
    isobmff::write_movie_header(out, timescale, duration, last_id + 1);
    for (const MovieTrack& track : tracks) {
      const Box trak(out, "trak");
      isobmff::write_track_header(out, *track.track, track.track->id, track.duration);
      isobmff::write_edits(out, track.edits);
      const Box mdia(out, "mdia");
      isobmff::write_media_headers(out, *track.track, track.boxes.duration());
      const Box minf(out, "minf");
      isobmff::write_media_information(out, *track.track);
      chunk_tables.push_back(track.boxes.write(out, *track.track, offset_width));
    }
    write_provenance(out, provenance);
  }
  isobmff::write_media_data_header(out, table.stamp().size);
  base::Bytes head = out.take();
  for (std::size_t i = 0; i < tracks.size(); ++i)
    fill_chunk_offsets(head, chunk_tables[i], tracks[i].boxes.chunks(), offset_width);
  return head;
}

}  // namespace

base::Result<base::Bytes> progressive_head(const SampleTable& table, const Provenance& provenance) {
  const std::uint32_t timescale = movie_timescale(table);
  std::vector<MovieTrack> tracks;
  for (const Track& track : table.info().tracks) {
    const TrackTable* samples = table.track(track.id);
    const bool media = track.kind == TrackKind::Video || track.kind == TrackKind::Audio;
    if (!media || !samples || track.presentation.empty()) continue;
    tracks.push_back(TRY(movie_track(track, *samples, timescale)));
  }
  if (tracks.empty()) return fail(Fault::NotFound, "no track of this work can be put into an MP4");
  base::Bytes head = write_head(table, tracks, timescale, provenance, 4);
  if (head.size() + table.stamp().size > std::numeric_limits<std::uint32_t>::max())
    head = write_head(table, tracks, timescale, provenance, 8);
  return head;
}

base::Result<base::Splice> progressive_body(const SampleTable& table, const base::Source& master) {
  if (master->size() != table.stamp().size)
    return fail(Fault::Conflict, "the master is no longer the one that was indexed");
  return base::Splice(master);
}

base::Result<base::Splice> progressive_mp4(const SampleTable& table, const base::Source& master,
                                           const Provenance& provenance) {
  base::Splice result(TRY(progressive_head(table, provenance)));
  result.append(TRY(progressive_body(table, master)));
  return result;
}

}  // namespace media
