#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

#include "base/bytes.h"
#include "base/format.h"
#include "base/json.h"
#include "iiif/description.h"
#include "ingest/examine.h"
#include "ingest/watch.h"
#include "media/sample_table.h"
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

using base::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(IngestTest, BringsAFolderIn) {
  write("tape_1.wav", wav(1));
  write("tape_1.en.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n");
  write("tape_1.cy.subtitles.srt", "1\n00:00:00,000 --> 00:00:01,000\nHelo\n");
  write("box/side 10.wav", wav(2, 8000));
  write("box/side 2.wav", wav(3, 16000));
  write("box/item.yaml", "label: {cy: Y bocs}\nparts: {side 2.wav: First side}\n");
  const Summary summary = run();
  EXPECT_THAT(shown(summary.warnings), IsEmpty());
  EXPECT_THAT(shown(summary.broken), IsEmpty());
  EXPECT_EQ(summary.items, 2u);
  EXPECT_EQ(summary.files, 3u);
  EXPECT_THAT(members(), ElementsAre("box", "tape_1"));
  EXPECT_EQ(label(catalog_->collection("root").value().description), "tapes");

  const store::Item tape = catalog_->item("tape_1").value();
  EXPECT_EQ(label(tape.description), "tape 1");
  ASSERT_EQ(tape.texts.size(), 2u);
  EXPECT_EQ(tape.texts[0].label, "Cymraeg (subtitles)");
  EXPECT_EQ(tape.texts[1].label, "English");
  EXPECT_THAT(catalog_->text("tape_1", "cy.subtitles").value().body, HasSubstr("WEBVTT"));

  const store::Item box = catalog_->item("box").value();
  ASSERT_EQ(box.files.size(), 2u);
  EXPECT_EQ(box.files[0].path, "box/side 2.wav");
  EXPECT_EQ(box.files[0].id, "box-side-2");
  EXPECT_EQ(box.files[0].duration, 2);
  EXPECT_FALSE(box.files[0].has_video);
  EXPECT_THAT(box.description, HasSubstr("First side"));
  EXPECT_THAT(box.description, HasSubstr("side 10"));

  const auto table = media::SampleTable::open(
      store::map_file(table_path(options_.data_folder, box.files[0].identity)).value());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->info().duration, base::Time::seconds(2));
}

TEST_F(IngestTest, DoesNothingTheSecondTime) {
  for (int i = 0; i < 5; ++i) write(base::format("t{}.wav", i), wav(i));
  write("broken.wav", "this is text");
  run();
  const std::uint64_t generation = catalog_->generation().value();
  const Summary again = run();
  EXPECT_EQ(again.skipped, 6u);
  EXPECT_EQ(again.changed, 0u);
  EXPECT_EQ(again.broken.size(), 1u) << "still told";
  EXPECT_EQ(catalog_->generation().value(), generation);
}

TEST_F(IngestTest, NamesWhatIsBrokenAndGoesOn) {
  write("good.wav", wav(1));
  write("empty.mp4", "");
  write("text.mp4", "I am no film.\n");
  write("cut.wav", wav(1).substr(0, 30));
  write("good.bad.vtt", "WEBVTT\n");
  write("good.en.vtt", "no signature\n");
  write("good.png", "no picture");
  write("good.yaml", "label: [unclosed");
  fs::create_symlink("nowhere.mp4", path("dangling.mp4"));
  const Summary summary = run();
  std::vector<std::string> names;
  for (const Complaint& broken : summary.broken) {
    names.push_back(broken.path);
    EXPECT_FALSE(broken.reason.empty());
  }
  EXPECT_THAT(names, ElementsAre("cut.wav", "empty.mp4", "text.mp4"));
  EXPECT_EQ(summary.warnings.size(), 5u) << testing::PrintToString(shown(summary.warnings));
  EXPECT_THAT(members(), ElementsAre("good"));  // there is nothing to look at in the others
  EXPECT_EQ(catalog_->counts().value().broken, 3u);
  EXPECT_EQ(catalog_->item("empty").value().files[0].status, store::FileStatus::Broken);
}

TEST_F(IngestTest, TakesAnyName) {
  const std::vector<std::string> names{
      "#1 50% + 'x' \"y\".wav", "été à Zürich.wav", "録音.wav", "a\\b.wav", "bad\xFF.wav",
      "new\nline.wav",          "..dots.wav",       " .wav"};
  for (std::size_t i = 0; i < names.size(); ++i) write("in/" + names[i], wav(static_cast<int>(i)));
  write("in/録音.ja.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nx\n");
  EXPECT_THAT(shown(run().broken), IsEmpty());
  const store::Item item = catalog_->item("in").value();
  EXPECT_EQ(item.files.size(), names.size() - 1) << "a name that begins with a dot is hidden";
  EXPECT_EQ(item.texts.size(), 1u);
  EXPECT_EQ(item.texts[0].label, "日本語");
  for (const store::MediaFile& file : item.files) EXPECT_TRUE(fs::exists(path(file.path))) << file.path;
}

