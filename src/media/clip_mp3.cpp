// A clip as MP3: frames of the master behind two that are made. The first tells players what of the sound is
// to be left out at both ends. The second is silent and holds the main data that the first copied frame takes
// from frames before it (the bit reservoir, ISO/IEC 11172-3 2.4.3.4): however far back they lie in the
// master, what comes before the sound is one frame and the overlap of one or two more, which twelve bits can
// hide.
#include <algorithm>

#include "base/format.h"
#include "media/clip_plan.h"
#include "media/gathered_source.h"
#include "media/mp3_frame.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// Decoders leave out so many samples more than the tag says: their own delay.
constexpr std::int64_t kDecoderDelay = 529;
// In so many frames there are 511 bytes of main data, or the master has none.
constexpr std::uint32_t kReservoirFrames = 600;

base::Result<Mp3Header> header_of(const base::ByteSource& master, const Sample& sample) {
  base::Bytes start(std::min<std::uint64_t>(sample.size, kMp3HeaderBytes));
  TRY(master.read_at(sample.offset, start));
  const auto header = read_mp3_header(start);
  if (!header || header->side_end > sample.size)
    return fail(Fault::Unsupported, "a packet of the sound is no frame of MP3");
  return *header;
}

// The main data that end where the frame `first` begins, as many as it refers to. Where the master has less,
// zeros: then it is damaged there, and sounds as it does in the master.
base::Result<base::Bytes> reservoir_of(const Master& master, const TrackTable& table, std::uint32_t first,
                                       std::uint32_t wanted) {
  base::Bytes data(wanted);
  std::size_t missing = wanted;
  const std::uint32_t most = std::min(first, kReservoirFrames);
  const std::vector<Sample> before = TRY(table.samples(first - most, most));
  for (std::size_t i = before.size(); i-- > 0 && missing > 0;) {
    const auto header = header_of(*master.media(), before[i]);
    if (!header) break;
    const std::size_t count = std::min<std::size_t>(missing, before[i].size - header->side_end);
    missing -= count;
    TRY(master.media()->read_at(before[i].offset + before[i].size - count,
                                std::span(data).subspan(missing, count)));
  }
  return data;
}

struct Body {
  base::Splice frames;
  std::vector<GatheredChunk> chunks;  // where their groups begin
};

// One slice where nothing lies between the frames.
base::Result<Body> body_of(const Master& master, const TrackTable& table, const ClipPiece& piece) {
  Body body;
  std::uint64_t bytes = 0;
  const std::uint32_t end = piece.first_sample + piece.sample_count;
  for (std::uint32_t at = piece.first_sample; at < end;) {
    const Group group = table.group(table.group_of_sample(at));
    const std::uint32_t next = std::min(group.first_sample + group.sample_count, end);
    body.chunks.push_back({bytes, table.track_id(), at, next - at});
    if (next - at == group.sample_count) {
      bytes += group.bytes;
    } else {
      for (const Sample& sample : TRY(table.samples(at, next - at))) bytes += sample.size;
    }
    at = next;
  }
  const Sample first = TRY(table.samples(piece.first_sample, 1)).front();
  const Sample last = TRY(table.samples(end - 1, 1)).front();
  if (last.offset + last.size > master.media()->size())
    return fail(Fault::Io, "the index points outside the master");
  if (last.offset + last.size - first.offset == bytes)
    body.frames.append(master.media(), first.offset, bytes);
  else
    body.frames.append(base::Splice(
        std::make_shared<const GatheredSource>(master.media(), *master.table, body.chunks, bytes)));
  return body;
}

// Where each hundredth of the time begins, in 256ths of the bytes.
std::vector<std::uint8_t> seek_points(const Body& body, std::uint64_t before, std::uint64_t frames) {
  std::vector<std::uint8_t> points;
  const std::uint32_t first = body.chunks.front().first_sample;
  const std::uint64_t total = before + body.frames.size();
  for (std::uint64_t i = 0; i < 100; ++i) {
    const std::uint64_t sample = first + i * frames / 100;
    auto next = std::ranges::upper_bound(body.chunks, sample, {}, &GatheredChunk::first_sample);
    const std::uint64_t end = next == body.chunks.end() ? body.frames.size() : next->offset;
    const GatheredChunk& chunk = *--next;
    const std::uint64_t at =
        before + chunk.offset + (end - chunk.offset) * (sample - chunk.first_sample) / chunk.sample_count;
    points.push_back(static_cast<std::uint8_t>(std::min<std::uint64_t>(i == 0 ? 0 : at * 256 / total, 255)));
  }
  return points;
}

