#include "iiif/validation/probe.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/rule_id.h"

namespace iiif::validation {
namespace {

std::uint32_t big32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t big16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

std::uint32_t little32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::optional<PictureSize> jpeg_size(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 < bytes.size() && bytes[at] == '\xFF') {
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return PictureSize{big16(bytes, at + 7), big16(bytes, at + 5)};
    at += 2 + std::max<std::uint32_t>(2, big16(bytes, at + 2));
  }
  return std::nullopt;
}

// `movie header` anywhere in the beginning: boxes before it may be long, so it is looked for by its name.
std::optional<double> movie_duration(std::string_view bytes) {
  const std::size_t at = bytes.find("mvhd");
  if (at == std::string_view::npos || at + 36 > bytes.size()) return std::nullopt;
  const bool wide = bytes[at + 4] == 1;
  const std::size_t scale = at + (wide ? 24 : 16);
  if (scale + 12 > bytes.size()) return std::nullopt;
  const double ticks =
      wide ? big32(bytes, scale + 4) * 4294967296.0 + big32(bytes, scale + 8) : big32(bytes, scale + 4);
  const std::uint32_t rate = big32(bytes, scale);
  return rate == 0 || ticks == 0 || ticks >= 4294967295.0 ? std::nullopt : std::optional(ticks / rate);
}

std::optional<double> wav_duration(std::string_view bytes) {
  std::uint32_t rate = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::uint32_t size = little32(bytes, at + 4);
    if (bytes.substr(at, 4) == "fmt " && at + 20 <= bytes.size()) rate = little32(bytes, at + 16);
    if (bytes.substr(at, 4) == "data")
      return rate == 0 ? std::nullopt : std::optional(static_cast<double>(size) / rate);
    at += 8 + static_cast<std::size_t>(size) + (size & 1);
  }
  return std::nullopt;
}

std::optional<double> length_of(const Probe& probe) {
  const std::string_view range = probe.content_range;
  const std::size_t slash = range.rfind('/');
  const auto number = base::parse_unsigned(slash != std::string_view::npos ? range.substr(slash + 1)
                                           : probe.status == 200 ? std::string_view(probe.content_length)
                                                                 : "");
  return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
}

bool same_family(std::string_view type, std::string_view kind) {
  const std::string_view family = kind.substr(0, kind.find('/'));
  if (type == "Image") return family == "image" || kind == "application/pdf";
  // The same files carry sound alone and pictures; playlists are text.
  if (type == "Video" || type == "Sound" || type == "Audio")
    return family == "audio" || family == "video" || kind == "text/plain" || kind == "application/xml";
  return true;
}

}  // namespace

std::string_view sniff(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("GIF8")) return "image/gif";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (bytes.starts_with("fLaC")) return "audio/flac";
  if (bytes.starts_with("OggS")) return "audio/ogg";
  if (bytes.starts_with("ID3") || bytes.starts_with("\xFF\xFB") || bytes.starts_with("\xFF\xF3"))
    return "audio/mpeg";
  if (bytes.starts_with("\x1A\x45\xDF\xA3")) return "video/webm";
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp")
    return bytes.substr(8, 3) == "M4A"    ? "audio/mp4"
           : bytes.substr(8, 4) == "avif" ? "image/avif"
                                          : "video/mp4";
  if (bytes.size() >= 12 && bytes.starts_with("RIFF"))
    return bytes.substr(8, 4) == "WEBP" ? "image/webp" : bytes.substr(8, 4) == "WAVE" ? "audio/wav" : "";
  if (bytes.starts_with("WEBVTT") || bytes.starts_with("\xEF\xBB\xBFWEBVTT")) return "text/vtt";
  const std::string start = base::lowercase(base::trim(bytes.substr(0, 200)).substr(0, 14));
  if (start.starts_with("<!doctype html") || start.starts_with("<html")) return "text/html";
  return {};
}

std::optional<PictureSize> picture_size(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n") && bytes.size() >= 24)
    return PictureSize{big32(bytes, 16), big32(bytes, 20)};
  if (bytes.starts_with("GIF8") && bytes.size() >= 10) {
    const auto at = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    return PictureSize{at(6) | at(7) << 8, at(8) | at(9) << 8};
  }
  return bytes.starts_with("\xFF\xD8\xFF") ? jpeg_size(bytes) : std::nullopt;
}

std::optional<double> media_duration(std::string_view bytes) {
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") return movie_duration(bytes);
  return bytes.starts_with("RIFF") && bytes.size() >= 12 ? wav_duration(bytes) : std::nullopt;
}

void judge_probe(const MediaReference& media, const Probe& probe, Report& report) {
  const auto found = [&](RuleId rule, std::string_view property, std::string what) {
    report.add({&rule.rule(), media.pointer + (property.empty() ? "" : "/" + std::string(property)),
                std::string(property), std::move(what)});
  };
  if (!probe.failure.empty()) return found("media-unreachable", "id", probe.failure);
  if (probe.status == 401 || probe.status == 403) return;  // guarded: nothing can be said
  if (probe.status != 200 && probe.status != 206)
    return found("media-unreachable", "id", base::format("the server answers {}", probe.status));
  if (probe.allow_origin.empty()) found("media-cors", "id", "no Access-Control-Allow-Origin");
  const bool timed = media.type == "Video" || media.type == "Sound" || media.type == "Audio";
  if (timed && probe.status != 206) found("media-ranges", "id", "a byte range is answered with the whole");
  std::string said = base::lowercase(probe.content_type);
  said = std::string(base::trim(said.substr(0, said.find(';'))));
  if (!media.format.empty() && !said.empty() &&
      base::lowercase(media.format.substr(0, media.format.find(';'))) != said)
    found("media-type-untrue", "format",
          base::format("format is {}, the server says {}", base::clip_for_message(media.format),
                       base::clip_for_message(said)));
  const std::string_view kind = sniff(probe.beginning);
  if (!kind.empty() && !same_family(media.type, kind))
    found("media-kind-untrue", "type", base::format("{} is {}", media.type, kind));
  if (const auto size = picture_size(probe.beginning);
      size && media.width > 0 && media.height > 0 &&
      (std::abs(media.width - size->width) > 1 || std::abs(media.height - size->height) > 1))
    found("media-size-untrue", "width",
          base::format("it says {} x {}, and is {} x {}", media.width, media.height, size->width,
                       size->height));
  if (const auto length = media_duration(probe.beginning);
      length && media.duration > 0 && std::abs(*length - media.duration) > 0.5)
    found("media-length-untrue", "duration",
          base::format("it says {} s, and lasts {} s", media.duration, *length));
  if (const auto bytes = length_of(probe); bytes && media.file_size > 0 && *bytes != media.file_size)
    found("media-length-untrue", "fileSize",
          base::format("it says {} bytes, and has {}", media.file_size, *bytes));
}

}  // namespace iiif::validation
