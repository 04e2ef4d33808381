#include "services/virtual_item.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/format.h"
#include "iiif/validation/validate.h"
#include "services/text_page.h"
#include "support/golden.h"
#include "support/made_items.h"

namespace services {
namespace {

constexpr const char* kPlaylist = R"({"label":{"en":["Best of"]},"behavior":["auto-advance"],"items":[
  {"item":"film","start":"1","end":"3","label":{"en":["The middle"]},"file":"film"},
  {"item":"song","start":"0.25","file":"song"},
  {"item":"film","start":"1","end":"3","file":"film"},
  {"item":"gone","file":"gone"},
  {"item":"film","start":"9","file":"film"}]})";
constexpr const char* kComposed =
    R"({"label":"A wall","canvas":{"width":640,"height":480,"duration":"20","paint":[
  {"picture":"wall"},
  {"item":"film","file":"film","source":["1","3"],"time":["2","12"],"region":[10,20,320,180],"timeMode":"loop",
   "label":{"en":["The film"]}},
  {"item":"song","file":"song","source":["0","1.5"],"time":["0","20"],"timeMode":"scale"},
  {"item":"gone","file":"gone","source":["0","1"],"time":["0","1"]},
  {"text":{"en":["The end"],"cy":["Y diwedd"]},"time":["18","20"],"region":[0,400,640,80]}]}})";

class VirtualItem : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "avocet-virtual-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    catalog_ = store::open_sqlite_catalog(folder_ + "/catalog.sqlite").value();
    store::Collection root;
    root.id = "root";
    ASSERT_TRUE(catalog_->put(root));
    put("film", "film.mp4", film_info(),
        R"({"label":{"en":["A film"]},"rights":"https://creativecommons.org/publicdomain/mark/1.0/",
            "requiredStatement":{"label":"Thanks","value":"The archive"},
            "provider":{"id":"https://a.org/","label":{"en":["Archive"]}}})");
    put("song", "song.mp3", song_info(), R"({"label":"A song"})");
  }
  void TearDown() override {
    catalog_.reset();
    std::filesystem::remove_all(folder_);
  }

  void put(const std::string& id, const std::string& path, media::MediaInfo info, const char* description) {
    if (info.has_video()) info.poster = base::Time{1'500'000, 1'000'000};
    store::Item item;
    item.id = id, item.collection = "root", item.path = path, item.description = description;
    item.files = {file_of(id, path, info)};
    store::Text& text = item.texts.emplace_back();
    text.file = id, text.name = "en", text.format = "vtt", text.language = "en", text.label = "English";
    text.body = "WEBVTT\n\n00:00.500 --> 00:01.500\n<v Ann>Hello\n\n00:02.500 --> 00:03.500\nGood-bye\n";
    if (id == "song") item.pictures = {{"song", "song.jpg", 0, 0, "image/jpeg", 300, 200, "r1", {}}};
    ASSERT_TRUE(catalog_->put(item));
  }
  store::Item made(const std::string& id, const char* description) {
    store::Item item;
    item.id = id, item.collection = "root", item.path = id, item.description = description;
    item.composed = store::Composed{1, true};
    item.pictures = {{"wall", id + "/wall.png", 0, 0, "image/png", 640, 480, "r1", {}}};
    EXPECT_TRUE(catalog_->put(item));
    return catalog_->item(id).value();
  }

  std::string folder_;
  std::unique_ptr<store::Catalog> catalog_;
};

std::string faults_of(const std::string& document) {
  std::string faults;
  const iiif::validation::Report report = iiif::validation::validate(document);
  for (const auto& finding : report.findings())
    if (finding.rule->severity == iiif::validation::Severity::Error)
      faults += base::format("{}: {}\n", finding.pointer, finding.what);
  return faults;
}

TEST_F(VirtualItem, IsWrittenInBothVersions) {
  for (const auto& [name, description] : {std::pair("playlist", kPlaylist), std::pair("composed", kComposed)})
    for (const auto version : {iiif::Version::V3, iiif::Version::V4}) {
      const Links links("https://av.example", version);
      const auto manifest =
          build_virtual_manifest(*catalog_, made(name, description), links, Primary::Progressive);
      ASSERT_TRUE(manifest) << manifest.error().message;
      const std::string text = iiif::write_presentation(*manifest, version);
      expect_golden(base::format("presentation/{}.{}.json", name, static_cast<int>(version)),
                    base::write_pretty_json(base::parse_json(text).value()));
      EXPECT_EQ(faults_of(text), "");
    }
}

