#include "store/sqlite_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <thread>

#include "base/format.h"

namespace store {
namespace {

using base::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = Catalog::Kind;

class SqliteCatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "avocet-catalog-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/catalog.sqlite";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<Catalog> open() { return open_sqlite_catalog(path_).value(); }
  std::string folder_, path_;
};

Collection root() { return {"root", "", "", R"({"label":{"none":["Tapes"]}})", 0}; }

MediaFile ready(const std::string& id, const std::string& path) {
  MediaFile file;
  file.id = id;
  file.path = path;
  file.size = 1000;
  file.modified = 5;
  file.identity = "i-" + id;
  file.revision = "r1";
  file.media_info = "{}";
  file.duration = 2.5;
  file.has_video = true;
  return file;
}

Item loose(const std::string& id, const std::string& path) {
  Item item;
  item.id = id;
  item.collection = "root";
  item.path = path;
  item.description = "{}";
  item.files = {ready(id, path)};
  item.seen = "s1";
  return item;
}

std::vector<std::string> ids(const std::vector<Member>& members) {
  std::vector<std::string> result;
  for (const Member& member : members) result.push_back(member.id);
  return result;
}

TEST_F(SqliteCatalogTest, KeepsFramesAndShowsThemInListings) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  Item item = loose("tape", "tape.mp4");
  item.pictures.push_back(
      {"tape", "tape.mp4", 0, 0, "image/jpeg", 640, 360, "r1", base::Time{1'500'000, 1'000'000}});
  ASSERT_TRUE(catalog->put(item).value());
  EXPECT_FALSE(catalog->put(item).value());
  const std::vector<Picture> pictures = catalog->item("tape")->pictures;
  ASSERT_EQ(pictures.size(), 1u);
  EXPECT_EQ(pictures[0].frame, base::Time::milliseconds(1500));
  const auto members = catalog->members("root", 0, 10).value();
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members[0].picture_item, "tape");
  ASSERT_TRUE(members[0].picture);
  EXPECT_EQ(members[0].picture->frame, base::Time::milliseconds(1500));
  EXPECT_EQ(members[0].picture->width, 640u);
  item.pictures[0].frame = base::Time::seconds(2);
  EXPECT_TRUE(catalog->put(item).value());
}

TEST_F(SqliteCatalogTest, ListsItemsAndTheirRevisionsInParts) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  for (const char* id : {"b", "a", "c"})
    ASSERT_TRUE(catalog->put(loose(id, std::string(id) + ".mp4")).value());
  const auto first = catalog->item_revisions("", 2).value();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].first, "a");
  EXPECT_EQ(first[0].second, catalog->item("a")->revision);
  const auto rest = catalog->item_revisions(first[1].first, 2).value();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].first, "c");
}

TEST_F(SqliteCatalogTest, KeepsAnItemWithAllItsParts) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  Item item = loose("tape", "tape \xFF'\".mp4");
  item.texts = {{"tape", "en", TextKind::Captions, "vtt", "en", "English", "tape.en.vtt", "t1", "WEBVTT\n"},
                {"tape", "transcript", TextKind::Transcript, "txt", "", "", "", "t2", "words"}};
  item.pictures = {{"", "tape.jpg", 0, 0, "image/jpeg", 640, 480, "p1"},
                   {"tape", "tape.mp4", 7, 99, "image/png", 10, 20, "p2"}};
  ASSERT_TRUE(catalog->put(item).value());

  const Item found = catalog->item("tape").value();
  EXPECT_EQ(found.path, item.path);
  EXPECT_EQ(found.seen, "s1");
  EXPECT_GT(found.revision, 0u);
  EXPECT_GT(found.created, 1'600'000'000'000);
  ASSERT_EQ(found.files.size(), 1u);
  EXPECT_EQ(found.files[0].identity, "i-tape");
  EXPECT_EQ(found.files[0].duration, 2.5);
  ASSERT_EQ(found.texts.size(), 2u);
  EXPECT_EQ(found.texts[1].kind, TextKind::Transcript);
  EXPECT_EQ(found.texts[0].body, "");
  ASSERT_EQ(found.pictures.size(), 2u);
  EXPECT_EQ(found.pictures[1].offset, 7u);
  EXPECT_EQ(found.pictures[1].height, 20u);

  EXPECT_EQ(catalog->text("tape", "en").value().body, "WEBVTT\n");
  EXPECT_EQ(catalog->texts("tape").value().size(), 2u);
  EXPECT_EQ(catalog->item_of_file("tape").value(), "tape");
  EXPECT_EQ(catalog->file("tape").value().size, 1000u);
  EXPECT_EQ(catalog->file_at(item.path).value()->id, "tape");
  EXPECT_EQ(catalog->item_at(item.path).value()->id, "tape");
  EXPECT_FALSE(catalog->item_at("other").value());
}