TEST_F(IngestTest, GivesAChangedFileANewRevision) {
  write("a.wav", wav(1));
  run();
  const store::Item before = catalog_->item("a").value();
  write("a.wav", wav(2));
  EXPECT_EQ(run().changed, 1u);
  const store::Item after = catalog_->item("a").value();
  EXPECT_NE(after.files[0].revision, before.files[0].revision);
  EXPECT_NE(after.files[0].identity, before.files[0].identity);
  EXPECT_GT(after.revision, before.revision);
  EXPECT_EQ(after.created, before.created);
  EXPECT_FALSE(fs::exists(table_path(options_.data_folder, before.files[0].identity)));
  EXPECT_TRUE(fs::exists(table_path(options_.data_folder, after.files[0].identity)));
}

TEST_F(IngestTest, NoticesSideFilesThatComeAndGo) {
  write("a.wav", wav(1));
  run();
  write("a.en.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nx\n");
  EXPECT_EQ(run().changed, 1u);
  EXPECT_EQ(catalog_->texts("a").value().size(), 1u);
  fs::remove(path("a.en.vtt"));
  EXPECT_EQ(run().changed, 1u);
  EXPECT_TRUE(catalog_->texts("a").value().empty());
  write("metadata.csv", "file,title\na.wav,From the table\n");
  run();
  EXPECT_EQ(label(catalog_->item("a").value().description), "From the table");
}

TEST_F(IngestTest, LetsAMovedFileKeepItsIdentifier) {
  write("a.wav", wav(1));
  write("b.wav", wav(2));
  run();
  fs::create_directories(path("box"));
  fs::rename(path("a.wav"), path("box/renamed.wav"));
  EXPECT_EQ(run().retired, 1u);
  EXPECT_THAT(members(), ElementsAre("b", "a"));
  EXPECT_EQ(catalog_->file("a").value().path, "box/renamed.wav");
}

TEST_F(IngestTest, RetiresADeletedFileAndNeverGivesItsIdentifierAway) {
  write("a.wav", wav(1));
  run();
  fs::remove(path("a.wav"));
  write("a.flac.wav", wav(9));
  EXPECT_EQ(run().retired, 1u);
  EXPECT_EQ(catalog_->item("a").error().fault, Fault::NotFound);
  write("sub/x/a.wav", wav(5));
  write("A.wav", wav(7));
  run();
  EXPECT_THAT(members(), ElementsAre("a.flac", "A", "sub"));
  fs::remove(path("A.wav"));
  write("a.wav", wav(8));
  run();
  EXPECT_TRUE(catalog_->item("a")) << "the same path has its own identifier again";
}

TEST_F(IngestTest, RebuildsALostIndex) {
  write("a.wav", wav(1));
  run();
  const std::string table = table_path(options_.data_folder, catalog_->file("a").value().identity);
  fs::remove_all(table_folder(options_.data_folder));
  run();
  EXPECT_TRUE(fs::exists(table));
}

TEST_F(IngestTest, FollowsLinksOnceAndEndsInCircles) {
  write("real/a.wav", wav(1));
  fs::create_directory_symlink(".", path("real/self"));
  fs::create_directory_symlink("real", path("another"));
  fs::create_directory_symlink(base_ + "/elsewhere", path("outside"));
  fs::create_directories(base_ + "/elsewhere");
  std::ofstream(base_ + "/elsewhere/b.wav") << wav(2);
  fs::create_symlink("real/a.wav", path("linked.wav"));
  write(".hidden/c.wav", wav(3));
  run();
  EXPECT_THAT(members(), ElementsAre("linked", "outside", "real"));
}

