#include "media/ffmpeg/text_track.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "media/captions/ass.h"
#include "media/captions/srt.h"
#include "media/captions/ttml.h"
#include "media/captions/webvtt.h"
#include "media/captions/webvtt_settings.h"

namespace media::ffmpeg {
namespace {

using base::Time;
using captions::Cue;

// Bytes of one track; a day of speech has two million.
constexpr std::size_t kTextMax = std::size_t{16} << 20;
constexpr std::size_t kCueOverhead = sizeof(Cue);
constexpr std::uint32_t kMicro = 1'000'000;

Time time_of(std::int64_t ticks, AVRational unit) {
  constexpr std::int64_t kMax = std::int64_t{1} << 40;
  return {std::clamp(ticks, -kMax, kMax) * std::clamp(unit.num, 1, 1 << 20),
          static_cast<std::uint32_t>(std::max(1, unit.den))};
}

Time in_milliseconds(Time time) { return Time::milliseconds(base::ticks_in(time, 1000)); }

std::string_view side_data(const AVPacket& packet, AVPacketSideDataType type) {
  std::size_t size = 0;
  const std::uint8_t* data = av_packet_get_side_data(&packet, type, &size);
  return data ? base::as_text({data, size}) : std::string_view();
}

std::string_view text_of(const AVPacket& packet) {
  return base::as_text({packet.data, static_cast<std::size_t>(packet.size)});
}

bool needs_no_decoder(AVCodecID codec) {
  return codec == AV_CODEC_ID_SUBRIP || codec == AV_CODEC_ID_TEXT || codec == AV_CODEC_ID_WEBVTT ||
         codec == AV_CODEC_ID_ASS || codec == AV_CODEC_ID_TTML;
}

// libavformat 5.1 hands `stpp` of MP4 over without knowing what it is.
AVCodecID codec_of(const AVStream& stream) {
  return stream.codecpar->codec_tag == MKTAG('s', 't', 'p', 'p') ? AV_CODEC_ID_TTML
                                                                 : stream.codecpar->codec_id;
}

// What a packet says where the container holds the text as it was written.
std::string written_text(AVCodecID codec, const AVPacket& packet) {
  const std::string text = captions::decode_text(text_of(packet), captions::Fallback::Latin1);
  if (codec == AV_CODEC_ID_WEBVTT) return captions::valid_payload(text);
  return codec == AV_CODEC_ID_ASS ? captions::ass_event_text(text) : captions::srt_cue_text(text);
}

// The lines of a decoded subtitle.
std::string decoded_text(const AVSubtitle& subtitle) {
  std::string payload;
  for (unsigned i = 0; i < subtitle.num_rects; ++i) {
    const AVSubtitleRect& rect = *subtitle.rects[i];
    const std::string text = rect.ass ? captions::ass_event_text(base::to_valid_utf8(rect.ass)) : "";
    if (!text.empty() && !payload.empty()) payload += '\n';
    payload += text;
  }
  return payload;
}

// Cues without an end show until the next, the last until the end of the work; none begins before it.
void close_ends(std::vector<Cue>& cues, Time end_of_work) {
  Time next = end_of_work;
  std::ranges::stable_sort(cues, {}, [](const Cue& cue) { return cue.range.start; });
  for (Cue& cue : cues | std::views::reverse) {
    if (cue.range.end <= cue.range.start) cue.range.end = in_milliseconds(next);
    if (cue.range.start < next) next = cue.range.start;
    cue.range.start = std::max(cue.range.start, Time{});
  }
  std::erase_if(cues, [](const Cue& cue) { return cue.range.empty(); });
}

}  // namespace

TextTrack::TextTrack(const AVStream& stream) : stream_(&stream), codec_(codec_of(stream)) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec_);
  if (descriptor && descriptor->props & AV_CODEC_PROP_BITMAP_SUB)
    refusal_ = "holds its subtitles as pictures, which are not read";
  else if (!needs_no_decoder(codec_))
    open_decoder();
}

