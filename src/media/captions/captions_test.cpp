#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "media/captions/ass.h"
#include "media/captions/srt.h"
#include "media/captions/webvtt.h"
#include "media/captions/webvtt_settings.h"

namespace media::captions {
namespace {

using base::Time;
using testing::HasSubstr;
using testing::Not;

Cue cue(std::int64_t start, std::int64_t end, std::string payload) {
  return {{Time::milliseconds(start), Time::milliseconds(end)}, "", "", std::move(payload)};
}

TEST(WebVtt, RefusesWhatIsNoWebVtt) {
  for (const std::string_view text :
       {"", "WEBVT", "WEBVTTT\n", "webvtt\n", "1\n00:00:00,000 --> 00:00:01,000\nx"})
    EXPECT_EQ(parse_webvtt(text).error().fault, base::Fault::Malformed) << text;
  EXPECT_TRUE(parse_webvtt("WEBVTT"));
}

TEST(WebVtt, KeepsOnlyValidSettings) {
  EXPECT_EQ(valid_settings(" align:start  line:-1,end position:20%,line-left size:100.0% vertical:rl ", {}),
            "align:start line:-1,end position:20%,line-left size:100.0% vertical:rl");
  EXPECT_EQ(valid_settings("align:middle line:101% position:20 size:100.1% vertical:up region: :x", {}), "");
  EXPECT_EQ(valid_settings("align:end size:5% align:left align:up", {}), "align:left size:5%");
  EXPECT_EQ(valid_settings("line:1.5,end", {}), "line:2,end");
  EXPECT_EQ(valid_settings("line:-1.5", {}), "line:-1");
}

TEST(WebVtt, KeepsARegionThatIsThereAndNothingElseOverrules) {
  EXPECT_EQ(valid_settings("region:a size:100%", {"a"}), "region:a size:100%");
  EXPECT_EQ(valid_settings("region:b", {"a"}), "");
  EXPECT_EQ(valid_settings("region:a line:1", {"a"}), "line:1");
  EXPECT_EQ(valid_settings("region:a vertical:lr", {"a"}), "vertical:lr");
  EXPECT_EQ(valid_settings("size:50% region:a", {"a"}), "size:50%");
}

TEST(WebVtt, KeepsStylesAndRegionsThatComeBeforeTheCues) {
  const Captions parsed = parse_webvtt(
                              "WEBVTT - a title\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
                              "STYLE\n::cue { color: red }\n\nREGION\nid:a width:40%\n\nNOTE hello\n\n"
                              "00:01.000 --> 00:02.000 region:a\nHi\n\nSTYLE\nlate\n")
                              .value();
  EXPECT_EQ(parsed.styles, std::vector<std::string>{"::cue { color: red }"});
  EXPECT_EQ(parsed.regions, std::vector<std::string>{"id:a width:40%"});
  EXPECT_EQ(parsed.header, "X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000");
  ASSERT_EQ(parsed.cues.size(), 1u);
  EXPECT_EQ(parsed.cues[0].settings, "region:a");
  EXPECT_EQ(write_webvtt({"", parsed.styles, parsed.regions, parsed.cues}),
            "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a width:40%\n\n"
            "00:00:01.000 --> 00:00:02.000 region:a\nHi\n");
}

TEST(WebVtt, WritesWhatEveryViewerReads) {
  Captions captions;
  captions.header = "Type: caption\nLanguage: eng\nnever --> a time";
  captions.styles = {"::cue { color: red }"};
  captions.cues = {cue(5000, 6000, "second"), cue(1000, 2000, "first\n\nline --> two"),
                   cue(3000, 3000, "never")};
  captions.cues[0].id = "named";
  captions.cues[0].settings = "align:start";
  EXPECT_EQ(
      write_webvtt(captions),
      "WEBVTT\n\nNOTE\nType: caption\nLanguage: eng\nnever --&gt; a time\n\nSTYLE\n::cue { color: red }\n\n"
      "00:00:01.000 --> 00:00:02.000\nfirst\nline --&gt; two\n\n"
      "named\n00:00:05.000 --> 00:00:06.000 align:start\nsecond\n");
}

TEST(WebVtt, KeepsIdentifiersThatAreOne) {
  const Captions parsed =
      parse_webvtt("WEBVTT\n\nscene 1\n00:01.000 --> 00:02.000\nHi\n\n00:03.000 --> 00:04.000\nyou\n")
          .value();
  EXPECT_EQ(write_webvtt(parsed),
            "WEBVTT\n\nscene 1\n00:00:01.000 --> 00:00:02.000\nHi\n\n00:00:03.000 --> 00:00:04.000\nyou\n");
  EXPECT_THAT(text_segment(parsed, {Time::seconds(0), Time::seconds(2)}), HasSubstr("\n\nscene 1\n00:00:01"));
  Captions odd;
  odd.cues = {cue(1000, 2000, "a"), cue(2000, 3000, "b")};
  odd.cues[0].id = "two\nlines", odd.cues[1].id = "1 --> 2";
  EXPECT_EQ(write_webvtt(odd),
            "WEBVTT\n\ntwo lines\n00:00:01.000 --> 00:00:02.000\na\n\n00:00:02.000 --> 00:00:03.000\nb\n");
}

TEST(WebVtt, RepeatsACueInEverySegmentItShowsIn) {
  Captions captions;
  captions.cues = {cue(5000, 7000, "over the border"), cue(12000, 13000, "later")};
  const std::string head = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n";
  const std::string crossing = head + "\n00:00:05.000 --> 00:00:07.000\nover the border\n";
  EXPECT_EQ(text_segment(captions, {Time::seconds(0), Time::seconds(6)}), crossing);
  EXPECT_EQ(text_segment(captions, {Time::seconds(6), Time::seconds(12)}), crossing);
  EXPECT_EQ(text_segment(captions, {Time::seconds(18), Time::seconds(24)}), head);
}

TEST(WebVtt, ReadsWhateverEncodingItMeets) {
  const std::string plain = "WEBVTT\n\n00:01.000 --> 00:02.000\n\xC3\xA9";
  std::string little = "\xFF\xFE", big;
  for (const char16_t unit : std::u16string_view(u"WEBVTT\n\n00:01.000 --> 00:02.000\n\u00E9")) {
    little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  }
  for (const std::string& bytes : {plain, "\xEF\xBB\xBF" + plain, little, big})
    EXPECT_EQ(parse_webvtt(bytes).value().cues.at(0).payload, "\xC3\xA9");
  EXPECT_EQ(parse_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\n\xE9").value().cues.at(0).payload,
            "\xEF\xBF\xBD");
}

TEST(WebVtt, TakesTimeInProportionToItsInput) {
  std::string text = "WEBVTT\n\n";
  for (int i = 0; i < 200'000; ++i) text += "00:00.000 --> 00:01.000\nx\n\n";
  EXPECT_EQ(parse_webvtt(text).value().cues.size(), 200'000u);
  EXPECT_TRUE(parse_webvtt("WEBVTT\n\n" + std::string(5'000'000, '-')).value().cues.empty());
  EXPECT_TRUE(parse_srt("00:00,0 --> 00:01,0\n" + std::string(5'000'000, '<')));
  EXPECT_FALSE(ass_cue_text(std::string(5'000'000, '{')).empty());
  std::string regions = "WEBVTT\n\n";
  for (int i = 0; i < 100'000; ++i) regions += "REGION\nid:" + std::to_string(i % 50'000) + "\n\n";
  EXPECT_EQ(parse_webvtt(regions).value().regions.size(), 50'000u);
}

TEST(Cue, GivesItsWordsAndItsSpeaker) {
  const Cue spoken =
      cue(0, 1,
          "<v.loud Neil &amp; Buzz>The <i>Eagle</i>\nhas <00:00:01.000>landed&nbsp;&lt;3 &bogus; &#x41;</v>");
  EXPECT_EQ(plain_text(spoken), "The Eagle has landed\xC2\xA0<3 &bogus; A");
  EXPECT_EQ(plain_text(cue(0, 1, "caf&eacute; &notit; &#233 &#x80; &#xFFFFFFFFF; &")),
            "caf\xC3\xA9 \xC2\xACit; \xC3\xA9 \xE2\x82\xAC \xEF\xBF\xBD &");
  EXPECT_EQ(voice(spoken), "Neil & Buzz");
  EXPECT_EQ(voice(cue(0, 1, "<vx a>nobody <v")), "");
}

TEST(SubRip, IsReadWithGoodwill) {
  const Captions captions =
      parse_srt(
          "1\r\n00:00:01,000 --> 00:00:02,500 X1:1\r\n{\\an8}<font color=\"red\">Hello</font> <i>you</i>\r\n"
          "2\r\n0:0:2.5 --> 00:00:04,000\r\nR&D < 5 --> "
          "6\r\n\r\nmore\r\n\r\n\r\n3\r\n00:00:05,000-->00:00:06,000\r\n42\r\n")
          .value();
  ASSERT_EQ(captions.cues.size(), 3u);
  EXPECT_EQ(captions.cues[0], cue(1000, 2500, "Hello <i>you</i>"));
  EXPECT_EQ(captions.cues[1], cue(2500, 4000, "R&amp;D &lt; 5 --&gt; 6\nmore"));
  EXPECT_EQ(captions.cues[2], cue(5000, 6000, "42"));
  EXPECT_EQ(parse_srt("hello").error().fault, base::Fault::Malformed);
}

TEST(SubRip, IsReadAsLatin1WhereItIsNotUtf8) {
  EXPECT_EQ(parse_srt("00:01,000 --> 00:02,000\n\x93"
                      "caf\xE9\x94")
                .value()
                .cues.at(0)
                .payload,
            "\xE2\x80\x9C"
            "caf\xC3\xA9\xE2\x80\x9D");
}

TEST(SubRip, IsWrittenPlainly) {
  Captions captions;
  captions.cues = {cue(61'000, 62'000, "<v Neil>one &amp;\n<i>two</i></v>"), cue(1000, 2000, "first")};
  EXPECT_EQ(write_srt(captions),
            "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n00:01:01,000 --> 00:01:02,000\none &\ntwo\n\n");
}

TEST(SubStation, GivesItsWordsWithWhatStyleWebVttHas) {
  EXPECT_EQ(ass_cue_text("{\\an8\\i1}It{\\b1}alic{\\i0} bold{\\r} plain\\Nnext\\hline"),
            "<i>It<b>alic</b></i><b> bold</b> plain\nnext\xC2\xA0line");
  EXPECT_EQ(ass_cue_text("{\\p1}m 0 0 l 100 0{\\p0}R&D < {not closed\\N\\N{"), "R&amp;D &lt; {not closed\n{");
  EXPECT_EQ(ass_cue_text("{\\pos(1,2)}{\\fad(1,2)\\u1}under{a comment}line"), "<u>underline</u>");
}

TEST(SubStation, IsReadByItsFormatLine) {
  const Captions captions =
      parse_ass(
          "\xEF\xBB\xBF[Script Info]\r\nDialogue: none\r\n[Events]\r\n"
          "Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
          "Dialogue: Marked=0,0:00:02.50,0:00:04.00,Default,,0,0,0,,Well, well\r\n"
          "Comment: Marked=0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not this\r\n"
          "Dialogue: Marked=0,0:00:01.00,0:00:02.50,Default,Ann & Bob,0,0,0,,{\\i1}Hello\r\n"
          "Dialogue: Marked=0,0:00:xx.00,0:00:02.50,Default,,0,0,0,,no time\r\n")
          .value();
  ASSERT_EQ(captions.cues.size(), 2u);
  EXPECT_EQ(captions.cues[0], cue(2500, 4000, "Well, well"));
  EXPECT_EQ(captions.cues[1], cue(1000, 2500, "<v Ann &amp; Bob><i>Hello</i>"));
  EXPECT_EQ(parse_ass("[Events]\nhello").error().fault, base::Fault::Malformed);
}

}  // namespace
}  // namespace media::captions
