// Clips of sound in files of sound: decoded by ffmpeg they are the very samples that the whole master decodes
// to, no more and no fewer; any range of the file is the same bytes.
#include <random>

#include "media/clip_edges.h"
#include "support/by_ffmpeg.h"
#include "support/render_fixture.h"

namespace media {
namespace {

constexpr const char* kRich =
    "aevalsrc='0.3*sin(2*PI*t*(200+900*t))+0.2*random(0)*gt(sin(9*t)\\,0)+0.2*sin(2*PI*3000*t)*lt(mod(t\\,0."
    "3)"
    "\\,0.02)";

class SoundClips : public Renderings {
 protected:
  // A master made of six seconds of a sound that coders find hard.
  fs::path made(const std::string& name, const std::string& rate, const std::string& coding,
                int channels = 2) {
    std::string source = kRich;
    for (int i = 1; i < channels; ++i)
      source += base::format("|0.4*sin(2*PI*t*{})+0.1*random({})", 170 * i, i);
    return Renderings::made(name, base::format("-f lavfi -i \"{}':s={}:d=6\" {}", source, rate, coding));
  }

  static std::shared_ptr<const ClipPlan> planned(const Opened& opened, ClipFormat format, TimeRange time) {
    const auto plan = plan_clip(opened.master, {time, {opened.track(TrackKind::Audio).id}, format});
    EXPECT_TRUE(plan) << opened.name << ": " << (plan ? "" : plan.error().message);
    return plan ? *plan : nullptr;
  }
  static base::Splice cut(const Opened& opened, ClipFormat format, TimeRange time,
                          const Provenance& provenance = {}) {
    const auto plan = planned(opened, format, time);
    if (!plan) return base::Splice(std::string("none"));
    const base::Source edges =
        std::make_shared<base::MemorySource>(encode_edges(opened.master, *plan, {}).value());
    const auto file = clip_file(opened.master, *plan, edges, provenance);
    EXPECT_TRUE(file) << opened.name << ": " << (file ? "" : file.error().message);
    return file ? *file : base::Splice();
  }
  fs::path written(const base::Splice& file, const std::string& name) {
    const fs::path path = temporary_ / name;
    const auto bytes = file.flatten();
    EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
    std::ofstream(path, std::ios::binary) << bytes.value_or("");
    return path;
  }

  // As 32-bit numbers: floating ones of lossy sound. What ffmpeg says of them goes to `complaints`.
  template <typename Number>
  static std::vector<std::vector<Number>> decoded(const std::vector<fs::path>& files,
                                                  std::string* complaints = nullptr) {
    const char* form = std::is_floating_point_v<Number> ? "f32le" : "s32le";
    std::vector<std::string> said;
    std::vector<std::vector<Number>> list;
    for (const std::string& text :
         support::decoded_by_ffmpeg(files, "a:0", base::format("-c:a pcm_{} -f {}", form, form), &said)) {
      std::vector<Number>& samples = list.emplace_back(text.size() / sizeof(Number));
      if (!samples.empty()) std::memcpy(samples.data(), text.data(), samples.size() * sizeof(Number));
    }
    // Some WAV files have no speakers, short MP3 files few frames to know them by, CAF files no duration.
    const auto is_known = [](const std::string& line) {
      return line.find("Guessed") != line.npos || line.find("low score") != line.npos ||
             line.find("Estimating duration") != line.npos;
    };
    for (const std::string& line : said)
      if (complaints && !is_known(line)) *complaints += line + "\n";
    return list;
  }
  template <typename Number>
  static std::vector<Number> decoded(const fs::path& path, std::string* complaints = nullptr) {
    return decoded<Number>(std::vector{path}, complaints).front();
  }

  static void expect_ranges(const base::Splice& file, std::mt19937& random) {
    const std::string whole = file.flatten().value();
    ASSERT_EQ(whole.size(), file.size());
    for (int i = 0; i < 12; ++i) {
      const std::size_t at = random() % whole.size(), length = 1 + random() % (i % 2 ? 200 : whole.size());
      ASSERT_EQ(file.subrange(at, length).flatten().value(), whole.substr(at, length)) << at << " " << length;
    }
  }