TEST_F(SqliteCatalogTest, TellsOfAnItemInPieces) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  Item item = loose("box", "box");
  item.files = {ready("a", "box/a.mp4"), ready("b", "box/b.mp4"), ready("c", "box/c.mp4")};
  for (const char* file : {"a", "b", "c"}) {
    item.texts.push_back({file, "en", TextKind::Captions, "vtt", "en", "English", "", "t1", "WEBVTT\n"});
    item.texts.push_back({file, "cy", TextKind::Subtitles, "vtt", "cy", "Cymraeg", "", "t1", "WEBVTT\n"});
    item.pictures.push_back({file, "box/a.jpg", 0, 0, "image/jpeg", 640, 480, "p1"});
  }
  ASSERT_TRUE(catalog->put(item).value());

  const ItemHead head = catalog->item_head("box").value();
  EXPECT_EQ(head.files, 3u);
  EXPECT_TRUE(head.item.files.empty());
  ASSERT_EQ(head.item.pictures.size(), 1u);
  EXPECT_EQ(head.item.pictures[0].file, "a");

  const Item page = catalog->parts("box", 1, 2).value();
  EXPECT_EQ(page.revision, head.item.revision);
  ASSERT_EQ(page.files.size(), 2u);
  EXPECT_EQ(page.files[0].id, "b");
  ASSERT_EQ(page.texts.size(), 4u);
  EXPECT_EQ(page.texts[0].file, "b");
  EXPECT_EQ(page.texts[1].name, "cy");
  EXPECT_EQ(page.texts[3].file, "c");
  ASSERT_EQ(page.pictures.size(), 2u);
  EXPECT_EQ(page.pictures[1].file, "c");
  EXPECT_TRUE(catalog->parts("box", 3, 100).value().files.empty());
  EXPECT_EQ(catalog->parts("box", 0, std::numeric_limits<std::uint64_t>::max()).value().files.size(), 3u);
  EXPECT_EQ(catalog->item_head("other").error().fault, Fault::NotFound);
}

TEST_F(SqliteCatalogTest, AnswersNotFoundForTheUnknown) {
  const auto catalog = open();
  EXPECT_EQ(catalog->item("x").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->collection("root").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->member_count("x").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->file("x").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->item_of_file("x").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->texts("x").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->text("x", "en").error().fault, Fault::NotFound);
  EXPECT_TRUE(catalog->members("x", 0, 10).value().empty());
}

TEST_F(SqliteCatalogTest, ListsCollectionsAndItemsTogetherInNaturalOrder) {
  const auto catalog = open();
  for (const char* name : {"tape10", "Tape2", "tape1"})
    ASSERT_TRUE(catalog->put(loose(name, std::string(name) + ".mp4")).value());
  ASSERT_TRUE(catalog->put(root()).value());  // after its members: still counts them
  ASSERT_TRUE(catalog->put(Collection{"tape3", "root", "tape3", "{}", 0}).value());
  Item inner = loose("inner", "tape3/box/inner");
  inner.collection = "tape3";
  inner.pictures = {{"", "tape3/box/inner/poster.jpg", 0, 0, "image/jpeg", 1, 1, "p"}};
  ASSERT_TRUE(catalog->put(inner).value());

  const auto members = catalog->members("root", 0, 100).value();
  EXPECT_THAT(ids(members), ElementsAre("tape1", "Tape2", "tape3", "tape10"));
  EXPECT_TRUE(members[2].is_collection);
  EXPECT_EQ(members[2].picture_item, "inner");
  EXPECT_EQ(members[0].duration, 2.5);
  EXPECT_TRUE(members[0].has_video);
  EXPECT_THAT(ids(catalog->members("root", 1, 2).value()), ElementsAre("Tape2", "tape3"));
  EXPECT_TRUE(catalog->members("root", ~0ull, ~0ull).value().empty());
  EXPECT_EQ(catalog->member_count("root").value(), 4u);
  EXPECT_EQ(catalog->member_count("tape3").value(), 1u);
}

