// Stills as files: the right picture in the right colours, shape and place, in each format, beside what the
// ffmpeg program makes of the same frame.
#include "media/still.h"

#include <avif/avif.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <random>

#include "base/format.h"
#include "support/masters.h"

namespace media {
namespace {

using base::Time;

struct Pixels {
  std::uint32_t width = 0, height = 0;
  base::Bytes rgba;
  const std::uint8_t* at(std::uint32_t x, std::uint32_t y) const {
    return rgba.data() + (std::size_t{y} * width + x) * 4;
  }
};

base::Bytes output_of(const std::string& command) {
  base::Bytes bytes;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return bytes;
  std::uint8_t buffer[65536];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe))
    bytes.insert(bytes.end(), buffer, buffer + count);
  pclose(pipe);
  return bytes;
}

// Frame `number` of a recording as RGBA, by the ffmpeg program.
base::Bytes by_ffmpeg(const std::filesystem::path& path, int number, const std::string& filter = "") {
  return output_of("ffmpeg -v error -nostdin -noautorotate -i '" + path.string() + "' -vf 'select=eq(n\\," +
                   std::to_string(number) + ")" + filter +
                   ",format=rgba' -sws_flags bicubic+accurate_rnd+full_chroma_int -frames:v 1 -f rawvideo -");
}

Pixels read_avif(const base::Bytes& file) {
  Pixels pixels;
  avifImage* image = avifImageCreateEmpty();
  avifDecoder* decoder = avifDecoderCreate();
  EXPECT_EQ(avifDecoderReadMemory(decoder, image, file.data(), file.size()), AVIF_RESULT_OK);
  pixels.width = image->width;
  pixels.height = image->height;
  pixels.rgba.resize(std::size_t{pixels.width} * pixels.height * 4);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image);
  rgb.pixels = pixels.rgba.data();
  rgb.rowBytes = pixels.width * 4;
  EXPECT_EQ(avifImageYUVToRGB(image, &rgb), AVIF_RESULT_OK);
  avifDecoderDestroy(decoder);
  avifImageDestroy(image);
  return pixels;
}

Pixels read_file(const base::Bytes& file, StillFormat format) {
  if (format == StillFormat::Avif) return read_avif(file);
  static constexpr const char* kEndings[] = {"jpg", "png", "webp", "avif", "tif"};
  const auto path = std::filesystem::path(testing::TempDir()) /
                    base::format("still-{}.{}", ::getpid(), kEndings[static_cast<int>(format)]);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  Pixels pixels;
  const base::Bytes size =
      output_of("ffprobe -v error -show_entries stream=width,height -of csv=p=0 '" + path.string() + "'");
  const std::string text(size.begin(), size.end());
  EXPECT_EQ(std::sscanf(text.c_str(), "%u,%u", &pixels.width, &pixels.height), 2) << text;
  pixels.rgba =
      output_of("ffmpeg -v error -nostdin -i '" + path.string() +
                "' -vf scale=flags=bicubic+accurate_rnd+full_chroma_int -f rawvideo -pix_fmt rgba -");
  EXPECT_EQ(pixels.rgba.size(), std::size_t{pixels.width} * pixels.height * 4);
  return pixels;
}

double psnr(const base::Bytes& a, const base::Bytes& b) {
  if (a.size() != b.size() || a.empty()) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum == 0 ? 99 : 10 * std::log10(255.0 * 255 * static_cast<double>(a.size()) / sum);
}

StillRequest whole(const support::OpenMaster& open, int number, StillFormat format) {
  const Track& track = *open.master.info->first(TrackKind::Video);
  StillRequest request;
  request.track = track.id;
  request.instant = frame_of_number(open.table, track.id, static_cast<std::uint64_t>(number))->shown.start;
  request.transform.region = {0, 0, track.display_width, track.display_height};
  request.transform.width = track.display_width;
  request.transform.height = track.display_height;
  request.format = format;
  return request;
}

class StillFiles : public support::Masters {
 protected:
  Pixels render(const support::OpenMaster& open, const StillRequest& request) {
    const auto file = stills_.render(open.master, request, {});
    EXPECT_TRUE(file) << file.error().message;
    return file ? read_file(*file, request.format) : Pixels{};
  }
  base::Fault fault(const support::OpenMaster& open, const StillRequest& request) {
    return stills_.render(open.master, request, {}).error().fault;
  }
  Stills stills_{4};
};