void TextTrack::open_decoder() {
  refusal_ = "holds text in a form that is not read";
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec_);
  const AVCodec* decoder = avcodec_find_decoder(codec_);
  if (!decoder || !descriptor || !(descriptor->props & AV_CODEC_PROP_TEXT_SUB)) return;
  decoder_.reset(avcodec_alloc_context3(decoder));
  AVCodecContext* context = decoder_.get();
  if (!context || avcodec_parameters_to_context(context, stream_->codecpar) < 0) return;
  context->pkt_timebase = stream_->time_base;
  if (avcodec_open2(context, decoder, nullptr) >= 0) refusal_.clear();
}

void TextTrack::add(const AVPacket& packet) {
  if (!is_read() || packet.pts == AV_NOPTS_VALUE) return;
  const Time start = time_of(packet.pts, stream_->time_base);
  if (!first_) first_ = start;
  if (packet.size <= 0 || full_) return;
  const Time end = start + time_of(std::max<std::int64_t>(0, packet.duration), stream_->time_base);
  Cue cue;
  cue.range = {start, end};
  if (decoder_) return decode(packet, std::move(cue));
  if (codec_ == AV_CODEC_ID_TTML) return add_document(packet, cue.range);
  cue.id = base::to_valid_utf8(side_data(packet, AV_PKT_DATA_WEBVTT_IDENTIFIER));
  cue.settings = captions::valid_settings(side_data(packet, AV_PKT_DATA_WEBVTT_SETTINGS), {});
  cue.payload = written_text(codec_, packet);
  keep(std::move(cue));
}

// ISO/IEC 14496-30 5: a document counts from the start of the track and shows no longer than its sample.
void TextTrack::add_document(const AVPacket& packet, base::TimeRange shown) {
  auto document = captions::parse_ttml(text_of(packet));
  if (!document) {
    refusal_ = "holds a TTML document that cannot be read: " + document.error().message;
    return;
  }
  for (std::string& style : document->captions.styles)
    if (std::ranges::find(styles_, style) == styles_.end()) styles_.push_back(std::move(style));
  for (Cue& cue : document->captions.cues) {
    cue.range = {std::max(cue.range.start, shown.start), std::min(cue.range.end, shown.end)};
    if (!cue.range.empty()) keep(std::move(cue));
  }
}

void TextTrack::decode(const AVPacket& packet, Cue cue) {
  AVSubtitle subtitle{};
  int found = 0;
  AVPacket sent = packet;  // the decoder wants it to be its own; it only reads
  if (avcodec_decode_subtitle2(decoder_.get(), &subtitle, &found, &sent) < 0 || !found) return;
  cue.payload = decoded_text(subtitle);
  // Closed captions come out later than they went in, with times of their own.
  if (codec_ == AV_CODEC_ID_EIA_608 && subtitle.pts != AV_NOPTS_VALUE)
    cue.range.start = cue.range.end = {subtitle.pts, kMicro};
  const bool unsaid = packet.duration <= 0 || codec_ == AV_CODEC_ID_EIA_608;
  if (unsaid && subtitle.end_display_time != UINT32_MAX)
    cue.range.end = cue.range.start + Time::milliseconds(subtitle.end_display_time);
  avsubtitle_free(&subtitle);
  keep(std::move(cue));
}

void TextTrack::keep(Cue cue) {
  if (cue.payload.empty()) return;
  bytes_ += cue.payload.size() + cue.settings.size() + cue.id.size() + kCueOverhead;
  full_ = bytes_ > kTextMax;
  if (!full_) cues_.push_back(std::move(cue));
}

std::optional<EmbeddedText> TextTrack::finish(const Track& track, Time end_of_work,
                                              std::vector<std::string>& warnings) {
  if (!is_read())
    warnings.push_back(base::format("track {} ({}{}{}) {}", track.id, track.codec_name,
                                    track.language.empty() ? "" : ", ", track.language, refusal_));
  if (full_)
    warnings.push_back(base::format("track {} holds more than {} MiB of text; the rest of it is not read",
                                    track.id, kTextMax >> 20));
  if (cues_.empty()) return std::nullopt;
  EmbeddedText text{track.language, track.label, track.purpose, {}};
  const int captions = AV_DISPOSITION_HEARING_IMPAIRED | AV_DISPOSITION_CAPTIONS;
  text.purpose.for_the_deaf =
      text.purpose.for_the_deaf || (stream_->disposition & captions) || codec_ == AV_CODEC_ID_EIA_608;
  text.purpose.forced = text.purpose.forced || (stream_->disposition & AV_DISPOSITION_FORCED);
  // Where the demuxer put the first packet on the work's timeline.
  const Time shift = track.presentation.empty() ? Time{} : track.presentation.start - first_.value_or(Time{});
  for (Cue& cue : cues_)
    cue.range = {in_milliseconds(cue.range.start + shift), in_milliseconds(cue.range.end + shift)};
  close_ends(cues_, end_of_work);
  if (cues_.empty()) return std::nullopt;
  text.captions.styles = std::move(styles_);
  text.captions.cues = std::move(cues_);
  return text;
}

