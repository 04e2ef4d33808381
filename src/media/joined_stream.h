// Works joined into one stream: parts that play one after the other on one timeline (sides, reels, acts).
// Nothing is coded or copied anew: the playlists and the presentation refer to the very segments of the
// parts, where they lie, with a discontinuity (HLS) or a period (DASH) for each part. What is offered of the
// whole is what every part has. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/rendition.h"

namespace media {

// A text of the joined work: where a part has it, and what it is called there.
struct JoinedText {
  TextRendition told;
  std::vector<std::optional<TextRendition>> parts;  // as many as there are parts
};

struct JoinedPart {
  StreamedWork work;     // the tracks that may be joined, the best of a kind first
  std::string base;      // StreamOptions::base, as seen from the joined work's own manifests
  std::string revision;  // of the part's media
  std::vector<std::int64_t> text_boundaries;  // hls.h
  std::optional<StoryboardPlan> storyboard;
};

// One rendition of the whole: of each part, the place of its track among those of `work`.
struct JoinedRendition {
  std::string name;  // "video", "video-480p", "audio", "audio-2"
  std::vector<std::size_t> tracks;
};

// Why works make no one stream, in a sentence; empty where they do. Told from their tracks alone.
std::string obstacle_to_joining(const std::vector<const MediaInfo*>& parts);

struct JoinedStream {
  base::Time duration;
  std::string revision;  // of the whole: changes with every part's
  std::vector<JoinedPart> parts;
  std::vector<base::Time> starts;           // of the parts
  std::vector<JoinedRendition> renditions;  // pictures first
  std::vector<JoinedText> texts;
  std::optional<base::Time> start;  // where playing is to begin, if not at 0
};

// Finds what the parts have in common: their best pictures, and each smaller size of which all have one no
// larger; their programme, and each further sound that all have in the same language and for the same
// purpose. Unsupported where one part has pictures or sound and another has not: no player goes on there.
// `parts` is not empty; `texts` as above.
base::Result<JoinedStream> join(std::string revision, std::vector<JoinedPart> parts,
                                std::vector<JoinedText> texts);

std::string multivariant_playlist(const JoinedStream& joined);
std::string dash_presentation(const JoinedStream& joined);

// A child of the multivariant playlist: `media.m3u8` or `iframes.m3u8` of a rendition, a text or the
// storyboard. NotFound if there is none of that name.
base::Result<std::string> child_playlist(const JoinedStream& joined, std::string_view rendition,
                                         std::string_view name);

// A file without cues, beside the text playlist: where a part lacks a text.
inline constexpr std::string_view kEmptyText = "empty.vtt";

}  // namespace media