TEST_F(SqliteCatalogTest, WritesNothingWhenNothingChanged) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  ASSERT_TRUE(catalog->put(loose("a", "a.mp4")).value());
  const std::uint64_t generation = catalog->generation().value();
  const Item before = catalog->item("a").value();
  Item again = loose("a", "a.mp4");
  again.seen = "s2";
  EXPECT_FALSE(catalog->put(root()).value());
  EXPECT_FALSE(catalog->put(again).value());
  EXPECT_EQ(catalog->generation().value(), generation);
  EXPECT_EQ(catalog->seen().value()[0].second, "s2");

  again.files[0].revision = "r2";
  EXPECT_TRUE(catalog->put(again).value());
  EXPECT_GT(catalog->generation().value(), generation);
  EXPECT_GT(catalog->item("a").value().revision, before.revision);
  EXPECT_EQ(catalog->item("a").value().created, before.created);
}

TEST_F(SqliteCatalogTest, CountsWhatThereIs) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  Item item = loose("a", "a.mp4");
  item.files.push_back(ready("b", "b.mp4"));
  item.files[1].status = FileStatus::Broken;
  item.files[1].reason = "it is empty";
  item.files[1].identity = "";
  ASSERT_TRUE(catalog->put(item).value());
  Counts counts = catalog->counts().value();
  EXPECT_EQ(counts.collections, 1u);
  EXPECT_EQ(counts.items, 1u);
  EXPECT_EQ(counts.files, 2u);
  EXPECT_EQ(counts.broken, 1u);
  EXPECT_EQ(catalog->broken_files(10).value().at(0).reason, "it is empty");
  EXPECT_THAT(catalog->identities().value(), ElementsAre("i-a"));
  ASSERT_EQ(catalog->retire_except({""}, {}).value(), 1u);
  counts = catalog->counts().value();
  EXPECT_EQ(counts.items + counts.files + counts.broken, 0u);
  EXPECT_EQ(catalog->member_count("root").value(), 0u);
}

TEST_F(SqliteCatalogTest, NeverGivesAnIdentifierToAnotherPath) {
  const auto catalog = open();
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "a.mp4", "a", "").value(), "a");
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "a.mp4", "other", "").value(), "a");
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "a.wav", "a", "").value(), "a-2");
  EXPECT_EQ(catalog->claim_identifier(Kind::File, "a.wav", "a", "").value(), "a");
  ASSERT_TRUE(catalog->put(loose("a", "a.mp4")).value());
  ASSERT_TRUE(catalog->retire_except({}, {}));
  EXPECT_EQ(catalog->item("a").error().fault, Fault::NotFound);
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "x/a.mp4", "a", "").value(), "a-3");
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "a.mp4", "a", "").value(), "a") << "the same path again";
}

TEST_F(SqliteCatalogTest, LetsMovedContentKeepItsIdentifier) {
  const auto catalog = open();
  ASSERT_EQ(catalog->claim_identifier(Kind::Item, "a.mp4", "a", "same").value(), "a");
  ASSERT_TRUE(catalog->put(loose("a", "a.mp4")).value());
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "copy.mp4", "copy", "same").value(), "copy")
      << "the first is still there";
  ASSERT_TRUE(catalog->retire_except({}, {}));
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "moved/b.mp4", "b", "same").value(), "a");
  EXPECT_EQ(catalog->claim_identifier(Kind::Item, "a.mp4", "a", "new").value(), "a-2");
}

TEST_F(SqliteCatalogTest, LetsAFileMoveBetweenItems) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  ASSERT_EQ(catalog->claim_identifier(Kind::File, "x/1.mp4", "x-1", "one").value(), "x-1");
  Item from = loose("x", "x");
  from.files = {ready("x-1", "x/1.mp4")};
  ASSERT_TRUE(catalog->put(from).value());
  ASSERT_TRUE(catalog->release_files_except({"y/1.mp4"}));
  ASSERT_EQ(catalog->claim_identifier(Kind::File, "y/1.mp4", "y-1", "one").value(), "x-1");
  Item to = loose("y", "y");
  to.files = {ready("x-1", "y/1.mp4")};
  ASSERT_TRUE(catalog->put(to).value());
  EXPECT_EQ(catalog->item_of_file("x-1").value(), "y");
  EXPECT_TRUE(catalog->item("x").value().files.empty());
}