// Every recording of tools/make_media.sh is small and says nothing of its colours: BT.601, limited range.
TEST_F(StillFiles, LookAsFfmpegSaysInEachFormat) {
  const auto open = support::open_master(path("b-frames.mp4"));
  const base::Bytes expected = by_ffmpeg(path("b-frames.mp4"), 40, ",scale=in_h_chr_pos=0:in_v_chr_pos=128");
  const std::pair<StillFormat, double> kFormats[] = {{StillFormat::Png, 45},
                                                     {StillFormat::Tiff, 45},
                                                     {StillFormat::Jpeg, 26},
                                                     {StillFormat::Webp, 24},
                                                     {StillFormat::Avif, 24}};
  for (const auto& [format, least] : kFormats)
    EXPECT_GT(psnr(render(*open, whole(*open, 40, format)).rgba, expected), least)
        << static_cast<int>(format);
}

// Smooth colours in every matrix and range, where chroma sampling cannot blur the comparison.
TEST_F(StillFiles, HaveTrueColoursInEveryMatrixAndRange) {
  const std::tuple<const char*, const char*, const char*> kColours[] = {
      {"bt709", "tv", "yuv420p"},     {"bt709", "pc", "yuv420p"},    {"smpte170m", "tv", "yuv420p"},
      {"bt470bg", "pc", "yuv420p"},   {"bt2020nc", "tv", "yuv420p"}, {"bt709", "tv", "yuv444p"},
      {"bt709", "tv", "yuv420p10le"}, {"bt709", "tv", "yuv422p"}};
  for (const auto& [matrix, range, pixels] : kColours) {
    SCOPED_TRACE(std::string(matrix) + " " + range + " " + pixels);
    const auto film = std::filesystem::path(testing::TempDir()) /
                      base::format("{}-{}-{}-{}.mp4", matrix, range, pixels, ::getpid());
    const std::string ffmpeg = std::string(
                                   "ffmpeg -v error -nostdin -y -f lavfi -i "
                                   "gradients=s=320x180:d=0.2:seed=3:n=8:c0=0x804020:c1=0x208040"
                                   ":c2=0x204080:c3=0xa0a0a0:c4=0x303030:c5=0x909040:c6=0x408090:c7=0x904080 "
                                   "-vf scale=out_color_matrix=") +
                               (std::string(matrix) == "bt2020nc" ? "bt2020" : matrix) +
                               ":out_range=" + range + ",format=" + pixels + " -colorspace " + matrix +
                               " -color_range " + range + " -c:v libx264 -qp 1 '" + film.string() + "'";
    ASSERT_EQ(std::system(ffmpeg.c_str()), 0);
    const auto open = support::open_master(film);
    ASSERT_TRUE(open);
    const base::Bytes expected = by_ffmpeg(film, 2);
    for (const StillFormat format :
         {StillFormat::Jpeg, StillFormat::Png, StillFormat::Webp, StillFormat::Avif, StillFormat::Tiff})
      EXPECT_GT(psnr(render(*open, whole(*open, 2, format)).rgba, expected), 40) << static_cast<int>(format);
    std::filesystem::remove(film);
  }
}

TEST_F(StillFiles, AreCroppedAndScaledAsAsked) {
  const auto open = support::open_master(path("b-frames.mp4"));
  StillRequest request = whole(*open, 10, StillFormat::Png);
  const Pixels full = render(*open, request);
  request.transform.region = {31, 17, 64, 50};
  request.transform.width = 64;
  request.transform.height = 50;
  const Pixels part = render(*open, request);
  ASSERT_EQ(part.width, 64u);
  ASSERT_EQ(part.height, 50u);
  base::Bytes cut;
  for (std::uint32_t y = 0; y < 50; ++y)
    cut.insert(cut.end(), full.at(31, 17 + y), full.at(31, 17 + y) + 64 * 4);
  EXPECT_GT(psnr(part.rgba, cut), 55);
  int most = 0;
  for (std::size_t i = 0; i < cut.size(); ++i) most = std::max(most, std::abs(cut[i] - part.rgba[i]));
  EXPECT_LE(most, 1);
  request = whole(*open, 10, StillFormat::Png);
  request.transform.width = 61;
  request.transform.height = 47;
  const Pixels small = render(*open, request);
  EXPECT_GT(
      psnr(small.rgba, by_ffmpeg(path("b-frames.mp4"), 10, ",scale=61:47:in_h_chr_pos=0:in_v_chr_pos=128")),
      38);
}

