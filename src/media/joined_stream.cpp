#include "media/joined_stream.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/text.h"
#include "media/dash.h"
#include "media/hls.h"
#include "media/render.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::uint32_t kMicro = 1'000'000;
// From the folder of a child playlist, `default/~{revision}/{rendition}/`, up to the multivariant one.
constexpr std::string_view kUp = "../../../";

const StreamedTrack& track_of(const JoinedStream& joined, const JoinedRendition& rendition,
                              std::size_t part) {
  return joined.parts[part].work.tracks[rendition.tracks[part]];
}

TrackKind kind_of(const JoinedStream& joined, const JoinedRendition& rendition) {
  return track_of(joined, rendition, 0).track.kind;
}

// ---- what the parts have in common

// The first track of each part for which `wanted` holds; nothing unless all have one.
template <typename Wanted>
std::optional<std::vector<std::size_t>> in_all(const std::vector<JoinedPart>& parts, Wanted wanted) {
  std::vector<std::size_t> found;
  for (const JoinedPart& part : parts) {
    const auto track = std::ranges::find_if(part.work.tracks, wanted);
    if (track == part.work.tracks.end()) return std::nullopt;
    found.push_back(static_cast<std::size_t>(track - part.work.tracks.begin()));
  }
  return found;
}

bool has(const JoinedPart& part, TrackKind kind) {
  return std::ranges::any_of(part.work.tracks,
                             [&](const StreamedTrack& track) { return track.track.kind == kind; });
}

base::Result<void> check_alike(const std::vector<JoinedPart>& parts, TrackKind kind, std::string_view what) {
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (has(parts[i], kind) != has(parts[0], kind))
      return fail(Fault::Unsupported,
                  base::format("part {} has {}, and part {} has none: they cannot be joined into one stream",
                               has(parts[i], kind) ? i + 1 : 1, what, has(parts[i], kind) ? 1 : i + 1));
  return {};
}

// False where not all parts have one, or it is offered already.
bool add(JoinedStream& joined, std::string name, std::optional<std::vector<std::size_t>> tracks) {
  if (!tracks) return false;
  const auto same = [&](const JoinedRendition& other) { return other.tracks == *tracks; };
  if (std::ranges::any_of(joined.renditions, same)) return false;
  joined.renditions.push_back({std::move(name), std::move(*tracks)});
  return true;
}

// A size of pictures goes with parts that have only smaller ones, too.
void add_pictures(JoinedStream& joined) {
  const auto is_picture = [](const StreamedTrack& track) { return track.track.kind == TrackKind::Video; };
  add(joined, "video", in_all(joined.parts, is_picture));
  std::set<std::uint32_t, std::greater<>> heights;
  for (const JoinedPart& part : joined.parts)
    for (const StreamedTrack& track : part.work.tracks)
      if (is_picture(track)) heights.insert(track.track.display_height);
  for (const std::uint32_t height : heights) {
    const auto fits = [&](const StreamedTrack& track) {
      return is_picture(track) && track.track.display_height <= height;
    };
    add(joined, base::format("video-{}p", height), in_all(joined.parts, fits));
  }
}

void add_sounds(JoinedStream& joined) {
  const auto is_sound = [](const StreamedTrack& track) { return track.track.kind == TrackKind::Audio; };
  const auto is_programme = [&](const StreamedTrack& track) {
    return is_sound(track) && track.track.purpose.is_main();
  };
  auto programme = in_all(joined.parts, is_programme);
  add(joined, "audio", programme ? std::move(programme) : in_all(joined.parts, is_sound));
  int number = 2;
  for (const StreamedTrack& first : joined.parts.front().work.tracks) {
    const auto is_alike = [&](const StreamedTrack& track) {
      return is_sound(track) && track.track.language == first.track.language &&
             track.track.purpose == first.track.purpose;
    };
    if (is_sound(first) && add(joined, base::format("audio-{}", number), in_all(joined.parts, is_alike)))
      ++number;
  }
}

// ---- as one work

// All codings of it: RFC 8216 4.3.4.2 names every one.
std::string codecs_of(const JoinedStream& joined, const JoinedRendition& rendition) {
  std::vector<std::string> codecs;
  for (std::size_t i = 0; i < joined.parts.size(); ++i) {
    const std::string& codec = track_of(joined, rendition, i).track.codec;
    if (codec.empty()) return {};
    if (std::ranges::find(codecs, codec) == codecs.end()) codecs.push_back(codec);
  }
  return base::join(codecs, ",");
}

