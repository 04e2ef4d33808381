#include "media/dash.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <span>

#include "base/format.h"
#include "base/text.h"

namespace media {
namespace {

// XML 1.0 2.2 knows no control characters but tab and line ends.
std::string escaped(std::string_view text) {
  std::string clean = base::to_valid_utf8(text);
  std::ranges::replace_if(clean, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  // U+FFFE and U+FFFF are no characters of XML.
  clean = base::replace_all(std::move(clean), "\xEF\xBF\xBE", "\xEF\xBF\xBD");
  clean = base::replace_all(std::move(clean), "\xEF\xBF\xBF", "\xEF\xBF\xBD");
  return base::escape_html(clean);
}

// 5.3.9.4.4: `$` opens an identifier of a template.
std::string template_escaped(std::string_view uri) { return base::replace_all(std::string(uri), "$", "$$"); }

// 5.3.9.6: where segments begin and how long they last; equal neighbours are counted together.
void write_timeline(std::string& text, const std::vector<std::int64_t>& starts, std::string_view indent) {
  const auto out = std::back_inserter(text);
  base::format_to(out, "{}  <SegmentTimeline>\n", indent);
  for (std::size_t i = 0; i + 1 < starts.size();) {
    const std::int64_t length = starts[i + 1] - starts[i];
    std::size_t same = i + 1;
    while (same + 1 < starts.size() && starts[same + 1] - starts[same] == length) ++same;
    base::format_to(out, "{}    <S{} d=\"{}\"", indent, i == 0 ? base::format(" t=\"{}\"", starts[0]) : "",
                    length);
    if (same - i > 1) base::format_to(out, " r=\"{}\"", same - i - 1);
    text += "/>\n";
    i = same;
  }
  base::format_to(out, "{}  </SegmentTimeline>\n", indent);
}

std::string folder_of(const StreamOptions& options, std::string_view revision, std::string_view rendition) {
  return options.base + children_folder(options.quality, revision, rendition);
}

// Segments `0.m4s`, `1.m4s` ...; with a prefix `i0.m4s`, `i1.m4s` ...
void write_template(std::string& text, const StreamedTrack& rendition, const StreamOptions& options,
                    const std::vector<std::int64_t>& boundaries, std::string_view indent,
                    std::string_view prefix = "") {
  const std::string folder = escaped(template_escaped(folder_of(options, options.revision, rendition.name)));
  text += base::format(
      "{}<SegmentTemplate timescale=\"{}\" startNumber=\"0\" initialization=\"{}init.mp4\" "
      "media=\"{}{}$Number$.m4s\">\n",
      indent, rendition.timescale, folder, folder, prefix);
  write_timeline(text, boundaries, indent);
  text += base::format("{}</SegmentTemplate>\n", indent);
}

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? "" : base::format(" {}=\"{}\"", name, escaped(value));
}

std::string ratio(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t divisor = std::max<std::uint64_t>(std::gcd(a, b), 1);
  return base::format("{}:{}", a / divisor, b / divisor);
}

// The order of elements in an AdaptationSet is fixed by the schema: Label, Accessibility, Role,
// SegmentTemplate, Representation.
void write_role(std::string& text, std::string_view role) {
  text += base::format("      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"{}\"/>\n", role);
}
// ETSI TS 102 822-3-1, AudioPurposeCS: 1 for those who cannot see, 2 for those who cannot hear (DASH-IF IOP
// 4.3, 9.6.2.4).
void write_audio_purpose(std::string& text, int purpose) {
  text += base::format(
      "      <Accessibility schemeIdUri=\"urn:tva:metadata:cs:AudioPurposeCS:2007\" value=\"{}\"/>\n",
      purpose);
}
// ISO/IEC 23009-1 5.8.5.5 allows its roles here too.
void write_accessible_role(std::string& text, std::string_view role) {
  text += base::format("      <Accessibility schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"{}\"/>\n", role);
}

void write_sound_roles(std::string& text, const Purpose& purpose, bool main) {
  if (purpose.describes_video) write_audio_purpose(text, 1);
  if (purpose.describes_video) write_accessible_role(text, "description");
  if (purpose.for_the_deaf) write_audio_purpose(text, 2);
  if (main) return write_role(text, "main");
  if (purpose.commentary) return write_role(text, "commentary");
  write_role(text, purpose.dub ? "dub" : "alternate");
}

void write_text_roles(std::string& text, const TextRendition& track) {
  if (track.role == TextRole::Descriptions) {
    write_audio_purpose(text, 1);
    write_accessible_role(text, "description");
    return write_role(text, "description");
  }
  if (track.role == TextRole::Captions) {
    write_audio_purpose(text, 2);
    write_accessible_role(text, "caption");
  }
  if (track.forced) return write_role(text, "forced-subtitle");
  write_role(text, track.role == TextRole::Captions ? "caption" : "subtitle");
}

// ISO/IEC 23091-3, ChannelConfiguration: the usual layout of so many channels; 0: none is.
int usual_layout(std::uint32_t channels) {
  constexpr int kLayouts[] = {0, 1, 2, 3, 4, 5, 6, 11, 12};
  return channels < std::size(kLayouts) ? kLayouts[channels] : 0;
}

void write_label(std::string& text, const std::string& label) {
  if (!label.empty()) text += base::format("      <Label>{}</Label>\n", escaped(label));
}

std::string picture_attributes(const Track& track) {
  // Display size is coded size with the pixel aspect ratio applied, before rotation.
  const bool turned = track.rotation == 90 || track.rotation == 270;
  const std::uint64_t wide = turned ? track.display_height : track.display_width;
  const std::uint64_t high = turned ? track.display_width : track.display_height;
  std::string text = base::format(" width=\"{}\" height=\"{}\"", track.coded_width, track.coded_height);
  if (wide > 0 && high > 0 && track.coded_width > 0)
    text += base::format(" sar=\"{}\"", ratio(wide * track.coded_height, high * track.coded_width));
  const Rational rate = track.frame_rate;
  if (rate.numerator > 0)
    text += rate.denominator == 1 ? base::format(" frameRate=\"{}\"", rate.numerator)
                                  : base::format(" frameRate=\"{}/{}\"", rate.numerator, rate.denominator);
  return text;
}

const std::string& id_of(const StreamedTrack& rendition) {
  return rendition.id.empty() ? rendition.name : rendition.id;
}

// One or several representations of a track, in sizes or rates between which players may change.
using Set = std::span<const StreamedTrack>;

void write_representation(std::string& text, const StreamedTrack& rendition, const StreamOptions& options,
                          bool alone) {
  const Track& track = rendition.track;
  const bool video = track.kind == TrackKind::Video;
  text += base::format(
      "      <Representation id=\"{}\" bandwidth=\"{}\"{}{}", escaped(id_of(rendition)), rendition.rate.peak,
      attribute("codecs", track.codec),
      video ? picture_attributes(track) : base::format(" audioSamplingRate=\"{}\"", track.sample_rate));
  if (video && alone) {
    text += "/>\n";
    return;
  }
  text += ">\n";
  if (const int layout = video ? 0 : usual_layout(track.channels); layout > 0)
    text += base::format(
        "        <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:mpegB:cicp:ChannelConfiguration\" "
        "value=\"{}\"/>\n",
        layout);
  if (!alone) write_template(text, rendition, options, rendition.boundaries, "        ");
  text += "      </Representation>\n";
}

void write_media_set(std::string& text, Set set, std::size_t id, const StreamOptions& options, bool main) {
  const Track& track = set.front().track;
  const bool video = track.kind == TrackKind::Video;
  const std::string_view kind = video ? "video" : "audio";
  text += base::format(
      "    <AdaptationSet id=\"{}\" contentType=\"{}\" mimeType=\"{}/mp4\"{}{} segmentAlignment=\"true\" "
      "startWithSAP=\"1\">\n",
      id, kind, kind, attribute("lang", track.language),
      video ? base::format(" par=\"{}\"", ratio(track.display_width, track.display_height)) : "");
  write_label(text, video || track.purpose == Purpose() ? track.label : label_of(track, set.front().name));
  video ? write_role(text, main ? "main" : "alternate") : write_sound_roles(text, track.purpose, main);
  const bool alone = set.size() == 1;
  if (alone) write_template(text, set.front(), options, set.front().boundaries, "      ");
  for (const StreamedTrack& rendition : set) write_representation(text, rendition, options, alone);
  text += "    </AdaptationSet>\n";
}

// DASH-IF IOP 3.2.9: single pictures of the set `main`, for searching at speed.
void write_trick_set(std::string& text, const StreamedTrack& pictures, std::size_t id, std::size_t main,
                     const StreamOptions& options) {
  text += base::format(
      "    <AdaptationSet id=\"{}\" contentType=\"video\" mimeType=\"video/mp4\" segmentAlignment=\"true\" "
      "startWithSAP=\"1\">\n      <EssentialProperty "
      "schemeIdUri=\"http://dashif.org/guidelines/trickmode\" value=\"{}\"/>\n",
      id, main);
  write_template(text, pictures, options, pictures.trick_boundaries, "      ", "i");
  text += base::format(
      "      <Representation id=\"{}-trick\" bandwidth=\"{}\"{} codingDependency=\"false\" "
      "maxPlayoutRate=\"16\"{}/>\n    </AdaptationSet>\n",
      escaped(id_of(pictures)), pictures.rate.peak, attribute("codecs", pictures.track.codec),
      picture_attributes(pictures.track));
}

// Players change between what has the same coding ("avc1") and is made from the same track.
std::size_t set_length(Set rest) {
  const auto coding = [](const StreamedTrack& one) {
    return one.track.codec.substr(0, one.track.codec.find('.'));
  };
  std::size_t length = 1;
  while (length < rest.size() && rest[length].track.id == rest[0].track.id &&
         coding(rest[length]) == coding(rest[0]))
    ++length;
  return length;
}

void write_text_set(std::string& text, const TextRendition& track, std::size_t id,
                    const StreamOptions& options) {
  text += base::format("    <AdaptationSet id=\"{}\" contentType=\"text\" mimeType=\"text/vtt\"{}>\n", id,
                       attribute("lang", track.language));
  write_label(text, track.label);
  write_text_roles(text, track);
  text += base::format(
      "      <Representation id=\"{}\" bandwidth=\"256\">\n        <BaseURL>{}captions.vtt</BaseURL>\n"
      "      </Representation>\n    </AdaptationSet>\n",
      escaped(track.name), escaped(folder_of(options, track.revision, track.name)));
}

// DASH-IF IOP 4.3, 6.2.6: the sheets of a storyboard as segments of one length; the last may end after the
// work.
void write_image_set(std::string& text, const StoryboardPlan& storyboard, std::size_t id,
                     const StreamOptions& options) {
  const base::Time length = storyboard.sheet_length();
  text += base::format(
      "    <AdaptationSet id=\"{}\" contentType=\"image\" mimeType=\"image/jpeg\">\n"
      "      <SegmentTemplate timescale=\"{}\" duration=\"{}\" startNumber=\"0\" media=\"{}$Number$.jpg\"/>\n"
      "      <Representation id=\"{}\" bandwidth=\"{}\" width=\"{}\" height=\"{}\">\n"
      "        <EssentialProperty schemeIdUri=\"http://dashif.org/guidelines/thumbnail_tile\" "
      "value=\"{}x{}\"/>\n"
      "      </Representation>\n    </AdaptationSet>\n",
      id, length.timescale, length.ticks,
      escaped(template_escaped(folder_of(options, options.revision, kStoryboard))), kStoryboard,
      storyboard.bandwidth(), storyboard.columns * storyboard.tile_width,
      storyboard.rows * storyboard.tile_height, storyboard.columns, storyboard.rows);
}

void write_period(std::string& text, const StreamedWork& work, const StreamOptions& options) {
  std::size_t last_id = 0;
  for (const StreamedTrack& rendition : work.tracks)
    last_id = std::max<std::size_t>(last_id, rendition.track.id);
  std::set<std::size_t> used;
  std::map<TrackKind, std::uint32_t> main;  // the first track of a kind that is the programme itself
  for (const bool any : {false, true})
    for (const StreamedTrack& rendition : work.tracks)
      if (any || rendition.track.purpose.is_main()) main.emplace(rendition.track.kind, rendition.track.id);
  for (Set rest(work.tracks); !rest.empty();) {
    const Set set = rest.first(set_length(rest));
    const Track& track = set.front().track;
    // The track's own number, unless another coding of it has that already.
    const std::size_t id = used.insert(track.id).second ? track.id : ++last_id;
    write_media_set(text, set, id, options, track.id == main[track.kind]);
    for (const StreamedTrack& rendition : set)
      if (!rendition.trick_boundaries.empty()) write_trick_set(text, rendition, ++last_id, id, options);
    rest = rest.subspan(set.size());
  }
  for (const TextRendition& track : options.texts) write_text_set(text, track, ++last_id, options);
  if (options.storyboard) write_image_set(text, *options.storyboard, ++last_id, options);
}

}  // namespace

std::string dash_presentation(base::Time duration, const std::vector<DashPeriod>& periods) {
  std::string text = base::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" "
      "profiles=\"urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019\" type=\"static\" "
      "minBufferTime=\"PT2S\" mediaPresentationDuration=\"PT{}S\">\n",
      base::to_seconds(duration, 9));
  for (std::size_t i = 0; i < periods.size(); ++i) {
    text += base::format("  <Period id=\"{}\" start=\"PT{}S\">\n", i, base::to_seconds(periods[i].start, 9));
    write_period(text, periods[i].work, periods[i].options);
    text += "  </Period>\n";
  }
  text += "</MPD>\n";
  return text;
}

std::string dash_presentation(const StreamedWork& work, const StreamOptions& options) {
  return dash_presentation(work.duration, {{{}, work, options}});
}

base::Result<std::string> dash_presentation(const SampleTable& table, const StreamOptions& options) {
  return dash_presentation(TRY(streamed_work(table)), options);
}

}  // namespace media
