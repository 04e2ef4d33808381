#include "media/riff/riff_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/demuxer.h"

namespace media::riff {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

std::string little(std::uint64_t value, int width) {
  std::string text;
  for (int i = 0; i < width; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}
std::string chunk(const std::string& type, std::string body) {
  const std::size_t size = body.size();
  if (size % 2) body += '\0';
  return type + little(size, 4) + body;
}
std::string field(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}

// A second of mono at 8 kHz with the chunks before and after its sound.
base::Source wav(const std::string& before, const std::string& after) {
  const std::string format =
      little(1, 2) + little(1, 2) + little(8000, 4) + little(16000, 4) + little(2, 2) + little(16, 2);
  const std::string body =
      "WAVE" + before + chunk("fmt ", format) + chunk("data", std::string(16000, '\1')) + after;
  const std::string file = "RIFF" + little(body.size(), 4) + body;
  const base::ByteView bytes = base::as_bytes(file);
  return std::make_shared<base::MemorySource>(base::Bytes(bytes.begin(), bytes.end()));
}

MediaInfo demuxed(const base::Source& source) { return demux(source, "tape.wav").value().info; }

std::string bext(const std::string& description, const std::string& history) {
  return chunk("bext", field(description, 256) + field("Archif", 32) + field("GB-1", 32) + "1974:03:12" +
                           "10-15-00" + little(8000ull * 3723, 8) + little(1, 2) + field("", 254) + history);
}

std::string marker(std::uint32_t id, std::uint32_t sample) {
  return little(id, 4) + little(0, 4) + "data" + little(0, 4) + little(0, 4) + little(sample, 4);
}

TEST(RiffTags, ReadBroadcastWaveAsItIsMeant) {
  const MediaInfo info = demuxed(wav(bext("T\xe2p 3", "A=ANALOGUE,M=mono\r\n"), ""));
  EXPECT_THAT(info.tags,
              testing::IsSupersetOf(
                  {Pair("description", "Tâp 3"), Pair("originator", "Archif"),
                   Pair("originator_reference", "GB-1"), Pair("date", "1974-03-12 10:15:00"),
                   Pair("time_reference", "01:02:03.000"), Pair("coding_history", "A=ANALOGUE,M=mono")}));
  EXPECT_FALSE(info.tags.contains("origination_date"));
  EXPECT_EQ(demuxed(wav(bext("Tâp", ""), "")).tags.at("description"), "Tâp");
}

TEST(RiffTags, ReadIxmlAndMarkers) {
  const std::string ixml = chunk(
      "iXML",
      "<?xml version='1.0'?><BWFXML><PROJECT>Môr</PROJECT><SCENE>12A</SCENE><TAKE>3</TAKE><NOTE>風の音</NOTE>"
      "<TRACK_LIST><TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX><NAME>Boom</NAME></TRACK>"
      "<TRACK><NAME>Lav</NAME></TRACK></TRACK_LIST></BWFXML>\0\0");
  const std::string cue = chunk("cue ", little(3, 4) + marker(1, 0) + marker(2, 4000) + marker(3, 9000));
  const std::string adtl =
      chunk("LIST", "adtl" + chunk("labl", little(1, 4) + std::string("Agoriad\0", 8)) +
                        chunk("labl", little(2, 4) + std::string("歌\0", 4)) +
                        chunk("ltxt", little(2, 4) + little(2000, 4) + "rgn " + little(0, 8)));
  const MediaInfo info = demuxed(wav("", ixml + cue + adtl));
  EXPECT_THAT(info.tags,
              testing::IsSupersetOf({Pair("project", "Môr"), Pair("scene", "12A"), Pair("take", "3"),
                                     Pair("note", "風の音"), Pair("tracks", "1: Boom; Lav")}));
  ASSERT_EQ(info.chapters.size(), 2u);  // the third lies after the end
  EXPECT_EQ(info.chapters[0].title, "Agoriad");
  EXPECT_EQ(base::to_seconds(info.chapters[0].range.end), "0.5");
  EXPECT_EQ(info.chapters[1].title, "歌");
  EXPECT_EQ(base::to_seconds(info.chapters[1].range.end), "0.75");
}

TEST(RiffTags, PassOverWhatIsDamaged) {
  const std::string chunks[] = {
      chunk("bext", "x"),
      chunk("cue ", little(0xffffffff, 4) + "short"),
      chunk("LIST", "adtl" + std::string("labl") + little(0xfffffff0, 4) + "abcd"),
      chunk("iXML", "<BWFXML><SCENE>"),
      "iXML" + little(0xfffffff0, 4),
  };
  for (const std::string& damaged : chunks) {
    MediaInfo info;
    info.tracks.emplace_back().kind = TrackKind::Audio;
    info.tracks[0].sample_rate = 8000;
    info.duration = base::Time::seconds(1);
    read_riff_tags(*wav("", damaged), info);
    EXPECT_TRUE(info.chapters.empty());
    read_riff_tags(base::MemorySource(base::Bytes{'R', 'I', 'F', 'F'}), info);
  }
}

}  // namespace
}  // namespace media::riff
