// Peaks against a naive reading of audiowaveform's description, and of whole masters.
#include "media/peaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include "media/demuxer.h"
#include "media/peak_builder.h"

namespace media {
namespace {

using base::Bytes;
using base::Time;
using base::TimeRange;

constexpr TimeRange kAlways{{}, Time::seconds(1'000'000)};

Peaks opened(Bytes bytes) {
  auto peaks = Peaks::open(std::make_shared<base::MemorySource>(std::move(bytes)));
  EXPECT_TRUE(peaks) << peaks.error().message;
  return std::move(*peaks);
}

Bytes dat(const Peaks& peaks, std::uint32_t samples_per_pixel, unsigned bits, TimeRange range = kAlways) {
  const auto splice = peaks.dat(samples_per_pixel, bits, range);
  EXPECT_TRUE(splice) << splice.error().message;
  const std::string text = splice->flatten().value();
  EXPECT_EQ(text.size(), splice->size());
  return Bytes(text.begin(), text.end());
}

std::string json(const Peaks& peaks, std::uint32_t samples_per_pixel, unsigned bits,
                 TimeRange range = kAlways) {
  const auto next = peaks.json(samples_per_pixel, bits, range);
  EXPECT_TRUE(next) << next.error().message;
  std::string text;
  while ((*next)(text)) {
  }
  return text;
}

// As audiowaveform makes it, sample by sample, from 16-bit samples.
Bytes naive(const std::vector<std::int16_t>& samples, std::uint32_t channels, std::uint32_t rate,
            std::uint32_t samples_per_pixel, unsigned bits) {
  const std::size_t count = samples.size() / channels;
  const std::size_t length = (count + samples_per_pixel - 1) / samples_per_pixel;
  Bytes out;
  for (const std::uint32_t field :
       {2u, bits == 8 ? 1u : 0u, rate, samples_per_pixel, static_cast<std::uint32_t>(length), channels})
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(field >> shift));
  for (std::size_t pixel = 0; pixel < length; ++pixel)
    for (std::size_t channel = 0; channel < channels; ++channel) {
      int low = 32767, high = -32768;
      for (std::size_t i = pixel * samples_per_pixel; i < std::min(count, (pixel + 1) * samples_per_pixel);
           ++i) {
        low = std::min<int>(low, samples[i * channels + channel]);
        high = std::max<int>(high, samples[i * channels + channel]);
      }
      for (const int value : {low, high}) {
        if (bits == 8) {
          out.push_back(static_cast<std::uint8_t>(value / 256));
        } else {
          out.push_back(static_cast<std::uint8_t>(value & 0xff));
          out.push_back(static_cast<std::uint8_t>(value >> 8 & 0xff));
        }
      }
    }
  return out;
}

std::vector<std::int16_t> noise(std::size_t count) {
  std::mt19937 random(7);
  std::vector<std::int16_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double loudness = 0.5 + 0.5 * std::sin(static_cast<double>(i) / 5000);
    samples[i] = static_cast<std::int16_t>(loudness * (static_cast<double>(random() % 65536) - 32768));
  }
  return samples;
}