// ---- captions between pictures

std::vector<Cue> decode_closed_captions(const std::vector<CaptionPair>& pairs, std::uint32_t timescale,
                                        Time end_of_work) {
  const AVCodec* decoder = avcodec_find_decoder(AV_CODEC_ID_EIA_608);
  AVCodecContext* context = decoder ? avcodec_alloc_context3(decoder) : nullptr;
  std::vector<Cue> cues;
  if (context) {
    context->pkt_timebase = {1, kMicro};
    if (avcodec_open2(context, decoder, nullptr) < 0) avcodec_free_context(&context);
  }
  const PacketPointer packet(context ? av_packet_alloc() : nullptr);
  if (!packet) return cues;
  const auto send = [&](const CaptionPair& pair, Time time) {
    std::uint8_t triplet[3 + AV_INPUT_BUFFER_PADDING_SIZE] = {0xfc, pair.first, pair.second};
    packet->data = triplet, packet->size = 3;
    packet->pts = base::ticks_in(time, kMicro);
    AVSubtitle subtitle{};
    int found = 0;
    if (avcodec_decode_subtitle2(context, &subtitle, &found, packet.get()) < 0 || !found) return;
    const Time start = Time{subtitle.pts, kMicro};
    Cue cue;
    cue.range = {in_milliseconds(start), in_milliseconds(start)};
    if (subtitle.end_display_time != UINT32_MAX)
      cue.range.end = in_milliseconds(start + Time::milliseconds(subtitle.end_display_time));
    cue.payload = decoded_text(subtitle);
    avsubtitle_free(&subtitle);
    if (!cue.payload.empty()) cues.push_back(std::move(cue));
  };
  for (const CaptionPair& pair : pairs) send(pair, {pair.time, timescale});
  constexpr CaptionPair kErase{0, 0x94, 0x2c};  // CEA-608 table 52: erase displayed memory
  send(kErase, end_of_work);
  packet->data = nullptr, packet->size = 0;
  avcodec_free_context(&context);
  close_ends(cues, end_of_work);
  return cues;
}

std::optional<EmbeddedText> closed_captions(const std::vector<CaptionPair>& pairs, std::uint32_t timescale,
                                            Time end_of_work) {
  if (pairs.empty()) return std::nullopt;
  EmbeddedText text;
  text.label = "CC1";
  text.purpose.for_the_deaf = true;
  text.captions.cues = decode_closed_captions(pairs, timescale, end_of_work);
  return text.captions.cues.empty() ? std::nullopt : std::optional(std::move(text));
}

CaptionForm caption_form(const AVCodecParameters& parameters) {
  using Coding = CaptionForm::Coding;
  const base::ByteView extra(parameters.extradata,
                             parameters.extradata ? static_cast<std::size_t>(parameters.extradata_size) : 0);
  const bool record = !extra.empty() && extra[0] == 1;  // `avcC`, `hvcC`: else start codes
  const auto length = [&](std::size_t at) {
    return static_cast<std::uint8_t>(record && extra.size() > at ? (extra[at] & 3) + 1 : 0);
  };
  switch (parameters.codec_id) {
    case AV_CODEC_ID_H264:
      return {Coding::H264, length(4)};
    case AV_CODEC_ID_HEVC:
      return {Coding::Hevc, length(21)};
    case AV_CODEC_ID_MPEG2VIDEO:
      return {Coding::Mpeg2, 0};
    default:
      return {};
  }
}

}  // namespace media::ffmpeg
