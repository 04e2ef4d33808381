#include "media/ffmpeg/demuxer_ffmpeg.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include "base/format.h"
#include "media/ffmpeg/completeness.h"
#include "media/ffmpeg/describe.h"
#include "media/ffmpeg/input.h"
#include "media/ffmpeg/stream_pass.h"
#include "media/ffmpeg/text_track.h"
#include "media/work_timeline.h"

namespace media::ffmpeg {

using base::fail;
using base::Fault;

namespace {

constexpr AVRational kMicroseconds{1, AV_TIME_BASE};

// What is learned of a stream in the one pass: where and when its samples are, and what it says.
struct StreamReading {
  StreamPass pass;
  std::optional<TextTrack> text;
  CaptionCollector captions;
  std::int64_t next_time = 0;  // where a picture does not say when it shows

  StreamReading(const AVStream& stream, const base::Source& master, const Carrier& carrier)
      : pass(stream, master, carrier), captions(caption_form(*stream.codecpar)) {}

  void add(const AVPacket& packet) {
    pass.add(packet);
    if (packet.size <= 0) return;
    if (text) text->add(packet);
    if (!captions.wants_more()) return;
    const std::int64_t time = packet.pts != AV_NOPTS_VALUE ? packet.pts : next_time;
    next_time = time + std::max<std::int64_t>(packet.duration, 1);
    captions.add({packet.data, static_cast<std::size_t>(packet.size)}, time);
  }
};

bool is_mpeg(const AVFormatContext& context) {
  const std::string_view format = context.iformat->name;
  return format == "mpegts" || format == "mpeg";
}

// The clock of a broadcast may begin anew in the middle, where recordings were joined; the parts then follow
// each other. Every stream meets the jump at its own packet. Times are microseconds.
class Clock {
 public:
  // Where the clock of 33 bits begins anew soon after the start, libavformat counts from below 0, which
  // elsewhere tells of priming.
  explicit Clock(const AVFormatContext& context) : jumps_(is_mpeg(context)) {
    if (jumps_ && context.start_time != AV_NOPTS_VALUE && context.start_time < 0)
      added_[0] = (-context.start_time / AV_TIME_BASE + 2) * AV_TIME_BASE;
  }

  void mend(AVPacket& packet, const AVStream& stream) {
    const std::int64_t stated = packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
    const AVMediaType type = stream.codecpar->codec_type;
    if (!jumps_ || stated == AV_NOPTS_VALUE || (type != AVMEDIA_TYPE_VIDEO && type != AVMEDIA_TYPE_AUDIO))
      return;
    const std::int64_t time = av_rescale_q(stated, stream.time_base, kMicroseconds);
    Reached& reached = streams_[packet.stream_index];
    if (reached.begun && is_jump(reached, time + added_[reached.part])) pass_jump(reached, time);
    const std::int64_t added = added_[reached.part];
    const std::int64_t length = av_rescale_q(packet.duration, stream.time_base, kMicroseconds);
    reached.begun = true;
    reached.end = time + added + std::clamp<std::int64_t>(length, 0, kJump);
    latest_ = std::max(latest_, reached.end);
    const std::int64_t ticks = av_rescale_q(added, kMicroseconds, stream.time_base);
    if (packet.dts != AV_NOPTS_VALUE) packet.dts += ticks;
    if (packet.pts != AV_NOPTS_VALUE) packet.pts += ticks;
  }
  std::size_t jumps() const { return added_.size() - 1; }

 private:
  struct Reached {
    bool begun = false;
    std::int64_t end = 0;
    std::size_t part = 0;
  };
  static constexpr std::int64_t kJump = 10 * AV_TIME_BASE, kJumpBack = AV_TIME_BASE;
  static constexpr std::size_t kJumpsMost = 10'000;

  // Silence while the pictures go on is none.
  bool is_jump(const Reached& reached, std::int64_t time) const {
    return time < reached.end - kJumpBack || time > std::max(reached.end, latest_) + kJump;
  }
  // Another stream may have met it before.
  void pass_jump(Reached& reached, std::int64_t time) {
    if (added_.size() > kJumpsMost) return;
    for (std::size_t part = reached.part + 1; part < added_.size(); ++part) {
      if (is_jump(reached, time + added_[part])) continue;
      reached.part = part;
      return;
    }
    added_.push_back(reached.end - time);
    reached.part = added_.size() - 1;
  }

