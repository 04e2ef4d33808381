#include "media/embedded_texts.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <algorithm>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/ass.h"
#include "media/captions/srt.h"
#include "media/captions/webvtt.h"
#include "media/captions/webvtt_settings.h"
#include "media/ffmpeg/decoder.h"
#include "media/ffmpeg/describe.h"
#include "media/ffmpeg/input.h"

namespace media {
namespace {

using captions::Cue;

constexpr std::size_t kTextMax = std::size_t{16}
                                 << 20;  // bytes of one track; a day of speech has two million
constexpr std::size_t kTracksMax = 100;
constexpr std::size_t kCueOverhead = sizeof(Cue);

struct ContextFree {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
using ContextPointer = std::unique_ptr<AVCodecContext, ContextFree>;

base::Time time_of(std::int64_t ticks, AVRational unit) {
  constexpr std::int64_t kMax = std::int64_t{1} << 40;
  return {std::clamp(ticks, -kMax, kMax) * std::clamp(unit.num, 1, 1 << 20),
          static_cast<std::uint32_t>(std::max(1, unit.den))};
}

base::Time in_milliseconds(base::Time time) { return base::Time::milliseconds(base::ticks_in(time, 1000)); }

std::string_view side_data(const AVPacket& packet, AVPacketSideDataType type) {
  std::size_t size = 0;
  const std::uint8_t* data = av_packet_get_side_data(&packet, type, &size);
  return data ? base::as_text({data, size}) : std::string_view();
}

// What a packet says where no decoder is needed: the container holds the text as it was written.
std::optional<std::string> written_text(AVCodecID codec, const AVPacket& packet) {
  const auto text = [&] {
    return captions::decode_text(base::as_text({packet.data, static_cast<std::size_t>(packet.size)}),
                                 captions::Fallback::Latin1);
  };
  switch (codec) {
    case AV_CODEC_ID_SUBRIP:
    case AV_CODEC_ID_TEXT:
      return captions::srt_cue_text(text());
    case AV_CODEC_ID_WEBVTT:
      return captions::valid_payload(text());
    case AV_CODEC_ID_ASS:
      return captions::ass_event_text(text());
    default:
      return std::nullopt;
  }
}

// One text track while its packets go by.
class TextTrack {
 public:
  // Nothing, and a word of why, where it is not text or not known.
  static std::optional<TextTrack> open(const AVStream& stream, const Track& track,
                                       std::vector<std::string>& warnings) {
    const AVCodecID codec = stream.codecpar->codec_id;
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec);
    const auto refuse = [&](std::string_view why) {
      warnings.push_back(base::format("track {} ({}{}{}) {}", track.id, track.codec_name,
                                      track.language.empty() ? "" : ", ", track.language, why));
      return std::nullopt;
    };
    if (descriptor && descriptor->props & AV_CODEC_PROP_BITMAP_SUB)
      return refuse("holds its subtitles as pictures, which are not read");
    if (!descriptor || !(descriptor->props & AV_CODEC_PROP_TEXT_SUB))
      return refuse("holds text in a form that is not read");
    TextTrack result(stream, track);
    if (codec == AV_CODEC_ID_SUBRIP || codec == AV_CODEC_ID_TEXT || codec == AV_CODEC_ID_WEBVTT ||
        codec == AV_CODEC_ID_ASS)
      return result;
    const AVCodec* decoder = avcodec_find_decoder(codec);
    result.decoder_.reset(decoder ? avcodec_alloc_context3(decoder) : nullptr);
    AVCodecContext* context = result.decoder_.get();
    if (!context || avcodec_parameters_to_context(context, stream.codecpar) < 0)
      return refuse("holds text in a form that is not read");
    context->pkt_timebase = stream.time_base;
    if (avcodec_open2(context, decoder, nullptr) < 0) return refuse("holds text in a form that is not read");
    return result;
  }

  int stream() const { return stream_->index; }

  void add(AVPacket& packet) {
    if (packet.pts == AV_NOPTS_VALUE) return;
    const base::Time time = time_of(packet.pts, stream_->time_base);
    // Where the demuxer put the first packet on the work's timeline.
    if (!shift_) shift_ = track_->presentation.empty() ? base::Time{} : track_->presentation.start - time;
    if (packet.size <= 0 || full_) return;
    Cue cue;
    cue.range.start = in_milliseconds(time + *shift_);
    cue.range.end = in_milliseconds(time + *shift_ +
                                    time_of(std::max<std::int64_t>(0, packet.duration), stream_->time_base));
    if (decoder_) return decode(packet, std::move(cue));
    cue.settings = captions::valid_settings(side_data(packet, AV_PKT_DATA_WEBVTT_SETTINGS), {});
    cue.payload = written_text(stream_->codecpar->codec_id, packet).value_or("");
    keep(std::move(cue));
  }

