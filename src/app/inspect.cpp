// `avocet inspect FILE`

#include <cstdio>
#include <utility>

#include "app/config.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "media/demuxer.h"
#include "store/file_blobs.h"

namespace app {
namespace {

std::string track_line(const media::Track& track) {
  std::string line = base::format("  track {}: {} {}", track.id,
                                  track.kind == media::TrackKind::Video   ? "video"
                                  : track.kind == media::TrackKind::Audio ? "audio"
                                                                          : "other",
                                  track.codec_name);
  if (!track.codec.empty()) line += base::format(" ({})", track.codec);
  if (track.display_width) line += base::format(", {}x{}", track.display_width, track.display_height);
  if (track.frame_rate.numerator)
    line += base::format(", {}/{} frames/s", track.frame_rate.numerator, track.frame_rate.denominator);
  if (track.channels) line += base::format(", {} channels at {} Hz", track.channels, track.sample_rate);
  if (!track.language.empty()) line += ", " + track.language;
  const media::Purpose& purpose = track.purpose;
  const std::pair<bool, std::string_view> words[] = {
      {purpose.original, "original"},
      {purpose.dub, "dubbed"},
      {purpose.commentary, "commentary"},
      {purpose.describes_video, "description for those who cannot see"},
      {purpose.for_the_deaf, "for those who cannot hear"},
      {purpose.forced, "forced"},
      {track.closed_captions, "closed captions between its pictures"}};
  for (const auto& [holds, word] : words)
    if (holds) line += base::format(", {}", word);
  line += base::format(", {} to {} s", base::to_seconds(track.presentation.start),
                       base::to_seconds(track.presentation.end));
  return line + (track.packageable() ? "" : ", not packageable");
}

void print(const media::MediaInfo& info) {
  base::print("{} ({}), {} bytes, {} s\n", info.container, info.media_type, info.size,
              base::to_seconds(info.duration));
  for (const media::Track& track : info.tracks) base::print("{}\n", track_line(track));
  for (const auto& [name, value] : info.tags) base::print("  {}: {}\n", name, value);
  for (const media::Chapter& chapter : info.chapters)
    base::print("  chapter {} - {}: {}\n", base::to_clock(chapter.range.start),
                base::to_clock(chapter.range.end), chapter.title);
  if (!info.timecode.start.empty()) base::print("  timecode {}\n", info.timecode.start);
  for (const std::string& warning : info.warnings) base::print("  warning: {}\n", warning);
}

base::Result<media::MediaInfo> read(const std::string& path) {
  const base::Source master = TRY(store::open_file(path));
  media::Demuxed demuxed = TRY(media::demux(master, path));
  return std::move(demuxed.info);
}

}  // namespace

int inspect(const InspectConfig& config) {
  const auto info = read(config.file);
  if (!info) {
    base::print(stderr, "avocet: {}: {}\n", config.file, info.error().message);
    return 1;
  }
  if (!config.json) {
    print(*info);
    return 0;
  }
  const auto value = base::parse_json(media::to_json(*info));
  base::print("{}", base::write_pretty_json(*value));
  return 0;
}

}  // namespace app