// Root can read every folder: a run as root goes on as nobody.
class AsNobody {
 public:
  AsNobody() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~AsNobody() {
    if (changed_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool changed_;
};

TEST_F(IngestTest, NamesAFolderThatCannotBeReadAndKeepsWhatIsKnownOfIt) {
  write("box/a.wav", wav(1));
  write("b.wav", wav(2));
  run();
  fs::permissions(base_, fs::perms::all);
  for (const auto& entry : fs::recursive_directory_iterator(base_)) fs::permissions(entry, fs::perms::all);
  fs::permissions(path("box"), fs::perms::none);
  Summary summary;
  {
    const AsNobody nobody;
    summary = run();
  }
  fs::permissions(path("box"), fs::perms::all);
  ASSERT_EQ(summary.warnings.size(), 1u);
  EXPECT_EQ(summary.warnings[0].path, "box");
  EXPECT_THAT(summary.warnings[0].reason, HasSubstr("cannot be read"));
  EXPECT_THAT(members(), ElementsAre("b", "box"));
}

TEST_F(IngestTest, FailsWithAReasonWhereTheFolderIsGone) {
  options_.folder += "/none";
  Silent progress;
  const auto summary = Ingest(*catalog_, options_).run(progress);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().fault, Fault::NotFound);
}

TEST_F(IngestTest, LeavesAFileThatIsStillBeingWritten) {
  write("a.wav", wav(1));
  std::jthread writer([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      std::ofstream(path("growing.mp4"), std::ios::app) << "more";
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const Summary summary = run();
  writer.request_stop();
  writer.join();
  EXPECT_EQ(summary.unsettled, 1u);
  EXPECT_THAT(shown(summary.broken), IsEmpty());
  EXPECT_THAT(members(), ElementsAre("a"));
  set_age("growing.mp4", std::chrono::seconds(60));
  EXPECT_EQ(run().broken.size(), 1u);
}

TEST_F(IngestTest, BringsInAThousandFiles) {
  for (int i = 0; i < 1000; ++i) write(base::format("t{}.wav", i), wav(i, 80));
  EXPECT_EQ(run().items, 1000u);
  const Summary again = run();
  EXPECT_EQ(again.skipped, 1000u);
  EXPECT_EQ(catalog_->member_count("root").value(), 1000u);
  const auto page = catalog_->members("root", 10, 2).value();
  EXPECT_EQ(page[0].id, "t10");
}

TEST_F(IngestTest, GoesOnAfterBeingKilledAtAnyMoment) {
  for (int i = 0; i < 40; ++i) write(base::format("t{}.wav", i), wav(i));
  for (int i = 0; i < 10; ++i) write(base::format("box/p{}.wav", i), wav(100 + i));
  catalog_.reset();
  std::mt19937 random(5);
  for (int round = 0; round < 15; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto catalog = store::open_sqlite_catalog(options_.data_folder + "/catalog.sqlite");
      Silent progress;
      if (!catalog || !Ingest(**catalog, options_).run(progress)) ::_exit(1);
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10 + random() % 150));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) != 0);
  }
  catalog_ = store::open_sqlite_catalog(options_.data_folder + "/catalog.sqlite").value();
  run();
  const store::Counts counts = catalog_->counts().value();
  EXPECT_EQ(counts.items, 41u);
  EXPECT_EQ(counts.files, 50u);
  EXPECT_EQ(counts.broken, 0u);
  std::size_t tables = 0;
  for (const auto& file : fs::directory_iterator(table_folder(options_.data_folder))) {
    EXPECT_EQ(file.path().extension(), ".table") << file.path();
    ++tables;
  }
  EXPECT_EQ(tables, 50u);
}

TEST_F(IngestTest, WatchesForWhatComesAndGoes) {
  std::mutex mutex;
  std::condition_variable told;
  std::size_t runs = 0;
  Watcher::Settings settings{.folder = options_.folder, .data_folder = options_.data_folder};
  settings.quiet = std::chrono::milliseconds(30);
  settings.patience = std::chrono::milliseconds(300);
  const Watcher watcher(settings, [&](std::stop_token) {
    const Summary summary = run();
    const std::lock_guard lock(mutex);
    ++runs;
    told.notify_all();
    return summary.unsettled > 0;
  });
  const auto eventually = [&](auto condition) {
    std::unique_lock lock(mutex);
    return told.wait_for(lock, std::chrono::seconds(20), condition);
  };
  ASSERT_TRUE(eventually([&] { return runs > 0; }));
  write("new/deep/a.wav", wav(1));
  EXPECT_TRUE(eventually([&] { return catalog_->counts().value().items == 1; }));
  write("new/deep/b.wav", wav(2));
  EXPECT_TRUE(eventually([&] { return catalog_->counts().value().files == 2; }));
  fs::remove_all(path("new"));
  EXPECT_TRUE(eventually([&] { return catalog_->counts().value().items == 0; }));
}

TEST_F(IngestTest, ATableOfManyUselessRowsIsComplainedOfInMeasure) {
  write("tape.wav", wav(1));
  std::string table = "file,title\ntape,A tape\n";
  for (int i = 0; i < 5000; ++i) table += "tape,again\n";
  write("metadata.csv", table);
  const Summary summary = run();
  EXPECT_EQ(label(catalog_->item("tape").value().description), "A tape");
  EXPECT_EQ(summary.warnings.size(), 1001u);
  EXPECT_EQ(summary.warnings.back().reason,
            "4000 more rows and columns are not used, for reasons like these");
}

}  // namespace
}  // namespace ingest
