#include "media/ffmpeg/describe.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "base/format.h"
#include "base/text.h"
#include "media/language.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/display.h>
}

namespace media::ffmpeg {
namespace {

struct Container {
  std::string_view format;  // libavformat's name
  std::string_view name, video_type, audio_type;
};
constexpr Container kContainers[] = {{"mov", "mov", "video/quicktime", "video/quicktime"},
                                     {"mpegts", "mpegts", "video/mp2t", "video/mp2t"},
                                     {"mpeg", "mpeg", "video/mpeg", "video/mpeg"},
                                     {"mpegvideo", "mpeg", "video/mpeg", "video/mpeg"},
                                     {"avi", "avi", "video/x-msvideo", "video/x-msvideo"},
                                     {"mxf", "mxf", "application/mxf", "application/mxf"},
                                     {"gxf", "gxf", "application/gxf", "application/gxf"},
                                     {"ogg", "ogg", "video/ogg", "audio/ogg"},
                                     {"wav", "wav", "audio/wav", "audio/wav"},
                                     {"w64", "w64", "audio/x-w64", "audio/x-w64"},
                                     {"aiff", "aiff", "audio/aiff", "audio/aiff"},
                                     {"caf", "caf", "audio/x-caf", "audio/x-caf"},
                                     {"au", "au", "audio/basic", "audio/basic"},
                                     {"flac", "flac", "audio/flac", "audio/flac"},
                                     {"mp3", "mp3", "audio/mpeg", "audio/mpeg"},
                                     {"aac", "aac", "audio/aac", "audio/aac"},
                                     {"ac3", "ac3", "audio/ac3", "audio/ac3"},
                                     {"eac3", "eac3", "audio/eac3", "audio/eac3"},
                                     {"flv", "flv", "video/x-flv", "video/x-flv"},
                                     {"asf", "asf", "video/x-ms-wmv", "audio/x-ms-wma"},
                                     {"dv", "dv", "video/x-dv", "video/x-dv"},
                                     {"amr", "amr", "audio/amr", "audio/amr"}};

void name_container(const AVFormatContext& context, MediaInfo& info) {
  const std::string_view format = context.iformat->name;
  const bool video = info.has_video();
  if (format.starts_with("matroska")) {
    const AVDictionaryEntry* type = av_dict_get(context.metadata, "doctype", nullptr, 0);
    static constexpr std::string_view kWebCodecs[] = {"vp8", "vp9", "av1", "opus", "vorbis"};
    const bool web = std::ranges::all_of(info.tracks, [](const Track& track) {
      return track.kind == TrackKind::Text ||
             std::ranges::find(kWebCodecs, track.codec_name) != std::end(kWebCodecs);
    });
    info.container = (type && std::string_view(type->value) == "webm") || web ? "webm" : "matroska";
    info.media_type =
        std::string(video ? "video/" : "audio/") + (info.container == "webm" ? "webm" : "x-matroska");
    return;
  }
  const std::string_view first = format.substr(0, format.find(','));
  const auto found = std::ranges::find(kContainers, first, &Container::format);
  if (found != std::end(kContainers)) {
    info.container = found->name;
    info.media_type = video ? found->video_type : found->audio_type;
  } else {
    info.container = first;
    info.media_type = "application/octet-stream";
  }
}

// Names that say how the file was made, not what it is.
bool is_technical(std::string_view name) {
  static constexpr std::string_view kTechnical[] = {"duration",
                                                    "major_brand",
                                                    "minor_version",
                                                    "compatible_brands",
                                                    "language",
                                                    "handler_name",
                                                    "vendor_id",
                                                    "encoder_delay",
                                                    "doctype",
                                                    "timecode",
                                                    "product_uid",
                                                    "uid",
                                                    "umid",
                                                    "coding_history",
                                                    "operational_pattern_ul",
                                                    "product_version",
                                                    "product_version_num",
                                                    "toolkit_version_num",
                                                    "application_platform",
                                                    "generation_uid",
                                                    "bps",
                                                    "number_of_frames",
                                                    "number_of_bytes",
                                                    "creation_time",
                                                    "alpha_mode",
                                                    "iTunSMPB"};
  return name.starts_with("_") || name.ends_with("_uid") || name.ends_with("_umid") ||
         name.ends_with("-eng") || std::ranges::any_of(kTechnical, [&](std::string_view known) {
           return base::equals_ignoring_case(known, name);
         });
}

std::string tag_name(std::string_view name) {
  const std::string lower = base::lowercase(base::to_valid_utf8(name.substr(0, 64)));
  if (lower == "date_released" || lower == "year" || lower == "tyer") return "date";
  return lower;
}

void read_tags(const AVDictionary* dictionary, MediaInfo& info) {
  constexpr std::size_t kTagsMax = 500, kTextMax = 64 << 10;
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)) && info.tags.size() < kTagsMax) {
    const std::string_view value = entry->value;
    if (is_technical(entry->key) || value.empty()) continue;
    info.tags.emplace(tag_name(entry->key), base::to_valid_utf8(value.substr(0, kTextMax)));
  }
}