bool has_trick_play(const JoinedStream& joined, const JoinedRendition& rendition) {
  for (std::size_t i = 0; i < joined.parts.size(); ++i)
    if (track_of(joined, rendition, i).trick_boundaries.empty()) return false;
  return true;
}

bool has_storyboards(const JoinedStream& joined) {
  return kind_of(joined, joined.renditions.front()) == TrackKind::Video &&
         std::ranges::all_of(joined.parts,
                             [](const JoinedPart& part) { return part.storyboard.has_value(); });
}

// As a multivariant playlist tells of it: the most of each part.
StreamedTrack whole_track(const JoinedStream& joined, const JoinedRendition& rendition) {
  StreamedTrack whole = track_of(joined, rendition, 0);
  whole.name = rendition.name;
  whole.track.codec = codecs_of(joined, rendition);
  base::Wide bits = 0;
  for (std::size_t i = 0; i < joined.parts.size(); ++i) {
    const StreamedTrack& part = track_of(joined, rendition, i);
    whole.rate.peak = std::max(whole.rate.peak, part.rate.peak);
    bits +=
        static_cast<base::Wide>(part.rate.average) * base::ticks_in(joined.parts[i].work.duration, kMicro);
    whole.track.display_width = std::max(whole.track.display_width, part.track.display_width);
    whole.track.display_height = std::max(whole.track.display_height, part.track.display_height);
    whole.track.channels = std::max(whole.track.channels, part.track.channels);
    const Rational mine = whole.track.frame_rate, its = part.track.frame_rate;
    if (static_cast<base::Wide>(its.numerator) * std::max<std::int64_t>(mine.denominator, 1) >
        static_cast<base::Wide>(mine.numerator) * std::max<std::int64_t>(its.denominator, 1))
      whole.track.frame_rate = its;
    if (part.track.label != whole.track.label) whole.track.label.clear();
  }
  const std::int64_t micros = std::max<std::int64_t>(base::ticks_in(joined.duration, kMicro), 1);
  whole.rate.average = static_cast<std::uint64_t>(bits / micros);
  if (!has_trick_play(joined, rendition)) whole.trick_boundaries.clear();
  return whole;
}

// Of a part, what is joined of it. 5.3.2.4 of DASH: what goes on from period to period has the same
// identifiers.
StreamedWork joined_tracks(const JoinedStream& joined, std::size_t part) {
  StreamedWork work{joined.parts[part].work.duration, {}};
  std::uint32_t number = 1;
  for (const JoinedRendition& rendition : joined.renditions) {
    StreamedTrack& track = work.tracks.emplace_back(track_of(joined, rendition, part));
    if (!has_trick_play(joined, rendition)) track.trick_boundaries.clear();
    track.id = rendition.name;
    track.track.id = track.track.kind == TrackKind::Video ? 1 : ++number;
  }
  return work;
}

StreamOptions part_options(const JoinedStream& joined, std::size_t part) {
  StreamOptions options;
  options.base = joined.parts[part].base;
  options.revision = joined.parts[part].revision;
  for (const JoinedText& text : joined.texts)
    if (text.parts[part]) options.texts.push_back(*text.parts[part]);
  if (has_storyboards(joined)) options.storyboard = joined.parts[part].storyboard;
  return options;
}

std::string folder_of(const JoinedPart& part, std::string_view revision, std::string_view rendition) {
  return base::format("{}{}{}", kUp, part.base, children_folder("default", revision, rendition));
}

// ---- children

std::string rendition_playlist(const JoinedStream& joined, const JoinedRendition& rendition,
                               SegmentKind kind) {
  std::vector<PlaylistStretch> stretches;
  for (std::size_t i = 0; i < joined.parts.size(); ++i) {
    const JoinedPart& part = joined.parts[i];
    const StreamedTrack& track = track_of(joined, rendition, i);
    stretches.push_back({joined.starts[i], joined.starts[i] + part.work.duration,
                         kind == SegmentKind::IFrame ? track.trick_boundaries : track.boundaries,
                         track.timescale, folder_of(part, part.revision, track.name)});
  }
  return playlist(stretches, kind);
}

