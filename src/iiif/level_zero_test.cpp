#include "iiif/level_zero.h"

#include <gmock/gmock.h>

namespace iiif {
namespace {

using base::Time;
using testing::UnorderedElementsAre;

base::json::object parse(std::string_view text) { return base::parse_json(text)->get_object(); }

constexpr std::string_view kInfo =
    R"({"@context":"http://a.example/av/1/context.json","id":"http://a.example/av/t","type":"AVService1",)"
    R"("protocol":"http://a.example/av","profile":"level3","width":64,"height":48,"duration":9.5,"timeAccuracy":"frame",)"
    R"("maxWidth":640,"maxTime":9.5,"formats":["mp4","webm","m3u8","mpd","mp3","jpg"],"preferredFormats":["mp4","m3u8","mpd"],)"
    R"("qualities":["default","gray"],"video":{"formats":["mp4","webm"],"qualities":["default","gray"]},)"
    R"("audio":{"formats":["mp3"],"qualities":["default"]},"text":{"formats":["vtt"]},"sources":[],"tracks":[],)"
    R"("waveform":{"id":"http://a.example/av/t/full/max/peaks.dat","qualities":["peaks","peaks-1024"],"samplesPerPixel":[256,1024]},)"
    R"("storyboard":{"id":"http://a.example/av/t/full/full/max/max/0/storyboard.vtt"},"extraFeatures":["timeRegion"]})";

TEST(LevelZero, InfoPromisesNothingThatHasToBeMade) {
  const base::json::object info = level_zero_info(parse(kInfo), {});
  EXPECT_EQ(base::string_at(info, "profile"), "level0");
  for (const char* key : {"extraFeatures", "timeAccuracy", "maxTime", "maxWidth", "text", "audio", "waveform",
                          "storyboard", "frame"})
    EXPECT_FALSE(info.contains(key)) << key;
  EXPECT_EQ(base::write_json(info.at("formats")), R"(["mp4","m3u8","mpd"])");
  EXPECT_EQ(base::write_json(info.at("qualities")), R"(["default"])");
  EXPECT_EQ(
      base::write_json(info.at("video")),
      R"({"formats":["mp4"],"qualities":["default"],"streamFormats":["m3u8","mpd"],"streamQualities":["default"]})");
}

TEST(LevelZero, InfoListsTheFramesAndPreviewsThatAreThere) {
  LevelZero left{{Time{0, 1000}, Time{2500, 1000}}, true, true};
  const base::json::object info = level_zero_info(parse(kInfo), left);
  EXPECT_EQ(base::write_json(info.at("frame")),
            R"({"formats":["jpg"],"qualities":["default"],"instants":[0,2.5]})");
  EXPECT_EQ(base::write_json(info.at("waveform").at("samplesPerPixel")), "[256]");
  EXPECT_TRUE(info.contains("storyboard"));
}

TEST(LevelZero, AFrameComesInItsListedSizesOnly) {
  const base::json::object image = level_zero_image_info(parse(
      R"({"@context":"c","id":"i","type":"ImageService3","protocol":"p","profile":"level2","width":64,"height":48,)"
      R"("maxWidth":640,"sizes":[{"width":64,"height":48}],"tiles":[{}],"extraFormats":["webp"],"extraFeatures":["mirroring"]})"));
  EXPECT_EQ(
      base::write_json(image),
      R"({"@context":"c","id":"i","type":"ImageService3","protocol":"p","profile":"level0","width":64,"height":48,)"
      R"("sizes":[{"width":64,"height":48}]})");
}

TEST(LevelZero, AManifestLeavesItsCollectionAndLowersItsServices) {
  const auto is_there = [](std::string_view uri) { return uri != "c" && uri != "gone"; };
  const auto manifest = level_zero_presentation(
      *base::parse_json(
          R"({"id":"m","type":"Manifest","partOf":[{"id":"c","type":"Collection"}],"items":[{"id":"canvas#t=1","type":"Canvas",)"
          R"("partOf":[{"id":"c","type":"Collection"},{"id":"m","type":"Manifest"}],)"
          R"("items":[{"id":"page","type":"AnnotationPage","items":[{"id":"a","type":"Annotation","body":{"id":"v","type":"Video",)"
          R"("service":[{"id":"s","type":"AVService1","profile":"level3"},{"id":"gone","type":"AVService1"}]}}]}]}]})"),
      is_there);
  EXPECT_FALSE(manifest.get_object().contains("partOf"));
  EXPECT_EQ(base::write_json(manifest).find("level3"), std::string::npos);
  EXPECT_EQ(base::write_json(manifest).find("gone"), std::string::npos);
  EXPECT_THAT(content_uris(manifest), UnorderedElementsAre("m", "canvas", "m", "page", "v"));
}

TEST(LevelZero, OddDocumentsAreNoTrouble) {
  for (const char* text :
       {"[]", "7", "null", R"({"preferredFormats":7,"waveform":[],"items":[[{"id":3,"type":"Text"}]]})"}) {
    const auto value = *base::parse_json(text);
    EXPECT_TRUE(content_uris(level_zero_presentation(value, [](std::string_view) { return false; })).empty());
    if (value.is_object()) level_zero_info(value.get_object(), {{}, false, true});
  }
}

}  // namespace
}  // namespace iiif
