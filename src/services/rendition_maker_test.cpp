#include "services/rendition_maker.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

#include "services/renditions.h"
#include "support/site_fixture.h"

namespace services {
namespace {

namespace fs = std::filesystem;
using store::Job;
using store::JobKind;
using store::JobState;

constexpr const char* kPath = "tape/full/full/max/max/0/default.m3u8";

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), count);
  ::pclose(pipe);
  return text;
}

// A site of ten seconds that no browser plays, and a ladder of one small rung.
class RenditionMakerTest : public SiteTest {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(SiteTest::SetUp());
    if (media_.empty()) return;
    put("tape", media_ / "counter-mpeg2.mkv");
    settings_.ladder.pictures = {{"90p", 90, 300'000, 64'000}};
    settings_.retry_after = std::chrono::milliseconds(0);
  }
  void open() {
    SiteTest::open(settings_);
    jobs_ = store::open_sqlite_jobs(folder_ + "/data/catalog.sqlite").value();
  }
  RenditionSummary make(std::stop_token stop = {}) {
    EXPECT_TRUE(site_->renditions().look(stop));
    return site_->renditions()
        .work(
            2, [this](const std::string&, double) { ++told_, on_progress_(); }, stop)
        .value();
  }
  // Of pictures; those of sound lie beside them.
  std::vector<fs::path> kept(const std::string& extension = ".mp4") const {
    std::vector<fs::path> paths;
    if (fs::exists(folder_ + "/data/renditions"))
      for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/data/renditions"))
        if (entry.path().extension() == extension && entry.path().filename().string().starts_with("video-"))
          paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
  }
  // Pictures that ffmpeg decodes, and what it complains of.
  static std::string decoded(const fs::path& path) {
    return output_of("ffmpeg -v warning -nostdin -i '" + path.string() +
                     "' -f framemd5 - 2>&1 | grep -v '^#'");
  }
  static std::ptrdiff_t lines(const std::string& text) { return std::ranges::count(text, '\n'); }
  Job job() const { return jobs_->latest(kPath, "r1").value().value(); }

  Settings settings_;
  std::unique_ptr<store::Jobs> jobs_;
  std::function<void()> on_progress_ = [] {};
  int told_ = 0;
};

TEST_F(RenditionMakerTest, KeepsFilesThatPlayByThemselvesAndMakesThemOnce) {
  open();
  const RenditionSummary summary = make();
  EXPECT_EQ(summary.made, 1u);
  EXPECT_EQ(summary.failed + summary.waiting, 0u);
  EXPECT_GT(told_, 0);
  EXPECT_EQ(job().state, JobState::Done);
  const std::vector<fs::path> files = kept();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_TRUE(kept(".growing").empty());
  EXPECT_EQ(lines(decoded(files.front())), 300) << decoded(files.front());

  open();  // after a restart nothing is left to do
  EXPECT_EQ(make().made, 0u);
  EXPECT_TRUE(jobs_->unfinished(JobKind::Renditions)->empty());
}

TEST_F(RenditionMakerTest, GoesOnWhereItWasStopped) {
  open();
  std::stop_source stop;
  on_progress_ = [&] {
    const std::vector<fs::path> growing = kept(".growing");
    if (!growing.empty() && fs::file_size(growing.front()) > 3'000) stop.request_stop();
  };
  EXPECT_EQ(make(stop.get_token()).made, 0u);
  ASSERT_EQ(kept(".growing").size(), 1u);
  EXPECT_TRUE(kept().empty());
  EXPECT_FALSE(store::is_finished(job().state));
  std::ofstream(kept(".growing").front(), std::ios::app | std::ios::binary) << "a segment that was cut sho";
  on_progress_ = [] {};
  open();
  make();
  ASSERT_EQ(kept().size(), 1u);
  EXPECT_EQ(lines(decoded(kept().front())), 300);
  EXPECT_EQ(job().state, JobState::Done);
}

TEST_F(RenditionMakerTest, BeginsAnewWhatIsNoRendition) {
  open();
  ASSERT_EQ(make().made, 1u);
  const fs::path file = kept().front();
  const std::string whole = decoded(file);
  std::ofstream(file.string() + ".growing", std::ios::binary) << "not a movie at all";
  fs::resize_file(file, fs::file_size(file) / 2);  // its index is lost
  open();
  EXPECT_EQ(make().made, 1u);
  EXPECT_EQ(decoded(file), whole);
}

TEST_F(RenditionMakerTest, TriesAgainThenParksWithTheReason) {
  std::ofstream(folder_ + "/data/renditions") << "in the way";
  open();
  const RenditionSummary summary = make();
  EXPECT_EQ(summary.made, 0u);
  EXPECT_EQ(summary.failed, 1u);
  EXPECT_EQ(job().state, JobState::Failed);
  EXPECT_EQ(job().attempts, 3u);  // and the last one, which parked it
  EXPECT_NE(job().error.find("cannot create a folder"), std::string::npos) << job().error;

  fs::remove(folder_ + "/data/renditions");
  open();
  EXPECT_EQ(make().made, 0u);  // parked: nobody has said so yet
  ASSERT_TRUE(jobs_->retry(job().id));
  EXPECT_EQ(make().made, 1u);
}

TEST_F(RenditionMakerTest, LeavesRoomOnTheDisk) {
  settings_.spare_bytes = 1ull << 60;
  settings_.retry_after = std::chrono::hours(1);
  open();
  const RenditionSummary summary = make();
  EXPECT_EQ(summary.waiting, 1u);
  EXPECT_GT(summary.due, 0);
  EXPECT_EQ(job().state, JobState::Queued);
  EXPECT_NE(job().error.find("the disk is full"), std::string::npos) << job().error;
}

TEST_F(RenditionMakerTest, StopsWhatIsCancelledAndLeavesItAtThat) {
  open();
  on_progress_ = [&] { ASSERT_TRUE(jobs_->update(job().id, JobState::Cancelled, 0)); };
  EXPECT_EQ(make().made, 0u);
  EXPECT_EQ(job().state, JobState::Cancelled);
  EXPECT_TRUE(kept().empty());
  on_progress_ = [] {};
  open();
  EXPECT_EQ(make().made, 0u);
}

TEST_F(RenditionMakerTest, GivesLongWorksThatBrowsersPlaySmallerSizes) {
  put("film", media_ / "counter-long-gop.mp4");
  settings_.ladder.smaller_from = 5;
  open();
  EXPECT_EQ(make().made, 2u);
  EXPECT_EQ(kept().size(), 2u);
  // The stream names the master's own pictures, and the smaller ones now that nobody waits for them.
  http::Request request;
  request.authority = "example.org";
  request.target = base::parse_target("/av/film/full/full/max/max/0/default.m3u8").value();
  const http::Answer answer = (*site_)(request);
  const auto* response = std::get_if<http::Response>(&answer);
  ASSERT_TRUE(response);
  const std::string playlist = response->splice().flatten().value();
  EXPECT_NE(playlist.find("-90p-"), std::string::npos) << playlist;
}

}  // namespace
}  // namespace services
