#include "media/movie_head.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "media/isobmff/writer.h"

namespace media {

using base::ByteWriter;
using isobmff::Box;

namespace {

constexpr std::uint32_t kSamplesInChunk = 128;  // at most, where samples follow each other directly
constexpr std::size_t kRoom = 64 << 10;         // for all boxes that do not grow with the samples

void write_entries(ByteWriter& out, std::string_view type, std::uint8_t version, std::size_t count,
                   base::ByteView entries) {
  const Box box(out, type, version, 0);
  out.u32(count).bytes(entries);
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

base::Bytes write_head(const std::vector<MovieTrack>& tracks, std::uint32_t timescale, std::uint64_t duration,
                       std::uint64_t payload, const Provenance& provenance, std::size_t offset_width) {
  std::uint32_t last_id = 0;
  for (const MovieTrack& track : tracks) last_id = std::max(last_id, track.track->id);
  ByteWriter out;
  // Memory that is never moved nor touched twice: heads of hours are megabytes.
  std::size_t room = kRoom;
  for (const MovieTrack& track : tracks) room += track.boxes.bytes(offset_width);
  out.reserve(room);
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
  isobmff::write_media_data_header(out, payload);
  base::Bytes head = out.take();
  for (std::size_t i = 0; i < tracks.size(); ++i)
    fill_chunk_offsets(head, chunk_tables[i], tracks[i].boxes.chunks(), offset_width);
  return head;
}

}  // namespace

void SampleBoxes::add(std::span<const Sample> samples) {
  for (const Sample& sample : samples) add(sample);
}

void SampleBoxes::add(const Sample& sample) {
  ++count_;
  durations_.add(sample.duration);
  const auto composition = static_cast<std::uint32_t>(sample.composition_offset + composition_bias_);
  compositions_.add(composition);
  reordered_ = reordered_ || composition != 0;
  if (sample.sync) sync_.u32(count_);
  sizes_.push_back(__builtin_bswap32(sample.size));
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

void SampleBoxes::finish() {
  durations_.flush();
  compositions_.flush();
  end_chunk();
}

// 8.7.4: a `stsc` entry where the number of samples in a chunk changes.
void SampleBoxes::end_chunk() {
  if (in_chunk_ == 0) return;
  if (in_chunk_ != last_in_chunk_) chunk_runs_.u32(chunks_.size()).u32(in_chunk_).u32(1);
  last_in_chunk_ = in_chunk_;
  in_chunk_ = 0;
}

std::size_t SampleBoxes::bytes(std::size_t offset_width) const {
  constexpr std::size_t kBoxHeads = 7 * 20;
  return durations_.view().size() + (reordered_ ? compositions_.view().size() : 0) + sync_.size() +
         chunk_runs_.size() + (same_size_ ? 0 : sizes_.size() * 4) + chunks_.size() * offset_width +
         kBoxHeads;
}

std::size_t SampleBoxes::write(ByteWriter& out, const Track& track, std::size_t offset_width) const {
  const Box stbl(out, "stbl");
  isobmff::write_sample_description(out, track);
  write_entries(out, "stts", 0, durations_.size(), durations_.view());
  if (reordered_) write_entries(out, "ctts", 1, compositions_.size(), compositions_.view());
  if (sync_.size() / 4 != count_) write_entries(out, "stss", 0, sync_.size() / 4, sync_.view());
  write_entries(out, "stsc", 0, chunk_runs_.size() / 12, chunk_runs_.view());
  {
    const Box box(out, "stsz", 0, 0);
    out.u32(same_size_ ? first_size_ : 0).u32(count_);
    if (!same_size_) out.bytes({reinterpret_cast<const std::uint8_t*>(sizes_.data()), sizes_.size() * 4});
  }
  const Box box(out, offset_width == 8 ? "co64" : "stco", 0, 0);
  out.u32(chunks_.size());
  const std::size_t at = out.size();
  out.zeros(chunks_.size() * offset_width);
  return at;
}

std::uint32_t movie_timescale(std::span<const std::uint32_t> track_timescales) {
  constexpr std::uint64_t kFinest = 100'000'000;
  std::uint64_t timescale = 1;
  for (const std::uint32_t of_track : track_timescales) {
    timescale = std::lcm(timescale, std::uint64_t{of_track});
    if (timescale > kFinest) return 1'000'000;
  }
  return static_cast<std::uint32_t>(timescale);
}

base::Bytes write_movie_head(const std::vector<MovieTrack>& tracks, std::uint32_t timescale,
                             std::uint64_t duration, std::uint64_t payload, const Provenance& provenance) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t size = payload;
  for (const MovieTrack& track : tracks) size += track.boxes.bytes(4);
  if (size <= kMost) {
    base::Bytes head = write_head(tracks, timescale, duration, payload, provenance, 4);
    if (head.size() + payload <= kMost) return head;
  }
  return write_head(tracks, timescale, duration, payload, provenance, 8);
}

}  // namespace media