std::string text_at(const AVDictionary* dictionary, const char* name) {
  const AVDictionaryEntry* entry = av_dict_get(dictionary, name, nullptr, 0);
  return entry ? base::to_valid_utf8(std::string_view(entry->value).substr(0, 1000)) : "";
}

base::Time time_of(std::int64_t ticks, AVRational base) {
  constexpr std::int64_t kMax = std::int64_t{1} << 40;
  return {std::clamp(ticks, -kMax, kMax) * std::max(1, base.num),
          static_cast<std::uint32_t>(std::max(1, base.den))};
}

void read_chapters(const AVFormatContext& context, MediaInfo& info) {
  constexpr unsigned kChaptersMax = 10'000;
  for (unsigned i = 0; i < std::min(context.nb_chapters, kChaptersMax); ++i) {
    const AVChapter& chapter = *context.chapters[i];
    info.chapters.push_back(
        {{time_of(chapter.start, chapter.time_base), time_of(chapter.end, chapter.time_base)},
         text_at(chapter.metadata, "title")});
  }
}

// libavformat gives timecode as text on the container or a stream.
void read_timecode(const AVFormatContext& context, MediaInfo& info) {
  std::string text = text_at(context.metadata, "timecode");
  for (unsigned i = 0; i < context.nb_streams && text.empty(); ++i)
    text = text_at(context.streams[i]->metadata, "timecode");
  const Track* video = info.first(TrackKind::Video);
  if (text.size() != 11 || !video) return;
  const bool drop = text[8] == ';' || text[8] == '.';
  if (drop) text[8] = ';';
  info.timecode = {text, video->frame_rate, drop};
}

TrackKind kind_of(const AVStream& stream) {
  switch (stream.codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
      return TrackKind::Video;
    case AVMEDIA_TYPE_AUDIO:
      return TrackKind::Audio;
    case AVMEDIA_TYPE_SUBTITLE:
      return TrackKind::Text;
    default:
      return TrackKind::Other;
  }
}

// Shown by default: marked so, or nothing of its kind is.
bool is_enabled(const AVFormatContext& context, const AVStream& stream) {
  if (stream.disposition & AV_DISPOSITION_DEFAULT) return true;
  for (unsigned i = 0; i < context.nb_streams; ++i)
    if (context.streams[i]->codecpar->codec_type == stream.codecpar->codec_type &&
        context.streams[i]->disposition & AV_DISPOSITION_DEFAULT)
      return false;
  return true;
}

Purpose purpose_of(const AVStream& stream) {
  const auto has = [&](int dispositions) { return (stream.disposition & dispositions) != 0; };
  return {.original = has(AV_DISPOSITION_ORIGINAL),
          .dub = has(AV_DISPOSITION_DUB),
          .commentary = has(AV_DISPOSITION_COMMENT),
          .describes_video = has(AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_DESCRIPTIONS),
          .for_the_deaf = has(AV_DISPOSITION_HEARING_IMPAIRED | AV_DISPOSITION_CAPTIONS),
          .forced = has(AV_DISPOSITION_FORCED)};
}

