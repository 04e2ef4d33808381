#include "media/isobmff/sample_entry.h"

#include <gtest/gtest.h>

#include <bit>

#include "media/isobmff/codec_config.h"
#include "media/isobmff/sample_entry_builder.h"
#include "support/made_movie.h"

namespace media::isobmff {
namespace {

const base::Bytes kStereoAac = {0x12, 0x10};  // AAC-LC, 44.1 kHz, 2 channels

SampleDescription describe(const base::Bytes& entry, TrackKind kind) {
  base::ByteView rest = entry;
  return read_sample_description(*next_box(rest), kind, 0);
}

// A QuickTime sound description of `version` with its further fields and boxes.
base::Bytes quicktime_sound(std::string_view type, std::uint16_t version, std::uint16_t compression,
                            base::ByteView fields, base::ByteView boxes) {
  base::ByteWriter writer;
  writer.zeros(6).u16(1).u16(version).zeros(6).u16(2).u16(16).u16(compression).u16(0).u32(44100u << 16);
  writer.bytes(fields).bytes(boxes);
  return made::box(type, writer.view());
}

TEST(SampleEntry, RewritesQuickTimeSoundAsIsoSound) {
  const base::Bytes esds = made::box("esds", write_esds(kMpeg4Audio, kStereoAac));
  base::ByteWriter fields;
  fields.u32(1024).u32(0).u32(0).u32(2);
  const base::Bytes wave =
      made::box("wave", made::join({made::box("frma", base::as_bytes("mp4a")), esds, base::Bytes(8)}));
  const SampleDescription description =
      describe(quicktime_sound("mp4a", 1, 0xfffe, fields.view(), wave), TrackKind::Audio);
  EXPECT_EQ(description.codec, "mp4a.40.2");
  EXPECT_EQ(description.codec_name, "aac");
  EXPECT_EQ(description.channels, 2u);
  EXPECT_EQ(description.sample_rate, 44100u);
  EXPECT_EQ(description.entry, make_audio_entry(four_cc("mp4a"), 2, 44100, esds));
}

TEST(SampleEntry, ReadsVersionTwoLinearSound) {
  base::ByteWriter fields;
  fields.u32(72).u64(std::bit_cast<std::uint64_t>(96000.0)).u32(6).u32(0x7f000000).u32(24);
  fields.u32(4 | 8).u32(18).u32(1);  // signed, packed, little-endian
  const SampleDescription description =
      describe(quicktime_sound("lpcm", 2, 0xfffe, fields.view(), {}), TrackKind::Audio);
  EXPECT_EQ(description.codec_name, "pcm_s24le");
  EXPECT_EQ(description.channels, 6u);
  EXPECT_EQ(description.sample_rate, 96000u);
  EXPECT_EQ(description.packet_bytes, 18u);
  EXPECT_TRUE(description.entry.empty());
}

TEST(SampleEntry, TurnsQuickTimeColourIntoIsoColour) {
  base::Bytes entry = made::avc_entry();
  const base::Bytes colour = made::box("colr", base::as_bytes(std::string_view("nclc\0\1\0\1\0\1", 10)));
  entry.insert(entry.end(), colour.begin(), colour.end());
  entry[3] = static_cast<std::uint8_t>(entry.size());
  const base::Bytes clean = describe(entry, TrackKind::Video).entry;
  const std::string_view text = base::as_text(clean);
  EXPECT_NE(text.find(std::string_view("nclx\0\1\0\1\0\1\0", 11)), std::string_view::npos);
}

TEST(SampleEntry, LeavesEncryptedSamplesAlone) {
  base::Bytes entry = made::avc_entry();
  const base::Bytes protection = made::box("sinf", made::box("frma", base::as_bytes("avc1")));
  entry.insert(entry.end(), protection.begin(), protection.end());
  entry[3] = static_cast<std::uint8_t>(entry.size());
  std::copy_n("encv", 4, entry.begin() + 4);
  const SampleDescription description = describe(entry, TrackKind::Video);
  EXPECT_TRUE(description.encrypted);
  EXPECT_EQ(description.codec, "avc1.42c01e");
  EXPECT_TRUE(description.entry.empty());
}

TEST(CodecConfig, SpellsCodecsAsRfc6381) {
  EXPECT_EQ(avc_codec("avc1", base::Bytes{1, 0x64, 0, 0x1f}), "avc1.64001f");
  EXPECT_EQ(hevc_codec("hvc1", base::Bytes{1, 2, 0x20, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 153}),
            "hvc1.2.4.L153.b0");
  EXPECT_EQ(av1_codec(base::Bytes{0x81, 0x08, 0x4c, 0}), "av01.0.08M.10");
  EXPECT_EQ(vp9_codec(base::Bytes{1, 0, 0, 0, 2, 31, 0xa2, 2, 2, 2, 0, 0}), "vp09.02.31.10");
  EXPECT_EQ(mpeg4_codec("mp4a", {kMpeg4Audio, kStereoAac}), "mp4a.40.2");
  EXPECT_EQ(mpeg4_codec("mp4a", {kMpeg4Audio, base::Bytes{0x2b, 0x92, 0x08, 0}}), "mp4a.40.5");
  EXPECT_EQ(mpeg4_codec("mp4a", {kMpeg4Audio, base::Bytes{0xeb, 0x09, 0x88, 0}}), "mp4a.40.29");
  EXPECT_EQ(mpeg4_codec("mp4a", {kMpeg1Audio, {}}), "mp4a.6B");
  EXPECT_EQ(mpeg4_codec("mp4a", {kMpeg2Layer3, {}}), "mp4a.69");
}

// The bits per sample of a written entry whose STREAMINFO has these two bytes where they stand in it.
std::uint16_t flac_sample_size(std::uint8_t twelfth, std::uint8_t thirteenth) {
  base::Bytes record(4 + 4 + 34);
  record[4] = 0x80;
  record[8 + 12] = twelfth, record[8 + 13] = thirteenth;
  const base::Bytes entry = make_audio_entry(four_cc("fLaC"), 2, 44100, make_box(four_cc("dfLa"), record));
  base::ByteReader reader(entry);
  reader.skip(8 + 18);
  return reader.u16();
}

TEST(SampleEntry, TellsTheBitsPerSampleOfFlac) {
  EXPECT_EQ(flac_sample_size(0x42, 0xf0), 16);  // 15, one less, in five bits: 0 1111
  EXPECT_EQ(flac_sample_size(0x43, 0x70), 24);  // 23: 1 0111
  EXPECT_EQ(flac_sample_size(0x43, 0xf0), 32);
}

TEST(CodecConfig, ReadsBackTheElementaryStreamItWrites) {
  const base::Bytes written = write_esds(kMpeg4Audio, kStereoAac);
  const auto stream = read_esds(written);
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->object_type, kMpeg4Audio);
  EXPECT_TRUE(std::ranges::equal(stream->specific, kStereoAac));
  for (std::size_t size = 0; size < written.size(); ++size)
    static_cast<void>(read_esds(base::ByteView(written).first(size)));
}

}  // namespace
}  // namespace media::isobmff
