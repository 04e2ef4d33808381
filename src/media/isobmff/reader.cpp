#include "media/isobmff/reader.h"

#include <algorithm>

#include "base/format.h"
#include "media/frame_rate.h"
#include "media/isobmff/fragments.h"
#include "media/isobmff/metadata.h"
#include "media/isobmff/movie.h"
#include "media/isobmff/timeline.h"
#include "media/work_timeline.h"

namespace media::isobmff {

using base::fail;
using base::Fault;

namespace {

// Tracks may share samples; a file whose tables list its bytes more often than this wants our memory.
constexpr std::uint64_t kTimesListed = 4;
constexpr std::uint64_t kMovieMax = 512u << 20;  // bytes of `moov`; an hour takes some three million

const FileBox* find(const std::vector<FileBox>& boxes, FourCc type) {
  const auto found = std::ranges::find(boxes, type, &FileBox::type);
  return found == boxes.end() ? nullptr : &*found;
}

FourCc major_brand(const base::ByteSource& file, const std::vector<FileBox>& boxes) {
  const FileBox* box = find(boxes, four_cc("ftyp"));
  base::Bytes bytes(4);
  if (!box || box->size < box->header_size + 4) return 0;
  if (!file.read_at(box->offset + box->header_size, bytes)) return 0;
  return base::ByteReader(bytes).u32();
}

base::Error no_movie(FourCc brand) {
  static constexpr FourCc kPictures[] = {four_cc("heic"), four_cc("heix"), four_cc("mif1"), four_cc("msf1"),
                                         four_cc("avif"), four_cc("hevc"), four_cc("hevx")};
  if (std::ranges::find(kPictures, brand) != std::end(kPictures))
    return {Fault::Malformed, "the file is a picture, not audio or video", {}};
  return {Fault::Malformed, "no moov box: the recording was not finished or the file is cut short", {}};
}

void name_container(FourCc brand, bool has_video, MediaInfo& info) {
  const std::string text = to_text(brand);
  info.container = brand == 0 || text == "qt  " ? "mov" : text.starts_with("3g") ? "3gp" : "mp4";
  const std::string_view kind = has_video ? "video" : "audio";
  if (info.container == "mov") {
    info.media_type = "video/quicktime";
  } else if (info.container == "3gp") {
    info.media_type = base::format("{}/{}", kind, text.starts_with("3g2") ? "3gpp2" : "3gpp");
  } else {
    info.media_type = base::format("{}/mp4", kind);
  }
}

// Constant-size sound that is not copied (PCM and its kin) is summed, not listed: an hour has 172,800,000
// samples.
base::Result<TrackMedia> read_media(const RawTrack& track, std::uint64_t file_size,
                                    std::uint64_t most_bytes) {
  const SampleDescription& description = track.description;
  if (track.kind == TrackKind::Audio && track.tables.constant_size > 0 && description.entry.empty())
    return measure(track.tables, description.packet_bytes, description.packet_samples, file_size);
  return expand(track.tables, file_size, most_bytes);
}

std::uint32_t scaled(std::uint64_t length, std::uint64_t numerator, std::uint64_t denominator) {
  return static_cast<std::uint32_t>((length * numerator + denominator / 2) / denominator);
}

// 12.1.4: clean aperture, then the shape of pixels, then the turn of the matrix.
void describe_picture(const RawTrack& raw, Track& track) {
  const SampleDescription& description = raw.description;
  track.coded_width = description.width;
  track.coded_height = description.height;
  track.rotation = raw.rotation;
  std::uint32_t width = description.width, height = description.height;
  if (description.aperture_width > 0 && description.aperture_width <= width)
    width = description.aperture_width;
  if (description.aperture_height > 0 && description.aperture_height <= height)
    height = description.aperture_height;
  const std::uint64_t across = description.pixel_width, down = description.pixel_height;
  constexpr std::uint64_t kSaneRatio = 10;
  if (across <= down * kSaneRatio && down <= across * kSaneRatio) width = scaled(width, across, down);
  if (raw.rotation % 180 == 90) std::swap(width, height);
  track.display_width = width;
  track.display_height = height;
}

// Whether samples are handed over, and a word to people where one might expect it and they are not.
bool can_copy(const RawTrack& raw, std::uint32_t number, std::vector<std::string>& warnings) {
  const auto warn = [&](std::string_view what) {
    warnings.push_back(base::format("track {} {}", number, what));
    return false;
  };
  if (raw.description.encrypted) return warn("is encrypted");
  if (raw.external) return warn("has its media in another file");
  if (raw.mixed_descriptions && !raw.description.entry.empty())
    return warn("changes its coding on the way and cannot be packaged by copying");
  return !raw.description.entry.empty();
}

Track describe(const RawTrack& raw, const TrackMedia& media, bool chapters, std::uint32_t number) {
  Track track;
  track.id = number;
  track.kind = chapters ? TrackKind::Other : raw.kind;
  track.codec = raw.description.codec;
  track.codec_name = raw.description.codec_name.empty() ? "unknown" : raw.description.codec_name;
  if (raw.description.encrypted) track.codec_name = "encrypted " + track.codec_name;
  track.language = raw.language;
  track.label = raw.label;
  track.enabled = raw.enabled;
  track.purpose = raw.purpose;
  track.timescale = raw.timescale;
  track.bytes = media.bytes;
  if (raw.kind == TrackKind::Video) {
    describe_picture(raw, track);
    track.frame_rate = frame_rate_of(media.samples, raw.timescale);
  }
  if (raw.kind == TrackKind::Audio) {
    track.channels = raw.description.channels;
    track.sample_rate = raw.description.sample_rate;
  }
  return track;
}

void warn_if_cut_short(const Movie& movie, const std::vector<TrackMedia>& media, MediaInfo& info) {
  base::Time claimed;
  bool cut_short = false;
  for (std::size_t i = 0; i < media.size(); ++i) {
    cut_short = cut_short || media[i].cut_short;
    claimed = std::max(claimed, base::Time{media[i].claimed_end, movie.tracks[i].timescale});
  }
  if (!cut_short) return;
  info.cut_short = true;
  info.warnings.push_back(base::format("the file is cut short at {} s; its header promises {} s",
                                       base::to_seconds(info.duration, 3), base::to_seconds(claimed, 3)));
}

base::Result<Demuxed> assemble(const base::ByteSource& file, const Movie& movie,
                               std::vector<TrackMedia> media, Demuxed demuxed) {
  MediaInfo& info = demuxed.info;
  info.chapters = read_chapters(file, movie, media);
  info.timecode = read_timecode(file, movie, media);
  read_tags(movie, info);
  std::size_t empty = 0;
  for (std::size_t i = 0; i < movie.tracks.size(); ++i) {
    const RawTrack& raw = movie.tracks[i];
    const auto number = static_cast<std::uint32_t>(i + 1);
    Track track = describe(raw, media[i], is_chapter_track(movie, raw), number);
    const Placement placement = place(raw, media[i], movie, number, info.warnings);
    track.presentation_shift = placement.shift;
    track.presentation = {{placement.start, raw.timescale}, {placement.end, raw.timescale}};
    set_aside_if_empty(track, empty);
    if (is_shown(track) && can_copy(raw, number, info.warnings) && !media[i].samples.empty()) {
      trim(placement, raw, media[i]);
      track.bytes = media[i].bytes;
      track.sample_entry = raw.description.entry;
      demuxed.tracks.push_back({number, std::move(media[i].samples)});
    }
    info.tracks.push_back(std::move(track));
  }
  warn_of_empty(empty, info);
  start_at_zero(info);
  TRY(check_length(info));
  close_chapters(info);
  warn_if_cut_short(movie, media, info);
  if (empty > 0 && !info.has_video() && !info.has_audio())
    return fail(Fault::Malformed, "the file is cut short before its first sample: nothing can be played");
  if (!info.has_video() && !info.has_audio())
    return fail(Fault::Malformed, "the file has no audio or video track");
  return demuxed;
}

}  // namespace

base::Result<Demuxed> read_file(const base::ByteSource& file) {
  const std::vector<FileBox> boxes = TRY(scan_boxes(file));
  const FourCc brand = major_brand(file, boxes);
  const FileBox* moov = find(boxes, four_cc("moov"));
  if (!moov) return std::unexpected(no_movie(brand));
  if (moov->cut_short)
    return fail(Fault::Malformed, "the moov box is cut short: the end of the file is missing");
  base::Bytes bytes = TRY(read_box(file, *moov, kMovieMax));
  const Movie movie = TRY(read_movie(std::move(bytes), moov->offset));
  Demuxed demuxed;
  demuxed.info.size = file.size();
  const FileBox* mdat = find(boxes, four_cc("mdat"));
  demuxed.info.fast_start = !mdat || moov->offset < mdat->offset;
  demuxed.info.fragmented = movie.fragmented || find(boxes, four_cc("moof"));
  const bool has_video = std::ranges::any_of(movie.tracks, [&](const RawTrack& track) {
    return track.kind == TrackKind::Video && !is_chapter_track(movie, track);
  });
  name_container(brand, has_video, demuxed.info);
  std::vector<TrackMedia> media;
  std::size_t total = 0;
  std::uint64_t most_bytes = kTimesListed * file.size();
  for (const RawTrack& track : movie.tracks) {
    media.push_back(TRY(read_media(track, file.size(), most_bytes)));
    total += media.back().samples.size();
    if (!media.back().samples.empty()) most_bytes -= media.back().bytes;
    if (total > kSamplesMax)
      return fail(Fault::TooLarge, base::format("the file lists more than {} samples", kSamplesMax));
  }
  TRY(read_fragments(file, boxes, movie, media, demuxed.info.warnings));
  return assemble(file, movie, std::move(media), std::move(demuxed));
}

}  // namespace media::isobmff