TEST_F(StillFiles, AreTurnedAndMirrored) {
  const auto open = support::open_master(path("b-frames.mp4"));
  const Pixels plain = render(*open, whole(*open, 10, StillFormat::Png));
  for (const auto& [mirrored, degrees] :
       {std::pair(false, 90), {false, 180}, {false, 270}, {true, 0}, {true, 90}}) {
    StillRequest request = whole(*open, 10, StillFormat::Png);
    request.transform.mirrored = mirrored;
    request.transform.degrees = degrees;
    const Pixels turned = render(*open, request);
    ASSERT_EQ(turned.width, degrees % 180 == 90 ? plain.height : plain.width);
    bool same = true;
    for (std::uint32_t y = 0; y < plain.height; ++y)
      for (std::uint32_t column = 0; column < plain.width; ++column) {
        const std::uint32_t x = mirrored ? plain.width - 1 - column : column;
        const std::uint8_t* there = degrees == 0     ? turned.at(x, y)
                                    : degrees == 90  ? turned.at(plain.height - 1 - y, x)
                                    : degrees == 180 ? turned.at(plain.width - 1 - x, plain.height - 1 - y)
                                                     : turned.at(y, plain.width - 1 - x);
        same = same && std::equal(there, there + 3, plain.at(column, y));
      }
    EXPECT_TRUE(same) << mirrored << degrees;
  }
}

TEST_F(StillFiles, TurnByAnyAngleOnTransparentOrWhiteGround) {
  const auto open = support::open_master(path("b-frames.mp4"));
  for (const StillFormat format :
       {StillFormat::Png, StillFormat::Webp, StillFormat::Tiff, StillFormat::Avif}) {
    StillRequest request = whole(*open, 10, format);
    request.transform.degrees = 30;
    const Pixels turned = render(*open, request);
    EXPECT_EQ(turned.width, 199u);   // 160 cos 30 + 120 sin 30 = 198.6
    EXPECT_EQ(turned.height, 184u);  // 160 sin 30 + 120 cos 30 = 183.9
    EXPECT_LT(turned.at(0, 0)[3], 16) << static_cast<int>(format);
    EXPECT_EQ(turned.at(99, 92)[3], 255) << static_cast<int>(format);
  }
  StillRequest request = whole(*open, 10, StillFormat::Jpeg);
  request.transform.degrees = 30;
  EXPECT_GE(render(*open, request).at(0, 0)[0], 250);
}

TEST_F(StillFiles, ShowWhatAViewerSees) {
  const auto flat = support::open_master(path("rotated-flat.mp4"));
  const auto rotated = support::open_master(path("rotated.mp4"));
  const Pixels upright = render(*rotated, whole(*rotated, 5, StillFormat::Png));
  StillRequest request = whole(*flat, 5, StillFormat::Png);
  request.transform.degrees = 90;
  EXPECT_EQ(upright.width, 90u);
  EXPECT_EQ(upright.rgba, render(*flat, request).rgba);
  // A region of the upright picture: the top of it is the left of the flat one.
  request = whole(*rotated, 5, StillFormat::Png);
  request.transform.region = {0, 0, 90, 40};
  request.transform.height = 40;
  const Pixels top = render(*rotated, request);
  EXPECT_TRUE(std::equal(top.rgba.begin(), top.rgba.end(), upright.rgba.begin()));
  const auto wide = support::open_master(path("anamorphic.mp4"));
  EXPECT_EQ(render(*wide, whole(*wide, 5, StillFormat::Jpeg)).width, 262u);
}

TEST_F(StillFiles, AreGrayOrBitonal) {
  const auto open = support::open_master(path("b-frames.mp4"));
  for (const StillFormat format : {StillFormat::Png, StillFormat::Jpeg, StillFormat::Webp, StillFormat::Tiff})
    for (const double degrees : {0.0, 45.0}) {
      StillRequest request = whole(*open, 10, format);
      request.transform.tone = Tone::Gray;
      request.transform.degrees = degrees;
      const Pixels gray = render(*open, request);
      int most = 0;
      for (std::size_t i = 0; i < gray.rgba.size(); i += 4)
        most = std::max(
            {most, std::abs(gray.rgba[i] - gray.rgba[i + 1]), std::abs(gray.rgba[i] - gray.rgba[i + 2])});
      EXPECT_LE(most, 2) << static_cast<int>(format) << " " << degrees;
      request.transform.tone = Tone::Bitonal;
      if (format != StillFormat::Png) continue;
      for (const std::uint8_t value : render(*open, request).rgba)
        ASSERT_TRUE(value == 0 || value == 255 || degrees > 0);
    }
}