// ID3v2.4 (id3.org/id3v2.4.0-structure), in UTF-8.
base::Bytes id3_tag(const Provenance& provenance) {
  base::ByteWriter frames;
  const auto size = [](base::ByteWriter& out, std::size_t value) {
    for (int shift = 21; shift >= 0; shift -= 7) out.u8(value >> shift & 0x7f);
  };
  const auto add = [&](std::string_view name, std::string_view before, std::string_view text) {
    constexpr std::size_t kTextMost = 100'000;
    text = text.substr(0, kTextMost);
    if (text.empty()) return;
    frames.text(name);
    size(frames, 1 + before.size() + text.size());
    frames.u16(0).u8(3).text(before).text(text);
  };
  add("TIT2", "", provenance.title);
  add("TCOP", "", provenance.rights);
  add("TXXX", {"comment\0", 8}, provenance.source);
  if (frames.size() == 0) return {};
  base::ByteWriter tag;
  tag.text("ID3").u8(4).u8(0).u8(0);
  size(tag, frames.size());
  tag.bytes(frames.view());
  return tag.take();
}

}  // namespace

base::Result<void> plan_mp3(const Master& master, const TrackTable& samples, ClipTrack& clip) {
  const ClipPiece& piece = clip.pieces.front();
  // libavformat knows MP3 by seven frames and the start of another.
  if (piece.sample_count < 6) return fail(Fault::Unsupported, "so few frames are not known as MP3");
  const Sample first = TRY(samples.samples(piece.first_sample, 1)).front();
  const Sample last = TRY(samples.samples(piece.first_sample + piece.sample_count - 1, 1)).front();
  const Mp3Header begins = TRY(header_of(*master.media(), first));
  const Mp3Header ends = TRY(header_of(*master.media(), last));
  // Every packet is one frame, and none is missing: the times tell.
  const bool same = begins.version == ends.version && begins.sample_rate == ends.sample_rate &&
                    begins.sample_rate == clip.track.sample_rate && (begins.mode == 3) == (ends.mode == 3);
  const std::int64_t length = last.decode_time - first.decode_time;
  if (!same || length != std::int64_t{begins.samples()} * (piece.sample_count - 1))
    return fail(Fault::Unsupported, "the frames of this MP3 are not all of one kind");
  return {};
}

base::Result<base::Splice> clip_mp3(const Master& master, const ClipPlan& plan,
                                    const Provenance& provenance) {
  const ClipTrack& clip = plan.tracks.front();
  const TrackTable& table = *master.table->track(clip.track.id);
  const ClipPiece& piece = clip.pieces.front();
  const Sample first = TRY(table.samples(piece.first_sample, 1)).front();
  const Mp3Header header = TRY(header_of(*master.media(), first));
  const base::Bytes main_data = TRY(reservoir_of(master, table, piece.first_sample, header.main_data_begin));
  const base::Bytes reservoir = mp3_reservoir_frame(header, main_data);
  Body body = TRY(body_of(master, table, piece));

  Mp3Info info;
  info.sample_rate = header.sample_rate;
  info.mode = header.mode;
  info.marks = header.marks;
  info.frames = std::uint64_t{piece.sample_count} + 1;
  const std::int64_t samples = static_cast<std::int64_t>(info.frames) * header.samples();
  const std::int64_t delay = header.samples() - clip.decode_start - kDecoderDelay;
  const std::int64_t padding = samples - delay - clip.show_end;
  constexpr std::int64_t kMost = 0xfff;
  if (delay < 0 || delay > kMost || padding < 0 || padding > kMost)
    return fail(Fault::Internal, base::format("an MP3 cannot hide {} and {} samples", delay, padding));
  info.delay = static_cast<std::uint32_t>(delay);
  info.padding = static_cast<std::uint32_t>(padding);
  info.constant = false;
  info.bit_rate = static_cast<std::uint32_t>(body.frames.size() * 8 * header.sample_rate /
                                             (std::uint64_t{piece.sample_count} * header.samples()));
  const std::uint64_t before = mp3_info_frame(info).size() + reservoir.size();
  info.bytes = before + body.frames.size();
  info.seek_points = seek_points(body, before, info.frames);

  base::Splice file(id3_tag(provenance));
  file.append(mp3_info_frame(info));
  file.append(reservoir);
  file.append(std::move(body.frames));
  return file;
}

}  // namespace media
