#include "services/previews.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/hash.h"
#include "media/demuxer.h"
#include "services/assets.h"
#include "services/page_template.h"
#include "services/page_values.h"
#include "services/site.h"
#include "store/file_blobs.h"

namespace services {
namespace {

namespace fs = std::filesystem;

// A site of one film and one song, as ingest would leave it.
class PreviewsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* media = std::getenv("AVOCET_MEDIA");
    if (!media) GTEST_SKIP() << "AVOCET_MEDIA is not set: run tools/make_media.sh OUTDIR and name it there";
    std::string pattern = (fs::temp_directory_path() / "avocet-previews-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::create_directories(folder_ + "/masters");
    fs::create_directories(folder_ + "/data/index");
    catalog_ = store::open_sqlite_catalog(folder_ + "/data/catalog.sqlite").value();
    store::Collection root;
    root.id = "root";
    root.description = "{}";
    ASSERT_TRUE(catalog_->put(root));
    put("film", fs::path(media) / "faststart.mp4");
    put("song", fs::path(media) / "sound.wav");
  }
  void TearDown() override {
    site_.reset();
    catalog_.reset();
    fs::remove_all(folder_);
  }

  void put(const std::string& id, const fs::path& from) {
    const std::string path = id + from.extension().string(), absolute = folder_ + "/masters/" + path;
    fs::copy_file(from, absolute);
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

  void open(std::uint64_t cache_bytes = 64 << 20) {
    site_.reset();
    Settings settings;
    settings.base_url = "http://example.org";
    settings.cache_bytes = cache_bytes;
    site_ = Site::create(*catalog_, folder_ + "/masters", folder_ + "/data", settings).value();
  }
  PreviewSummary make(std::stop_token stop = {}) {
    return site_->previews()
        .make(
            2, [this](std::uint64_t done, std::uint64_t) { told_ = done; }, stop)
        .value();
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/data/cache"))
      count += entry.is_regular_file();
    return count;
  }

  std::string folder_;
  std::unique_ptr<store::Catalog> catalog_;
  std::unique_ptr<Site> site_;
  std::uint64_t told_ = 0;
};

// Of the film its frame (which is small: one size of it), a sheet and the waveform; of the song its waveform.
constexpr std::uint64_t kAll = 4;

TEST_F(PreviewsTest, AreMadeOnceAlsoAfterARestart) {
  open();
  PreviewSummary summary = make();
  EXPECT_EQ(summary.made, kAll);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_EQ(told_, 2u);
  EXPECT_EQ(files(), kAll);
  summary = make();  // nothing has changed
  EXPECT_EQ(summary.made + summary.kept, 0u);
  open();
  summary = make();
  EXPECT_EQ(summary.made, 0u);
  EXPECT_EQ(summary.kept, kAll);
}

TEST_F(PreviewsTest, MakeOnlyWhatIsMissing) {
  open();
  make();
  for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/data/cache"))
    if (entry.is_regular_file()) {
      fs::remove(entry.path());
      break;
    }
  open();
  const PreviewSummary summary = make();
  EXPECT_EQ(summary.made, 1u);
  EXPECT_EQ(summary.kept, kAll - 1);
}

TEST_F(PreviewsTest, AreWhatManifestsPointAt) {
  open();
  make();
  const std::size_t before = files();
  const store::Item item = catalog_->item("film").value();
  const Links links("http://example.org");
  const iiif::Manifest manifest = build_manifest(item, links, Primary::Progressive).value();
  const iiif::Canvas& canvas = manifest.items.front();
  const std::string revision = item.files.front().revision;
  for (const std::string& uri :
       {canvas.thumbnail.front().id, canvas.placeholder->items.front().items.front().body.front().id,
        std::string("http://example.org/av/film/full/full/max/max/0/storyboard.jpg"),
        "http://example.org/av/film/full/full/max/max/0/default/~" + revision + "/storyboard/0.jpg",
        std::string("http://example.org/av/song/full/max/peaks.dat")}) {
    http::Request request;
    request.target = base::parse_target(uri.substr(std::string_view("http://example.org").size())).value();
    request.authority = "example.org";
    http::Answer answer = (*site_)(request);
    auto* response = std::get_if<http::Response>(&answer);  // at once: nothing has to be made
    ASSERT_TRUE(response) << uri;
    EXPECT_EQ(response->status, 200) << uri;
  }
  EXPECT_EQ(files(), before);
}

TEST_F(PreviewsTest, LeaveHalfOfTheCacheAlone) {
  open(2000);
  const PreviewSummary summary = make();
  EXPECT_TRUE(summary.full);
  EXPECT_LT(summary.made, kAll);
  const PreviewSummary again = make();
  EXPECT_TRUE(again.full);
  EXPECT_EQ(again.made, 0u);
}

TEST_F(PreviewsTest, StopWhenTold) {
  open();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(make(stop.get_token()).made, 0u);
  EXPECT_EQ(make().made, kAll);
}

TEST(JobPage, EscapesWhatPeopleWrote) {
  const Asset* page = find_asset("templates/job.html");
  ASSERT_TRUE(page);
  const auto filled = PageTemplate::parse(base::as_text(page->content)).value();
  store::Job job;
  job.id = "abc";
  job.file = "<script>alert(1)</script>";
  job.path = "a/\"><img src=x>";
  job.state = store::JobState::Failed;
  job.error = "<b>&'\"";
  const std::string html = filled.render(job_values(job, Links("http://example.org")));
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_EQ(html.find("<img"), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_NE(html.find("&lt;b&gt;&amp;"), std::string::npos);
  EXPECT_EQ(html.find("http-equiv=\"refresh\""), std::string::npos);
  EXPECT_EQ(html.find("<form"), std::string::npos);
  job.state = store::JobState::Running;
  job.progress = 0.426;
  const std::string running = filled.render(job_values(job, Links("http://example.org")));
  EXPECT_NE(running.find("value=\"43\""), std::string::npos);
  EXPECT_NE(running.find("http-equiv=\"refresh\""), std::string::npos);
  EXPECT_NE(running.find("<form method=\"post\" action=\"http://example.org/jobs/abc/cancel\">"),
            std::string::npos);
}

}  // namespace
}  // namespace services
