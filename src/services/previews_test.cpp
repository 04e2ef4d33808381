#include "services/previews.h"

#include "services/assets.h"
#include "services/page_template.h"
#include "services/page_values.h"
#include "support/site_fixture.h"

namespace services {
namespace {

namespace fs = std::filesystem;

// One film and one song.
class PreviewsTest : public SiteTest {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(SiteTest::SetUp());
    if (media_.empty()) return;
    put("film", media_ / "faststart.mp4");
    put("song", media_ / "sound.wav");
  }
  void open(std::uint64_t cache_bytes = 64 << 20) {
    Settings settings;
    settings.cache_bytes = cache_bytes;
    SiteTest::open(settings);
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
  const iiif::Resource manifest = build_manifest(item, links, Primary::Progressive).value();
  const iiif::Resource& canvas = manifest.get(iiif::property::items).front();
  const iiif::Resource& page =
      canvas.get(iiif::property::placeholder_container).get(iiif::property::items).front();
  const iiif::Resource& poster = page.get(iiif::property::items).front().get(iiif::property::body);
  const std::string revision = item.files.front().revision;
  for (const std::string& uri :
       {canvas.get(iiif::property::thumbnail).front().id, poster.id,
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
