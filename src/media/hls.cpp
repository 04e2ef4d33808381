#include "media/hls.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/autonym.h"
#include "base/format.h"
#include "base/text.h"

namespace media {
namespace {

using base::fail;
using base::Fault;

constexpr std::uint32_t kMicro = 1'000'000;
constexpr std::string_view kHead = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n";

// 4.2: a quoted string holds neither quotation marks nor line breaks, and there is no escape.
std::string quoted(std::string_view text) {
  std::string clean = base::to_valid_utf8(text);
  std::ranges::replace_if(clean, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  std::ranges::replace(clean, '"', '\'');
  return "\"" + clean + "\"";
}

// ---- media playlists

void append_number(std::string& text, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

// "#EXTINF:6.016000,\n12.m4s\n". Written by hand: a day has 14,400 of them.
void append_segment(std::string& text, std::uint64_t micros, std::string_view prefix, std::size_t index,
                    std::string_view suffix) {
  text += "#EXTINF:";
  append_number(text, micros / kMicro);
  char fraction[8] = {'.', '0', '0', '0', '0', '0', '0', ','};
  std::uint64_t rest = micros % kMicro;
  for (std::size_t i = 6; i > 0; --i, rest /= 10) fraction[i] = static_cast<char>('0' + rest % 10);
  text.append(fraction, sizeof fraction);
  text += '\n';
  text += prefix;
  append_number(text, index);
  text += suffix;
}

// What stands around the number of a segment of this kind.
std::string_view prefix_of(SegmentKind kind) { return kind == SegmentKind::IFrame ? "i" : ""; }
std::string_view suffix_of(SegmentKind kind) { return kind == SegmentKind::Text ? ".vtt\n" : ".m4s\n"; }

// Boundaries in microseconds on the playlist's timeline: EXTINF is rounded on the running total, so that all
// add up to the whole.
std::vector<std::int64_t> micros_of(const PlaylistStretch& stretch) {
  std::vector<std::int64_t> micros = stretch.boundaries;
  const std::int64_t start = base::ticks_in(stretch.start, kMicro);
  for (std::int64_t& instant : micros) instant = start + base::ticks_in({instant, stretch.timescale}, kMicro);
  micros.back() = std::max(micros[micros.size() - 2], base::ticks_in(stretch.end, kMicro));
  return micros;
}

void append_stretch(std::string& text, const PlaylistStretch& stretch,
                    const std::vector<std::int64_t>& micros, SegmentKind kind) {
  if (kind != SegmentKind::Text)
    text += base::format("#EXT-X-MAP:URI={}\n", quoted(stretch.folder + "init.mp4"));
  const std::string prefix = stretch.folder + std::string(prefix_of(kind));
  for (std::size_t i = 0; i + 1 < micros.size(); ++i) {
    const auto length = static_cast<std::uint64_t>(micros[i + 1] - micros[i]);
    if (stretch.same.empty())
      append_segment(text, length, prefix, i, suffix_of(kind));
    else
      text +=
          base::format("#EXTINF:{},\n{}\n",
                       base::to_fixed_seconds({static_cast<std::int64_t>(length), kMicro}, 6), stretch.same);
  }
}

// ---- the multivariant playlist

// 4.3.4.1.1: the renditions of a group share their encoding, so that a variant can name it.
struct AudioGroup {
  std::string id;
  std::string codec;
  std::vector<const StreamedTrack*> members;
  BitRate rate;  // of the heaviest member
};

std::vector<AudioGroup> audio_groups(const std::vector<StreamedTrack>& all) {
  std::vector<AudioGroup> groups;
  for (const StreamedTrack& rendition : all) {
    if (rendition.track.kind != TrackKind::Audio) continue;
    auto group = std::ranges::find(groups, rendition.track.codec, &AudioGroup::codec);
    if (group == groups.end()) {
      const std::string id = groups.empty() ? "audio" : base::format("audio-{}", groups.size() + 1);
      group = groups.insert(group, {id, rendition.track.codec, {}, {}});
    }
    group->rate.peak = std::max(group->rate.peak, rendition.rate.peak);
    group->rate.average = std::max(group->rate.average, rendition.rate.average);
    group->members.push_back(&rendition);
  }
  return groups;
}

// NAMEs must differ within a group (4.3.4.1.1).
class Names {
 public:
  std::string unique(std::string_view wanted) {
    const int uses = ++used_[std::string(wanted)];
    return uses == 1 ? std::string(wanted) : unique(base::format("{} ({})", wanted, uses));
  }

 private:
  std::map<std::string, int> used_;
};

std::string name_of(const TextRendition& text) {
  return !text.label.empty() ? text.label : !text.language.empty() ? base::autonym(text.language) : text.name;
}

constexpr std::string_view kDescribesVideo = "public.accessibility.describes-video";
constexpr std::string_view kCaptions =
    "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound";

std::string characteristics_attribute(std::string_view characteristics) {
  return characteristics.empty() ? "" : ",CHARACTERISTICS=" + quoted(characteristics);
}

// 4.3.4.1.1: of those that a player may select by itself no two are alike to it.
class Selectable {
 public:
  bool add(const std::string& language, bool forced, std::string_view characteristics) {
    return seen_.insert(base::format("{} {} {}", language, forced, characteristics)).second;
  }

 private:
  std::set<std::string> seen_;
};

std::string language_attribute(const std::string& language) {
  return language.empty() ? "" : ",LANGUAGE=" + quoted(language);
}

std::string media_uri(const StreamOptions& options, std::string_view revision, std::string_view rendition) {
  return children_folder(options.quality, revision, rendition) + "media.m3u8";
}

std::string_view characteristics_of(const Track& track) {
  return track.purpose.describes_video ? kDescribesVideo : "";
}

// The programme itself, whatever order the file has.
const StreamedTrack& default_of(const AudioGroup& group) {
  const auto programme = std::ranges::find_if(
      group.members, [](const StreamedTrack* member) { return member->track.purpose.is_main(); });
  return programme == group.members.end() ? *group.members.front() : **programme;
}

void write_audio_group(std::string& text, const AudioGroup& group, const StreamOptions& options) {
  Names names;
  Selectable selectable;
  const StreamedTrack& first = default_of(group);
  selectable.add(first.track.language, false, characteristics_of(first.track));
  for (const StreamedTrack* member : group.members) {
    const Track& track = member->track;
    const bool is_first = member == &first;
    // Nothing tells a commentary from the programme but its name, so no player may choose it by itself.
    const bool autoselect = is_first || (!track.purpose.commentary &&
                                         selectable.add(track.language, false, characteristics_of(track)));
    text +=
        base::format("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{}\"{},NAME={},DEFAULT={},AUTOSELECT={}", group.id,
                     language_attribute(track.language), quoted(names.unique(label_of(track, member->name))),
                     is_first ? "YES" : "NO", autoselect ? "YES" : "NO");
    text += characteristics_attribute(characteristics_of(track));
    if (track.channels > 0) text += base::format(",CHANNELS=\"{}\"", track.channels);
    text += base::format(",URI={}\n", quoted(media_uri(options, options.revision, member->name)));
  }
}

void write_text_group(std::string& text, const StreamOptions& options) {
  Names names;
  Selectable selectable;
  for (const TextRendition& track : options.texts) {
    const std::string_view characteristics = track.role == TextRole::Captions       ? kCaptions
                                             : track.role == TextRole::Descriptions ? kDescribesVideo
                                                                                    : "";
    const bool autoselect = selectable.add(track.language, track.forced, characteristics);
    text += base::format(
        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"text\"{},NAME={},DEFAULT=NO,AUTOSELECT={},FORCED={}",
        language_attribute(track.language), quoted(names.unique(name_of(track))), autoselect ? "YES" : "NO",
        track.forced ? "YES" : "NO");
    text += characteristics_attribute(characteristics);
    text += base::format(",URI={}\n", quoted(media_uri(options, track.revision, track.name)));
  }
}

// CODECS names every format or is left out.
std::string codecs_attribute(std::initializer_list<std::string_view> codecs) {
  std::string list;
  for (const std::string_view codec : codecs) {
    if (codec.empty()) return "";
    list += (list.empty() ? "" : ",") + std::string(codec);
  }
  return ",CODECS=" + quoted(list);
}

void write_variant(std::string& text, BitRate rate, const std::string& codecs, const std::string& attributes,
                   const StreamOptions& options, const StreamedTrack& main) {
  text += base::format("#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={}{}{}{}\n{}\n", rate.peak,
                       rate.average, codecs, attributes, options.texts.empty() ? "" : ",SUBTITLES=\"text\"",
                       media_uri(options, options.revision, main.name));
}

// Stands alone, as I-frame playlists do. RESOLUTION is of one tile.
void write_images(std::string& text, const StoryboardPlan& storyboard, const StreamOptions& options) {
  text += base::format("#EXT-X-IMAGE-STREAM-INF:BANDWIDTH={},RESOLUTION={}x{},CODECS=\"jpeg\",URI={}\n",
                       storyboard.bandwidth(), storyboard.tile_width, storyboard.tile_height,
                       quoted(media_uri(options, options.revision, kStoryboard)));
}

std::string picture_attributes(const Track& video) {
  std::string text = base::format(",RESOLUTION={}x{}", video.display_width, video.display_height);
  if (video.frame_rate.numerator > 0)
    text += ",FRAME-RATE=" +
            base::to_fixed_seconds(
                {video.frame_rate.numerator, static_cast<std::uint32_t>(video.frame_rate.denominator)}, 3);
  return text;
}

// 4.3.4.3. No picture is larger than the group it begins, so the rate of the whole bounds that of these.
void write_i_frames(std::string& text, const StreamedTrack& pictures, const StreamOptions& options) {
  if (pictures.trick_boundaries.empty()) return;
  text += base::format(
      "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH={}{},RESOLUTION={}x{},URI={}\n", pictures.rate.peak,
      codecs_attribute({pictures.track.codec}), pictures.track.display_width, pictures.track.display_height,
      quoted(children_folder(options.quality, options.revision, pictures.name) + "iframes.m3u8"));
}

}  // namespace

std::string multivariant_playlist(const StreamedWork& work, const StreamOptions& options) {
  const std::vector<AudioGroup> groups = audio_groups(work.tracks);
  const StreamedTrack& main = work.tracks.front();
  std::string text(kHead);
  // 4.3.5.2
  if (options.start)
    text += base::format("#EXT-X-START:TIME-OFFSET={},PRECISE=YES\n", base::to_seconds(*options.start));
  for (const AudioGroup& group : groups) write_audio_group(text, group, options);
  write_text_group(text, options);
  if (main.track.kind == TrackKind::Audio) {
    for (const AudioGroup& group : groups)
      write_variant(text, group.rate, codecs_attribute({group.codec}),
                    base::format(",AUDIO=\"{}\"", group.id), options, *group.members.front());
    return text;
  }
  for (const StreamedTrack& pictures : work.tracks) {
    if (pictures.track.kind != TrackKind::Video) continue;
    const BitRate rate = pictures.rate;
    const std::string attributes = picture_attributes(pictures.track);
    for (const AudioGroup& group : groups)
      write_variant(text, {rate.peak + group.rate.peak, rate.average + group.rate.average},
                    codecs_attribute({pictures.track.codec, group.codec}),
                    base::format("{},AUDIO=\"{}\"", attributes, group.id), options, pictures);
    if (groups.empty())
      write_variant(text, rate, codecs_attribute({pictures.track.codec}), attributes, options, pictures);
  }
  for (const StreamedTrack& pictures : work.tracks) write_i_frames(text, pictures, options);
  if (options.storyboard) write_images(text, *options.storyboard, options);
  return text;
}

base::Result<std::string> multivariant_playlist(const SampleTable& table, const StreamOptions& options) {
  return multivariant_playlist(TRY(streamed_work(table)), options);
}

std::string playlist(const std::vector<PlaylistStretch>& stretches, SegmentKind kind) {
  std::vector<std::vector<std::int64_t>> micros;
  std::int64_t longest = 1;
  std::size_t segments = 0;
  for (const PlaylistStretch& stretch : stretches) {
    const std::vector<std::int64_t>& instants = micros.emplace_back(micros_of(stretch));
    for (std::size_t i = 1; i < instants.size(); ++i)
      longest = std::max(longest, instants[i] - instants[i - 1]);
    segments += instants.size();
  }
  std::string text(kHead);
  text.reserve(256 + segments * (32 + stretches.front().folder.size()));
  text += base::format("#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n{}",
                       (longest + kMicro - 1) / kMicro,
                       kind == SegmentKind::IFrame ? "#EXT-X-I-FRAMES-ONLY\n" : "");
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (i > 0) text += "#EXT-X-DISCONTINUITY\n";
    append_stretch(text, stretches[i], micros[i], kind);
  }
  text += "#EXT-X-ENDLIST\n";
  return text;
}

std::string media_playlist(base::Time duration, const std::vector<std::int64_t>& boundaries,
                           std::uint32_t timescale) {
  return playlist({{{}, duration, boundaries, timescale}}, SegmentKind::Media);
}

std::string i_frame_playlist(base::Time duration, const std::vector<std::int64_t>& boundaries,
                             std::uint32_t timescale) {
  return playlist({{{}, duration, boundaries, timescale}}, SegmentKind::IFrame);
}

base::Result<std::string> media_playlist(const SampleTable& table, std::uint32_t track_id) {
  const Rendition rendition = TRY(find_rendition(table, track_id));
  return media_playlist(table.info().duration, boundaries(table, rendition), rendition.samples->timescale());
}

std::vector<std::int64_t> text_boundaries(const WorkSegments& segments) {
  std::vector<std::int64_t> starts;
  for (std::uint32_t i = 0; i <= segments.count(); ++i)
    starts.push_back(base::ticks_in(segments.start(i), kMicro));
  return starts;
}

std::string text_playlist(const WorkSegments& segments) {
  return playlist({{{}, segments.start(segments.count()), text_boundaries(segments), kMicro}},
                  SegmentKind::Text);
}

std::string image_playlist(const std::vector<ImageStretch>& stretches) {
  std::string segments;
  base::Time longest{0, 1};
  for (const ImageStretch& stretch : stretches) {
    const StoryboardPlan& plan = stretch.storyboard;
    const std::string tiles =
        base::format("#EXT-X-TILES:RESOLUTION={}x{},LAYOUT={}x{},DURATION={}\n", plan.tile_width,
                     plan.tile_height, plan.columns, plan.rows, base::to_fixed_seconds(plan.interval, 6));
    for (std::uint64_t i = 0; i < plan.sheets(); ++i) {
      const base::Time length = plan.sheet_range(i, stretch.duration).length();
      longest = std::max(longest, length);
      segments += base::format("#EXTINF:{},\n{}{}{}.jpg\n", base::to_fixed_seconds(length, 6), tiles,
                               stretch.folder, i);
    }
  }
  return base::format(
      "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n"
      "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-IMAGES-ONLY\n{}#EXT-X-ENDLIST\n",
      std::max<std::int64_t>(1, base::ticks_in(longest, 1, base::Rounding::Ceil)), segments);
}

std::string image_playlist(const StoryboardPlan& storyboard, base::Time duration) {
  return image_playlist({{storyboard, duration, ""}});
}

base::Result<base::TimeRange> text_segment_range(const WorkSegments& segments, std::uint32_t index) {
  if (index >= segments.count())
    return fail(Fault::NotFound, base::format("there is no text segment {}", index));
  return segments.range(index);
}

}  // namespace media
