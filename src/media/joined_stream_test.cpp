#include "media/joined_stream.h"

#include <gtest/gtest.h>

#include "media/hls.h"
#include "support/film.h"

namespace media {
namespace {

using base::Fault;

JoinedPart part(const MediaInfo& info, const std::string& name) {
  const SampleTable table = film::table_of(info);
  JoinedPart part;
  part.work = streamed_work(table).value();
  part.base = "../../../../../../" + name + "/full/full/max/max/0/";
  part.revision = "r" + name;
  part.text_boundaries = text_boundaries({info, &table});
  return part;
}
JoinedPart part(const std::string& name) { return part(film::info(), name); }

std::vector<std::string> names(const JoinedStream& joined) {
  std::vector<std::string> found;
  for (const JoinedRendition& rendition : joined.renditions) found.push_back(rendition.name);
  return found;
}

std::size_t count(const std::string& text, std::string_view words) {
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

TEST(JoinedStream, LastsAsLongAsItsPartsTogetherToTheVeryTick) {
  MediaInfo odd = film::info();
  odd.duration = {40 * 44100 + 1, 44100};
  const JoinedStream joined = join("r", {part("a"), part(odd, "b"), part("c")}, {}).value();
  EXPECT_EQ(joined.starts[1], base::Time::seconds(40));
  EXPECT_EQ(joined.starts[2], (base::Time{80 * 44100 + 1, 44100}));
  EXPECT_EQ(joined.duration, (base::Time{120 * 44100 + 1, 44100}));
  const std::string playlist = child_playlist(joined, "video", "media.m3u8").value();
  EXPECT_EQ(count(playlist, "#EXT-X-DISCONTINUITY\n"), 2u);
  EXPECT_EQ(count(playlist, "#EXT-X-MAP:"), 3u);
  std::int64_t micros = 0;
  for (std::size_t at = 0; (at = playlist.find("#EXTINF:", at)) != std::string::npos; ++at)
    micros += base::ticks_in(
        base::parse_seconds(playlist.substr(at + 8, playlist.find(',', at) - at - 8)).value(), 1'000'000);
  EXPECT_EQ(micros, 120'000'023);
}

TEST(JoinedStream, RefersToTheVerySegmentsOfItsParts) {
  const JoinedStream joined = join("r", {part("a"), part("b")}, {}).value();
  const std::string playlist = child_playlist(joined, "audio", "media.m3u8").value();
  EXPECT_EQ(count(playlist, "\n../../../../../../../../../b/full/full/max/max/0/default/~rb/audio-2/3.m4s\n"),
            1u);
  const std::string mpd = dash_presentation(joined);
  EXPECT_EQ(count(mpd, "media=\"../../../../../../b/full/full/max/max/0/default/~rb/audio-2/$Number$.m4s\""),
            1u);
  EXPECT_EQ(count(mpd, "<Period id=\"1\" start=\"PT40S\">"), 1u);
  EXPECT_EQ(count(mpd, "mediaPresentationDuration=\"PT80S\""), 1u);
  EXPECT_EQ(count(mpd, "guidelines/trickmode"), 2u) << "in each period";
}

TEST(JoinedStream, OffersWhatAllPartsHave) {
  JoinedPart first = part("a"), second = part("b");
  const auto sound = [](JoinedPart& part, const std::string& language, bool commentary) {
    StreamedTrack& track = part.work.tracks.emplace_back(part.work.tracks.back());
    track.track.id += 1;
    track.track.language = language;
    track.track.purpose.commentary = commentary;
  };
  sound(first, "cy", false);
  sound(first, "en", true);
  sound(second, "en", true);
  EXPECT_EQ(names(join("r", {first, second}, {}).value()),
            (std::vector<std::string>{"video", "audio", "audio-2"}))
      << "the commentary, but no Welsh";
  StreamedTrack smaller = first.work.tracks.front();
  smaller.track.display_height = 480;
  first.work.tracks.insert(first.work.tracks.begin() + 1, smaller);
  EXPECT_EQ(join("r", {first, second}, {})->renditions.size(), 3u) << "the second part has nothing so small";
  second.work.tracks.front().track.display_height = 360;
  EXPECT_EQ(names(join("r", {first, second}, {}).value()).at(1), "video-480p");
}

TEST(JoinedStream, RefusesPartsOfWhichOneHasNoPicturesOrNoSound) {
  JoinedPart silent = part("b");
  silent.work.tracks.resize(1);
  const auto refused = join("r", {part("a"), silent}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Unsupported);
  EXPECT_EQ(refused.error().message,
            "part 1 has sound, and part 2 has none: they cannot be joined into one stream");
  const MediaInfo whole = film::info();
  MediaInfo mute = whole;
  mute.tracks.resize(1);
  EXPECT_EQ(obstacle_to_joining({&whole, &mute}), "part 1 has sound, and part 2 has none");
  EXPECT_EQ(obstacle_to_joining({&whole, &whole}), "");
}

TEST(JoinedStream, NamesAllCodingsAndTheMostOfEach) {
  MediaInfo small = film::info();
  small.tracks[0].codec = "avc1.42c01e";
  small.tracks[0].display_width = 640, small.tracks[0].display_height = 480;
  JoinedStream joined = join("r", {part(small, "a"), part("b")}, {}).value();
  joined.start = base::Time::milliseconds(41500);
  const std::string playlist = multivariant_playlist(joined);
  EXPECT_EQ(count(playlist, "CODECS=\"avc1.42c01e,avc1.64001f,mp4a.40.2\""), 1u);
  EXPECT_EQ(count(playlist, ",RESOLUTION=1920x1080,FRAME-RATE=25.000"), 1u);
  EXPECT_EQ(count(playlist, "#EXT-X-START:TIME-OFFSET=41.5,PRECISE=YES\n"), 1u);
}

TEST(JoinedStream, StandsInForATextThatAPartHasNot) {
  const TextRendition welsh{"text-cy", "t1", "cy", "Cymraeg"};
  JoinedText text{welsh, {std::nullopt, welsh}};
  text.told.revision = "t";
  const JoinedStream joined = join("r", {part("a"), part("b")}, {text}).value();
  const std::string playlist = child_playlist(joined, "text-cy", "media.m3u8").value();
  EXPECT_EQ(count(playlist, "\nempty.vtt\n"), 7u) << "cut where the part is";
  EXPECT_EQ(count(playlist, "/b/full/full/max/max/0/default/~t1/text-cy/0.vtt\n"), 1u);
  EXPECT_EQ(child_playlist(joined, "text-fr", "media.m3u8").error().fault, Fault::NotFound);
  EXPECT_EQ(child_playlist(joined, "text-cy", "iframes.m3u8").error().fault, Fault::NotFound);
}

}  // namespace
}  // namespace media
