// A site for tests of the services room: a folder, its catalog, and the services over them.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/hash.h"
#include "media/demuxer.h"
#include "services/site.h"
#include "store/file_blobs.h"

namespace services {

// A site of recordings that were made for tests, as ingest would leave it.
class SiteTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* media = std::getenv("AVOCET_MEDIA");
    if (!media) GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name it there";
    std::string pattern = (std::filesystem::temp_directory_path() / "avocet-site-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ + "/masters");
    std::filesystem::create_directories(folder_ + "/data/index");
    catalog_ = store::open_sqlite_catalog(folder_ + "/data/catalog.sqlite").value();
    store::Collection root;
    root.id = "root";
    root.description = "{}";
    ASSERT_TRUE(catalog_->put(root));
    media_ = media;
  }
  void TearDown() override {
    site_.reset();
    catalog_.reset();
    std::filesystem::remove_all(folder_);
  }

  void put(const std::string& id, const std::filesystem::path& from) {
    const std::string path = id + from.extension().string(), absolute = folder_ + "/masters/" + path;
    std::filesystem::copy_file(from, absolute);
    const store::FileStat status = store::stat_file(absolute).value();
    const auto bytes = media::index_master(store::open_file(absolute).value(), path, status.modified).value();
    const auto table = media::SampleTable::open(std::make_shared<base::MemorySource>(bytes)).value();
    store::Item item;
    item.id = id, item.collection = "root", item.path = path, item.description = "{}";
    store::MediaFile file;
    file.id = id, file.path = path, file.size = status.size, file.modified = status.modified;
    file.identity = base::to_hex(table.stamp().identity);
    file.revision = "r1";
    file.media_info = media::to_json(table.info());
    file.has_video = table.info().has_video();
    ASSERT_TRUE(store::write_file_atomically(folder_ + "/data/index/" + file.identity + ".table", bytes));
    if (const media::Track* video = table.info().first(media::TrackKind::Video))
      item.pictures.push_back({id, path, 0, 0, "image/jpeg", video->display_width, video->display_height,
                               "r1", table.info().poster});
    item.files.push_back(std::move(file));
    ASSERT_TRUE(catalog_->put(item));
  }

  void open(Settings settings = {}) {
    site_.reset();
    settings.base_url = "http://example.org";
    site_ = Site::create(*catalog_, folder_ + "/masters", folder_ + "/data", settings).value();
  }

  std::filesystem::path media_;  // what the recordings are copied from
  std::string folder_;
  std::unique_ptr<store::Catalog> catalog_;
  std::unique_ptr<Site> site_;
};

}  // namespace services
