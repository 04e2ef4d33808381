// Descriptions and texts as they are edited: what is on disk, what is refused, what the catalog knows.
#include "ingest/editor.h"

#include <atomic>
#include <sstream>
#include <thread>

#include "base/format.h"
#include "base/merge_patch.h"
#include "ingest/overlay.h"
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

namespace json = base::json;
using base::Fault;
using store::Described;
using testing::ElementsAre;
using testing::IsEmpty;

class EditorTest : public IngestTest {
 protected:
  void open() {
    editor_.reset();
    ingest_ = std::make_unique<Ingest>(*catalog_, options_);
    Silent silent;
    const auto summary = ingest_->run(silent);
    ASSERT_TRUE(summary) << summary.error().message;
    editor_ = std::make_unique<Editor>(*catalog_, *ingest_, options_);
  }
  void TearDown() override {
    editor_.reset();
    ingest_.reset();
    IngestTest::TearDown();
  }

  std::string on_disk(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name), std::ios::binary).rdbuf();
    return text.str();
  }
  base::Result<store::Changed<store::Document>> patch(const std::string& id, std::string_view patch,
                                                      Described kind = Described::Item) {
    return editor_->change(kind, id, ann_, [&](const store::Document& now) -> base::Result<json::object> {
      return base::merge_patched(now.content, base::parse_json(patch).value()).as_object();
    });
  }
  // "pointer: reason" of what was refused; the fault of what failed.
  std::vector<std::string> refused(const std::string& id, std::string_view text,
                                   Described kind = Described::Item) {
    std::vector<std::string> result;
    const auto changed = patch(id, text, kind);
    if (!changed) return {"fault: " + changed.error().message};
    for (const store::Refused& one : changed->refused) result.push_back(one.pointer + ": " + one.reason);
    return result;
  }
  std::string item_label(const std::string& id) { return label(catalog_->item(id).value().description); }

  static base::Result<void> allow(const store::SideText&) { return {}; }

  const store::Author ann_{"ann", "192.0.2.1"};
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<Editor> editor_;
};

constexpr const char* kVtt = "WEBVTT\n\n00:00.000 --> 00:00.050\nHello\n";

TEST_F(EditorTest, WritesBesideTheRecordingAndTheCatalogKnowsAtOnce) {
  write("tape.wav", wav(1));
  write("box/side 1.wav", wav(2));
  write("box/item.yaml", "# by hand\nlabel: Box   # the box\nsummary: y\n");
  write("set/one/a.wav", wav(3));
  open();
  const auto before = editor_->read(Described::Item, "tape").value();
  EXPECT_TRUE(before.content.empty());
  EXPECT_EQ(before.etag, "\"none\"");
  const auto changed = patch("tape", R"({"label":"A tape"})");
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(on_disk("tape.yaml"), "label: A tape\n");
  EXPECT_EQ(item_label("tape"), "A tape");
  EXPECT_EQ(changed->now.etag, editor_->read(Described::Item, "tape").value().etag);
  EXPECT_GT(changed->now.modified, 0);
  EXPECT_THAT(refused("box", R"({"summary":"new"})"), IsEmpty());
  EXPECT_EQ(on_disk("box/item.yaml"), "# by hand\nlabel: Box   # the box\nsummary: new\n");
  EXPECT_THAT(refused("set", R"({"label":"A set"})", Described::Collection), IsEmpty());
  EXPECT_EQ(on_disk("set/collection.yaml"), "label: A set\n");
  EXPECT_EQ(label(catalog_->collection("set").value().description), "A set");
  EXPECT_THAT(refused("root", R"({"label":"All"})", Described::Collection), IsEmpty());
  EXPECT_EQ(label(catalog_->collection("root").value().description), "All");
  EXPECT_EQ(editor_->read(Described::Item, "nobody").error().fault, Fault::NotFound);
  // What was read alone is what a run over all would have made of it.
  const Summary summary = run();
  EXPECT_EQ(summary.changed, 0u);
  EXPECT_EQ(summary.skipped, 3u);
  EXPECT_THAT(shown(summary.warnings), IsEmpty());
}

