// TTML as people have it: expectations worked out by hand from the specification.
#include "media/captions/ttml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/format.h"
#include "media/captions/ttml_style.h"
#include "media/captions/ttml_time.h"
#include "media/captions/webvtt.h"

namespace media::captions {
namespace {

using base::Fault;
using base::Time;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Nanoseconds, or -1.
std::int64_t nanoseconds(std::string_view text, const TtmlParameters& parameters = {}) {
  const auto time = ttml_time(text, ttml_rates(parameters));
  return time ? base::ticks_in(*time, 1'000'000'000) : -1;
}

// "start-end settings|payload" of each cue, in milliseconds.
std::vector<std::string> shown(const base::Result<TtmlDocument>& document) {
  std::vector<std::string> lines;
  if (!document) return {document.error().message};
  for (const Cue& cue : document->captions.cues)
    lines.push_back(base::format("{}-{} {}|{}", base::ticks_in(cue.range.start, 1000),
                                 base::ticks_in(cue.range.end, 1000), cue.settings, cue.payload));
  return lines;
}

constexpr std::string_view kNamespaces =
    "xmlns='http://www.w3.org/ns/ttml' xmlns:tts='http://www.w3.org/ns/ttml#styling' "
    "xmlns:ttm='http://www.w3.org/ns/ttml#metadata' xmlns:ttp='http://www.w3.org/ns/ttml#parameter'";

base::Result<TtmlDocument> document(std::string_view head, std::string_view body,
                                    std::string_view attributes = "") {
  return parse_ttml(base::format("<?xml version='1.0'?><tt {} {}><head>{}</head><body>{}</body></tt>",
                                 kNamespaces, attributes, head, body));
}
std::vector<std::string> shown(std::string_view body) { return shown(document("", body)); }

TEST(TtmlTime, ReadsClocksAndOffsets) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  EXPECT_EQ(nanoseconds("00:00:01"), kSecond);
  EXPECT_EQ(nanoseconds(" 100:01:02.5 "), (100 * 3600 + 62) * kSecond + kSecond / 2);
  EXPECT_EQ(nanoseconds("00:00:01:15"), kSecond + kSecond / 2);  // 30 frames a second, unsaid
  EXPECT_EQ(nanoseconds("00:00:01:12", {.frame_rate = "24"}), kSecond + kSecond / 2);
  EXPECT_EQ(nanoseconds("00:00:00:01.1", {.frame_rate = "25", .sub_frame_rate = "2"}), 60'000'000);
  EXPECT_EQ(nanoseconds("00:00:00:24", {.frame_rate = "24", .frame_rate_multiplier = "1000 1001"}),
            1'001'000'000);
  EXPECT_EQ(nanoseconds("1.5s"), kSecond * 3 / 2);
  EXPECT_EQ(nanoseconds("2h"), 7200 * kSecond);
  EXPECT_EQ(nanoseconds("0.5m"), 30 * kSecond);
  EXPECT_EQ(nanoseconds("1234ms"), 1'234'000'000);
  EXPECT_EQ(nanoseconds("15000000t", {.tick_rate = "10000000"}), kSecond * 3 / 2);
  EXPECT_EQ(nanoseconds("50t", {.frame_rate = "25"}), 2 * kSecond);  // a tick is a frame
  EXPECT_EQ(nanoseconds("3t"), 3 * kSecond);                         // or a second
  EXPECT_EQ(nanoseconds("30f", {.frame_rate = "30", .frame_rate_multiplier = "1000 1001"}), 1'001'000'000);
}

TEST(TtmlTime, CountsFramesWhereTimeIsSmpte) {
  const TtmlParameters ntsc{"smpte", "30", "1000 1001", "", "", ""};
  EXPECT_EQ(nanoseconds("00:01:00:00", ntsc), 60'060'000'000);
  const TtmlParameters drop{"smpte", "30", "1000 1001", "", "", "dropNTSC"};
  // ST 12: ten minutes have 17982 frames.
  EXPECT_EQ(nanoseconds("00:10:00:00", drop), 17'982ll * 1001 * 1'000'000'000 / 30'000);
  EXPECT_EQ(nanoseconds("00:01:00;02", drop), 1800ll * 1001 * 1'000'000'000 / 30'000);
  const TtmlParameters pal{"smpte", "30", "1000 1001", "", "", "dropPAL"};
  EXPECT_EQ(nanoseconds("00:20:00:00", pal), (36'000ll - 9 * 4) * 1001 * 1'000'000'000 / 30'000);
}

TEST(TtmlTime, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "12", "1x", "00:00", "00:60:00", "00:00:61", "-1s", "1.s", ".5s", "wallclock(2020-01-01)",
        "100001:00:00", "99999999999999999999s", "1e3s", "00:00:00:00:00", "00:00:00.", "s"})
    EXPECT_EQ(nanoseconds(text), -1) << text;
  EXPECT_EQ(nanoseconds("00:00:00:30", {.frame_rate = "0", .frame_rate_multiplier = "0 0"}), 1'000'000'000);
  EXPECT_EQ(nanoseconds("1t", {.tick_rate = "0"}), 1'000'000'000);
}

TEST(Ttml, NestsTimes) {
  EXPECT_THAT(shown("<div begin='10s' end='20s'><p begin='1s' end='3s'>a</p><p begin='5s'>b</p>"
                    "<p begin='8s' dur='9s'>c</p><p begin='1s' end='5s' dur='2s'>d</p></div>"),
              ElementsAre("11000-13000 |a", "15000-20000 |b", "18000-20000 |c", "11000-13000 |d"));
  EXPECT_THAT(shown("<div timeContainer='seq' begin='1s'><p dur='1s'>a</p><p>never</p>"
                    "<p begin='1s' dur='2s'>b</p><p dur='1s'>c</p></div>"),
              ElementsAre("1000-2000 |a", "3000-5000 |b", "5000-6000 |c"));
  EXPECT_THAT(
      shown("<div timeContainer='seq'><p><span begin='1s' end='2s'>a</span></p><p dur='1s'>b</p></div>"),
      ElementsAre("1000-2000 |a", "2000-3000 |b"));
  EXPECT_THAT(shown("<div><p>always</p></div>"), ElementsAre("0-360000000 |always"));
}

TEST(Ttml, MakesACueOfEachStretchThatLooksTheSame) {
  EXPECT_THAT(shown("<div><p begin='1s' end='9s'>And <span begin='2s'>then</span> <span begin='4s' end='6s'>"
                    "there</span></p></div>"),
              ElementsAre("1000-3000 |And", "3000-5000 |And then", "5000-7000 |And then there",
                          "7000-9000 |And then"));
  EXPECT_THAT(shown("<div><p begin='1s'><span begin='0s' end='1s'>one</span>  <span begin='1s' end='2s'>one"
                    "</span></p></div>"),
              ElementsAre("1000-3000 |one"));
}

TEST(Ttml, LaysOutWordsAndLines) {
  EXPECT_THAT(shown("<div><p end='1s'>\n  One\n  <span>two </span> three  <br/> <br/>\n R&amp;D &lt;3 "
                    "<![CDATA[<b>]]> <br/> </p></div>"),
              ElementsAre("0-1000 |One two three\nR&amp;D &lt;3 &lt;b&gt;"));
  EXPECT_THAT(shown("<div><p end='1s' xml:space='preserve'>a  b\n c</p></div>"),
              ElementsAre("0-1000 |a  b\n c"));
  EXPECT_THAT(shown("<div>no<p end='1s'><metadata>no</metadata><set/>yes</p>no</div>"),
              ElementsAre("0-1000 |yes"));
  EXPECT_THAT(shown("<div><p end='1s'> <span> </span><br/></p></div>"), IsEmpty());
}

TEST(Ttml, ReadsStylesReferredToAndNested) {
  const auto made = document(
      "<styling><style xml:id='base' tts:color='yellow' tts:fontStyle='italic'/>"
      "<style xml:id='loud' style='base' tts:fontWeight='bold'/><style xml:id='round' style='round base'/>"
      "</styling><layout><region xml:id='r'><style tts:textDecoration='underline'/></region></layout>",
      "<div end='1s'><p style='base'>a<span tts:fontStyle='normal' tts:color='white'>b</span></p>"
      "<p style='loud'>c</p><p style='round nowhere'>d</p><p region='r'>e</p>"
      "<p><span tts:color='#1A2b3C80'>f</span><span tts:color='rgb(0, 255,255)'>g</span></p>"
      "<p>h<span tts:display='none'>no</span><span tts:visibility='hidden'>no</span></p></div>");
  EXPECT_THAT(shown(made),
              ElementsAre("0-1000 |<c.yellow><i>a</i></c>b", "0-1000 |<c.yellow><b><i>c</i></b></c>",
                          "0-1000 |<c.yellow><i>d</i></c>", "0-1000 |<u>e</u>",
                          "0-1000 |<c.rgb1a2b3c>f</c><c.cyan>g</c>", "0-1000 |h"));
  EXPECT_THAT(made.value().captions.styles,
              ElementsAre("::cue(.cyan) { color: #00ffff }", "::cue(.rgb1a2b3c) { color: #1a2b3c }",
                          "::cue(.yellow) { color: #ffff00 }"));
}

TEST(Ttml, PutsTextWhereItsRegionIs) {
  const auto settings = [](std::string_view region, std::string_view paragraph = "") {
    const auto made = document(base::format("<layout><region xml:id='r' {}/></layout>", region),
                               base::format("<div><p region='r' end='1s' {}>x</p></div>", paragraph),
                               "tts:extent='640px 480px'");
    return made.value().captions.cues.at(0).settings;
  };
  EXPECT_EQ(
      settings("tts:origin='10% 80%' tts:extent='80% 20%' tts:displayAlign='after' tts:textAlign='center'"),
      "size:80%");
  EXPECT_EQ(settings("tts:origin='10% 10%' tts:extent='60% 20%' tts:textAlign='start'"),
            "align:start position:10% size:60% line:10%");
  EXPECT_EQ(settings("tts:origin='64px 48px' tts:extent='320px 48px' tts:displayAlign='after'"),
            "position:35% size:50% line:20%,end");
  EXPECT_EQ(
      settings("tts:origin='16c 6c' tts:extent='16c 3c' tts:displayAlign='center' tts:textAlign='right'"),
      "align:right size:50% line:50%,center");
  EXPECT_EQ(settings("tts:textAlign='start'", "tts:textAlign='end'"), "align:end");
  EXPECT_EQ(settings("tts:writingMode='tbrl'"), "vertical:rl");
  EXPECT_EQ(settings("tts:origin='auto' tts:extent='1e9% nan%'"), "");
  EXPECT_EQ(settings("tts:origin='33.333% 50%' tts:extent='900% 900%'"),
            "position:66.67% size:66.67% line:50%");
}

TEST(Ttml, NamesWhoSpeaksAndTheLanguage) {
  const auto made = document(
      "<metadata><ttm:agent xml:id='a' type='person'><ttm:name type='full'>Si\u00e2n &amp; Co</ttm:name>"
      "</ttm:agent><ttm:agent xml:id='b' type='character'><ttm:name>Tom</ttm:name></ttm:agent></metadata>",
      "<div end='1s'><p ttm:agent='a'>Bore da<br/><span ttm:agent='b' xml:lang='en-GB'>Morning</span></p>"
      "<p ttm:agent='nobody'>x</p></div>",
      "xml:lang='cym'");
  EXPECT_EQ(made.value().language, "cy");
  EXPECT_THAT(shown(made), ElementsAre("0-1000 |<v Si\u00e2n &amp; Co>Bore da</v>\n<v Tom><lang en-GB>Morning"
                                       "</lang></v>",
                                       "0-1000 |x"));
}

TEST(Ttml, KeepsRuby) {
  EXPECT_THAT(
      shown("<div end='1s'><p>a <span tts:ruby='container'><span tts:ruby='base'>\u6f22</span>"
            "<span tts:ruby='delimiter'>(</span><span tts:ruby='text'>kan</span>"
            "<span tts:ruby='delimiter'>)</span></span> b</p><p><span tts:ruby='container'>"
            "<span tts:ruby='baseContainer'><span tts:ruby='base'>1</span><span tts:ruby='base'>2</span>"
            "</span><span tts:ruby='textContainer'><span tts:ruby='text'>one</span>"
            "<span tts:ruby='text'>two</span></span></span></p></div>"),
      ElementsAre("0-1000 |a <ruby>\u6f22<rt>kan</rt></ruby> b",
                  "0-1000 |<ruby>1<rt>one</rt></ruby><ruby>2<rt>two</rt></ruby>"));
}

// EBU Tech 3380 in small: other prefixes, one style for each span, text inherits from the region.
TEST(Ttml, ReadsEbuTtD) {
  const auto made = parse_ttml(
      "<tt:tt xmlns:tt='http://www.w3.org/ns/ttml' xmlns:s='http://www.w3.org/ns/ttml#styling' "
      "xmlns:p='http://www.w3.org/ns/ttml#parameter' xmlns:ebuttm='urn:ebu:tt:metadata' p:timeBase='media' "
      "p:cellResolution='50 30' xml:lang='de'><tt:head><tt:metadata><ebuttm:documentMetadata>no"
      "</ebuttm:documentMetadata></tt:metadata><tt:styling><tt:style xml:id='d' s:textAlign='center'/>"
      "<tt:style xml:id='g' s:color='#00ff00ff' s:backgroundColor='#000000c2'/></tt:styling><tt:layout>"
      "<tt:region xml:id='u' s:origin='10% 10%' s:extent='80% 80%' s:displayAlign='after'/></tt:layout>"
      "</tt:head><tt:body><tt:div style='d'><tt:p xml:id='sub1' region='u' begin='00:00:01.400' "
      "end='00:00:03.240'><tt:span style='g'>Guten Morgen,</tt:span><tt:br/><tt:span style='g'>Welt"
      "</tt:span></tt:p></tt:div></tt:body></tt:tt>");
  EXPECT_EQ(made.value().language, "de");
  EXPECT_EQ(
      write_webvtt(made.value().captions),
      "WEBVTT\n\nSTYLE\n::cue(.lime) { color: #00ff00 }\n\nsub1\n00:00:01.400 --> 00:00:03.240 size:80%\n"
      "<c.lime>Guten Morgen,\nWelt</c>\n");
}

// iTunes Timed Text and DFXP of the drafts: frames, no region, an older namespace.
TEST(Ttml, ReadsITunesTimedText) {
  const auto made = parse_ttml(
      "<tt xmlns='http://www.w3.org/2006/10/ttaf1' xmlns:ttp='http://www.w3.org/2006/10/ttaf1#parameter' "
      "ttp:timeBase='smpte' ttp:frameRate='24' ttp:frameRateMultiplier='1000 1001' ttp:dropMode='nonDrop' "
      "xml:lang='en-US'><body><div><p begin='00:00:10:12' end='00:00:12:00'>Hello</p></div></body></tt>");
  EXPECT_THAT(shown(made), ElementsAre("10511-12012 |Hello"));
}

TEST(Ttml, TellsWhatItIsNot) {
  EXPECT_EQ(parse_ttml("<html><body><p>x</p></body></html>").error().fault, Fault::Unsupported);
  EXPECT_EQ(parse_ttml("WEBVTT").error().fault, Fault::Malformed);
  EXPECT_EQ(parse_ttml("<tt><body>").error().fault, Fault::Malformed);
  EXPECT_EQ(parse_ttml("").error().fault, Fault::Malformed);
  EXPECT_THAT(parse_ttml("<tt/>").value().captions.cues, IsEmpty());
}

TEST(Ttml, ReadsUtf16) {
  std::string wide = "\xFE\xFF";
  for (const char16_t unit : std::u16string_view(
           u"<?xml version='1.0' encoding='UTF-16'?><tt><body><div><p end='1s'>\u00E9</p></div></body></tt>"))
    wide += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  EXPECT_THAT(shown(parse_ttml(wide)), ElementsAre("0-1000 |\u00e9"));
}

TEST(Ttml, ExpandsNoEntities) {
  EXPECT_THAT(shown(parse_ttml(
                  "<!DOCTYPE tt [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY f SYSTEM "
                  "'file:///etc/passwd'>]><tt><body><div><p end='1s'>&b;&f;&#x41;</p></div></body></tt>")),
              ElementsAre("0-1000 |&amp;b;&amp;f;A"));
}

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Ttml, BearsHostileDocuments) {
  EXPECT_EQ(document("", repeated("<div>", 70) + "<p>x</p>" + repeated("</div>", 70)).error().fault,
            Fault::Malformed);
  EXPECT_EQ(document("", "<div><p>" + repeated("<span>", 70) + "x" + repeated("</span>", 70) + "</p></div>")
                .error()
                .fault,
            Fault::Malformed);
  // So deep that whoever recursed over it would fall.
  EXPECT_FALSE(parse_ttml("<tt><body>" + repeated("<div>", 1'000'000)));
  EXPECT_TRUE(
      parse_ttml("<tt><head>" + repeated("<a>", 500'000) + repeated("</a>", 500'000) + "</head></tt>"));
  EXPECT_EQ(parse_ttml(std::string(9 << 20, ' ')).error().fault, Fault::TooLarge);
  // A paragraph that is another at every instant.
  std::string spans;
  for (int i = 0; i < 20'000; ++i)
    spans += base::format("<span begin='{}ms' end='{}ms'>x</span>", i, i + 9999);
  EXPECT_EQ(document("", "<div><p>" + spans + "</p></div>").error().fault, Fault::TooLarge);
  // Styles that refer in circles, in long chains, and to two others each.
  std::string styles = "<styling>";
  for (int i = 0; i < 20'000; ++i)
    styles += base::format("<style xml:id='s{}' style='s{} s{}' tts:color='red'/>", i, i + 1, i + 2);
  EXPECT_THAT(shown(document(styles + "</styling>", "<div><p end='1s' style='s0 s7'>x</p></div>")),
              ElementsAre("0-1000 |<c.red>x</c>"));
  EXPECT_THAT(shown(document("", "<div><p end='1s' xml:id='a&#10;b --&gt; c'>&#1;&#xD800;--></p></div>")),
              ElementsAre(HasSubstr("--&gt;")));
}

// What is written of it reads back the same, whatever happened to the document.
TEST(Ttml, BearsAnyBytes) {
  std::ifstream stream(std::string(AVOCET_SOURCE_DIR) + "/tests/corpus/webvtt/whole.ttml", std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(stream), {});
  ASSERT_THAT(
      shown(parse_ttml(whole)),
      ElementsAre("1000-1500 align:end position:70% size:60% line:30%,end|<v Ann><c.rgbff8800><i><u>One</u>"
                  "</i></c></v>",
                  HasSubstr("<b>"), HasSubstr("<ruby>b<rt>t</rt></ruby>")));
  constexpr std::string_view kPieces[] = {"<", ">",  "&#10;", "--&gt;", "\"",
                                          "'", "\n", "</p>",  "<span>", "9e9%"};
  std::uint32_t state = 7;
  const auto random = [&](std::size_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
  };
  for (int round = 0; round < 3000; ++round) {
    std::string text = whole;
    for (std::size_t change = 0; change <= random(4); ++change) {
      const std::size_t at = random(text.size());
      if (random(2) == 0)
        text[at] = static_cast<char>(random(256));
      else
        text.replace(at, random(8), kPieces[random(std::size(kPieces))]);
    }
    const auto document = parse_ttml(text);
    if (!document) continue;
    const std::string written = write_webvtt(document->captions);
    EXPECT_EQ(write_webvtt(parse_webvtt(written).value()), written);
  }
}

}  // namespace
}  // namespace media::captions
