#include "media/isobmff/sample_list.h"

#include <algorithm>
#include <limits>

#include "base/format.h"

namespace media::isobmff {

using base::ByteReader;
using base::ByteView;
using base::fail;
using base::Fault;

namespace {

std::uint32_t u32_at(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
         bytes[at + 3];
}

// Entries of a FullBox with a count in front; `extra` bytes of fields lie between flags and count.
base::Result<ByteView> entries(ByteView stbl, FourCc type, std::size_t entry_size, std::uint32_t track) {
  ByteReader reader(payload_of(stbl, type));
  if (reader.remaining() == 0) return ByteView{};
  read_full_box(reader);
  const std::uint64_t count = reader.u32();
  if (reader.failed() || count > reader.remaining() / entry_size)
    return fail(Fault::Malformed, base::format("the {} box of track {} claims {} entries but has room for {}",
                                               to_text(type), track, count, reader.remaining() / entry_size));
  return reader.take(count * entry_size);
}

// 8.7.3: `stsz` or the compact `stz2`.
base::Result<void> read_sizes(ByteView stbl, std::uint32_t track, SampleTables& tables) {
  const bool compact = !find_box(stbl, four_cc("stsz"));
  const FourCc type = compact ? four_cc("stz2") : four_cc("stsz");
  ByteReader reader(payload_of(stbl, type));
  if (reader.remaining() == 0) return {};
  read_full_box(reader);
  if (compact) {
    reader.skip(3);
    tables.size_bits = reader.u8();
  } else {
    tables.constant_size = reader.u32();
  }
  tables.sample_count = reader.u32();
  if (tables.size_bits != 4 && tables.size_bits != 8 && tables.size_bits != 16 && tables.size_bits != 32)
    return fail(Fault::Malformed,
                base::format("the stz2 box of track {} has fields of {} bits", track, tables.size_bits));
  if (tables.constant_size > 0) return {};
  const std::uint64_t bytes = (std::uint64_t{tables.sample_count} * tables.size_bits + 7) / 8;
  if (reader.failed() || bytes > reader.remaining())
    return fail(Fault::Malformed,
                base::format("the {} box of track {} claims {} entries but has room for {}", to_text(type),
                             track, tables.sample_count, reader.remaining() * 8 / tables.size_bits));
  tables.sizes = reader.take(bytes);
  return {};
}

// A table of runs (count, value), handed out one value at a time. After its end the last value goes on.
class RunCursor {
 public:
  explicit RunCursor(ByteView table) : table_(table) {}
  std::uint32_t next() {
    while (left_ == 0 && at_ + 8 <= table_.size()) {
      left_ = u32_at(table_, at_);
      value_ = u32_at(table_, at_ + 4);
      at_ += 8;
    }
    if (left_ > 0) --left_;
    return value_;
  }

 private:
  ByteView table_;
  std::size_t at_ = 0;
  std::uint32_t left_ = 0, value_ = 0;
};

// An ascending table of 1-based sample numbers.
class NumberCursor {
 public:
  explicit NumberCursor(ByteView table) : table_(table) {}
  bool contains(std::uint32_t number) {
    while (at_ + 4 <= table_.size() && u32_at(table_, at_) < number) at_ += 4;
    return at_ + 4 <= table_.size() && u32_at(table_, at_) == number;
  }