TEST_F(SqliteCatalogTest, RefusesADatabaseOfANewerProgram) {
  open();
  ASSERT_TRUE(Connection::open(path_, Connection::Access::Write).value()->script("PRAGMA user_version = 99"));
  const auto refused = open_sqlite_catalog(path_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Unsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("newer"));
}

TEST_F(SqliteCatalogTest, SaysWhatToDoWithADamagedDatabase) {
  std::ofstream(path_) << std::string(8192, 'x');
  const auto refused = open_sqlite_catalog(path_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("delete it"));
  EXPECT_FALSE(open_sqlite_catalog("/proc/nowhere/catalog.sqlite"));
}

TEST_F(SqliteCatalogTest, ReadersSeeWholeItemsWhileAWriterWrites) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->put(root()).value());
  ASSERT_TRUE(catalog->put(loose("a", "a")).value());
  std::atomic<bool> done{false};
  std::atomic<int> reads{0}, torn{0};
  const auto reader = [&] {
    while (!done) {
      const auto item = catalog->item("a");
      const auto members = catalog->members("root", 0, 10);
      if (!item || !members || members->size() != 1) ++torn;
      if (item)
        for (const MediaFile& file : item->files) torn += file.revision != item->seen;
      ++reads;
    }
  };
  // `seen` and every file's revision are written together.
  std::vector<std::thread> readers;
  Item first = loose("a", "a");
  first.seen = "r1";
  ASSERT_TRUE(catalog->put(first));
  for (int i = 0; i < 4; ++i) readers.emplace_back(reader);
  for (int round = 2; round < 200; ++round) {
    Item item = loose("a", "a");
    item.files.push_back(ready("b", "b"));
    item.seen = item.files[0].revision = item.files[1].revision = base::format("r{}", round);
    EXPECT_TRUE(catalog->put(item).value());
  }
  done = true;
  for (std::thread& thread : readers) thread.join();
  EXPECT_EQ(torn, 0);
  EXPECT_GT(reads, 0);
}

// What the child of the next test does until it is killed.
[[noreturn]] void write_for_ever(const std::string& path, unsigned seed) {
  auto catalog = open_sqlite_catalog(path);
  if (!catalog) ::_exit(3);
  std::mt19937 random(seed);
  static_cast<void>((*catalog)->put(root()));
  for (;;) {
    const std::string name = base::format("n{}", random() % 20);
    const auto id = (*catalog)->claim_identifier(Kind::Item, name, name, "");
    if (!id) ::_exit(4);
    Item item = loose(*id, name);
    item.files = {ready(*id + "-a", name + "/a"), ready(*id + "-b", name + "/b")};
    item.seen = base::format("{}", random());
    item.files[0].revision = item.files[1].revision = item.seen;
    if (!(*catalog)->put(item)) ::_exit(5);
    if (random() % 10 == 0) static_cast<void>((*catalog)->retire_except({""}, {name}));
  }
}

TEST_F(SqliteCatalogTest, SurvivesBeingKilledAtAnyMoment) {
  std::mt19937 random(1);
  for (unsigned round = 0; round < 25; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_for_ever(path_, round);
    std::this_thread::sleep_for(std::chrono::microseconds(5000 + random() % 40000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child gave up with " << WEXITSTATUS(status);

    const auto catalog = open();
    const auto direct = Connection::open(path_, Connection::Access::Write).value();
    std::string verdict;
    ASSERT_TRUE(direct->each("PRAGMA integrity_check", [&](const Row& row) { verdict = row.text(0); }));
    ASSERT_EQ(verdict, "ok");
    const Counts counts = catalog->counts().value();
    EXPECT_EQ(counts.items, static_cast<std::uint64_t>(direct->number("SELECT count(*) FROM item").value()));
    EXPECT_EQ(counts.files, 2 * counts.items);
    if (counts.collections == 0) continue;
    EXPECT_EQ(catalog->member_count("root").value(), counts.items);
    const auto members = catalog->members("root", 0, 100).value();
    for (const Member& member : members) {
      const Item item = catalog->item(member.id).value();
      for (const MediaFile& file : item.files) EXPECT_EQ(file.revision, item.seen);
    }
  }
}

}  // namespace
}  // namespace store
