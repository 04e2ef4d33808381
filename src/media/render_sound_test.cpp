#include "support/render_fixture.h"

namespace media {
namespace {

class SoundRenderings : public Renderings {};

TEST_F(SoundRenderings, OfLosslessSoundAreTheSameSamples) {
  const TimeRange range{seconds(0.7131), seconds(2.50007)};
  for (const char* name : {"sound.flac", "sound.wav", "alac.m4a", "sound-rf64.wav", "flac.mkv"}) {
    const Opened opened(media_ / name);
    const Track& track = opened.track(TrackKind::Audio);
    const auto whole = pcm(media_ / name);
    const auto first = base::ticks_in(range.start, track.sample_rate, base::Rounding::Ceil);
    const auto end = base::ticks_in(range.end, track.sample_rate, base::Rounding::Ceil);
    const std::vector<std::int16_t> wanted(whole.begin() + first, whole.begin() + end);
    EXPECT_EQ(pcm(rendered(opened, opened.sound(RenderFormat::Wav, range), "cut.wav")), wanted) << name;
    EXPECT_EQ(pcm(rendered(opened, opened.sound(RenderFormat::Flac, range), "cut.flac")), wanted) << name;
  }
}

TEST_F(SoundRenderings, KeepTwentyFourBits) {
  const Opened opened(media_ / "sound.wav");
  const auto wav = rendered(opened, opened.sound(RenderFormat::Wav, {seconds(1), seconds(2)}), "deep.wav");
  EXPECT_EQ(probe(wav, "stream=codec_name"), "pcm_s24le\n");
  const std::string flac =
      rendered(opened, opened.sound(RenderFormat::Flac, {seconds(1), seconds(2)}), "deep.flac").string();
  const auto decode = [](const std::string& path) {
    return base::format("ffmpeg -v error -i '{}' -f s24le -c:a pcm_s24le -", path);
  };
  const std::string wanted = output_of(base::format(
      "ffmpeg -v error -ss 1 -t 1 -i '{}' -f s24le -c:a pcm_s24le -", (media_ / "sound.wav").string()));
  ASSERT_EQ(wanted.size(), 48000u * 3);
  EXPECT_EQ(output_of(decode(wav.string())), wanted);
  EXPECT_EQ(output_of(decode(flac)), wanted);
}

// The lag at which two sounds are most alike, within some samples.
int lag(const std::vector<std::int16_t>& a, const std::vector<std::int16_t>& b) {
  int best = 0;
  double most = -1;
  for (int shift = -600; shift <= 600; ++shift) {
    double sum = 0;
    for (std::size_t i = 2000; i + 3000 < std::min(a.size(), b.size()); ++i)
      sum += static_cast<double>(a[i]) * b[static_cast<std::size_t>(static_cast<int>(i) + shift)];
    if (sum > most) {
      most = sum;
      best = shift;
    }
  }
  return best;
}

TEST_F(SoundRenderings, OfLossySoundHaveTheirLengthAndBeginInTime) {
  const fs::path master = temporary_ / "sweep.wav";
  output_of(base::format(
      "ffmpeg -v error -f lavfi -i \"aevalsrc='0.5*sin(2*PI*t*(300+100*t))':s=48000:d=4\" -y '{}'",
      master.string()));
  const Opened opened(master);
  const auto whole = pcm(master);
  const TimeRange range{seconds(1.2345), seconds(2.5)};
  const std::vector<std::int16_t> wanted(whole.begin() + 59256, whole.begin() + 120000);
  const std::pair<RenderFormat, const char*> kForms[] = {
      {RenderFormat::M4a, "s.m4a"},   {RenderFormat::Mp3, "s.mp3"}, {RenderFormat::Ogg, "s.ogg"},
      {RenderFormat::Opus, "s.opus"}, {RenderFormat::Mp4, "s.mp4"}, {RenderFormat::Webm, "s.webm"}};
  for (const auto& [format, name] : kForms) {
    const auto samples = pcm(rendered(opened, opened.sound(format, range), name));
    // Fragmented MP4 has no word for what is left of the last AAC frame.
    const bool whole_frames = format == RenderFormat::M4a || format == RenderFormat::Mp4;
    EXPECT_GE(samples.size(), wanted.size()) << name;
    EXPECT_LT(samples.size(), wanted.size() + (whole_frames ? 1024 : 1)) << name;
    EXPECT_LE(std::abs(lag(wanted, samples)), 2) << name;
  }
}

TEST_F(SoundRenderings, InMp3TellTheirLengthWhateverItIs) {
  const Opened opened(media_ / "sound.flac");
  for (const std::int64_t count : {1, 575, 576, 577, 1151, 1152, 1153, 44100, 99999}) {
    const TimeRange range{{4410, 44100}, {4410 + count, 44100}};
    EXPECT_EQ(pcm(rendered(opened, opened.sound(RenderFormat::Mp3, range), "n.mp3")).size(),
              static_cast<std::size_t>(count));
  }
}

TEST_F(SoundRenderings, OfCodedSoundAreWhatTheWholeDecodesTo) {
  const TimeRange range{seconds(1.5), seconds(3)};
  for (const char* name : {"moov-end.mp4", "cbr.mp3", "opus.ogg", "vorbis.ogg", "sound.ac3"}) {
    const Opened opened(media_ / name);
    const Track& track = opened.track(TrackKind::Audio);
    auto whole = pcm(media_ / name);
    const auto first = base::ticks_in(range.start, track.sample_rate);
    const auto cut = pcm(rendered(opened, opened.sound(RenderFormat::Wav, range), "coded.wav"));
    ASSERT_EQ(cut.size(), static_cast<std::size_t>(track.sample_rate) * 3 / 2 * track.channels) << name;
    int worst = 0;
    for (std::size_t i = 0; i < cut.size(); ++i)
      worst = std::max(worst, std::abs(cut[i] - whole[static_cast<std::size_t>(first) * track.channels + i]));
    EXPECT_LE(worst, 3) << name;
  }
}

TEST_F(SoundRenderings, MixChannels) {
  const fs::path master = temporary_ / "two.wav";
  output_of(base::format("ffmpeg -v error -f lavfi -i \"aevalsrc='0.5|-0.25':s=8000:d=1\" -y '{}'",
                         master.string()));
  const Opened opened(master);
  const auto mixed = [&](ChannelMix mix) {
    RenderRequest request = opened.sound(RenderFormat::Wav, {{}, seconds(1)});
    request.sound->mix = mix;
    const auto samples = pcm(rendered(opened, request, "mix.wav"));
    EXPECT_EQ(samples.size(), 8000u);
    return samples.at(4000);
  };
  EXPECT_NEAR(mixed(ChannelMix::Left), 16384, 1);
  EXPECT_NEAR(mixed(ChannelMix::Right), -8192, 1);
  EXPECT_NEAR(mixed(ChannelMix::Mono), 4096, 1);
}

TEST_F(SoundRenderings, OfManyChannelsAndOddRatesFitTheirFormat) {
  const fs::path master = temporary_ / "six.wav";
  output_of(base::format(
      "ffmpeg -v error -f lavfi -i \"aevalsrc='0.1|0.2|0.3|0|0.1|0.1':s=37800:d=1:c=5.1\" -y '{}'",
      master.string()));
  const Opened opened(master);
  const TimeRange all{{}, seconds(1)};
  const auto made = [&](RenderFormat format, const char* name) {
    return probe(rendered(opened, opened.sound(format, all), name), "stream=sample_rate,channels");
  };
  EXPECT_EQ(made(RenderFormat::Mp3, "six.mp3"), "44100\n2\n");
  EXPECT_EQ(made(RenderFormat::Opus, "six.opus"), "48000\n2\n");
  EXPECT_EQ(made(RenderFormat::M4a, "six.m4a"), "44100\n2\n");
  EXPECT_EQ(made(RenderFormat::Flac, "six.flac"), "37800\n6\n");
  EXPECT_EQ(made(RenderFormat::Wav, "six.wav.wav"), "37800\n6\n");
}

TEST_F(SoundRenderings, PlayedInAnotherTimeLastThatLong) {
  const Opened opened(media_ / "sound.wav");
  RenderRequest request = opened.sound(RenderFormat::Wav, {seconds(1), seconds(3)});
  for (const double duration : {0.5, 1.0, 5.0}) {
    request.duration = seconds(duration);
    const auto samples = pcm(rendered(opened, request, "tempo.wav"));
    EXPECT_EQ(samples.size(), static_cast<std::size_t>(48000 * duration));
    // The pitch stays: 440 Hz cross zero upwards 440 times a second.
    int crossings = 0;
    const std::size_t middle = samples.size() / 4;
    for (std::size_t i = middle; i < 3 * middle; ++i) crossings += samples[i - 1] < 0 && samples[i] >= 0;
    EXPECT_NEAR(crossings / (duration / 2), 440, 8) << duration;
  }
}

TEST_F(SoundRenderings, CarryProvenance) {
  const Opened opened(media_ / "sound.flac");
  RenderRequest request = opened.sound(RenderFormat::M4a, {seconds(1), seconds(2)});
  request.provenance = {"Tŷ newydd", "CC BY", "https://example.org/a"};
  const std::pair<RenderFormat, const char*> kForms[] = {{RenderFormat::M4a, "p.m4a"},
                                                         {RenderFormat::Mp3, "p.mp3"},
                                                         {RenderFormat::Ogg, "p.ogg"},
                                                         {RenderFormat::Wav, "p.wav"},
                                                         {RenderFormat::Flac, "p.flac"}};
  for (const auto& [format, name] : kForms) {
    request.format = format;
    const std::string tags = probe(rendered(opened, request, name), "format_tags:stream_tags");
    for (const char* text : {"Tŷ newydd", "CC BY", "https://example.org/a"})
      EXPECT_THAT(tags, testing::HasSubstr(text)) << name;
  }
}

}  // namespace
}  // namespace media
