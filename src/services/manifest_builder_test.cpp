#include "services/manifest_builder.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "support/golden.h"
#include "support/made_items.h"

namespace services {
namespace {

// A film and a song, with all that a person can say of them.
store::Item item() {
  store::Item item;
  item.id = "box 1", item.collection = "root", item.path = "box 1", item.revision = 7;
  item.description =
      R"({"label":{"en":["A box"],"cy":["Bocs"]},"summary":"Two parts","metadata":{"Reel":"12"},
          "requiredStatement":{"label":{"en":["Thanks"]},"value":{"en":["The archive"]}},
          "rights":"https://creativecommons.org/publicdomain/mark/1.0/","navDate":"1969-07-20T20:17:40Z",
          "provider":{"id":"https://a.org/","label":{"en":["Archive"]},"logo":"https://a.org/logo.png"},
          "homepage":{"id":"https://a.org/box","label":{"en":["Box"]},"language":["en"]},
          "rendering":"https://a.org/box.pdf","seeAlso":"https://a.org/box.xml","behavior":"unordered",
          "parts":{"film.mp4":{"en":["The film"]}}})";
  item.files = {file_of("film", "box 1/film.mp4", film_info()), file_of("bad", "box 1/bad.mp4", {}),
                file_of("song", "box 1/song.mp3", song_info())};
  item.files[1].status = store::FileStatus::Broken;
  const auto text = [&](std::string file, std::string name, store::TextKind kind, std::string format,
                        std::string language, std::string label) {
    store::Text& added = item.texts.emplace_back();
    added.file = std::move(file), added.name = std::move(name), added.kind = kind;
    added.format = std::move(format), added.language = std::move(language), added.label = std::move(label);
  };
  text("film", "en", store::TextKind::Captions, "vtt", "en", "English");
  text("film", "cy", store::TextKind::Subtitles, "vtt", "cy", "Cymraeg");
  text("film", "en.descriptions", store::TextKind::Descriptions, "vtt", "en", "Told");
  text("film", "chapters", store::TextKind::Chapters, "vtt", "", "");
  text("song", "transcript", store::TextKind::Transcript, "txt", "en", "");
  item.pictures = {
      {"film", "box 1/film.mp4", 0, 0, "image/jpeg", 640, 360, "r1", base::Time{1'500'000, 1'000'000}},
      {"song", "box 1/song.jpg", 0, 0, "image/png", 300, 300, "r1", {}}};
  return item;
}

std::string text_of(const store::Item& from, const Links& links) {
  store::ItemHead head{from, from.files.size()};
  head.item.files.clear();
  head.item.texts.clear();
  head.item.pictures.resize(std::min<std::size_t>(1, from.pictures.size()));
  auto manifest = ManifestText::begin(
                      head, links, Primary::Progressive,
                      [&](std::uint64_t offset, std::uint64_t limit) -> base::Result<store::Item> {
                        store::Item page = from;
                        const auto begin = static_cast<std::ptrdiff_t>(std::min(offset, head.files));
                        const auto end = static_cast<std::ptrdiff_t>(std::min(offset + limit, head.files));
                        page.files.assign(from.files.begin() + begin, from.files.begin() + end);
                        return page;
                      })
                      .value();
  std::string text;
  while (manifest->next(text).value()) {
  }
  return text;
}

TEST(ManifestBuilder, WritesBothVersions) {
  for (const auto version : {iiif::Version::V3, iiif::Version::V4}) {
    const Links links("https://av.example", version);
    const iiif::Resource manifest = build_manifest(item(), links, Primary::Progressive).value();
    const std::string text = iiif::write_presentation(manifest, version);
    expect_golden(base::format("presentation/box.{}.json", static_cast<int>(version)),
                  base::write_pretty_json(base::parse_json(text).value()));
    EXPECT_EQ(text_of(item(), links), text);
  }
}