TEST_F(EditorTest, WritesTheFileThatIsUsed) {
  write("a.wav", wav(1));
  write("a.json", "{\"label\": \"A\", \"start\": 0.01}\n");
  write("item.wav", wav(2));
  write("b.wav", wav(3));
  write("b.flac.wav", wav(4));
  write("b.aiff", "no sound");
  open();
  EXPECT_THAT(refused("a", R"({"label":"Aa"})"), IsEmpty());
  EXPECT_EQ(on_disk("a.json"), "{\n  \"label\": \"Aa\",\n  \"start\": 0.01\n}\n");
  EXPECT_THAT(refused("item", R"({"label":"Not of the folder"})"), IsEmpty());
  EXPECT_EQ(on_disk("item.wav.yaml"), "label: Not of the folder\n");
  EXPECT_EQ(item_label("item"), "Not of the folder");
  EXPECT_THAT(refused("b-2", R"({"label":"The sound"})"), IsEmpty());
  EXPECT_EQ(on_disk("b.wav.yaml"), "label: The sound\n");
  EXPECT_EQ(item_label("b-2"), "The sound");
  EXPECT_EQ(run().changed, 0u);
}

TEST_F(EditorTest, RefusesWhatIngestWouldNotUse) {
  write("tape.wav", wav(1));
  write("tape.yaml", "label: A tape\n");
  write("box/1.wav", wav(2));
  write("box/2.wav", wav(3));
  open();
  EXPECT_THAT(refused("tape", R"({"rights":"mine","label":{"en":"x","no language":"y"}})"),
              ElementsAre(testing::StartsWith("/label/no language: "), testing::StartsWith("/rights: ")));
  EXPECT_THAT(refused("tape", R"({"start":"9"})"),
              ElementsAre("/start: start: 9 s is not before the end, which is at 0.1 s"));
  EXPECT_THAT(refused("tape", R"({"join":true})"), ElementsAre("/join: join: there is only one recording"));
  EXPECT_THAT(refused("tape", R"({"records":[]})"), IsEmpty());
  EXPECT_THAT(refused("tape", R"({"label":"a\u0000b"})"),
              ElementsAre("/label: there is a control character in it"));
  EXPECT_THAT(refused("box", R"({"order":["2.wav","3.wav"]})"),
              ElementsAre("/order: order: '3.wav' is no part of this item"));
  EXPECT_THAT(refused("box", R"({"ranges":[{"label":"R","part":"9.wav"}]})"),
              ElementsAre(testing::StartsWith("/ranges/0: the range 'R' is left out")));
  EXPECT_FALSE(fs::exists(path("box/item.yaml")));
  EXPECT_EQ(on_disk("tape.yaml"), "label: A tape\nrecords: []\n");
  EXPECT_EQ(editor_->history(Described::Item, "tape", std::nullopt).value().entries.size(), 1u);
}

TEST_F(EditorTest, LetsStandWhatWasWrongBefore) {
  write("tape.wav", wav(1));
  write("tape.yaml", "label: A tape\ncolour: red\nrights: mine\n");
  open();
  EXPECT_THAT(refused("tape", R"({"label":"B tape"})"), IsEmpty());
  EXPECT_EQ(on_disk("tape.yaml"), "label: B tape\ncolour: red\nrights: mine\n");
  EXPECT_THAT(refused("tape", R"({"rights":"yours"})"), ElementsAre(testing::StartsWith("/rights: ")));
  write("tape.yaml", "label: [never closed\n");
  const auto broken = editor_->read(Described::Item, "tape").value();
  EXPECT_THAT(broken.unreadable, testing::HasSubstr("tape.yaml: line"));
  EXPECT_THAT(refused("tape", R"({"label":"Mended"})"), IsEmpty());
  EXPECT_EQ(on_disk("tape.yaml"), "label: Mended\n");
}

TEST_F(EditorTest, OrdersParts) {
  for (int i = 1; i <= 3; ++i) write(base::format("box/{}.wav", i), wav(i, 800u * static_cast<unsigned>(i)));
  write("box/1.en.vtt", kVtt);
  write("box/item.yaml", "label: Box\nstart: {part: 1, time: 0.25}\n");
  EXPECT_THAT(shown(run().warnings), ElementsAre(testing::HasSubstr("0.25 s is not before the end")));
  open();
  EXPECT_THAT(refused("box", R"({"order":["3.wav"],"start":{"part":1,"time":"0.25"}})"), IsEmpty());
  std::vector<std::string> files;
  const store::Item item = catalog_->item("box").value();
  for (const store::MediaFile& file : item.files) files.push_back(file.path);
  EXPECT_THAT(files, ElementsAre("box/3.wav", "box/1.wav", "box/2.wav"));
  ASSERT_EQ(item.texts.size(), 1u);
  EXPECT_EQ(item.texts[0].file, item.files[1].id);
  EXPECT_EQ(editor_->texts("box", 2).value().size(), 1u);
  EXPECT_THAT(shown(run().warnings), IsEmpty());
}

