// Renditions: the tracks of a work as HLS and DASH offer them, with their names, boundaries and bit rates.
// Both playlists and segments follow from here, so they agree. Pure; reads segment records only, never
// samples. Boundaries are ticks of the track's timescale on the work's timeline; bit rates are bits a second.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/sample_table.h"
#include "media/storyboard.h"

namespace media {

// Points into the sample table it was made from.
struct Rendition {
  const Track* track = nullptr;
  const TrackTable* samples = nullptr;
  std::string name;  // "video-1", "audio-2": the kind and the track id
};

// The pictures first (at most one track: alternative angles are not quality levels), then all sound tracks,
// the enabled ones first.
std::vector<Rendition> renditions(const SampleTable& table);

// NotFound if there is no such rendition.
base::Result<Rendition> find_rendition(const SampleTable& table, std::string_view name);
base::Result<Rendition> find_rendition(const SampleTable& table, std::uint32_t track_id);

// Segments that begin before the track's presentation ends; only these are offered.
std::uint32_t offered_segments(const Rendition& rendition);

// Where each offered segment begins, and at last where the work ends: offered_segments() + 1 values. The
// first is 0 and they never fall, whatever the track does, so that all renditions cover the same timeline.
std::vector<std::int64_t> boundaries(const SampleTable& table, const Rendition& rendition);

struct BitRate {
  std::uint64_t peak = 0;  // of the heaviest segment
  std::uint64_t average = 0;
};
// What is sent, headers included (an upper bound of a few bytes a sample for those).
BitRate bit_rate(const SampleTable& table, const Rendition& rendition);

// What playlists tell of a track: of a whole work or of a clip.
struct StreamedTrack {
  Track track;
  std::string name;
  std::uint32_t timescale = 1;
  std::vector<std::int64_t> boundaries;  // see `boundaries`
  BitRate rate;
  // For trick play (trick_play.h): where each of its pictures stands in for those up to the next, and at last
  // where the work ends. Empty: there are none.
  std::vector<std::int64_t> trick_boundaries = {};
  std::string id = {};  // of the representation in DASH; empty: `name`
};
struct StreamedWork {
  base::Time duration;
  std::vector<StreamedTrack> tracks;  // in the order of `renditions`; never empty
};
// NotFound where no track can be packaged.
base::Result<StreamedWork> streamed_work(const SampleTable& table);
// NotFound where that track cannot.
base::Result<StreamedTrack> streamed_track(const SampleTable& table, std::uint32_t track_id);

// "video-1", "audio-2".
std::string rendition_name(const Track& track);

// Bits a second of so many bytes in so many ticks, rounded up.
std::uint64_t bits_per_second(std::uint64_t bytes, std::int64_t ticks, std::uint32_t timescale);
// Of a segment with so many bytes of media: what is sent, headers included.
std::uint64_t segment_bytes(const Track& track, std::uint64_t media_bytes, std::uint32_t samples);

// A text track beside the media: a revision of its own, so that a corrected caption has a new URI.
enum class TextRole { Captions, Subtitles, Descriptions };
struct TextRendition {
  std::string name;  // "text-en": one path segment
  std::string revision;
  std::string language;  // BCP 47; empty if unknown
  std::string label;     // for people; any text
  TextRole role = TextRole::Subtitles;
  bool forced = false;  // only what all must read: signs, foreign speech
};

struct StreamOptions {
  std::string quality = "default";  // the folder of the children
  std::string revision;             // of the media
  std::vector<TextRendition> texts;
  std::optional<StoryboardPlan> storyboard = {};  // of works with pictures: its sheets are offered as images
  std::optional<base::Time> start = {};           // where playing is to begin, if not at 0
  std::string base = {};  // relative URI of what `quality` lies in, with a slash at its end; empty: here
};

// For people: the track's label; where it has none its language (or `name`) and what it is for.
std::string label_of(const Track& track, std::string_view name);

// The rendition of the storyboard's sheets: `storyboard/0.jpg`, `storyboard/1.jpg` ...
inline constexpr std::string_view kStoryboard = "storyboard";

// Relative URI of the folder of a rendition's children: "default/~{revision}/{rendition}/".
std::string children_folder(std::string_view quality, std::string_view revision, std::string_view rendition);

}  // namespace media
