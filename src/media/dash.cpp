#include "media/dash.h"

#include <algorithm>
#include <iterator>
#include <numeric>

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
void write_timeline(std::string& text, const std::vector<std::int64_t>& starts) {
  const auto out = std::back_inserter(text);
  text += "        <SegmentTimeline>\n";
  for (std::size_t i = 0; i + 1 < starts.size();) {
    const std::int64_t length = starts[i + 1] - starts[i];
    std::size_t same = i + 1;
    while (same + 1 < starts.size() && starts[same + 1] - starts[same] == length) ++same;
    base::format_to(out, "          <S{} d=\"{}\"", i == 0 ? base::format(" t=\"{}\"", starts[0]) : "",
                    length);
    if (same - i > 1) base::format_to(out, " r=\"{}\"", same - i - 1);
    text += "/>\n";
    i = same;
  }
  text += "        </SegmentTimeline>\n";
}

void write_template(std::string& text, const StreamedTrack& rendition, const StreamOptions& options) {
  const std::string folder =
      escaped(template_escaped(children_folder(options.quality, options.revision, rendition.name)));
  text += base::format(
      "      <SegmentTemplate timescale=\"{}\" startNumber=\"0\" initialization=\"{}init.mp4\" "
      "media=\"{}$Number$.m4s\">\n",
      rendition.timescale, folder, folder);
  write_timeline(text, rendition.boundaries);
  text += "      </SegmentTemplate>\n";
}

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? "" : base::format(" {}=\"{}\"", name, escaped(value));
}

std::string ratio(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t divisor = std::max<std::uint64_t>(std::gcd(a, b), 1);
  return base::format("{}:{}", a / divisor, b / divisor);
}

// The order of elements in an AdaptationSet is fixed by the schema: Label, Role, SegmentTemplate,
// Representation.
void write_role(std::string& text, std::string_view role) {
  text += base::format("      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"{}\"/>\n", role);
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

void write_media_set(std::string& text, const StreamedTrack& rendition, const StreamOptions& options,
                     bool main) {
  const Track& track = rendition.track;
  const bool video = track.kind == TrackKind::Video;
  const std::string_view kind = video ? "video" : "audio";
  text += base::format(
      "    <AdaptationSet id=\"{}\" contentType=\"{}\" mimeType=\"{}/mp4\"{}{} segmentAlignment=\"true\" "
      "startWithSAP=\"1\">\n",
      track.id, kind, kind, attribute("lang", track.language),
      video ? base::format(" par=\"{}\"", ratio(track.display_width, track.display_height)) : "");
  write_label(text, track.label);
  write_role(text, main ? "main" : "alternate");
  write_template(text, rendition, options);
  text += base::format("      <Representation id=\"{}\" bandwidth=\"{}\"{}{}", rendition.name,
                       rendition.rate.peak, attribute("codecs", track.codec),
                       video ? picture_attributes(track) : "");
  if (video) {
    text += "/>\n";
  } else {
    text += base::format(
        " audioSamplingRate=\"{}\">\n        <AudioChannelConfiguration "
        "schemeIdUri=\"urn:mpeg:dash:23003:3:audio_channel_configuration:2011\" value=\"{}\"/>\n"
        "      </Representation>\n",
        track.sample_rate, track.channels);
  }
  text += "    </AdaptationSet>\n";
}

void write_text_set(std::string& text, const TextRendition& track, std::size_t id,
                    const StreamOptions& options) {
  text += base::format("    <AdaptationSet id=\"{}\" contentType=\"text\" mimeType=\"text/vtt\"{}>\n", id,
                       attribute("lang", track.language));
  write_label(text, track.label);
  write_role(text, track.role == TextRole::Captions ? "caption" : "subtitle");
  text += base::format(
      "      <Representation id=\"{}\" bandwidth=\"256\">\n        <BaseURL>{}captions.vtt</BaseURL>\n"
      "      </Representation>\n    </AdaptationSet>\n",
      escaped(track.name), escaped(children_folder(options.quality, track.revision, track.name)));
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
      escaped(template_escaped(children_folder(options.quality, options.revision, kStoryboard))), kStoryboard,
      storyboard.bandwidth(), storyboard.columns * storyboard.tile_width,
      storyboard.rows * storyboard.tile_height, storyboard.columns, storyboard.rows);
}

}  // namespace

std::string dash_presentation(const StreamedWork& work, const StreamOptions& options) {
  std::string text = base::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" "
      "profiles=\"urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019\" type=\"static\" "
      "minBufferTime=\"PT2S\" mediaPresentationDuration=\"PT{}S\">\n"
      "  <Period id=\"0\" start=\"PT0S\">\n",
      base::to_seconds(work.duration, 9));
  std::size_t last_id = 0;
  TrackKind seen = TrackKind::Other;
  for (const StreamedTrack& rendition : work.tracks) {
    write_media_set(text, rendition, options, rendition.track.kind != seen);
    seen = rendition.track.kind;
    last_id = std::max<std::size_t>(last_id, rendition.track.id);
  }
  for (const TextRendition& track : options.texts) write_text_set(text, track, ++last_id, options);
  if (options.storyboard) write_image_set(text, *options.storyboard, ++last_id, options);
  text += "  </Period>\n</MPD>\n";
  return text;
}

base::Result<std::string> dash_presentation(const SampleTable& table, const StreamOptions& options) {
  return dash_presentation(TRY(streamed_work(table)), options);
}

}  // namespace media