TEST_F(EditorTest, EditsWhatHasNoRecordingsOfItsOwn) {
  write("tape.wav", wav(1, 48000));
  write("list/item.yaml", "label: List\nitems:\n- {item: tape, end: 0.25}   # the beginning\n");
  open();
  const auto before = editor_->read(Described::Item, "list");
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->content.at("label"), "List");
  const auto changed = patch("list", R"({"label":"The list"})");
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_THAT(changed->refused, IsEmpty());
  EXPECT_EQ(item_label("list"), "The list");
  EXPECT_EQ(on_disk("list/item.yaml"),
            "label: The list\nitems:\n- {item: tape, end: 0.25}   # the beginning\n");
  const auto wrong = refused("list", R"({"items":[{"item":"nothing"}]})");
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_NE(wrong[0].find("nothing"), std::string::npos) << wrong[0];
  ASSERT_TRUE(patch("list", R"({"items":[{"item":"tape"},{"item":"tape","start":"0.5"}]})"));
  EXPECT_EQ(base::parse_json(catalog_->item("list").value().description)->at("items").as_array().size(), 2u);
}

TEST_F(EditorTest, LetsOneOfManyWin) {
  write("tape.wav", wav(1));
  open();
  const std::string etag = editor_->read(Described::Item, "tape").value().etag;
  std::atomic<int> won{0}, stale{0};
  std::vector<std::jthread> editors;
  for (int i = 0; i < 6; ++i)
    editors.emplace_back([&, i] {
      const auto changed = editor_->change(Described::Item, "tape", ann_,
                                           [&](const store::Document& now) -> base::Result<json::object> {
                                             if (now.etag != etag)
                                               return base::fail(Fault::Conflict, "stale");
                                             return json::object{{"label", base::format("from {}", i)}};
                                           });
      changed ? ++won : ++stale;
    });
  editors.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(stale, 5);
  EXPECT_EQ(editor_->history(Described::Item, "tape", std::nullopt).value().entries.size(), 1u);
}

// A run over all that looked before the edit does not undo it.
TEST_F(EditorTest, IsNotUndoneByARunThatKnowsLess) {
  for (int i = 0; i < 30; ++i) write(base::format("tape {}.wav", i), wav(i));
  open();
  std::jthread runs([&](std::stop_token stop) {
    Silent silent;
    while (!stop.stop_requested()) EXPECT_TRUE(ingest_->run(silent));
  });
  for (int i = 0; i < 30; ++i) {
    const std::string id = base::format("tape-{}", i), said = base::format("edited {}", i);
    EXPECT_THAT(refused(id, base::format(R"({{"label":"{}"}})", said)), IsEmpty());
    EXPECT_EQ(item_label(id), said);
  }
  runs.request_stop();
  runs.join();
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(item_label(base::format("tape-{}", i)), base::format("edited {}", i));
}

TEST_F(EditorTest, WritesDownWhoChangedWhat) {
  write("tape.wav", wav(1));
  write("tape.yaml", "label: A\nsummary: B\n");
  open();
  EXPECT_THAT(refused("tape", R"({"label":"C","summary":null})"), IsEmpty());
  EXPECT_THAT(refused("tape", R"({"label":"C"})"), IsEmpty());  // nothing changes, nothing is written down
  const auto entries = editor_->history(Described::Item, "tape", std::nullopt).value().entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(base::string_at(entries[0], "by"), "ann");
  EXPECT_EQ(base::string_at(entries[0], "from"), "192.0.2.1");
  EXPECT_EQ(base::string_at(entries[0], "file"), "tape.yaml");
  EXPECT_EQ(base::write_json(entries[0].at("patch")), R"({"summary":null,"label":"C"})");
  EXPECT_EQ(base::write_json(entries[0].at("undo")), R"({"label":"A","summary":"B"})");
  EXPECT_EQ(base::string_at(entries[0], "after"), editor_->read(Described::Item, "tape").value().etag);
}