  // What is left to show, and for how long where the file does not say.
  std::optional<EmbeddedText> finish(base::Time end_of_work, std::vector<std::string>& warnings) {
    if (full_)
      warnings.push_back(base::format("track {} holds more than {} MiB of text; the rest of it is not read",
                                      track_->id, kTextMax >> 20));
    EmbeddedText text{
        track_->language,
        track_->label,
        (stream_->disposition & AV_DISPOSITION_FORCED) != 0,
        (stream_->disposition & (AV_DISPOSITION_HEARING_IMPAIRED | AV_DISPOSITION_CAPTIONS)) != 0,
        {}};
    base::Time next = end_of_work;
    std::ranges::stable_sort(cues_, {}, [](const Cue& cue) { return cue.range.start; });
    for (Cue& cue : cues_ | std::views::reverse) {
      if (cue.range.end <= cue.range.start) cue.range.end = in_milliseconds(next);
      if (cue.range.start < next) next = cue.range.start;
      cue.range.start = std::max(cue.range.start, base::Time{});
    }
    std::erase_if(cues_, [](const Cue& cue) { return cue.range.empty(); });
    if (cues_.empty()) return std::nullopt;
    text.captions.cues = std::move(cues_);
    return text;
  }

 private:
  TextTrack(const AVStream& stream, const Track& track) : stream_(&stream), track_(&track) {}

  void decode(AVPacket& packet, Cue cue) {
    AVSubtitle subtitle{};
    int found = 0;
    if (avcodec_decode_subtitle2(decoder_.get(), &subtitle, &found, &packet) < 0 || !found) return;
    for (unsigned i = 0; i < subtitle.num_rects; ++i) {
      const AVSubtitleRect& rect = *subtitle.rects[i];
      const std::string text = rect.ass ? captions::ass_event_text(base::to_valid_utf8(rect.ass)) : "";
      if (!text.empty() && !cue.payload.empty()) cue.payload += '\n';
      cue.payload += text;
    }
    if (packet.duration <= 0 && subtitle.end_display_time != UINT32_MAX)
      cue.range.end = cue.range.start + base::Time::milliseconds(subtitle.end_display_time);
    avsubtitle_free(&subtitle);
    keep(std::move(cue));
  }

  void keep(Cue cue) {
    if (cue.payload.empty()) return;
    bytes_ += cue.payload.size() + cue.settings.size() + kCueOverhead;
    full_ = bytes_ > kTextMax;
    if (!full_) cues_.push_back(std::move(cue));
  }

  const AVStream* stream_;
  const Track* track_;
  ContextPointer decoder_;
  std::optional<base::Time> shift_;
  std::vector<Cue> cues_;
  std::size_t bytes_ = 0;
  bool full_ = false;
};

// The tracks with text in them; the demuxer passes over all the others.
std::vector<TextTrack> open_tracks(const AVFormatContext& context, const MediaInfo& info,
                                   std::vector<std::string>& warnings) {
  std::vector<TextTrack> tracks;
  std::uint32_t number = 0;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    AVStream& stream = *context.streams[i];
    stream.discard = AVDISCARD_ALL;
    if (ffmpeg::is_picture(stream)) continue;
    ++number;
    const auto track = std::ranges::find(info.tracks, number, &Track::id);
    if (track == info.tracks.end() || track->kind != TrackKind::Text || tracks.size() == kTracksMax) continue;
    auto opened = TextTrack::open(stream, *track, warnings);
    if (!opened) continue;
    stream.discard = AVDISCARD_DEFAULT;
    tracks.push_back(std::move(*opened));
  }
  return tracks;
}

}  // namespace

base::Result<EmbeddedTexts> read_embedded_texts(const base::Source& master, std::string_view file_name,
                                                const MediaInfo& info) {
  EmbeddedTexts result;
  if (!info.first(TrackKind::Text)) return result;
  const std::unique_ptr<ffmpeg::Input> input = TRY(ffmpeg::Input::open(master, file_name));
  AVFormatContext& context = *input->context();
  std::vector<TextTrack> tracks = open_tracks(context, info, result.warnings);
  const ffmpeg::PacketPointer packet(tracks.empty() ? nullptr : av_packet_alloc());
  while (packet && av_read_frame(&context, packet.get()) >= 0) {
    const auto track = std::ranges::find(tracks, packet->stream_index, &TextTrack::stream);
    if (track != tracks.end()) track->add(*packet);
    av_packet_unref(packet.get());
  }
  if (input->out_of_time())
    result.warnings.emplace_back("its text tracks took too long to read: what is known of them is not all");
  for (TextTrack& track : tracks)
    if (auto text = track.finish(info.duration, result.warnings)) result.texts.push_back(std::move(*text));
  return result;
}

}  // namespace media
