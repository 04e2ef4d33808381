#include "media/embedded_texts.h"

#include <algorithm>
#include <utility>

#include "media/closed_captions.h"
#include "media/ffmpeg/describe.h"
#include "media/ffmpeg/input.h"
#include "media/ffmpeg/text_track.h"
#include "media/isobmff/avc.h"
#include "media/isobmff/hevc.h"

namespace media {
namespace {

struct Reading {
  const Track* track;
  ffmpeg::TextTrack text;
};

// The tracks with text in them; the demuxer passes over all the others and reads nothing of them.
std::vector<Reading> open_tracks(const AVFormatContext& context, const MediaInfo& info) {
  std::vector<Reading> tracks;
  std::uint32_t number = 0;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    AVStream& stream = *context.streams[i];
    stream.discard = AVDISCARD_ALL;
    if (ffmpeg::is_picture(stream)) continue;
    ++number;
    const auto track = std::ranges::find(info.tracks, number, &Track::id);
    const bool wanted = track != info.tracks.end() && track->kind == TrackKind::Text;
    if (!wanted || tracks.size() == ffmpeg::kTextTracksMax) continue;
    tracks.push_back({&*track, ffmpeg::TextTrack(stream)});
    if (tracks.back().text.is_read()) stream.discard = AVDISCARD_DEFAULT;
  }
  return tracks;
}

base::Result<void> read_tracks(const base::Source& master, std::string_view file_name, const MediaInfo& info,
                               EmbeddedTexts& result) {
  const std::unique_ptr<ffmpeg::Input> input = TRY(ffmpeg::Input::open(master, file_name));
  AVFormatContext& context = *input->context();
  std::vector<Reading> tracks = open_tracks(context, info);
  const bool any = std::ranges::any_of(tracks, [](const Reading& one) { return one.text.is_read(); });
  const ffmpeg::PacketPointer packet(any ? av_packet_alloc() : nullptr);
  while (packet && av_read_frame(&context, packet.get()) >= 0) {
    const auto reading =
        std::ranges::find(tracks, packet->stream_index, [](const Reading& one) { return one.text.stream(); });
    if (reading != tracks.end()) reading->text.add(*packet);
    av_packet_unref(packet.get());
  }
  if (input->out_of_time())
    result.warnings.emplace_back("its text tracks took too long to read: what is known of them is not all");
  for (Reading& reading : tracks)
    if (auto text = reading.text.finish(*reading.track, info.duration, result.warnings))
      result.texts.push_back(std::move(*text));
  return {};
}

CaptionForm form_of(const Track& track) {
  if (const auto avc = isobmff::read_avc_configuration(track.sample_entry))
    return {CaptionForm::Coding::H264, avc->length_size};
  if (const auto hevc = isobmff::read_hevc_configuration(track.sample_entry))
    return {CaptionForm::Coding::Hevc, hevc->length_size};
  return {};
}

// Parameter sets and messages come before the slices: a page of each picture is enough.
base::Result<std::vector<CaptionPair>> read_pairs(const base::ByteSource& master, const Track& track,
                                                  const std::vector<Sample>& samples) {
  constexpr std::uint32_t kBeginning = 4096;
  CaptionCollector collector(form_of(track));
  base::Bytes bytes;
  for (const Sample& sample : samples) {
    if (!collector.wants_more()) break;
    bytes.resize(std::min(sample.size, kBeginning));
    TRY(master.read_at(sample.offset, bytes));
    collector.add(bytes, sample.decode_time + sample.composition_offset + track.presentation_shift);
  }
  return collector.take();
}

void read_captions(const base::ByteSource& master, MediaInfo& info, const std::vector<TrackSamples>& samples,
                   EmbeddedTexts& result) {
  const Track* pictures = info.first(TrackKind::Video);
  const auto listed = std::ranges::find(samples, pictures ? pictures->id : 0, &TrackSamples::track_id);
  if (listed == samples.end()) return;
  const auto pairs = read_pairs(master, *pictures, listed->samples);
  if (!pairs) {
    result.warnings.push_back("its closed captions are not used: " + pairs.error().message);
    return;
  }
  auto text = ffmpeg::closed_captions(*pairs, pictures->timescale, info.duration);
  if (!text) return;
  info.tracks[static_cast<std::size_t>(pictures - info.tracks.data())].closed_captions = true;
  result.texts.push_back(std::move(*text));
}

}  // namespace

EmbeddedTexts read_listed_texts(const base::Source& master, std::string_view file_name, MediaInfo& info,
                                const std::vector<TrackSamples>& samples) {
  EmbeddedTexts result;
  if (info.first(TrackKind::Text))
    if (const auto read = read_tracks(master, file_name, info, result); !read)
      result.warnings.push_back("its text tracks are not used: " + read.error().message);
  read_captions(*master, info, samples, result);
  return result;
}

}  // namespace media