  const bool jumps_;
  std::map<int, Reached> streams_;
  std::vector<std::int64_t> added_{0};  // to the times of each part
  std::int64_t latest_ = INT64_MIN / 2;
};

bool is_carrier(const AVFormatContext& context) {
  const std::string_view format = context.iformat->name;
  return format == "mpegts" || format == "ogg";
}

// The one pass. Beside each stream; none for attached pictures.
using Passes = std::vector<std::optional<StreamReading>>;

base::Result<Passes> read_packets(const Input& input, const base::Source& master, Clock& clock) {
  AVFormatContext& context = *input.context();
  const Carrier carrier = is_carrier(context) ? TRY(carrier_of(*master)) : Carrier();
  Passes passes;
  const PacketPointer packet(av_packet_alloc());
  std::size_t total = 0, texts = 0;
  while (packet && av_read_frame(&context, packet.get()) >= 0) {
    const auto index = static_cast<std::size_t>(packet->stream_index);
    while (passes.size() < context.nb_streams) {  // some formats find streams on the way
      const AVStream& stream = *context.streams[passes.size()];
      passes.emplace_back();
      if (is_picture(stream)) continue;
      passes.back().emplace(stream, master, carrier);
      if (stream.codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE && texts++ < kTextTracksMax)
        passes.back()->text.emplace(stream);
    }
    clock.mend(*packet, *context.streams[index]);
    if (passes[index]) passes[index]->add(*packet);
    av_packet_unref(packet.get());
    if (++total > kSamplesMax)
      return fail(Fault::TooLarge, base::format("the file holds more than {} packets", kSamplesMax));
  }
  if (input.out_of_time()) return fail(Fault::TooLarge, "the file took too long to read");
  return passes;
}

std::string_view picture_type(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_MJPEG:
      return "image/jpeg";
    case AV_CODEC_ID_PNG:
      return "image/png";
    case AV_CODEC_ID_WEBP:
      return "image/webp";
    case AV_CODEC_ID_GIF:
      return "image/gif";
    case AV_CODEC_ID_BMP:
      return "image/bmp";
    default:
      return "";
  }
}

// Cover art, as a slice of the master where it lies there in one run.
void find_picture(const AVFormatContext& context, const base::ByteSource& master, MediaInfo& info) {
  constexpr std::uint64_t kSearched = 64u << 20;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    const std::string_view type = picture_type(stream.codecpar->codec_id);
    if (!is_picture(stream) || type.empty() || stream.attached_pic.size <= 0) continue;
    const base::ByteView bytes(stream.attached_pic.data, static_cast<std::size_t>(stream.attached_pic.size));
    const std::optional<std::uint64_t> offset = find_bytes(master, bytes, kSearched);
    if (!offset) continue;
    info.picture_offset = *offset;
    info.picture_bytes = bytes.size();
    info.picture_type = type;
    return;
  }
}

// ID3v2.4 3.1: what stands before the frames, and may be larger than they are.
std::uint64_t tag_bytes(const base::ByteSource& master) {
  std::array<std::uint8_t, 10> head{};
  if (master.size() < head.size() || !master.read_at(0, head) || base::as_text(head).substr(0, 3) != "ID3")
    return 0;
  std::uint64_t bytes = 0;
  for (const std::uint8_t seven : std::span(head).last(4)) bytes = bytes << 7 | (seven & 0x7f);
  return std::min(bytes + head.size(), master.size());
}

// Elementary streams have no header to know them by. Where less than half of the file is frames of what was
// guessed, the guess is wrong.
bool is_wrong_guess(const AVFormatContext& context, const Passes& passes, const base::ByteSource& master) {
  static constexpr std::string_view kHeaderless[] = {"mp3",       "aac", "ac3",  "eac3", "dts", "loas",
                                                     "mpegvideo", "m4v", "h264", "hevc", "vc1", "dv"};
  if (std::ranges::find(kHeaderless, context.iformat->name) == std::end(kHeaderless)) return false;
  std::uint64_t frames = 0;
  for (const auto& pass : passes) frames += pass ? pass->pass.bytes() : 0;
  for (unsigned i = 0; i < context.nb_streams; ++i)
    if (is_picture(*context.streams[i]))
      frames += static_cast<std::uint64_t>(context.streams[i]->attached_pic.size);
  return frames < (master.size() - tag_bytes(master)) / 2;
}