std::uint32_t rotation_of(const AVStream& stream) {
  std::size_t size = 0;
  const std::uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (!matrix || size < 9 * sizeof(std::int32_t)) return 0;
  const double anticlockwise = av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (std::isnan(anticlockwise)) return 0;
  return static_cast<std::uint32_t>(((-std::lround(anticlockwise / 90) % 4 + 4) % 4) * 90);
}

void describe_shape(const AVStream& stream, Track& track) {
  const AVCodecParameters& parameters = *stream.codecpar;
  track.coded_width = static_cast<std::uint32_t>(std::max(0, parameters.width));
  track.coded_height = static_cast<std::uint32_t>(std::max(0, parameters.height));
  track.rotation = rotation_of(stream);
  const AVRational aspect =
      stream.sample_aspect_ratio.num > 0 ? stream.sample_aspect_ratio : parameters.sample_aspect_ratio;
  std::uint32_t width = track.coded_width, height = track.coded_height;
  const bool sane =
      aspect.num > 0 && aspect.den > 0 && aspect.num / aspect.den <= 10 && aspect.den / aspect.num <= 10;
  if (sane) width = static_cast<std::uint32_t>(av_rescale(width, aspect.num, aspect.den));
  if (track.rotation % 180 == 90) std::swap(width, height);
  track.display_width = width;
  track.display_height = height;
}

// What the container calls a coding that libavcodec does not know: a code of four letters, a number.
std::string name_of_unknown(std::uint32_t tag) {
  std::string letters;
  for (int shift = 0; shift < 32; shift += 8) letters += static_cast<char>(tag >> shift & 0xff);
  if (std::ranges::all_of(letters, [](char c) { return c > 0x20 && c < 0x7f; })) return letters;
  return tag > 0 && tag <= 0xffff ? base::format("0x{:04x}", tag) : "unknown";
}

// Nor is it known then how long its packets last: the container is believed.
void describe_unknown(const AVFormatContext& context, const AVStream& stream, Track& track) {
  track.codec_name = name_of_unknown(stream.codecpar->codec_tag);
  if (track.presentation.empty() && context.duration > 0)
    track.presentation = {
        {0, track.timescale},
        {base::ticks_in({context.duration, AV_TIME_BASE}, track.timescale), track.timescale}};
}

}  // namespace

bool is_picture(const AVStream& stream) { return stream.disposition & AV_DISPOSITION_ATTACHED_PIC; }

void describe_stream(const AVFormatContext& context, const AVStream& stream, Track& track) {
  track.kind = kind_of(stream);
  track.codec_name = avcodec_get_name(stream.codecpar->codec_id);
  if (stream.codecpar->codec_id == AV_CODEC_ID_NONE) describe_unknown(context, stream, track);
  track.language = to_bcp47(text_at(stream.metadata, "language"));
  track.label = text_at(stream.metadata, "title");
  track.enabled = is_enabled(context, stream);
  track.purpose = purpose_of(stream);
  if (track.kind == TrackKind::Video) describe_shape(stream, track);
  if (track.kind == TrackKind::Audio) {
    track.channels = static_cast<std::uint32_t>(std::max(0, stream.codecpar->ch_layout.nb_channels));
    track.sample_rate = static_cast<std::uint32_t>(std::max(0, stream.codecpar->sample_rate));
  }
}

void describe_container(const AVFormatContext& context, MediaInfo& info) {
  name_container(context, info);
  read_tags(context.metadata, info);
  // Ogg keeps the tags of the whole in its first stream.
  if (info.container == "ogg" && context.nb_streams > 0) read_tags(context.streams[0]->metadata, info);
  read_chapters(context, info);
  read_timecode(context, info);
}

}  // namespace media::ffmpeg
