// What the tests of rendering share: masters opened from files, requests for their tracks, renderings as
// files read back by ffmpeg.
#pragma once

#include "media/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "media/demuxer.h"
#include "support/contents.h"
#include "support/made_by_ffmpeg.h"

namespace media {

namespace fs = std::filesystem;
using base::Bytes;
using base::Time;
using base::TimeRange;

inline std::string output_of(const std::string& command) {
  FILE* pipe = popen((command + " 2>/dev/null </dev/null").c_str(), "r");
  std::string text;
  char buffer[65536];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    text.append(buffer, count);
  pclose(pipe);
  return text;
}

class Collector final : public RenderSink {
 public:
  base::Result<void> write(base::ByteView more) override {
    if (bytes.empty()) first = std::chrono::steady_clock::now();
    bytes.insert(bytes.end(), more.begin(), more.end());
    if (stop_after && bytes.size() > stop_after) stop.request_stop();
    if (refuse) return base::fail(base::Fault::Io, "the reader is gone");
    return {};
  }
  void progress(double part) override {
    EXPECT_GE(part, last);
    EXPECT_LE(part, 1);
    last = part;
  }
  Bytes bytes;
  double last = 0;
  std::size_t stop_after = 0;
  bool refuse = false;
  std::stop_source stop;
  std::chrono::steady_clock::time_point first;
};

// A master opened as the program opens it.
struct Opened {
  explicit Opened(const fs::path& path) : name(path.filename().string()) {
    bytes = std::make_shared<base::MemorySource>(support::contents<Bytes>(path));
    auto index = index_master(bytes, name, 0);
    EXPECT_TRUE(index) << name << ": " << index.error().message;
    if (!index) return;
    table = SampleTable::open(std::make_shared<base::MemorySource>(*index)).value();
    master = {"key", name, bytes, &table.info(), &table};
  }
  Opened(const Opened&) = delete;
  const Track& track(TrackKind kind) const { return *table.info().first(kind); }
  RenderRequest request(RenderFormat format, TimeRange time) const {
    RenderRequest request;
    request.format = format;
    request.time = time;
    request.duration = time.length();
    return request;
  }
  RenderRequest sound(RenderFormat format, TimeRange time) const {
    RenderRequest asked = request(format, time);
    asked.sound = RenderSound{.track = track(TrackKind::Audio).id};
    return asked;
  }
  RenderRequest pictures(RenderFormat format, TimeRange time) const {
    RenderRequest asked = request(format, time);
    const Track& video = track(TrackKind::Video);
    PictureTransform transform{.region = {0, 0, video.display_width, video.display_height},
                               .width = video.display_width,
                               .height = video.display_height};
    asked.picture = RenderPicture{.track = video.id, .transform = transform};
    return asked;
  }
  std::string name;
  base::Source bytes;
  SampleTable table;
  Master master;
};

inline Time seconds(double value) { return {static_cast<std::int64_t>(value * 1'000'000 + 0.5), 1'000'000}; }

class Renderings : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("AVOCET_MEDIA");
    if (!folder)
      GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name OUTDIR there";
    media_ = folder;
    temporary_ = fs::temp_directory_path() / base::format("avocet-render-{}", ::getpid());
    fs::create_directories(temporary_);
  }
  void TearDown() override { fs::remove_all(temporary_); }

  // Rendered into a file.
  fs::path rendered(const Opened& opened, const RenderRequest& request, const std::string& name) {
    Collector sink;
    const auto told = describe_render(opened.master, request);
    EXPECT_TRUE(told) << name << ": " << told.error().message;
    const auto done = render(opened.master, request, sink, {});
    EXPECT_TRUE(done) << opened.name << " to " << name << ": " << done.error().message;
    EXPECT_EQ(sink.last, 1);
    if (told && told->size > 0) {
      EXPECT_EQ(sink.bytes.size(), told->size) << name;
    }
    const fs::path path = temporary_ / name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(sink.bytes.data()),
               static_cast<std::streamsize>(sink.bytes.size()));
    return path;
  }
  base::Fault fault(const Opened& opened, const RenderRequest& request) {
    Collector sink;
    const auto done = render(opened.master, request, sink, {});
    EXPECT_TRUE(sink.bytes.empty());
    return done ? base::Fault::Internal : done.error().fault;
  }
  static std::vector<std::int16_t> pcm(const fs::path& path, const std::string& more = "") {
    const std::string text =
        output_of(base::format("ffmpeg -v error -i '{}' -map 0:a:0 {} -f s16le -", path.string(), more));
    std::vector<std::int16_t> samples(text.size() / 2);
    std::memcpy(samples.data(), text.data(), samples.size() * 2);
    return samples;
  }
  static std::string probe(const fs::path& path, const std::string& entries) {
    return output_of(
        base::format("ffprobe -v error -show_entries {} -of default=nk=1:nw=1 '{}'", entries, path.string()));
  }
  fs::path made(const std::string& name, const std::string& arguments) {
    return support::made_by_ffmpeg(media_, name, arguments);
  }
  // Six bits of the frame number stand as bright squares in the picture.
  fs::path counter(const std::string& more = "-g 50 -bf 2", const std::string& rate = "25") {
    const std::string bits = "'255*mod(floor(N/pow(2,floor(X/20))),2)'";
    return made(
        "counter.mp4",
        base::format("-f lavfi -i \"color=black:size=320x180:rate={}:duration=12,format=gray,"
                     "geq=lum={}\" -f lavfi -i \"aevalsrc='0.5*sin(2*PI*t*(300+20*t))':s=48000:d=12\" "
                     "-c:v libx264 -preset veryfast -pix_fmt yuv420p {} -c:a aac -shortest",
                     rate, bits, more));
  }
  static std::vector<int> numbers(const fs::path& path, int width = 320, int height = 180) {
    const std::string picture = output_of(base::format(
        "ffmpeg -v error -i '{}' -map 0:v -fps_mode passthrough -f rawvideo -pix_fmt gray -", path.string()));
    std::vector<int> found;
    const std::size_t bytes = static_cast<std::size_t>(width) * height;
    for (std::size_t at = 0; at + bytes <= picture.size(); at += bytes) {
      int number = 0;
      for (int bit = 0; bit < 16; ++bit) {
        const std::size_t pixel = at + static_cast<std::size_t>(height / 2) * width +
                                  static_cast<std::size_t>((bit * 20 + 10) * width / 320);
        if (static_cast<std::uint8_t>(picture[pixel]) > 128) number |= 1 << bit;
      }
      found.push_back(number);
    }
    return found;
  }
  static std::vector<int> consecutive(int first, int count) {
    std::vector<int> wanted(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) wanted[static_cast<std::size_t>(i)] = first + i;
    return wanted;
  }
  fs::path media_, temporary_;
};

}  // namespace media