  // `worst`: of a sample that may differ, of full scale; 0: they are equal.
  template <typename Number>
  void expect_samples(const fs::path& recording, ClipFormat format, const std::string& extension,
                      double worst, int count = 10) {
    const Opened opened(recording);
    ASSERT_NE(opened.master.table, nullptr);
    const Track& track = opened.track(TrackKind::Audio);
    // Not those of the track: the sample entry of MP3 in MP4 says two for one.
    const std::int64_t channels = std::stol(probe(recording, "stream=channels"));
    const std::uint32_t rate = track.codec_name == "opus" ? 48'000 : track.sample_rate;
    const std::int64_t duration = base::ticks_in(opened.table.info().duration, 1'000'000);
    struct Cut {
      fs::path path;
      std::int64_t first, end;  // of the whole's samples
      std::string name;
    };
    std::vector<Cut> cuts;
    std::mt19937 random(11);
    for (int i = 0; i < count; ++i) {
      std::int64_t start = std::uniform_int_distribution<std::int64_t>(0, duration - 100'000)(random);
      std::int64_t length =
          std::uniform_int_distribution<std::int64_t>(1000, i % 2 ? 4'000'000 : 90'000)(random);
      if (i == 0) start = 0;
      if (i == 1) length = duration;
      if (i == 2) start = length = duration / 2 / 10'000 * 10'000;
      const TimeRange time{{start, 1'000'000}, {std::min(start + length, duration), 1'000'000}};
      SCOPED_TRACE(base::format("[{}, {}) us of {}", start, time.end.ticks, recording.filename().string()));
      const auto first = base::ticks_in(time.start, rate, base::Rounding::Ceil) * channels;
      const auto end = base::ticks_in(time.end, rate, base::Rounding::Ceil) * channels;
      // Of less than one packet both ends cannot be cut; of MP3 there must be some frames.
      const bool lossy = format == ClipFormat::Mp3 || format == ClipFormat::Ogg;
      const bool short_one = lossy && end - first < 5 * 1152 * channels;
      if (short_one && !plan_clip(opened.master, {time, {track.id}, format})) continue;
      const base::Splice file = cut(opened, format, time);
      cuts.push_back({written(file, base::format("cut-{}{}", i, extension)), first, end,
                      base::format("[{}, {}) us", start, time.end.ticks)});
      ASSERT_NO_FATAL_FAILURE(expect_ranges(file, random));
    }
    std::vector<fs::path> files{recording};
    for (const Cut& one : cuts) files.push_back(one.path);
    std::string complaints;
    const auto heard = decoded<Number>(files, &complaints);
    EXPECT_EQ(complaints, "") << recording;
    const std::vector<Number>& whole = heard.front();
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      SCOPED_TRACE(base::format("{} of {}", cuts[i].name, recording.filename().string()));
      const std::vector<Number>& samples = heard[i + 1];
      const auto first = static_cast<std::size_t>(cuts[i].first);
      ASSERT_EQ(samples.size(), std::min(static_cast<std::size_t>(cuts[i].end), whole.size()) - first);
      double difference = 0;
      for (std::size_t k = 0; k < samples.size(); ++k)
        difference = std::max(
            difference, std::abs(static_cast<double>(samples[k]) - static_cast<double>(whole[first + k])));
      EXPECT_LE(difference, worst);
    }
  }
};

TEST_F(SoundClips, OfUncodedSoundAreItsBytes) {
  for (const char* name : {"sound.wav", "sound-rf64.wav", "sound.aiff"})
    expect_samples<std::int32_t>(media_ / name, ClipFormat::Wav, ".wav", 0, 4);
  const std::pair<const char*, const char*> kForms[] = {
      {"a.wav", "pcm_u8"},    {"b.wav", "pcm_s32le"}, {"c.aiff", "pcm_s24be"}, {"d.aiff", "pcm_s32be"},
      {"e.caf", "pcm_s16be"}, {"f.w64", "pcm_s24le"}, {"g.au", "pcm_s16be"},   {"h.caf", "pcm_s24le"}};
  for (const auto& [name, coding] : kForms)
    expect_samples<std::int32_t>(made(name, "44100", base::format("-c:a {}", coding), 3), ClipFormat::Wav,
                                 ".wav", 0, 4);
  for (const auto& [name, coding] : {std::pair{"f.wav", "pcm_f32le"}, std::pair{"g.aiff", "pcm_f32be"}})
    expect_samples<float>(made(name, "48000", base::format("-c:a {}", coding)), ClipFormat::Wav, ".wav", 0,
                          4);
}

TEST_F(SoundClips, InWavKeepTheirSpeakersAndForm) {
  const Opened opened(made("six.wav", "48000", "-c:a pcm_s24le -channel_layout 5.1", 6));
  const fs::path path = written(cut(opened, ClipFormat::Wav, {seconds(1), seconds(2)}), "six-cut.wav");
  EXPECT_EQ(probe(path, "stream=codec_name,channels,channel_layout"), "pcm_s24le\n6\n5.1\n");
  const Opened floating(made("floating.wav", "44100", "-c:a pcm_f32le"));
  EXPECT_EQ(
      probe(written(cut(floating, ClipFormat::Wav, {seconds(1), seconds(2)}), "f.wav"), "stream=codec_name"),
      "pcm_f32le\n");
}

TEST_F(SoundClips, OfMp3AreWhatTheWholeDecodesTo) {
  for (const char* name : {"cbr.mp3", "vbr.mp3", "mp3.mp4", "mp3.mov"})
    expect_samples<float>(media_ / name, ClipFormat::Mp3, ".mp3", 0, 5);
  const std::tuple<const char*, const char*, const char*, int> kForms[] = {
      {"a.mp3", "44100", "-b:a 320k", 2}, {"b.mp3", "48000", "-b:a 48k", 2},
      {"c.mp3", "32000", "-b:a 40k", 1},  {"d.mp3", "22050", "-b:a 24k", 1},
      {"e.mp3", "24000", "-b:a 16k", 2},  {"f.mp3", "8000", "-b:a 8k", 1},
      {"g.mp3", "44100", "-q:a 9", 2},    {"h.mkv", "44100", "-b:a 128k", 2},
      {"i.mp3", "16000", "-b:a 160k", 2}, {"j.mp3", "44100", "-q:a 0 -joint_stereo 0", 2}};
  for (const auto& [name, rate, coding, channels] : kForms)
    expect_samples<float>(made(name, rate, base::format("-c:a libmp3lame {}", coding), channels),
                          ClipFormat::Mp3, ".mp3", 0, 5);
}

// Frames whose main data lie in many frames before them: all of it stands in one frame that is made.
TEST_F(SoundClips, OfMp3NeedNoMoreFramesHoweverFarTheReservoirReaches) {
  const Opened opened(made("low.mp3", "44100", "-c:a libmp3lame -b:a 32k", 1));
  for (const double start : {2.0, 3.1, 4.7}) {
    const auto plan = planned(opened, ClipFormat::Mp3, {seconds(start), seconds(start + 1)});
    EXPECT_GE(plan->tracks.front().decode_start, -2 * 1152);
  }
}

TEST_F(SoundClips, OfOpusAreWhatTheWholeDecodesTo) {
  constexpr double kConverged = 1e-4;  // of full scale
  for (const char* name : {"opus.ogg", "opus.webm", "opus.mp4", "counter.webm"})
    expect_samples<float>(media_ / name, ClipFormat::Ogg, ".ogg", kConverged, 4);
  const std::tuple<const char*, const char*, int> kForms[] = {
      {"a.opus", "-b:a 96k", 2},
      {"b.opus", "-b:a 24k -frame_duration 60", 1},
      {"c.opus", "-b:a 256k -frame_duration 2.5", 2},
      {"d.opus", "-b:a 256k -mapping_family 1 -channel_layout 5.1", 6}};
  for (const auto& [name, coding, channels] : kForms)
    expect_samples<float>(made(name, "48000", base::format("-c:a libopus {}", coding), channels),
                          ClipFormat::Ogg, ".opus", kConverged, 5);
}

TEST_F(SoundClips, OfFlacAreItsSamples) {
  for (const char* name : {"sound.flac", "flac.mkv", "flac.mp4"})
    expect_samples<std::int32_t>(media_ / name, ClipFormat::Flac, ".flac", 0, 4);
  const std::tuple<const char*, const char*, const char*, int> kForms[] = {
      {"a.flac", "44100", "", 2},
      {"b.flac", "96000", "-sample_fmt s32", 2},
      {"c.flac", "48000", "-frame_size 64", 1},
      {"d.flac", "8000", "-frame_size 20000", 1},
      {"e.flac", "48000", "-channel_layout 5.1", 6},
      {"f.flac", "37800", "-frame_size 1000", 2}};
  for (const auto& [name, rate, coding, channels] : kForms)
    expect_samples<std::int32_t>(made(name, rate, base::format("-c:a flac {}", coding), channels),
                                 ClipFormat::Flac, ".flac", 0, 4);
}

// From a clip that is numbered by samples another is cut.
TEST_F(SoundClips, OfClipsOfFlacAreItsSamples) {
  const Opened opened(made("first.flac", "44100", "-c:a flac"));
  const fs::path clip = written(cut(opened, ClipFormat::Flac, {seconds(1.03), seconds(5.01)}), "second.flac");
  expect_samples<std::int32_t>(clip, ClipFormat::Flac, ".flac", 0, 8);
}

// A cut less than sixteen samples before a block takes that one into what is made: shorter ones are not
// allowed.
TEST_F(SoundClips, OfFlacHaveNoBlockThatIsTooShort) {
  const fs::path master = made("blocks.flac", "48000", "-c:a flac -frame_size 4096");
  const Opened opened(master);
  const auto whole = decoded<std::int32_t>(master);
  for (const std::int64_t before : {1, 15, 16, 4095, 4096, 4097}) {
    const TimeRange time{{40'960 - before, 48'000}, {81'920 + 5, 48'000}};
    const auto plan = planned(opened, ClipFormat::Flac, time);
    const std::vector<ClipPiece>& pieces = plan->tracks.front().pieces;
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
      EXPECT_GE(pieces[i].decode_end, 16) << before;
    }
    const auto samples =
        decoded<std::int32_t>(written(cut(opened, ClipFormat::Flac, time), "block-cut.flac"));
    const auto first = whole.begin() + time.start.ticks * 2;
    EXPECT_EQ(samples, std::vector(first, whole.begin() + time.end.ticks * 2)) << before;
  }
}

TEST_F(SoundClips, CarryProvenance) {
  const Provenance provenance{"Tŷ newydd", "CC BY", "https://example.org/a"};
  const std::tuple<const char*, ClipFormat, const char*> kForms[] = {
      {"cbr.mp3", ClipFormat::Mp3, "p.mp3"},
      {"opus.ogg", ClipFormat::Ogg, "p.ogg"},
      {"sound.wav", ClipFormat::Wav, "p.wav"},
      {"sound.flac", ClipFormat::Flac, "p.flac"}};
  for (const auto& [master, format, name] : kForms) {
    const Opened opened(media_ / master);
    const base::Splice file = cut(opened, format, {seconds(1), seconds(2)}, provenance);
    const std::string tags = probe(written(file, name), "format_tags:stream_tags");
    for (const char* text : {"Tŷ newydd", "CC BY", "https://example.org/a"})
      EXPECT_THAT(tags, testing::HasSubstr(text)) << name;
  }
}

// A head edge and a tail at most are decoded; nothing else is looked at, wherever the clip lies.
TEST_F(SoundClips, DecodeAtMostThreeBlocks) {
  const Opened opened(media_ / "sound.flac");
  const auto plan = planned(opened, ClipFormat::Flac, {seconds(0.5), seconds(3.5)});
  const ClipTrack& track = plan->tracks.front();
  EXPECT_LE(track.head.end_sample - track.head.first_sample, 2u);
  EXPECT_LE(track.tail.end_sample - track.tail.first_sample, 1u);
  EXPECT_LT(edge_cost(*plan).seconds, 0.01);
  const Opened coded(media_ / "opus.ogg");
  EXPECT_EQ(edge_cost(*planned(coded, ClipFormat::Ogg, {seconds(1), seconds(2)})).seconds, 0);
}

TEST_F(SoundClips, AreRefusedWhereTheSoundCannotBeCopied) {
  const auto fault = [&](const char* name, ClipFormat format, TimeRange time) {
    const Opened opened(media_ / name);
    const auto plan = plan_clip(opened.master, {time, {opened.track(TrackKind::Audio).id}, format});
    return plan ? base::Fault::Internal : plan.error().fault;
  };
  const TimeRange second{seconds(1), seconds(2)};
  EXPECT_EQ(fault("cbr.mp3", ClipFormat::Ogg, second), base::Fault::Unsupported);
  EXPECT_EQ(fault("sound.flac", ClipFormat::Wav, second), base::Fault::Unsupported);
  EXPECT_EQ(fault("sound.wav", ClipFormat::Flac, second), base::Fault::Unsupported);
  EXPECT_EQ(fault("opus.webm", ClipFormat::Mp3, second), base::Fault::Unsupported);
  // The sound begins half a second after the pictures: there is silence to be made.
  EXPECT_EQ(fault("delayed-sound.mp4", ClipFormat::Mp3, {seconds(0), seconds(2)}), base::Fault::Unsupported);
  EXPECT_EQ(fault("cbr.mp3", ClipFormat::Mp3, {seconds(9), seconds(10)}), base::Fault::Malformed);
}

// What is damaged in the master is not made to look whole.
TEST_F(SoundClips, OfDamagedFlacKeepTheWrongChecksum) {
  const Opened opened(media_ / "sound.flac");
  Bytes bytes(opened.bytes->view().begin(), opened.bytes->view().end());
  const TrackTable& table = *opened.table.track(opened.track(TrackKind::Audio).id);
  const Sample sample = table.samples(table.sample_count() / 2, 1).value().front();
  bytes[sample.offset + sample.size / 2] ^= 0x10;
  Master damaged = opened.master;
  damaged.bytes = std::make_shared<base::MemorySource>(bytes);
  const auto plan = plan_clip(damaged, {{seconds(0.1), seconds(3.9)}, {1}, ClipFormat::Flac}).value();
  const base::Source edges = std::make_shared<base::MemorySource>(encode_edges(damaged, *plan, {}).value());
  const fs::path path = written(clip_file(damaged, *plan, edges, {}).value(), "damaged.flac");
  std::string complaints;
  decoded<std::int32_t>(path, &complaints);
  EXPECT_NE(complaints, "");
}

}  // namespace
}  // namespace media
