#include "support/render_fixture.h"

namespace media {
namespace {

TEST_F(Renderings, OfPicturesAreExactlyTheFramesOfTheStretch) {
  struct Case {
    const char* options;
    double start, end;
    int first, count;
  };
  const Case kCases[] = {
      {"-g 50 -bf 2", 3.37, 4.2, 84, 21},  // 84 is shown from 3.36
      {"-g 50 -bf 2", 0, 1, 0, 25},
      {"-g 50 -bf 2", 10.98, 12, 274, 26},
      {"-g 250 -bf 3 -x264-params open-gop=1:keyint=30:min-keyint=30", 5.04, 5.08, 126, 1}};
  for (const Case& each : kCases) {
    const Opened opened(counter(each.options));
    const TimeRange range{seconds(each.start), seconds(each.end)};
    RenderRequest request = opened.pictures(RenderFormat::Mp4, range);
    request.sound = RenderSound{.track = opened.track(TrackKind::Audio).id};
    const fs::path mp4 = rendered(opened, request, "cut.mp4");
    EXPECT_EQ(numbers(mp4), consecutive(each.first, each.count)) << each.start;
    EXPECT_NEAR(std::stod(probe(mp4, "format=duration")), each.end - each.start, 0.0011);
    EXPECT_NEAR(static_cast<double>(pcm(mp4).size()), (each.end - each.start) * 48000 + 512, 512.5);
    const fs::path webm = rendered(
        opened,
        [&] {
          RenderRequest other = request;
          other.format = RenderFormat::Webm;
          return other;
        }(),
        "cut.webm");
    EXPECT_EQ(numbers(webm), consecutive(each.first, each.count)) << each.start;
    EXPECT_NEAR(std::stod(probe(webm, "format=duration")), each.end - each.start, 0.0011);
  }
}

TEST_F(Renderings, ShowEachFrameAsLongAsItWasShown) {
  const Opened opened(counter());
  const fs::path mp4 =
      rendered(opened, opened.pictures(RenderFormat::Mp4, {seconds(3.37), seconds(3.5)}), "t.mp4");
  EXPECT_EQ(probe(mp4, "packet=pts_time"), "0.000000\n0.030000\n0.070000\n0.110000\n");
  EXPECT_NEAR(std::stod(probe(mp4, "stream=duration")), 0.13, 0.0011);
}

TEST_F(Renderings, TellTheirCodingTruly) {
  const Opened opened(counter());
  RenderRequest request = opened.pictures(RenderFormat::Mp4, {seconds(1), seconds(2)});
  const auto told = describe_render(opened.master, request);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->media_type, "video/mp4");
  const Opened made(rendered(opened, request, "told.mp4"));
  EXPECT_EQ(told->codecs, made.track(TrackKind::Video).codec);
  EXPECT_EQ(made.table.info().duration, seconds(1));
  request.format = RenderFormat::Webm;
  const Opened webm(rendered(opened, request, "told.webm"));
  EXPECT_EQ(describe_render(opened.master, request)->codecs, webm.track(TrackKind::Video).codec);
}

TEST_F(Renderings, AreScaledCutMirroredAndTurned) {
  const Opened opened(counter());
  RenderRequest request = opened.pictures(RenderFormat::Mp4, {seconds(4), seconds(4.4)});
  PictureTransform& transform = request.picture->transform;
  transform.width = 161;
  transform.height = 91;
  EXPECT_EQ(numbers(rendered(opened, request, "small.mp4"), 160, 90), consecutive(100, 10));
  transform.mirrored = true;
  transform.degrees = 180;
  // Mirrored left to right and turned upside down: only upside down, which the stripes do not show.
  EXPECT_EQ(numbers(rendered(opened, request, "mirror.mp4"), 160, 90), consecutive(100, 10));
  transform.degrees = 90;
  EXPECT_EQ(probe(rendered(opened, request, "turned.mp4"), "stream=width,height"), "90\n160\n");
  // The right half: bits 8 and up.
  transform = {.region = {160, 0, 160, 180}, .width = 320, .height = 180};
  EXPECT_EQ(numbers(rendered(opened, request, "half.mp4")), std::vector<int>(10, 0));
}

TEST_F(Renderings, PlayedFasterKeepTheirFrames) {
  const Opened opened(counter());
  RenderRequest request = opened.pictures(RenderFormat::Mp4, {seconds(2), seconds(4)});
  request.sound = RenderSound{.track = opened.track(TrackKind::Audio).id};
  request.duration = seconds(1);
  const fs::path mp4 = rendered(opened, request, "fast.mp4");
  EXPECT_EQ(numbers(mp4), consecutive(50, 50));
  EXPECT_NEAR(std::stod(probe(mp4, "format=duration")), 1, 0.0011);
  EXPECT_NEAR(static_cast<double>(pcm(mp4).size()), 48512, 512);
}

TEST_F(Renderings, AsAnimationsLastAsLong) {
  const Opened opened(counter());
  RenderRequest request = opened.pictures(RenderFormat::Gif, {seconds(3.2), seconds(4.8)});
  request.picture->transform.width = 160;
  request.picture->transform.height = 90;
  const fs::path gif = rendered(opened, request, "a.gif");
  EXPECT_EQ(numbers(gif, 160, 90), (std::vector<int>{80,  82,  84,  86,  88,  90,  92,  94,  96,  98,
                                                     100, 102, 104, 106, 108, 110, 112, 114, 116, 118}));
  EXPECT_NEAR(std::stod(probe(gif, "format=duration")), 1.6, 0.011);
  request.format = RenderFormat::AnimatedWebp;
  const fs::path webp = rendered(opened, request, "a.webp");
  std::ifstream stream(webp, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  EXPECT_EQ(bytes.substr(0, 4) + bytes.substr(8, 8), "RIFFWEBPVP8X");
  std::size_t frames = 0;
  for (std::size_t at = bytes.find("ANMF"); at != bytes.npos; at = bytes.find("ANMF", at + 4)) ++frames;
  EXPECT_EQ(frames, 20u);
}

TEST_F(Renderings, OfAnyMasterCanBeRead) {
  for (const char* name :
       {"b-frames.mp4",   "open-gop.mp4", "variable-rate.mp4", "fragmented.mp4", "rotated.mp4",
        "anamorphic.mp4", "h264.mkv",     "mpeg2.ts",          "h264.ts",        "program.mpg",
        "mpeg4.avi",      "h264.flv",     "screen.wmv",        "hevc.mp4",       "av1.mp4",
        "vp9.webm",       "vp8.webm",     "prores.mov",        "tape.dv",        "master.mxf",
        "phone.3gp"}) {
    const Opened opened(media_ / name);
    const Track& video = opened.track(TrackKind::Video);
    RenderRequest request = opened.pictures(RenderFormat::Mp4, {seconds(0.31), seconds(0.9)});
    if (opened.table.info().has_audio())
      request.sound = RenderSound{.track = opened.track(TrackKind::Audio).id};
    const fs::path mp4 = rendered(opened, request, "any.mp4");
    EXPECT_NEAR(std::stod("0" + probe(mp4, "format=duration")), 0.59, 0.0011) << name;
    EXPECT_EQ(probe(mp4, "stream=width"), base::format("{}\n", video.display_width & ~1u)) << name;
  }
}

TEST_F(Renderings, WholeAndUnchangedAreTheMasterItself) {
  const Opened opened(media_ / "cbr.mp3");
  const RenderRequest request = opened.sound(RenderFormat::Mp3, {{}, opened.table.info().duration});
  Collector sink;
  ASSERT_TRUE(render(opened.master, request, sink, {}));
  EXPECT_TRUE(std::ranges::equal(sink.bytes, opened.bytes->view()));
}

TEST_F(Renderings, RefuseWhatCannotBe) {
  using base::Fault;
  const Opened opened(media_ / "moov-end.mp4");
  const TimeRange range{seconds(1), seconds(2)};
  EXPECT_EQ(fault(opened, opened.pictures(RenderFormat::Mp3, range)), Fault::Unsupported);
  EXPECT_EQ(fault(opened, opened.sound(RenderFormat::Gif, range)), Fault::Unsupported);
  EXPECT_EQ(fault(opened, opened.request(RenderFormat::Mp4, range)), Fault::Unsupported);
  EXPECT_EQ(fault(opened, opened.sound(RenderFormat::Mp3, {seconds(3), seconds(5)})), Fault::OutOfRange);
  EXPECT_EQ(fault(opened, opened.sound(RenderFormat::Mp3, {seconds(2), seconds(2)})), Fault::OutOfRange);
  RenderRequest large = opened.pictures(RenderFormat::Mp4, range);
  large.picture->transform.width = 20'000;
  EXPECT_EQ(fault(opened, large), Fault::TooLarge);
  RenderRequest tilted = opened.pictures(RenderFormat::Mp4, range);
  tilted.picture->transform.degrees = 30;
  EXPECT_EQ(fault(opened, tilted), Fault::Unsupported);
  RenderRequest none = opened.sound(RenderFormat::Mp3, range);
  none.sound->track = 77;
  EXPECT_EQ(fault(opened, none), Fault::NotFound);
}

TEST_F(Renderings, StopAndEndWithTheirSink) {
  const Opened opened(counter());
  RenderRequest request = opened.pictures(RenderFormat::Mp4, {{}, seconds(12)});
  Collector sink;
  sink.stop_after = 1;
  const auto stopped = render(opened.master, request, sink, sink.stop.get_token());
  EXPECT_EQ(stopped.error().fault, base::Fault::Unavailable);
  Collector gone;
  gone.refuse = true;
  const auto refused = render(opened.master, request, gone, {});
  EXPECT_EQ(refused.error().message, "the reader is gone");
}

TEST_F(Renderings, OfDamagedMastersFailAndNeverLie) {
  const fs::path path = counter("-g 25 -bf 0");
  const Opened whole(path);
  // Overwrites what is decoded between 4 and 5 s.
  std::ifstream stream(path, std::ios::binary);
  Bytes bytes(std::istreambuf_iterator<char>(stream), {});
  const TrackTable& samples = *whole.table.track(whole.track(TrackKind::Video).id);
  const std::vector<Sample> broken = samples.samples(100, 25).value();
  for (const Sample& sample : broken)
    for (std::uint32_t i = 4; i < sample.size; ++i)
      bytes[sample.offset + i] = static_cast<std::uint8_t>(i * 91);
  const base::Source damaged = std::make_shared<base::MemorySource>(bytes);
  const Master master{"other", "counter.mp4", damaged, &whole.table.info(), &whole.table};
  const auto outcome = [&](double start, double end) {
    Collector sink;
    const auto done =
        render(master, whole.pictures(RenderFormat::Mp4, {seconds(start), seconds(end)}), sink, {});
    EXPECT_TRUE(sink.bytes.empty() || start < 4 || start >= 5);
    return done ? "" : done.error().message;
  };
  EXPECT_EQ(outcome(1, 3), "");
  EXPECT_EQ(outcome(6, 7), "");
  EXPECT_THAT(outcome(4.2, 4.8), testing::HasSubstr("damaged"));
  EXPECT_THAT(outcome(3, 6), testing::HasSubstr("damaged"));
}

}  // namespace
}  // namespace media