TEST(Peaks, AreThoseOfANaiveReadingForAnyNumberOfChannels) {
  for (const std::uint32_t channels : {1u, 2u, 3u, 6u, 16u}) {
    const std::vector<std::int16_t> samples = noise(std::size_t{channels} * 40'003);
    PeakBuilder builder(48000, channels, 40'003);
    std::size_t at = 0;
    for (std::size_t step = 1; at < 40'003; step = step * 3 % 1151 + 1) {
      const std::size_t count = std::min<std::size_t>(step, 40'003 - at);
      builder.add_interleaved(samples.data() + at * channels, count);
      at += count;
    }
    const Peaks peaks = opened(builder.finish());
    EXPECT_EQ(peaks.channels(), channels);
    EXPECT_EQ(peaks.sample_rate(), 48000u);
    for (const std::uint32_t resolution : kPeakResolutions)
      for (const unsigned bits : {8u, 16u})
        EXPECT_EQ(dat(peaks, resolution, bits), naive(samples, channels, 48000, resolution, bits))
            << channels << " channels, " << resolution << " samples a pixel, " << bits << " bits";
  }
}

TEST(Peaks, OfPlanesAreThoseOfInterleavedSamples) {
  const std::vector<std::int16_t> samples = noise(2 * 10'000);
  std::vector<std::int16_t> left, right;
  for (std::size_t i = 0; i < samples.size(); i += 2) {
    left.push_back(samples[i]);
    right.push_back(samples[i + 1]);
  }
  PeakBuilder planar(44100, 2, 0), interleaved(44100, 2, 0);
  const std::int16_t* planes[] = {left.data(), right.data()};
  planar.add_planar(planes, left.size());
  interleaved.add_interleaved(samples.data(), left.size());
  EXPECT_EQ(planar.finish(), interleaved.finish());
}

template <typename T>
std::vector<int> first_pixel(const std::vector<T>& samples) {
  PeakBuilder builder(8000, 1, 0);
  builder.add_interleaved(samples.data(), samples.size());
  const Bytes bytes = dat(opened(builder.finish()), 256, 16);
  const auto value = [&](std::size_t at) {
    return static_cast<std::int16_t>(bytes[at] | bytes[at + 1] << 8);
  };
  return {value(24), value(26)};
}

TEST(Peaks, RoundAsAudiowaveformDoes) {
  using testing::ElementsAre;
  EXPECT_THAT(first_pixel<float>({0.5f, -0.5f}), ElementsAre(-16383, 16383));
  EXPECT_THAT(first_pixel<float>({1.5f, -1.5f, 0}), ElementsAre(-32767, 32767));
  EXPECT_THAT(first_pixel<double>({0.00004, -0.00004}), ElementsAre(-1, 1));
  EXPECT_THAT(first_pixel<std::int32_t>({0x12345678, -0x12345678}), ElementsAre(-0x1235, 0x1234));
  EXPECT_THAT(first_pixel<std::uint8_t>({0, 128, 255}), ElementsAre(-32768, 32512));
  EXPECT_THAT(first_pixel<Packed24>({{0x78, {0x56, 0x34}}, {0xff, {0xff, 0xff}}}), ElementsAre(-1, 0x3456));
}

TEST(Peaks, TakeWhatIsNoNumberForSilence) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const float endless = std::numeric_limits<float>::infinity();
  EXPECT_THAT(first_pixel<float>({none, none}), testing::ElementsAre(0, 0));
  EXPECT_THAT(first_pixel<float>({none, 0.5f, endless, none}), testing::ElementsAre(16383, 32767));
}

TEST(Peaks, OfAStretchAreTheirPixels) {
  const std::vector<std::int16_t> samples = noise(2 * 100'000);
  PeakBuilder builder(48000, 2, 100'000);
  builder.add_interleaved(samples.data(), 100'000);
  const Peaks peaks = opened(builder.finish());
  const Bytes whole = dat(peaks, 256, 16);
  // 0.1 s is sample 4800, in pixel 18; 0.2 s is 9600, the middle of pixel 37, which is touched.
  const Bytes part = dat(peaks, 256, 16, {Time::milliseconds(100), Time::milliseconds(200)});
  ASSERT_EQ(part.size(), 24u + 20 * 8);
  EXPECT_EQ(part[16], 20);
  EXPECT_TRUE(std::equal(part.begin() + 24, part.end(), whole.begin() + 24 + 18 * 8));
  EXPECT_EQ(dat(peaks, 256, 8, {Time::seconds(100), Time::seconds(101)}).size(), 24u);
  EXPECT_EQ(peaks.length(256), 391u);
  EXPECT_EQ(peaks.length(255), 0u);
}

TEST(Peaks, AsJsonHaveAudiowaveformsFields) {
  const std::vector<std::int16_t> samples = {-300, 400, 257, -511, 5, 6};
  PeakBuilder builder(22050, 2, 3);
  builder.add_interleaved(samples.data(), 3);
  const Peaks peaks = opened(builder.finish());
  EXPECT_EQ(json(peaks, 1024, 16),
            "{\"version\":2,\"channels\":2,\"sample_rate\":22050,\"samples_per_pixel\":1024,\"bits\":16,"
            "\"length\":1,\"data\":[-300,257,-511,400]}\n");
  EXPECT_EQ(json(peaks, 256, 8),
            "{\"version\":2,\"channels\":2,\"sample_rate\":22050,\"samples_per_pixel\":256,\"bits\":8,"
            "\"length\":1,\"data\":[-1,1,-1,1]}\n");
}

TEST(Peaks, InJsonAndDatAreTheSameHoweverMany) {
  const std::vector<std::int16_t> samples = noise(6 * 700'000);
  PeakBuilder builder(48000, 6, 700'000);
  builder.add_interleaved(samples.data(), 700'000);
  const Peaks peaks = opened(builder.finish());
  const Bytes binary = dat(peaks, 256, 16);
  std::string expected;
  for (std::size_t at = 24; at < binary.size(); at += 2)
    expected += std::to_string(static_cast<std::int16_t>(binary[at] | binary[at + 1] << 8)) + ",";
  expected.back() = ']';
  const std::string text = json(peaks, 256, 16);
  EXPECT_EQ(text.substr(text.find('[') + 1), expected + "}\n");
}

TEST(Peaks, RefuseFilesThatAreNotWhole) {
  PeakBuilder builder(48000, 2, 0);
  builder.add_silence(100'000);
  const Bytes good = builder.finish();
  const auto error = [](Bytes bytes) {
    const auto peaks = Peaks::open(std::make_shared<base::MemorySource>(std::move(bytes)));
    return peaks ? "" : peaks.error().message;
  };
  EXPECT_EQ(error(good), "");
  EXPECT_NE(error(Bytes(good.begin(), good.end() - 1)), "");
  EXPECT_NE(error(Bytes(good.begin(), good.begin() + 30)), "");
  EXPECT_NE(error({}), "");
  for (std::size_t at = 0; at < 56 + 4 * 24; ++at) {
    Bytes bad = good;
    bad[at] ^= 0x40;
    EXPECT_NE(error(bad), "") << "byte " << at;
  }
}

class PeaksOfMasters : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::getenv("AVOCET_MEDIA");
    if (!folder_)
      GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
  }
  // The peaks of its first sound track, at 256 samples a pixel and 16 bits.
  base::Result<Bytes> peaks_of(const std::string& name, std::stop_token stop = {}) const {
    std::ifstream stream(std::filesystem::path(folder_) / name, std::ios::binary);
    const base::Source bytes =
        std::make_shared<base::MemorySource>(Bytes(std::istreambuf_iterator<char>(stream), {}));
    const Bytes index = TRY(index_master(bytes, name, 0));
    const SampleTable table = TRY(SampleTable::open(std::make_shared<base::MemorySource>(index)));
    const Master master{"key", name, bytes, &table.info(), &table};
    const Track* track = table.info().first(TrackKind::Audio);
    double last = 0;
    const Bytes file = TRY(compute_peaks(
        master, track ? track->id : 99,
        [&](double part) {
          EXPECT_GE(part, last);
          EXPECT_LE(part, 1);
          last = part;
        },
        stop));
    return dat(opened(file), 256, 16);
  }
  // What `ffmpeg` decodes of it, as 16-bit samples.
  std::vector<std::int16_t> decoded(const std::string& name) const {
    const std::string path = (std::filesystem::path(folder_) / name).string();
    const std::string command =
        "ffmpeg -nostdin -v error -i '" + path + "' -map 0:a:0 -f s16le -c:a pcm_s16le - </dev/null";
    std::vector<std::int16_t> samples(1 << 22);
    FILE* pipe = popen(command.c_str(), "r");
    samples.resize(std::fread(samples.data(), 2, samples.size(), pipe));
    pclose(pipe);
    return samples;
  }
  const char* folder_ = nullptr;
};

struct Sound {
  const char* name;
  std::uint32_t rate, channels;
  std::uint64_t pixels = 0;
};

TEST_F(PeaksOfMasters, AreThoseOfWhatFfmpegDecodes) {
  // Whole numbers: the same bytes.
  for (const Sound& sound : {Sound{"sound.flac", 44100, 1},
                             {"sound-rf64.wav", 48000, 1},
                             {"alac.m4a", 44100, 1},
                             {"flac.mkv", 44100, 1},
                             {"sound.aiff", 44100, 1},
                             {"mono-16.mov", 44100, 1},
                             {"flac.mp4", 44100, 1}}) {
    const auto bytes = peaks_of(sound.name);
    ASSERT_TRUE(bytes) << sound.name << ": " << bytes.error().message;
    EXPECT_EQ(*bytes, naive(decoded(sound.name), sound.channels, sound.rate, 256, 16)) << sound.name;
  }
}

TEST_F(PeaksOfMasters, OfLossyCodingsDifferByRoundingOnly) {
  for (const Sound& sound : {Sound{"moov-end.mp4", 44100, 1, 690},
                             {"cbr.mp3", 44100, 1, 690},
                             {"vbr.mp3", 44100, 1, 690},
                             {"opus.ogg", 48000, 1, 750},
                             {"opus.webm", 48000, 1, 750},
                             {"vorbis.ogg", 44100, 1, 690},
                             {"mp3.mp4", 44100, 1, 690},
                             {"ac3.mp4", 48000, 6, 749},
                             {"sound.aac", 44100, 1, 696}}) {
    const auto bytes = peaks_of(sound.name);
    ASSERT_TRUE(bytes) << sound.name << ": " << bytes.error().message;
    const Bytes expected = naive(decoded(sound.name), sound.channels, sound.rate, 256, 16);
    // ffmpeg goes on to the end of the last frame; the works end where their files say
    ASSERT_EQ((bytes->size() - 24) / (4 * sound.channels), sound.pixels) << sound.name;
    ASSERT_GE(expected.size(), bytes->size()) << sound.name;
    int worst = 0;
    for (std::size_t at = 24; at + 4 * sound.channels < bytes->size(); at += 2) {
      const auto value = [&](const Bytes& from) {
        return static_cast<std::int16_t>(from[at] | from[at + 1] << 8);
      };
      worst = std::max(worst, std::abs(value(*bytes) - value(expected)));
    }
    EXPECT_LE(worst, 2) << sound.name;
  }
}

TEST_F(PeaksOfMasters, BeginWithSilenceWhereTheSoundIsLate) {
  const auto bytes = peaks_of("delayed-sound.mp4");
  ASSERT_TRUE(bytes) << bytes.error().message;
  // Its file says that it is heard from 21026 of 44100 on, priming and all: in pixel 82.
  for (std::size_t pixel = 0; pixel < 82; ++pixel) EXPECT_EQ((*bytes)[24 + 4 * pixel], 0) << pixel;
  EXPECT_NE((*bytes)[24 + 4 * 88], 0);
  EXPECT_EQ((bytes->size() - 24) / 4, (44100u * 9 / 2 + 255) / 256);
}

TEST_F(PeaksOfMasters, StopAndSayWhatIsNotThere) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(peaks_of("sound.wav", stop.get_token()).error().fault, base::Fault::Unavailable);
  EXPECT_EQ(peaks_of("moov-end.mp4", stop.get_token()).error().fault, base::Fault::Unavailable);
  EXPECT_EQ(peaks_of("vp8.webm").error().fault, base::Fault::NotFound);
}

TEST_F(PeaksOfMasters, OfDamagedOnesAreWholeAllTheSame) {
  EXPECT_TRUE(peaks_of("cut-front.mp4"));
  EXPECT_TRUE(peaks_of("cut-fragmented.mp4"));
}

}  // namespace
}  // namespace media
