#include "media/rendered.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/render_fixture.h"

namespace media {
namespace {

class RenderedStreams : public Renderings {
 protected:
  // All segments behind their initialization segment, made last to first.
  fs::path joined(const Opened& opened, const RenderedRendition& rendition, const std::string& name) {
    const WorkSegments segments(opened.table.info(), &opened.table);
    const std::uint32_t count = rendered_count(rendition, segments);
    std::vector<Bytes> made(count);
    for (std::uint32_t i = count; i-- > 0;) {
      auto segment = render_media_segment(opened.master, rendition, i, {});
      EXPECT_TRUE(segment) << opened.name << " " << i << ": " << segment.error().message;
      if (segment) made[i] = std::move(*segment);
    }
    const auto init = render_init_segment(opened.master, rendition);
    EXPECT_TRUE(init) << init.error().message;
    const fs::path path = temporary_ / name;
    std::ofstream stream(path, std::ios::binary);
    const auto write = [&](const Bytes& bytes) {
      stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    };
    write(init.value());
    for (const Bytes& bytes : made) write(bytes);
    return path;
  }
};

constexpr std::uint32_t kRate = 600'000;

RenderedRendition pictures_of(const Opened& opened, std::uint32_t height) {
  return rendered_pictures(opened.master, opened.track(TrackKind::Video).id, height, kRate).value();
}

TEST_F(RenderedStreams, ShowEachPictureOnceWhateverTheMaster) {
  const fs::path source = counter("-g 37 -bf 2");
  const std::string from = base::format("-i '{}'", source.string());
  for (const auto& [name, arguments] : std::initializer_list<std::pair<std::string, std::string>>{
           {"copy.mp4", "-c copy"},
           {"tape.ts", "-c:v mpeg2video -q:v 3 -bf 2 -c:a mp2 -f mpegts"},
           {"master.mov", "-c:v prores_ks -profile:v 0 -c:a pcm_s16le"},
           {"tape.avi", "-c:v ffv1 -c:a pcm_s16le"}}) {
    const Opened opened(made(name, from + " " + arguments));
    const RenderedRendition rendition = pictures_of(opened, 90);
    EXPECT_EQ(rendition.track.display_width, 160u);
    EXPECT_EQ(rendition.track.display_height, 90u);
    const std::vector<int> shown = numbers(joined(opened, rendition, name + ".joined.mp4"), 160, 90);
    const std::vector<int> wanted = consecutive(0, 300);
    const auto differs = std::ranges::mismatch(shown, wanted).in1;
    EXPECT_EQ(shown, wanted) << name << ": " << shown.size() << " pictures, the first wrong one is number "
                             << differs - shown.begin();
  }
}

TEST_F(RenderedStreams, AreCutWhereTheMasterIs) {
  const Opened opened(counter("-g 50 -bf 2"));
  const RenderedRendition rendition = pictures_of(opened, 90);
  const WorkSegments segments(opened.table.info(), &opened.table);
  const StreamedTrack copied = streamed_track(opened.table, opened.track(TrackKind::Video).id).value();
  const StreamedTrack told = streamed(rendition, segments);
  ASSERT_EQ(told.boundaries.size(), copied.boundaries.size());
  for (std::size_t i = 0; i < told.boundaries.size(); ++i)
    EXPECT_EQ(base::Time({told.boundaries[i], told.timescale}),
              base::Time({copied.boundaries[i], copied.timescale}));
  // Each segment begins with a picture that needs no other, at its instant.
  const std::string keys = output_of(
      base::format("ffprobe -v error -select_streams v -show_entries packet=pts_time,flags -of csv=p=0 '{}'",
                   joined(opened, rendition, "joined.mp4").string()));
  for (std::uint32_t i = 0; i < segments.count(); ++i)
    EXPECT_NE(keys.find(base::to_fixed_seconds(segments.start(i), 6) + ",K"), std::string::npos) << keys;
}

// Encoders that begin anew at each segment must not be heard: the error against the source is no larger
// around the borders than elsewhere.
TEST_F(RenderedStreams, SoundHasNoSeams) {
  for (const std::string& arguments :
       {std::string("-ar 48000 -c:a pcm_s16le"), std::string("-ar 44100 -c:a pcm_s16le")}) {
    const fs::path source = made("sweep.wav",
                                 "-f lavfi -i \"aevalsrc='0.4*sin(2*PI*t*(300+20*t))+0.2*sin(2*PI*997*t)':"
                                 "s=48000:d=20\" " +
                                     arguments);
    const Opened opened(source);
    const Track& track = opened.track(TrackKind::Audio);
    const RenderedRendition rendition = rendered_sound(opened.master, track.id, 128'000).value();
    const std::vector<std::int16_t> wanted = pcm(source);
    std::vector<std::int16_t> heard = pcm(joined(opened, rendition, "sound.mp4"));
    heard.erase(heard.begin(), heard.begin() + 1024);  // the encoder's delay, which players leave out
    ASSERT_GE(heard.size(), wanted.size());
    ASSERT_LE(heard.size(), wanted.size() + 2048);
    std::vector<double> error(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) error[i] = std::pow(double(heard[i]) - wanted[i], 2);
    const auto level = [&](std::size_t from, std::size_t to) {
      return std::sqrt(
          std::accumulate(error.begin() + std::ptrdiff_t(from), error.begin() + std::ptrdiff_t(to), 0.0) /
          double(to - from));
    };
    const double overall = level(0, wanted.size());
    EXPECT_LT(overall, 200) << arguments;
    const WorkSegments segments(opened.table.info(), &opened.table);
    ASSERT_GE(segments.count(), 3u);
    for (std::uint32_t i = 1; i < segments.count(); ++i) {
      const auto at = std::size_t(base::ticks_in(segments.start(i), track.sample_rate));
      EXPECT_LT(level(at - 2048, at + 3072), 2 * overall + 8) << arguments << " segment " << i;
    }
  }
}

TEST_F(RenderedStreams, ConcealWhatIsDamaged) {
  const fs::path source = temporary_ / "damaged.mp4";
  fs::copy_file(counter("-g 25 -bf 0"), source);
  std::fstream file(source, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(source) / 2));
  const std::string noise(3000, '\x55');
  file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  file.close();
  const Opened opened(source);
  const std::vector<int> shown = numbers(joined(opened, pictures_of(opened, 90), "joined.mp4"), 160, 90);
  EXPECT_GT(shown.size(), 200u);
  EXPECT_EQ(shown.front(), 0);
  EXPECT_EQ(shown.back(), 299);
}

TEST_F(RenderedStreams, RefuseWhatIsNotThere) {
  const Opened opened(counter("-g 50 -bf 2"));
  EXPECT_EQ(rendered_sound(opened.master, 99, 128'000).error().fault, base::Fault::NotFound);
  EXPECT_EQ(rendered_pictures(opened.master, opened.track(TrackKind::Audio).id, 90, kRate).error().fault,
            base::Fault::NotFound);
  const RenderedRendition rendition = pictures_of(opened, 90);
  EXPECT_EQ(render_media_segment(opened.master, rendition, 1000, {}).error().fault, base::Fault::NotFound);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(render_media_segment(opened.master, rendition, 0, stop.get_token()).error().fault,
            base::Fault::Unavailable);
}

TEST(WorkSegments, WithoutATableLieBetweenPictures) {
  MediaInfo info;
  info.duration = {19'019'000, 1'000'000};
  Track video;
  video.kind = TrackKind::Video;
  video.frame_rate = {30000, 1001};
  info.tracks.push_back(video);
  const WorkSegments segments(info, nullptr);
  ASSERT_EQ(segments.count(), 3u);
  EXPECT_EQ(segments.start(0), base::Time::seconds(0));
  EXPECT_EQ(segments.start(1), (base::Time{180 * 1001, 30000}));
  EXPECT_EQ(segments.start(2), (base::Time{360 * 1001, 30000}));
  EXPECT_EQ(segments.start(3), info.duration);
}

TEST(WorkSegments, OfAShortWorkAreOne) {
  MediaInfo info;
  info.duration = base::Time::milliseconds(40);
  EXPECT_EQ(WorkSegments(info, nullptr).count(), 1u);
}

}  // namespace
}  // namespace media
