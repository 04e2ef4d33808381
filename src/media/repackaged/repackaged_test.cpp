// Masters whose samples are scattered over small packets, against libavformat packet by packet, whole and
// damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "media/ffmpeg/input.h"
#include "support/masters.h"

namespace media {
namespace {

using base::Bytes;
using base::ByteView;
using testing::HasSubstr;

class CarriedMasters : public support::Masters {};

Bytes bytes_of(const base::Source& source) {
  Bytes bytes(source->size());
  EXPECT_TRUE(source->read_at(0, bytes));
  return bytes;
}

base::Source source_of(Bytes bytes) { return std::make_shared<base::MemorySource>(std::move(bytes)); }

// What a sample of ours must be, told again from the packet: units with lengths instead of start codes, no
// ADTS.
Bytes sample_of(const AVPacket& packet, AVCodecID codec) {
  const ByteView data(packet.data, static_cast<std::size_t>(packet.size));
  if (codec == AV_CODEC_ID_AAC) return Bytes(data.begin() + (data[1] & 1 ? 7 : 9), data.end());
  if (codec != AV_CODEC_ID_H264 && codec != AV_CODEC_ID_HEVC) return Bytes(data.begin(), data.end());
  const std::string text(base::as_text(data));
  const std::string code("\0\0\1", 3);
  base::ByteWriter sample;
  for (std::size_t at = text.find(code); at != std::string::npos;) {
    const std::size_t next = text.find(code, at + 3);
    std::string unit = text.substr(at + 3, next == std::string::npos ? next : next - at - 3);
    while (!unit.empty() && unit.back() == 0) unit.pop_back();
    if (!unit.empty()) sample.u32(unit.size()).text(unit);
    at = next;
  }
  return sample.take();
}

struct Compared {
  std::size_t packets = 0, samples = 0;
};

// Every sample is a packet of libavformat's, in the same order; how many there are of both.
Compared compare(const base::Source& source, const std::string& name, const support::OpenMaster& master) {
  Compared compared;
  auto input = ffmpeg::Input::open(source, name).value();
  const base::Source media = master.table.media(source);
  std::map<std::uint32_t, std::vector<Sample>> samples;
  for (const TrackTable& track : master.table.tracks())
    samples[track.track_id()] = track.samples(0, track.sample_count()).value();
  std::map<std::uint32_t, std::size_t> next;
  AVPacket* packet = av_packet_alloc();
  while (av_read_frame(input->context(), packet) >= 0) {
    const auto id = static_cast<std::uint32_t>(packet->stream_index + 1);
    const AVCodecID codec = input->context()->streams[packet->stream_index]->codecpar->codec_id;
    if (samples.contains(id)) {
      ++compared.packets;
      const Bytes expected = sample_of(*packet, codec);
      if (next[id] < samples[id].size() && samples[id][next[id]].size == expected.size()) {
        const Sample& sample = samples[id][next[id]];
        Bytes bytes(sample.size);
        EXPECT_TRUE(media->read_at(sample.offset, bytes)) << name;
        if (bytes == expected) {
          ++next[id];
          ++compared.samples;
        }
      }
    }
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  for (const auto& [id, list] : samples) EXPECT_EQ(next[id], list.size()) << name << " track " << id;
  return compared;
}

TEST_F(CarriedMasters, GiveEveryPacketAsASample) {
  for (const std::string name :
       {"h264.ts", "h264.m2ts", "hevc.ts", "sounds.ts", "late.ts", "counter.ts", "opus.ogg", "flac.ogg"}) {
    SCOPED_TRACE(name);
    if (!has(name)) continue;
    const base::Source source = support::load(path(name));
    const auto master = support::open_master(source, name);
    ASSERT_TRUE(master);
    EXPECT_THAT(master->table.info().warnings, testing::IsEmpty());
    for (const Track& track : master->table.info().tracks) EXPECT_TRUE(track.packageable()) << track.id;
    const Compared compared = compare(source, name, *master);
    EXPECT_GT(compared.packets, 30u);
    EXPECT_EQ(compared.samples, compared.packets);
  }
}

// Whatever way it is read: the same bytes, once from the start to the end and in parts from anywhere.
TEST_F(CarriedMasters, AreTheSameBytesHoweverTheyAreRead) {
  for (const std::string name : {"h264.ts", "opus.ogg"}) {
    const base::Source source = support::load(path(name));
    const auto master = support::open_master(source, name);
    ASSERT_TRUE(master);
    const base::Source media = master->table.media(source);
    ASSERT_EQ(media->size(), master->table.media_bytes());
    const Bytes whole = bytes_of(media);
    std::mt19937 random(1);
    for (int i = 0; i < 300; ++i) {
      const std::size_t at = random() % whole.size(), length = random() % (whole.size() - at) % 100'000;
      Bytes part(length);
      ASSERT_TRUE(master->table.media(source)->read_at(at, part));
      ASSERT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(at)));
    }
    Bytes beyond(2);
    EXPECT_EQ(media->read_at(whole.size() - 1, beyond).error().fault, base::Fault::OutOfRange);
  }
}

TEST_F(CarriedMasters, AreTakenOutOfEverySizeOfPacket) {
  const Bytes plain = bytes_of(support::load(path("h264.ts")));
  ASSERT_EQ(plain.size() % 188, 0u);
  const auto reference = support::open_master(source_of(plain), "h264.ts");
  const Bytes samples = bytes_of(reference->table.media(source_of(plain)));
  const std::pair<std::size_t, std::size_t> kAround[] = {{4, 0}, {0, 16}};
  for (const auto& [before, behind] : kAround) {
    Bytes wide;
    for (std::size_t at = 0; at < plain.size(); at += 188) {
      wide.insert(wide.end(), before, 0x15);
      wide.insert(wide.end(), plain.begin() + static_cast<std::ptrdiff_t>(at),
                  plain.begin() + static_cast<std::ptrdiff_t>(at + 188));
      wide.insert(wide.end(), behind, 0x15);
    }
    const auto master = support::open_master(source_of(wide), "h264.ts");
    ASSERT_TRUE(master);
    EXPECT_EQ(bytes_of(master->table.media(source_of(wide))), samples) << before << " " << behind;
    EXPECT_EQ(master->table.info().duration, reference->table.info().duration);
  }
}

// Lost packets, broken ones and a lost beginning: what is left is indexed, and is what libavformat reads.
TEST_F(CarriedMasters, ThatAreDamagedAreIndexedAsFarAsTheyGo) {
  const Bytes plain = bytes_of(support::load(path("h264.ts")));
  std::mt19937 random(2);
  for (int round = 0; round < 12; ++round) {
    Bytes damaged = plain;
    const std::size_t at = 188 * 20 + random() % (damaged.size() - 188 * 40);
    const auto place = damaged.begin() + static_cast<std::ptrdiff_t>(at);
    if (round % 3 == 0) damaged.erase(place, place + 188 * 3);
    if (round % 3 == 1) damaged.erase(place, place + 1000);  // not on a packet's edge
    if (round % 3 == 2)
      std::generate(place, place + 2000, [&] { return static_cast<std::uint8_t>(random()); });
    SCOPED_TRACE(round);
    const base::Source source = source_of(damaged);
    const auto master = support::open_master(source, "h264.ts");
    ASSERT_TRUE(master);
    const Compared compared = compare(source, "h264.ts", *master);
    EXPECT_GT(compared.samples, 200u);
    EXPECT_GE(compared.samples + 8, compared.packets);
    EXPECT_THAT(master->table.info().warnings, testing::Not(testing::IsEmpty()));
    EXPECT_NEAR(base::as_double(master->table.info().duration), 4, 0.3);
  }
  // Cut in the middle of a transport packet.
  const base::Source cut = source_of({plain.begin(), plain.begin() + 100'000});
  const auto master = support::open_master(cut, "h264.ts");
  ASSERT_TRUE(master);
  const Compared compared = compare(cut, "h264.ts", *master);
  EXPECT_EQ(compared.samples, compared.packets);
}

// Recordings joined end to end: the clock falls back, or leaps by a day.
TEST_F(CarriedMasters, WhoseClockBeginsAnewGoOn) {
  const Bytes first = bytes_of(support::load(path("h264.ts")));
  // The clock of late.ts begins anew once more in its middle.
  for (const auto& [name, jumps] :
       std::map<std::string, std::string>{{"h264.ts", "1 time"}, {"late.ts", "2 times"}}) {
    SCOPED_TRACE(name);
    Bytes joined = first;
    const Bytes second = bytes_of(support::load(path(name)));
    joined.insert(joined.end(), second.begin(), second.end());
    const auto master = support::open_master(source_of(joined), "h264.ts");
    ASSERT_TRUE(master);
    const MediaInfo& info = master->table.info();
    EXPECT_NEAR(base::as_double(info.duration), 8.06, 0.1);
    // Beside it, libavformat may call the packet at the border damaged: its counter does not go on.
    EXPECT_THAT(info.warnings,
                testing::Contains("its clock begins anew " + jumps + "; the parts were joined"));
    EXPECT_EQ(master->table.track(1)->sample_count(), 200u);
    EXPECT_GE(master->table.track(2)->sample_count(), 347u);
  }
}

TEST_F(CarriedMasters, ThatChangedAreToldFrom) {
  Bytes bytes = bytes_of(support::load(path("h264.ts")));
  const auto master = support::open_master(source_of(bytes), "h264.ts");
  std::fill(bytes.begin() + 188 * 30, bytes.end(), std::uint8_t{0});
  Bytes whole(master->table.media_bytes());
  const auto read = master->table.media(source_of(bytes))->read_at(0, whole);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, base::Fault::Io);
}

// The runs take little beside what they find: below one part in a hundred of the file.
TEST_F(CarriedMasters, NeedSmallTables) {
  for (const std::string name : {"h264.ts", "opus.ogg"}) {
    const base::Source source = support::load(path(name));
    const Demuxed demuxed = demux(source, name).value();
    const std::size_t bytes = demuxed.repackaging.runs.size() * sizeof(media::Run) +
                              demuxed.repackaging.streams.size() * sizeof(CarriedStream);
    EXPECT_GT(demuxed.repackaging.runs.size(), 0u);
    EXPECT_LT(bytes * 100, source->size()) << name;
  }
}

}  // namespace
}  // namespace media