// The keys of entries do not depend on where they stand.
TEST_F(VirtualItem, KeepsIdentifiersOfEntries) {
  const Links links("https://av.example");
  const auto ids = [&](const char* description) {
    std::vector<std::string> found;
    const auto manifest =
        build_virtual_manifest(*catalog_, made("list", description), links, Primary::Progressive).value();
    for (const iiif::Resource& container : manifest.get(iiif::property::items)) found.push_back(container.id);
    return found;
  };
  const auto before = ids(kPlaylist);
  const auto after =
      ids(R"({"items":[{"item":"song","start":"0.25","file":"song"},{"item":"film","file":"film"},
                                     {"item":"film","start":"1","end":"3","file":"film"}]})");
  ASSERT_EQ(before.size(), 3u);
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(before[0], after[2]);
  EXPECT_EQ(before[1], after[0]);
  EXPECT_NE(before[0], before[2]);
}

TEST_F(VirtualItem, IsNotThereWhereNothingIsLeft) {
  const auto manifest =
      build_virtual_manifest(*catalog_, made("list", R"({"items":[{"item":"gone","file":"gone"}]})"),
                             Links("https://av.example"), Primary::Progressive);
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().fault, base::Fault::NotFound);
}

std::string read_all(http::Stream stream, std::size_t chunk) {
  std::string text;
  std::vector<std::uint8_t> buffer(chunk);
  while (const std::size_t count = stream.next(buffer).value())
    text.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count));
  return text;
}

// Two hours of speech: the page is the same in whatever pieces it is taken, and each cue is there.
TEST_F(VirtualItem, TellsCuesOfLongTexts) {
  store::Item item = catalog_->item("film").value();
  item.texts[0].body = "WEBVTT\n\n";
  for (int i = 0; i < 7200; ++i)
    item.texts[0].body +=
        base::format("{0:02}:{1:02}:{2:02}.000 --> {0:02}:{1:02}:{2:02}.900\n<v Ann>Word {3}\n\n", i / 3600,
                     i / 60 % 60, i % 60, i);
  ASSERT_TRUE(catalog_->put(item));
  for (const auto version : {iiif::Version::V3, iiif::Version::V4}) {
    const Links links("https://av.example", version);
    auto page = cue_page(*catalog_, "film", "film", "en", links);
    ASSERT_TRUE(page);
    const std::string text = read_all(std::move(page->text), 1000);
    auto again = cue_page(*catalog_, "film", "film", "en", links);
    EXPECT_EQ(read_all(std::move(again->text), 65'536), text);
    const auto document = base::parse_json(text);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->at("items").as_array().size(), 7200u);
    EXPECT_EQ(document->at("items").at(7199).at("body").at("value").as_string(), "Word 7199");
  }
}

TEST_F(VirtualItem, CutsCuesToClips) {
  made("list", kPlaylist);
  const Links links("https://av.example");
  auto page = cue_page(*catalog_, "list", "film~1-3", "en", links);
  ASSERT_TRUE(page) << page.error().message;
  const std::string text = read_all(std::move(page->text), 4096);
  EXPECT_EQ(faults_of(text), "");
  const auto document = base::parse_json(text).value();
  ASSERT_EQ(document.at("items").as_array().size(), 2u);
  EXPECT_EQ(document.at("items").at(0).at("target").as_string(),
            "https://av.example/presentation/3/list/canvas/film~1-3#t=0,0.5");
  EXPECT_EQ(document.at("items").at(0).at("body").at("creator").at("name").as_string(), "Ann");
  EXPECT_EQ(document.at("items").at(1).at("target").as_string(),
            "https://av.example/presentation/3/list/canvas/film~1-3#t=1.5,2");
  EXPECT_FALSE(cue_page(*catalog_, "list", "film~1-4", "en", links));
  EXPECT_FALSE(cue_page(*catalog_, "list", "film~1-3", "cy", links));
  EXPECT_FALSE(cue_page(*catalog_, "song", "film", "en", links));
}

}  // namespace
}  // namespace services