void warn_of_damage(const StreamPass& pass, const Track& track, MediaInfo& info) {
  if (pass.damaged() > 0)
    info.warnings.push_back(
        base::format("track {}: {} of its packets are damaged", track.id, pass.damaged()));
  if (pass.lost() > 0)
    info.warnings.push_back(
        base::format("track {}: {} of its packets are broken and left out", track.id, pass.lost()));
}

// Tracks come out of a carrier all or none.
Repackaging lay_out(std::vector<TrackSamples>& tracks, const std::vector<const Collector*>& collectors) {
  std::vector<Collected> collected;
  for (std::size_t i = 0; i < tracks.size(); ++i)
    if (collectors[i]) collected.push_back({&tracks[i], collectors[i]});
  return collected.empty() ? Repackaging() : lay_out_runs(collected);
}

}  // namespace

// Once it is known where each track lies on the work's timeline. Captions are those of the first pictures.
void find_texts(const AVFormatContext& context, Passes& passes, Demuxed& demuxed) {
  MediaInfo& info = demuxed.info;
  const Track* pictures = info.first(TrackKind::Video);
  std::optional<EmbeddedText> captions;
  for (std::size_t i = 0, number = 0; i < passes.size(); ++i) {
    if (!passes[i]) continue;
    Track& track = info.tracks[number++];
    if (passes[i]->text)
      if (auto text = passes[i]->text->finish(track, info.duration, demuxed.texts.warnings))
        demuxed.texts.texts.push_back(std::move(*text));
    if (&track != pictures) continue;
    const AVRational unit = context.streams[i]->time_base;
    const base::Time start = track.presentation.start;
    const auto scale = static_cast<std::uint32_t>(std::max(1, unit.den));
    std::vector<CaptionPair> pairs = passes[i]->captions.take();
    const std::int64_t first = passes[i]->captions.earliest();
    for (CaptionPair& pair : pairs) {
      const std::int64_t since = std::clamp<std::int64_t>(pair.time - first, 0, std::int64_t{1} << 40);
      pair.time = base::ticks_in(start, scale) + since * std::clamp(unit.num, 1, 1 << 20);
    }
    captions = closed_captions(pairs, scale, info.duration);
    track.closed_captions = captions.has_value();
  }
  if (captions) demuxed.texts.texts.push_back(std::move(*captions));
}

base::Result<Demuxed> read_file(const base::Source& master, std::string_view file_name) {
  const std::unique_ptr<Input> input = TRY(Input::open(master, file_name));
  const AVFormatContext& context = *input->context();
  Clock clock(context);
  Passes passes = TRY(read_packets(*input, master, clock));
  if (is_wrong_guess(context, passes, *master))
    return fail(Fault::Malformed, "the file is of no audio or video format that is known here");
  Demuxed demuxed;
  MediaInfo& info = demuxed.info;
  std::vector<const Collector*> collectors;  // of the tracks in `demuxed`
  info.size = master->size();
  std::size_t empty = 0;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    if (!passes[i]) continue;
    std::vector<Sample> samples;
    Track track = passes[i]->pass.finish(samples);
    track.id = static_cast<std::uint32_t>(info.tracks.size() + 1);
    describe_stream(context, *context.streams[i], track);
    set_aside_if_empty(track, empty);
    warn_of_damage(passes[i]->pass, track, info);
    if (track.packageable()) {
      demuxed.tracks.push_back({track.id, std::move(samples)});
      collectors.push_back(passes[i]->pass.collector());
    }
    info.tracks.push_back(std::move(track));
  }
  warn_of_empty(empty, info);
  if (clock.jumps() > 0)
    info.warnings.push_back(base::format("its clock begins anew {} {}; the parts were joined", clock.jumps(),
                                         clock.jumps() == 1 ? "time" : "times"));
  demuxed.repackaging = lay_out(demuxed.tracks, collectors);
  describe_container(context, info);
  find_picture(context, *master, info);
  start_at_zero(info);
  TRY(check_length(info));
  std::vector<const StreamPass*> read;
  for (const auto& pass : passes)
    if (pass) read.push_back(&pass->pass);
  if (auto early = ends_early(context, *master, read, info)) info.warnings.push_back(std::move(*early));
  close_chapters(info);
  find_texts(context, passes, demuxed);
  if (info.duration <= base::Time{})
    return fail(Fault::Malformed, "the file holds no sound or pictures that could be read");
  return demuxed;
}

}  // namespace media::ffmpeg