TEST_F(StillFiles, AreRefusedBeforeDecodingWhereTheyCannotBe) {
  const auto open = support::open_master(path("b-frames.mp4"));
  open->master.bytes = std::make_shared<base::MemorySource>(base::Bytes());  // whoever reads, fails
  StillRequest request = whole(*open, 10, StillFormat::Png);
  EXPECT_EQ(fault(*open, request), base::Fault::OutOfRange);
  request.transform.width = 100'000;
  EXPECT_EQ(fault(*open, request), base::Fault::TooLarge);
  request = whole(*open, 10, StillFormat::Png);
  request.transform.region.x = 1;
  EXPECT_EQ(fault(*open, request), base::Fault::OutOfRange);
  request = whole(*open, 10, StillFormat::Png);
  request.instant = Time::seconds(4);
  EXPECT_EQ(fault(*open, request), base::Fault::OutOfRange);
  request.track = 2;
  EXPECT_EQ(fault(*open, request), base::Fault::NotFound);
}

TEST_F(StillFiles, CostMoreTheFurtherTheyAreFromASyncSample) {
  const auto open = support::open_master(path("b-frames.mp4"));
  const StillCost sync = still_cost(open->master, whole(*open, 25, StillFormat::Jpeg));
  const StillCost late = still_cost(open->master, whole(*open, 48, StillFormat::Jpeg));
  EXPECT_GT(sync.seconds, 0);
  EXPECT_GT(late.seconds, sync.seconds);
  EXPECT_GT(still_cost(open->master, whole(*open, 25, StillFormat::Avif)).seconds, sync.seconds);
  EXPECT_GT(sync.memory, 160u * 120 * 3);
}

// Encoders that take pixels in pairs must not read past the last one.
TEST_F(StillFiles, MayHaveOddSizes) {
  const auto open = support::open_master(path("moov-end.mp4"));
  ASSERT_TRUE(open);
  Stills stills(1);
  for (const StillFormat format : {StillFormat::Jpeg, StillFormat::Png, StillFormat::Webp})
    for (const auto& [width, height] : {std::pair{81u, 61u}, {1u, 1u}, {80u, 61u}, {81u, 60u}}) {
      StillRequest request = whole(*open, 3, format);
      request.transform.width = width;
      request.transform.height = height;
      const auto file = stills.render(open->master, request, {});
      ASSERT_TRUE(file);
      EXPECT_EQ(read_file(*file, format).width, width);
    }
}

TEST_F(StillFiles, StopWhenTold) {
  const auto open = support::open_master(path("b-frames.mp4"));
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = stills_.render(open->master, whole(*open, 10, StillFormat::Jpeg), stop.get_token());
  EXPECT_EQ(stopped.error().fault, base::Fault::Unavailable);
}

// Flipped bytes anywhere: a picture or an error, in bounded time, never a crash.
TEST_F(StillFiles, SurviveDamagedMasters) {
  std::mt19937 random(11);
  for (const char* name :
       {"b-frames.mp4", "open-gop.mp4", "vp9.webm", "av1.mp4", "hevc.mp4", "mpeg2.ts", "prores.mov"}) {
    if (!has(name)) continue;
    const auto open = support::open_master(path(name));
    base::Bytes bytes(open->master.bytes->size());
    ASSERT_TRUE(open->master.bytes->read_at(0, bytes));
    for (std::size_t i = 0; i < bytes.size() / 300; ++i)
      bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1u << random() % 8);
    open->master.bytes = std::make_shared<base::MemorySource>(std::move(bytes));
    const Track& track = *open->master.info->first(TrackKind::Video);
    const std::uint64_t length =
        static_cast<std::uint64_t>(base::ticks_in(track.presentation.length(), 1000));
    StillRequest request = whole(*open, 0, StillFormat::Jpeg);
    for (int i = 0; i < 30; ++i) {
      request.instant =
          track.presentation.start + Time::milliseconds(static_cast<std::int64_t>(random() % length));
      const auto file = stills_.render(open->master, request, {});
      EXPECT_TRUE(file || file.error().fault != base::Fault::Internal) << file.error().message;
    }
  }
}

}  // namespace
}  // namespace media