 private:
  ByteView table_;
  std::size_t at_ = 0;
};

std::uint32_t size_at(const SampleTables& tables, std::uint32_t index) {
  if (tables.constant_size > 0) return tables.constant_size;
  switch (tables.size_bits) {
    case 4:
      return index % 2 == 0 ? tables.sizes[index / 2] >> 4 : tables.sizes[index / 2] & 0xf;
    case 8:
      return tables.sizes[index];
    case 16:
      return tables.sizes[2 * std::size_t{index}] << 8 | tables.sizes[2 * std::size_t{index} + 1];
    default:
      return u32_at(tables.sizes, 4 * std::size_t{index});
  }
}

// Deltas are unsigned, but some writers meant a small negative one; players take it as the least step.
std::uint32_t sane_delta(std::uint32_t delta) {
  return delta > std::numeric_limits<std::int32_t>::max() ? 1 : delta;
}

// Sum of the durations of the first `count` samples.
std::int64_t duration_of(ByteView durations, std::uint64_t count) {
  base::Wide sum = 0;
  for (std::size_t at = 0; at + 8 <= durations.size() && count > 0; at += 8) {
    const std::uint64_t run = std::min<std::uint64_t>(u32_at(durations, at), count);
    sum += static_cast<base::Wide>(run) * sane_delta(u32_at(durations, at + 4));
    count -= run;
  }
  return static_cast<std::int64_t>(std::min<base::Wide>(sum, kTicksMax));
}

// Visits every chunk (8.7.4) as (offset, samples in it) until `visit` says no.
template <typename Visit>
void for_each_chunk(const SampleTables& tables, Visit visit) {
  constexpr std::size_t kRun = 12;
  const std::size_t chunk_count = tables.chunk_count();
  for (std::size_t at = 0; at + kRun <= tables.runs.size(); at += kRun) {
    const std::uint64_t first = u32_at(tables.runs, at);
    const bool last = at + 2 * kRun > tables.runs.size();
    const std::uint64_t end = last ? chunk_count + 1 : u32_at(tables.runs, at + kRun);
    const std::uint32_t samples = u32_at(tables.runs, at + 4);
    if (first == 0) return;
    for (std::uint64_t chunk = first; chunk < end && chunk <= chunk_count; ++chunk)
      if (!visit(tables.chunk(chunk - 1), samples)) return;
  }
}

}  // namespace

std::uint64_t SampleTables::chunk(std::size_t index) const {
  if (!wide_chunks) return u32_at(chunks, index * 4);
  return std::uint64_t{u32_at(chunks, index * 8)} << 32 | u32_at(chunks, index * 8 + 4);
}

std::uint32_t SampleTables::description() const {
  const std::uint32_t first = runs.empty() ? 1 : u32_at(runs, 8);
  for (std::size_t at = 0; at + 12 <= runs.size(); at += 12)
    if (u32_at(runs, at + 8) != first) return 0;
  return first;
}

base::Result<SampleTables> read_sample_tables(ByteView stbl, std::uint32_t track) {
  SampleTables tables;
  tables.durations = TRY(entries(stbl, four_cc("stts"), 8, track));
  tables.offsets = TRY(entries(stbl, four_cc("ctts"), 8, track));
  tables.runs = TRY(entries(stbl, four_cc("stsc"), 12, track));
  tables.wide_chunks = !find_box(stbl, four_cc("stco"));
  tables.chunks = tables.wide_chunks ? TRY(entries(stbl, four_cc("co64"), 8, track))
                                     : TRY(entries(stbl, four_cc("stco"), 4, track));
  tables.has_sync_table = find_box(stbl, four_cc("stss")).has_value();
  tables.sync = TRY(entries(stbl, four_cc("stss"), 4, track));
  tables.partial_sync = TRY(entries(stbl, four_cc("stps"), 4, track));
  TRY(read_sizes(stbl, track, tables));
  return tables;
}

base::Result<TrackMedia> expand(const SampleTables& tables, std::uint64_t file_size,
                                std::uint64_t most_bytes) {
  TrackMedia media;
  if (tables.sample_count > kSamplesMax)
    return fail(Fault::TooLarge, base::format("a track of {} samples is more than the {} we index",
                                              tables.sample_count, kSamplesMax));
  if (tables.constant_size == 0 || file_size / tables.constant_size >= tables.sample_count)
    media.samples.reserve(tables.sample_count);
  RunCursor durations(tables.durations), offsets(tables.offsets);
  NumberCursor sync(tables.sync), partial(tables.partial_sync);
  std::int64_t decode_time = 0;
  std::uint32_t index = 0;
  bool overlap = false;
  for_each_chunk(tables, [&](std::uint64_t offset, std::uint32_t count) {
    for (; count > 0 && index < tables.sample_count; --count, ++index) {
      const std::uint32_t size = size_at(tables, index);
      constexpr std::uint32_t kSizeEnd = 1u << 31;
      if (offset > file_size || size > file_size - offset || size >= kSizeEnd) {
        media.cut_short = true;
        return false;
      }
      media.bytes += size;
      overlap = media.bytes > most_bytes;
      if (overlap) return false;
      const std::uint32_t duration = sane_delta(durations.next());
      const bool is_sync = !tables.has_sync_table || sync.contains(index + 1) || partial.contains(index + 1);
      media.samples.push_back(
          {decode_time, static_cast<std::int32_t>(offsets.next()), duration, size, offset, is_sync});
      decode_time += duration;
      offset += size;
    }
    return index < tables.sample_count;
  });
  if (overlap)
    return fail(Fault::Malformed, "the samples lie over one another: they list more bytes than the file has");
  media.cut_short = media.cut_short || index < tables.sample_count;
  summarise(media);
  media.claimed_end = std::max(media.end_decode_time, duration_of(tables.durations, tables.sample_count));
  return media;
}

TrackMedia measure(const SampleTables& tables, std::uint32_t packet_bytes, std::uint32_t packet_samples,
                   std::uint64_t file_size) {
  TrackMedia media;
  const auto bytes_of = [&](std::uint64_t samples) {
    return static_cast<base::Wide>(samples) * packet_bytes / packet_samples;
  };
  for_each_chunk(tables, [&](std::uint64_t offset, std::uint32_t samples) {
    std::uint64_t count = std::min<std::uint64_t>(samples, tables.sample_count - media.count);
    const std::uint64_t room = offset < file_size ? file_size - offset : 0;
    if (bytes_of(count) > room) {
      media.cut_short = true;
      count = packet_bytes == 0 ? 0 : room / packet_bytes * packet_samples;
    }
    media.count += count;
    return !media.cut_short && media.count < tables.sample_count;
  });
  media.bytes = static_cast<std::uint64_t>(std::min<base::Wide>(bytes_of(media.count), file_size));
  media.end_decode_time = media.end_composition = duration_of(tables.durations, media.count);
  media.claimed_end = duration_of(tables.durations, tables.sample_count);
  return media;
}

void summarise(TrackMedia& media) {
  media.bytes = 0;
  media.count = media.samples.size();
  media.first_composition = media.end_composition = media.end_decode_time = 0;
  if (media.samples.empty()) return;
  media.first_composition = std::numeric_limits<std::int64_t>::max();
  media.end_composition = std::numeric_limits<std::int64_t>::min();
  for (const Sample& sample : media.samples) {
    media.bytes += sample.size;
    media.first_composition = std::min(media.first_composition, sample.composition_time());
    media.end_composition = std::max(media.end_composition, sample.composition_time() + sample.duration);
  }
  media.end_decode_time = media.samples.back().decode_time + media.samples.back().duration;
}

}  // namespace media::isobmff
