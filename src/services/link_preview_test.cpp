#include "services/link_preview.h"

#include <gtest/gtest.h>

namespace services {
namespace {

TEST(LinkPreview, WordsComeWithoutTagsAndAreCutBetweenWords) {
  EXPECT_EQ(plain_words("<p>Mair &amp; <b>Siân</b>\nin 1974 &lt;sic&gt;</p>", 100),
            "Mair & Siân in 1974 <sic>");
  EXPECT_EQ(plain_words("one two three", 9), "one two…");
  EXPECT_EQ(plain_words("ŵŵŵŵ", 3), "ŵ…");
  EXPECT_EQ(plain_words("", 9), "");
  EXPECT_EQ(plain_words("an open <tag", 99), "an open");
}

TEST(LinkPreview, FramesAreScaledDownNeverUp) {
  iiif::Resource canvas("Canvas");
  canvas.set(iiif::property::width, 1920.0);
  canvas.set(iiif::property::height, 1080.0);
  const FrameSize whole = frame_size(canvas, 0, 0), small = frame_size(canvas, 640, 640),
                  tiny = frame_size(canvas, 1, 1);
  EXPECT_EQ(whole.width, 1920u);
  EXPECT_EQ(small.width, 640u);
  EXPECT_EQ(small.height, 360u);
  EXPECT_EQ(tiny.height, 1u);
  EXPECT_EQ(frame_size(iiif::Resource("Timeline"), 360, 0).width, 360u);
  EXPECT_EQ(frame_size(canvas, 4000, 4000).width, 1920u);
}

TEST(LinkPreview, DataInAScriptCannotEndIt) {
  iiif::Resource canvas("Timeline");
  iiif::Resource manifest("Manifest", "http://x/m");
  manifest.set(iiif::property::items, {canvas});
  store::Item item;
  item.id = "tape";
  const base::json::object page{{"title", "</script><script>alert(1)"}, {"summary", ""}};
  const base::json::object values = preview_values(page, item, manifest, 1, Links("http://x"));
  const std::string_view data = values.at("structured").as_string();
  EXPECT_EQ(data.find('<'), std::string_view::npos);
  EXPECT_NE(data.find("\\u003c/script>"), std::string_view::npos);
}

}  // namespace
}  // namespace services