// The two versions say the same, as far as 3.0 can: what 4.0 has besides is told apart from 3.0's convention.
TEST(ManifestBuilder, SaysTheSameInBoth) {
  const auto written = [](iiif::Version version) {
    return iiif::write_presentation(
        build_manifest(item(), Links("https://av.example", version), Primary::Progressive).value(), version);
  };
  const auto read = iiif::read_presentation(written(iiif::Version::V4));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->complaints.empty());
  EXPECT_EQ(iiif::write_presentation(*read, iiif::Version::V4), written(iiif::Version::V4));
  const auto read_3 = iiif::read_presentation(written(iiif::Version::V3));
  EXPECT_EQ(iiif::write_presentation(*read_3, iiif::Version::V3), written(iiif::Version::V3));
}

TEST(ManifestBuilder, TellsLongOnesInTwoPasses) {
  store::Item from = item();
  const store::MediaFile song = from.files[2];
  from.files.clear();
  from.texts.clear();
  from.pictures.clear();
  for (std::size_t i = 0; i < ManifestText::kGathered + 1500; ++i) {
    store::MediaFile& file = from.files.emplace_back(song);
    file.id = base::format("song-{}", i);
    file.path = base::format("box 1/song {}.mp3", i);
  }
  const Links links("https://av.example", iiif::Version::V4);
  EXPECT_EQ(
      text_of(from, links),
      iiif::write_presentation(build_manifest(from, links, Primary::Progressive).value(), iiif::Version::V4));
}

TEST(ManifestBuilder, NeedsAReadablePart) {
  store::Item from = item();
  for (store::MediaFile& file : from.files) file.status = store::FileStatus::Broken;
  const auto manifest = build_manifest(from, Links("https://av.example"), Primary::Progressive);
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().fault, base::Fault::NotFound);
}

TEST(ManifestBuilder, EndsWhereTheItemChanged) {
  const store::Item from = item();
  store::ItemHead head{from, 3000};
  std::uint64_t revision = from.revision;
  auto manifest = ManifestText::begin(head, Links("https://av.example"), Primary::Progressive,
                                      [&](std::uint64_t, std::uint64_t) -> base::Result<store::Item> {
                                        store::Item page = from;
                                        page.revision = revision++;
                                        return page;
                                      })
                      .value();
  std::string text;
  base::Result<bool> more = true;
  while (more && *more) more = manifest->next(text);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().fault, base::Fault::Conflict);
}

TEST(ManifestBuilder, PagesLongCollectionsIn4) {
  store::Collection collection;
  collection.id = "all", collection.description = R"({"label":"All"})";
  const Links links("https://av.example", iiif::Version::V4);
  const auto written = [](const iiif::Resource& resource) {
    return iiif::write_presentation(resource, iiif::Version::V4);
  };
  EXPECT_EQ(
      written(build_parted_collection(collection, 3500, links)),
      R"({"@context":"http://iiif.io/api/presentation/4/context.json","id":"https://av.example/presentation/4/collection/all","type":"Collection","label":{"none":["All"]},"homepage":[{"id":"https://av.example/collection/all","type":"Text","label":{"en":["View in the browser"]},"format":"text/html"}],"total":3500,"first":{"id":"https://av.example/presentation/4/collection/all/1","type":"CollectionPage"},"last":{"id":"https://av.example/presentation/4/collection/all/4","type":"CollectionPage"}})");
  EXPECT_EQ(
      written(build_collection_part(collection, 4, {}, 3500, links)),
      R"({"@context":"http://iiif.io/api/presentation/4/context.json","id":"https://av.example/presentation/4/collection/all/4","type":"CollectionPage","partOf":[{"id":"https://av.example/presentation/4/collection/all","type":"Collection"}],"startIndex":3000,"prev":{"id":"https://av.example/presentation/4/collection/all/3","type":"CollectionPage"},"items":[]})");
}

}  // namespace
}  // namespace services
