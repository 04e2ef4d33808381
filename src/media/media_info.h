// MediaInfo: what a master is, as told by the file itself: container, tracks, exact durations, tags. It is
// made once at ingest and kept as JSON in the sample table file and in the catalog. A value; safe from any
// thread. All text is valid UTF-8. Ticks are of the timescale that stands beside them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/media_time.h"

namespace media {

enum class TrackKind { Video, Audio, Text, Timecode, Other };

struct Rational {
  std::int64_t numerator = 0;  // 0: unknown or variable
  std::int64_t denominator = 1;
  friend bool operator==(const Rational&, const Rational&) = default;
};

// What a track is for, as the file says: Matroska's flags, `kind` boxes and QuickTime's characteristics of a
// track, libavformat's dispositions. Several may hold.
struct Purpose {
  bool original = false;         // in the language of the work itself
  bool dub = false;              // a translation
  bool commentary = false;       // by those who made it, say
  bool describes_video = false;  // tells what is seen, to those who cannot see
  bool for_the_deaf = false;     // of texts: sounds are told too (captions); of sound: easier to understand
  bool forced = false;           // of texts: only what all must read: signs, foreign speech
  friend bool operator==(const Purpose&, const Purpose&) = default;
  bool is_main() const { return !commentary && !describes_video && !for_the_deaf; }
};

struct Track {
  std::uint32_t id = 0;  // 1-based, in file order; "track-1" in URLs
  TrackKind kind = TrackKind::Other;
  std::string codec;       // RFC 6381 string for `codecs=`: "avc1.64001f"; empty if none is registered
  std::string codec_name;  // for people and logs: "h264", "aac", "pcm_s16le", "prores"
  std::string language;    // BCP 47; empty if the file does not say
  std::string label;       // the track's own name (handler, title); often empty
  bool enabled = true;     // false: alternate track, not shown by default
  Purpose purpose;

  std::uint32_t timescale = 1;
  // Presentation time = composition time + presentation_shift (ticks). Negative where an edit list hides the
  // start (priming, B-frame delay), positive where the track starts late.
  std::int64_t presentation_shift = 0;
  // When the track shows on the work's timeline. The work starts at 0.
  base::TimeRange presentation;

  // Video. Display size is after pixel aspect ratio and rotation: what a viewer should draw.
  std::uint32_t coded_width = 0, coded_height = 0;
  std::uint32_t display_width = 0, display_height = 0;
  std::uint32_t rotation = 0;    // degrees clockwise: 0, 90, 180, 270
  Rational frame_rate;           // 0 where it varies
  bool closed_captions = false;  // CEA-608 lies between its pictures

  // Audio.
  std::uint32_t channels = 0;
  std::uint32_t sample_rate = 0;

  std::uint64_t bytes = 0;  // sum of sample sizes

  // A complete ISO/IEC 14496-12 8.5.2 SampleEntry box (`avc1`, `mp4a`, `Opus` ...), ready for an `stsd`.
  // Empty: the track cannot be packaged by copying and has no samples in the sample table.
  base::Bytes sample_entry;

  bool packageable() const { return !sample_entry.empty(); }
};

struct Chapter {
  base::TimeRange range;
  std::string title;
};

// SMPTE ST 12 timecode of the first frame, where the file carries one.
struct Timecode {
  std::string start;  // "01:00:00;00"; `;` where frames are dropped
  Rational rate;
  bool drop_frame = false;
};

struct MediaInfo {
  std::string container;   // "mp4", "mov", "webm", "matroska", "mp3", "wav", "flac", "ogg", ...
  std::string media_type;  // of the whole file: "video/mp4", "audio/mpeg"
  std::uint64_t size = 0;  // bytes
  base::Time duration;     // of the work, exact: the latest end of any video or audio track
  bool fast_start = true;  // the header comes before the media: a browser may play while loading
  bool fragmented = false;
  bool cut_short = false;  // its header promises more than is there; durations tell what is there
  std::vector<Track> tracks;
  std::vector<Chapter> chapters;
  std::map<std::string, std::string> tags;  // lower-case names: title, artist, date, comment, copyright ...
  Timecode timecode;                        // start empty: none
  // An embedded picture (cover art), as a slice of the master.
  std::uint64_t picture_offset = 0, picture_bytes = 0;
  std::string picture_type;  // "image/jpeg"; empty: none
  // The instant whose frame stands for the work where it has no picture (poster.h): whole microseconds.
  // Nothing without pictures.
  std::optional<base::Time> poster;
  std::vector<std::string> warnings;  // for people: what was damaged, missing or simplified

  const Track* first(
      TrackKind kind) const;  // the first enabled track of that kind, else the first, else null
  bool has_video() const { return first(TrackKind::Video) != nullptr; }
  bool has_audio() const { return first(TrackKind::Audio) != nullptr; }
};

std::string to_json(const MediaInfo& info);
base::Result<MediaInfo> media_info_from_json(std::string_view text);

// The `codecs` parameter of the whole (RFC 6381 3.2): the video and audio tracks' strings, comma-separated.
std::string codecs_parameter(const MediaInfo& info);

// What every current browser decodes: H.264 (8 bits, 4:2:0), VP8/VP9, AV1; AAC-LC/HE, MP3, Opus, Vorbis,
// FLAC, 8/16/24-bit PCM. (HEVC, AC-3, ALAC play in some only.)
bool browsers_play(const Track& track);

}  // namespace media
