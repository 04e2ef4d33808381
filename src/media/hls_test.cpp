#include "media/hls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.h"
#include "base/text.h"
#include "media/dash.h"
#include "support/film.h"
#include "support/golden.h"

namespace media {
namespace {

using testing::HasSubstr;
using testing::Not;

StreamOptions options() {
  return {"default",
          "r7f3",
          {{"text-en", "c01d", "en", "English", TextRole::Captions},
           {"text-cy", "beef", "cy", "Cymraeg", TextRole::Subtitles}},
          plan_storyboard(film::info()).value()};
}

// The sum of all EXTINF, in microseconds.
std::int64_t total_of(const std::string& playlist) {
  std::int64_t total = 0;
  for (const std::string_view line : base::split(playlist, '\n')) {
    if (!line.starts_with("#EXTINF:")) continue;
    const std::string_view value = line.substr(8, line.find(',') - 8);
    total += base::ticks_in(base::parse_seconds(value).value(), 1'000'000);
  }
  return total;
}

TEST(Hls, LooksAsApproved) {
  const SampleTable table = film::table();
  expect_golden("film/default.m3u8", multivariant_playlist(table, options()).value());
  expect_golden("film/video-1.m3u8", media_playlist(table, 1).value());
  expect_golden("film/audio-2.m3u8", media_playlist(table, 2).value());
  expect_golden("film/text-en.m3u8", text_playlist({table.info(), &table}));
}

TEST(Hls, GivesEveryRenditionTheLengthOfTheWork) {
  MediaInfo info = film::info();
  info.duration = {1'801'800 * 40 + 1, 1'801'800};  // a tick that six decimals cannot tell
  info.tracks[1].presentation.end = base::Time::seconds(17);
  const SampleTable table = film::table_of(info);
  EXPECT_EQ(total_of(media_playlist(table, 1).value()), 40'000'001);
  EXPECT_EQ(total_of(media_playlist(table, 2).value()), 40'000'001);
  EXPECT_EQ(total_of(text_playlist({table.info(), &table})), 40'000'001);
}

TEST(Hls, TellsTheRateOfTheHeaviestSegment) {
  std::vector<TrackSamples> tracks = film::samples();
  for (std::uint32_t i = 300; i < 450; ++i) tracks[0].samples[i].size = 20'000;
  const SampleTable table = film::table_of(film::info(), tracks);
  const BitRate rate = bit_rate(table, find_rendition(table, "video-1").value());
  EXPECT_GT(rate.peak, 25 * 20'000 * 8u);
  EXPECT_LT(rate.peak, 25 * 20'100 * 8u);
  EXPECT_LT(rate.average, rate.peak / 2);
}

TEST(Hls, StreamsAudioAloneAsAudio) {
  MediaInfo info = film::info();
  info.tracks.erase(info.tracks.begin());
  const std::string playlist = multivariant_playlist(film::table_of(info), options()).value();
  EXPECT_THAT(playlist, HasSubstr("CODECS=\"mp4a.40.2\""));
  EXPECT_THAT(playlist, HasSubstr("\ndefault/~r7f3/audio-2/media.m3u8\n"));
  EXPECT_THAT(playlist, Not(HasSubstr("RESOLUTION")));
}

TEST(Hls, KeepsHostileLabelsInsideTheirQuotes) {
  MediaInfo info = film::info();
  info.tracks[1].label = "A\",URI=\"evil\n#EXT-X-ENDLIST\r\x01";
  const std::string playlist = multivariant_playlist(film::table_of(info), options()).value();
  EXPECT_THAT(playlist, HasSubstr("NAME=\"A',URI='evil #EXT-X-ENDLIST  \""));
}

TEST(Hls, NamesTracksOfOneLanguageApart) {
  MediaInfo info = film::info();
  info.tracks.push_back(info.tracks[1]);
  info.tracks[2].id = 3;
  std::vector<TrackSamples> tracks = film::samples();
  tracks.push_back(tracks[1]);
  tracks[2].track_id = 3;
  const std::string playlist = multivariant_playlist(film::table_of(info, tracks), options()).value();
  EXPECT_THAT(playlist, HasSubstr("NAME=\"Programme\",DEFAULT=YES"));
  EXPECT_THAT(playlist, HasSubstr("NAME=\"Programme (2)\",DEFAULT=NO"));
}

// Programme, commentary, description for the blind, a dub; the programme is not the first of the file.
SampleTable table_with_purposes() {
  MediaInfo info = film::info();
  std::vector<TrackSamples> tracks = film::samples();
  Track sound = info.tracks[1];
  sound.label.clear();
  info.tracks[1].label.clear();
  info.tracks[1].purpose.commentary = true;
  for (std::uint32_t id = 3; id <= 5; ++id) {
    sound.id = id;
    sound.purpose = {};
    if (id == 4) sound.purpose.describes_video = true;
    if (id == 5) sound.purpose.dub = true, sound.language = "cy", sound.channels = 6;
    info.tracks.push_back(sound);
    tracks.push_back({id, tracks[1].samples});
  }
  return film::table_of(info, tracks);
}

StreamOptions purposes() {
  return {"default",
          "r",
          {{"text-en", "a", "en", "English", TextRole::Subtitles},
           {"text-en.forced", "b", "en", "English (forced)", TextRole::Subtitles, true},
           {"text-en.more", "c", "en", "English", TextRole::Subtitles},
           {"text-en.ad", "d", "en", "", TextRole::Descriptions}}};
}

TEST(Hls, TellsWhatTracksAreFor) {
  const std::string playlist = multivariant_playlist(table_with_purposes(), purposes()).value();
  EXPECT_THAT(playlist,
              HasSubstr("LANGUAGE=\"en\",NAME=\"English (commentary)\",DEFAULT=NO,AUTOSELECT=NO,CHANNELS"));
  EXPECT_THAT(playlist,
              HasSubstr("LANGUAGE=\"en\",NAME=\"English\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\""));
  EXPECT_THAT(playlist, HasSubstr("NAME=\"English (audio description)\",DEFAULT=NO,AUTOSELECT=YES,"
                                  "CHARACTERISTICS=\"public.accessibility.describes-video\",CHANNELS=\"2\""));
  EXPECT_THAT(
      playlist,
      HasSubstr("LANGUAGE=\"cy\",NAME=\"Cymraeg (dubbed)\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"6\""));
  EXPECT_THAT(playlist, HasSubstr("NAME=\"English\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO"));
  EXPECT_THAT(playlist, HasSubstr("NAME=\"English (forced)\",DEFAULT=NO,AUTOSELECT=YES,FORCED=YES"));
  // No two that a player may choose by itself are alike to it.
  EXPECT_THAT(playlist, HasSubstr("NAME=\"English (2)\",DEFAULT=NO,AUTOSELECT=NO,FORCED=NO"));
  EXPECT_THAT(playlist, HasSubstr("NAME=\"English (3)\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,"
                                  "CHARACTERISTICS=\"public.accessibility.describes-video\""));
}

TEST(Dash, TellsWhatTracksAreFor) {
  const std::string mpd = dash_presentation(table_with_purposes(), purposes()).value();
  const auto set = [&](std::string_view language, std::string_view more) {
    return base::format("lang=\"{}\"{}", language, more);
  };
  constexpr std::string_view kSound = " segmentAlignment=\"true\" startWithSAP=\"1\">\n";
  constexpr std::string_view kRole = "      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=";
  constexpr std::string_view kPurpose =
      "      <Accessibility schemeIdUri=\"urn:tva:metadata:cs:AudioPurposeCS:2007\" value=";
  constexpr std::string_view kAccessible =
      "      <Accessibility schemeIdUri=\"urn:mpeg:dash:role:2011\" value=";
  EXPECT_THAT(
      mpd, HasSubstr(set("en", base::format("{}      <Label>English (commentary)</Label>\n{}\"commentary\"/>",
                                            kSound, kRole))));
  EXPECT_THAT(mpd, HasSubstr(set("en", base::format("{}{}\"main\"/>", kSound, kRole))));
  EXPECT_THAT(mpd, HasSubstr(base::format(
                       "<Label>English (audio description)</Label>\n{}\"1\"/>\n{}\"description\"/>\n"
                       "{}\"alternate\"/>",
                       kPurpose, kAccessible, kRole)));
  EXPECT_THAT(mpd, HasSubstr(base::format("<Label>Cymraeg (dubbed)</Label>\n{}\"dub\"/>", kRole)));
  EXPECT_THAT(mpd, HasSubstr("ChannelConfiguration\" value=\"6\""));
  EXPECT_THAT(mpd,
              HasSubstr(base::format("<Label>English (forced)</Label>\n{}\"forced-subtitle\"/>", kRole)));
  EXPECT_THAT(mpd, HasSubstr(base::format("{}\"1\"/>\n{}\"description\"/>\n{}\"description\"/>", kPurpose,
                                          kAccessible, kRole)));
}

TEST(Hls, CutsTextWhereThePictureIsCut) {
  const SampleTable table = film::table();
  EXPECT_EQ(text_segment_range({table.info(), &table}, 1).value(),
            (base::TimeRange{base::Time::seconds(6), base::Time::seconds(12)}));
  EXPECT_EQ(text_segment_range({table.info(), &table}, 6).value().end, base::Time::seconds(40));
  EXPECT_FALSE(text_segment_range({table.info(), &table}, 7));
  EXPECT_FALSE(text_segment_range({table.info(), &table}, 0xFFFFFFFF));
}

TEST(Dash, LooksAsApproved) {
  expect_golden("film/default.mpd", dash_presentation(film::table(), options()).value());
}

TEST(Dash, EscapesHostileLabels) {
  MediaInfo info = film::info();
  info.tracks[1].label = "</Label><script>\"&\x01";
  StreamOptions hostile = options();
  hostile.revision = "$a$";
  const std::string mpd = dash_presentation(film::table_of(info), hostile).value();
  EXPECT_THAT(mpd, HasSubstr("<Label>&lt;/Label&gt;&lt;script&gt;&quot;&amp; </Label>"));
  EXPECT_THAT(mpd, HasSubstr("default/~%24a%24/video-1/$Number$.m4s"));
}

}  // namespace
}  // namespace media