TEST_F(EditorTest, TakesTextsAsTheyAreGiven) {
  write("tape.wav", wav(1));
  write("tape.cy.cc.vtt", kVtt);
  write("tape.fr.srt", "1\n00:00:00,000 --> 00:00:00,050\nBonjour\n");
  open();
  const std::string srt = "1\r\n00:00:00,000 --> 00:00:00,050\r\nHello\r\n";
  const auto put = editor_->change_text("tape", 1, "en.subtitles.srt", ann_, allow, srt);
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_EQ(on_disk("tape.en.subtitles.srt"), srt);
  EXPECT_THAT(catalog_->text("tape", "en.subtitles").value().body, testing::StartsWith("WEBVTT"));
  std::vector<std::string> names;
  const auto texts = editor_->texts("tape", 1).value();
  for (const store::SideText& text : texts) names.push_back(text.name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("cy.captions.vtt", "en.subtitles.srt", "fr.srt"));
  // The file that is there is the one that is changed, whatever it is called.
  ASSERT_TRUE(editor_->change_text("tape", 1, "cy.captions.vtt", ann_, allow, std::string(kVtt) + "\n"));
  EXPECT_EQ(on_disk("tape.cy.cc.vtt"), std::string(kVtt) + "\n");
  EXPECT_EQ(editor_->text("tape", 1, "en.subtitles.srt").value().content, srt);
  ASSERT_TRUE(editor_->change_text("tape", 1, "en.subtitles.srt", ann_, allow, std::nullopt));
  EXPECT_FALSE(fs::exists(path("tape.en.subtitles.srt")));
  EXPECT_EQ(catalog_->text("tape", "en.subtitles").error().fault, Fault::NotFound);
  EXPECT_EQ(editor_->change_text("tape", 1, "fr.vtt", ann_, allow, kVtt).error().fault, Fault::Conflict);
  EXPECT_EQ(editor_->change_text("tape", 1, "de.vtt", ann_, allow, "no captions").value().refused.size(), 1u);
  EXPECT_FALSE(fs::exists(path("tape.de.vtt")));
  EXPECT_EQ(editor_->text("tape", 2, "en.vtt").error().fault, Fault::OutOfRange);
  EXPECT_EQ(run().changed, 0u);
}

TEST_F(EditorTest, KnowsNoNamesButThoseOfTexts) {
  write("tape.wav", wav(1));
  write("tape.part.wav", wav(2));
  open();
  for (const char* name :
       {"../../x.vtt", "..vtt", "...vtt", "/etc/passwd.vtt", "en/../x.vtt", "en.wav", "en", "", ".vtt",
        "en.cc.vtt", "poster.vtt", "part.vtt", "nonsense.vtt", "en.poster.vtt", "en..vtt"})
    EXPECT_EQ(editor_->text("tape", 1, name).error().fault, Fault::Malformed) << name;
  EXPECT_EQ(editor_->text("tape", 1, std::string("en\0.vtt", 7)).error().fault, Fault::Malformed);
  EXPECT_TRUE(editor_->text("tape", 1, "zh-Hant.descriptions.vtt"));
}

TEST_F(EditorTest, KeepsInTheDataFolderWhatTheFolderDoesNotTake) {
  write("box/side 1.wav", wav(1));
  write("box/item.yaml", "label: Box\n# kept\nsummary: y\n");
  write("box/side 1.cy.vtt", kVtt);
  open();
  const bool root = ::geteuid() == 0;
  const auto may_write = [&](bool may) {
    if (root && may) {
      EXPECT_EQ(::seteuid(0), 0);
    }
    fs::permissions(path("box"), may ? fs::perms(0755) : fs::perms(0555));
    if (root && !may) {
      EXPECT_EQ(::seteuid(65534), 0);
    }
  };
  if (root) {
    for (const auto& entry : fs::recursive_directory_iterator(options_.data_folder))
      ASSERT_EQ(::chown(entry.path().c_str(), 65534, 65534), 0);
    ASSERT_EQ(::chown(options_.data_folder.c_str(), 65534, 65534), 0);
    fs::permissions(base_, fs::perms(0755));
  }
  may_write(false);
  const auto described = refused("box", R"({"label":"Kept"})");
  const auto text = editor_->change_text("box", 1, "en.vtt", ann_, allow, kVtt);
  const auto not_taken = editor_->change_text("box", 1, "cy.vtt", ann_, allow, std::nullopt);
  const auto again = refused("box", R"({"label":"Kept again"})");
  may_write(true);
  EXPECT_THAT(described, IsEmpty());
  EXPECT_THAT(again, IsEmpty());
  ASSERT_TRUE(text) << text.error().message;
  ASSERT_FALSE(not_taken);
  EXPECT_EQ(not_taken.error().fault, Fault::Conflict);
  EXPECT_EQ(on_disk("box/item.yaml"), "label: Box\n# kept\nsummary: y\n");
  EXPECT_EQ(item_label("box"), "Kept again");
  EXPECT_TRUE(catalog_->text(catalog_->item("box").value().files[0].id, "en"));
  const Summary summary = run();
  EXPECT_EQ(summary.changed, 0u);
  EXPECT_THAT(shown(summary.warnings), IsEmpty());
  // People copy it over, and all is as if it had been written there.
  fs::copy(overlay_folder(options_.data_folder), options_.folder,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  fs::remove_all(overlay_folder(options_.data_folder));
  EXPECT_EQ(on_disk("box/item.yaml"), "label: Kept again\n# kept\nsummary: y\n");
  run();
  EXPECT_EQ(item_label("box"), "Kept again");
}

}  // namespace
}  // namespace ingest
