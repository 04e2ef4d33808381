#include "media/stream_references.h"

#include <gmock/gmock.h>

namespace media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StreamReferences, OfAMultivariantPlaylistAreItsRenditions) {
  EXPECT_THAT(playlist_references("#EXTM3U\n#EXT-X-VERSION:7\n# a remark\n"
                                  "#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"x\",URI=\"d/~r/audio-2/media.m3u8\"\r\n"
                                  "#EXT-X-STREAM-INF:BANDWIDTH=1\r\nd/~r/video-1/media.m3u8\r\n"),
              ElementsAre("d/~r/audio-2/media.m3u8", "d/~r/video-1/media.m3u8"));
}

TEST(StreamReferences, OfAMediaPlaylistAreTheInitializationAndEverySegment) {
  EXPECT_THAT(
      playlist_references("#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:6.0,\n0.m4s\n#EXTINF:2,\n1.m4s\n"
                          "#EXT-X-ENDLIST\n"),
      ElementsAre("init.mp4", "0.m4s", "1.m4s"));
}

TEST(StreamReferences, OfAnMpdAreWhatItsTimelinesCountAndItsTexts) {
  EXPECT_THAT(
      presentation_references(
          "<MPD><SegmentTemplate startNumber=\"0\" initialization=\"a&amp;b/init.mp4\" "
          "media=\"a&amp;b/$Number$.m4s\">"
          "<SegmentTimeline><S t=\"0\" d=\"9\" r=\"1\"/><S d=\"3\"/></SegmentTimeline></SegmentTemplate>"
          "<BaseURL>text/captions.vtt</BaseURL></MPD>"),
      ElementsAre("a&b/init.mp4", "a&b/0.m4s", "a&b/1.m4s", "a&b/2.m4s", "text/captions.vtt"));
}

TEST(StreamReferences, OfATemplateWithoutTimelineAreNotTheSegmentsOfTheNext) {
  EXPECT_THAT(presentation_references(
                  "<SegmentTemplate duration=\"9\" media=\"sheets/$Number$.jpg\"/></Period><Period>"
                  "<SegmentTemplate startNumber=\"0\" initialization=\"b/init.mp4\" media=\"b/$Number$.m4s\">"
                  "<SegmentTimeline><S t=\"0\" d=\"9\"/></SegmentTimeline></SegmentTemplate>"),
              ElementsAre("", "b/init.mp4", "b/0.m4s"));
}

TEST(StreamReferences, OfNothingAreNone) {
  EXPECT_THAT(playlist_references(""), IsEmpty());
  EXPECT_THAT(presentation_references("<MPD><SegmentTemplate"), testing::Each(testing::IsEmpty()));
}

}  // namespace
}  // namespace media