std::string text_playlist(const JoinedStream& joined, const JoinedText& text) {
  std::vector<PlaylistStretch> stretches;
  for (std::size_t i = 0; i < joined.parts.size(); ++i) {
    const JoinedPart& part = joined.parts[i];
    PlaylistStretch& stretch = stretches.emplace_back(PlaylistStretch{
        joined.starts[i], joined.starts[i] + part.work.duration, part.text_boundaries, kMicro});
    if (text.parts[i])
      stretch.folder = folder_of(part, text.parts[i]->revision, text.parts[i]->name);
    else
      stretch.same = kEmptyText;
  }
  return playlist(stretches, SegmentKind::Text);
}

std::string storyboard_playlist(const JoinedStream& joined) {
  std::vector<ImageStretch> stretches;
  for (const JoinedPart& part : joined.parts)
    stretches.push_back({*part.storyboard, part.work.duration, folder_of(part, part.revision, kStoryboard)});
  return image_playlist(stretches);
}

}  // namespace

std::string obstacle_to_joining(const std::vector<const MediaInfo*>& parts) {
  for (const TrackKind kind : {TrackKind::Video, TrackKind::Audio}) {
    const std::string_view what = kind == TrackKind::Video ? "pictures" : "sound";
    const auto has = [&](std::size_t part) { return parts[part]->first(kind) != nullptr; };
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (has(i) != has(0))
        return base::format("part {} has {}, and part {} has none", has(i) ? i + 1 : 1, what,
                            has(i) ? 1 : i + 1);
      const Track* track = parts[i]->first(kind);
      if (track && !(track->packageable() && browsers_play(*track)) && !can_decode(*track))
        return base::format("nothing here can decode the {} of part {}", what, i + 1);
    }
  }
  return {};
}

base::Result<JoinedStream> join(std::string revision, std::vector<JoinedPart> parts,
                                std::vector<JoinedText> texts) {
  TRY(check_alike(parts, TrackKind::Video, "pictures"));
  TRY(check_alike(parts, TrackKind::Audio, "sound"));
  JoinedStream joined;
  joined.revision = std::move(revision);
  joined.parts = std::move(parts);
  joined.texts = std::move(texts);
  for (const JoinedPart& part : joined.parts) {
    joined.starts.push_back(joined.duration);
    joined.duration = joined.duration + part.work.duration;
  }
  add_pictures(joined);
  add_sounds(joined);
  if (joined.renditions.empty())
    return fail(Fault::Unsupported, "the parts have nothing in common that can be streamed");
  return joined;
}

std::string multivariant_playlist(const JoinedStream& joined) {
  StreamedWork work{joined.duration, {}};
  for (const JoinedRendition& rendition : joined.renditions)
    work.tracks.push_back(whole_track(joined, rendition));
  StreamOptions options;
  options.revision = joined.revision;
  options.start = joined.start;
  for (const JoinedText& text : joined.texts) options.texts.push_back(text.told);
  if (has_storyboards(joined)) {
    options.storyboard = joined.parts.front().storyboard;
    for (const JoinedPart& part : joined.parts)
      if (part.storyboard->bandwidth() > options.storyboard->bandwidth())
        options.storyboard = part.storyboard;
  }
  return multivariant_playlist(work, options);
}

std::string dash_presentation(const JoinedStream& joined) {
  std::vector<DashPeriod> periods;
  for (std::size_t i = 0; i < joined.parts.size(); ++i)
    periods.push_back({joined.starts[i], joined_tracks(joined, i), part_options(joined, i)});
  return dash_presentation(joined.duration, periods);
}

base::Result<std::string> child_playlist(const JoinedStream& joined, std::string_view rendition,
                                         std::string_view name) {
  const auto unknown = [&] {
    return fail(Fault::NotFound,
                base::format("the stream has no part '{}/{}'", base::clip_for_message(rendition),
                             base::clip_for_message(name)));
  };
  const bool media = name == "media.m3u8";
  if (!media && name != "iframes.m3u8") return unknown();
  if (media && rendition == kStoryboard && has_storyboards(joined)) return storyboard_playlist(joined);
  for (const JoinedRendition& one : joined.renditions) {
    if (one.name != rendition) continue;
    if (media) return rendition_playlist(joined, one, SegmentKind::Media);
    if (has_trick_play(joined, one)) return rendition_playlist(joined, one, SegmentKind::IFrame);
  }
  for (const JoinedText& text : joined.texts)
    if (media && text.told.name == rendition) return text_playlist(joined, text);
  return unknown();
}

}  // namespace media
