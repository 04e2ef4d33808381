// What lies beside masters and inside them: access copies and texts.
#include "base/format.h"
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(IngestTest, PlaysTheAccessCopyAndKeepsTheName) {
  write("tape.wav", wav(1, 8000));
  run();
  const std::string before = catalog_->item("tape").value().files[0].identity;

  write("tape.access.wav", wav(2, 4000));
  EXPECT_THAT(shown(run().warnings), IsEmpty());
  EXPECT_THAT(members(), ElementsAre("tape"));
  store::MediaFile file = catalog_->file("tape").value();
  EXPECT_EQ(file.path, "tape.access.wav");
  EXPECT_EQ(file.duration, 0.5);
  ASSERT_TRUE(file.master);
  EXPECT_EQ(file.master->path, "tape.wav");
  EXPECT_EQ(file.master->size, fs::file_size(path("tape.wav")));
  EXPECT_EQ(run().changed, 0u);

  write("tape.access.wav", "no recording");
  EXPECT_THAT(shown(run().warnings), ElementsAre(testing::HasSubstr("'tape.access.wav' is not used")));
  file = catalog_->file("tape").value();
  EXPECT_EQ(file.path, "tape.wav");
  EXPECT_EQ(file.identity, before);
  EXPECT_FALSE(file.master);

  write("tape.access.wav", wav(2, 4000));
  run();
  fs::remove(path("tape.access.wav"));
  run();
  EXPECT_EQ(catalog_->file("tape").value().path, "tape.wav");
}

TEST_F(IngestTest, TakesTimedTextAndForcedSubtitles) {
  write("tape.wav", wav(1));
  write("tape.ttml",
        "<tt xml:lang='cym'><body><div><p begin='0s' end='1s'>Helo</p><p end='0s'>x</p></div></body></tt>");
  write("tape.en.forced.srt", "1\n00:00:00,000 --> 00:00:01,000\nSIGN\n");
  write("tape.en.ad.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nA door.\n");
  write("camera.wav", wav(2));
  write("camera.xml", "<clip><shutter/></clip>");
  write("camera.en.xml", "<tt><body><div><p end='1s'>Hello</p></div></body></tt>");
  write("broken.wav", wav(3));
  write("broken.ttml", "<tt><body>");
  const Summary summary = run();
  EXPECT_THAT(shown(summary.warnings), ElementsAre(HasSubstr("broken.ttml: is not used: this is no XML")));
  const store::Text timed = catalog_->text("tape", "captions").value();
  EXPECT_EQ(timed.language, "cy");
  EXPECT_EQ(timed.label, "Cymraeg");
  EXPECT_EQ(timed.body, "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHelo\n");
  EXPECT_FALSE(timed.forced);
  const store::Text forced = catalog_->text("tape", "en.subtitles.forced").value();
  EXPECT_TRUE(forced.forced);
  EXPECT_EQ(forced.kind, store::TextKind::Subtitles);
  EXPECT_EQ(forced.label, "English (forced subtitles)");
  EXPECT_EQ(catalog_->text("tape", "en.descriptions").value().kind, store::TextKind::Descriptions);
  EXPECT_EQ(catalog_->texts("camera").value().size(), 1u);
  EXPECT_EQ(catalog_->text("camera", "en").value().language, "en");
  // Only what changed is put again.
  EXPECT_EQ(run().changed, 0u);
}

TEST_F(IngestTest, TakesInTheTextsInsideARecording) {
  const char* media = std::getenv("AVOCET_MEDIA");
  if (!media) GTEST_SKIP() << "AVOCET_MEDIA is not set";
  const auto take = [&](const char* name, const char* to) {
    std::ifstream stream(fs::path(media) / name, std::ios::binary);
    write(to, std::string(std::istreambuf_iterator<char>(stream), {}));
  };
  take("two-subtitles.mkv", "film.mkv");
  take("picture-subtitles.mkv", "pictures.mkv");
  const auto names = [&] {
    std::vector<std::string> result;
    const store::Item film = catalog_->item("film").value();
    for (const store::Text& text : film.texts)
      result.push_back(base::format("{} {} {}", text.name, text.label, text.path));
    std::ranges::sort(result);
    return result;
  };
  const Summary summary = run();
  EXPECT_THAT(
      shown(summary.warnings),
      ElementsAre("pictures.mkv: track 3 (hdmv_pgs_subtitle, en) holds its subtitles as pictures, which "
                  "are not read"));
  EXPECT_THAT(names(),
              ElementsAre("cy.subtitles Cymraeg syml ", "cy.subtitles.forced Cymraeg (forced subtitles) ",
                          "en.captions English "));
  EXPECT_EQ(catalog_->text("film", "en.captions").value().kind, store::TextKind::Captions);
  EXPECT_THAT(catalog_->text("film", "cy.subtitles").value().body, HasSubstr("Bore da"));

  write("film.cy.ass", "[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Helo\n");
  run();
  // Signs are not what the file beside it holds.
  EXPECT_THAT(names(),
              ElementsAre("cy Cymraeg film.cy.ass", "cy.subtitles.forced Cymraeg (forced subtitles) ",
                          "en.captions English "));
  fs::remove(fs::path(options_.folder) / "film.cy.ass");
  run();
  EXPECT_EQ(names().size(), 3u);
}

}  // namespace
}  // namespace ingest
