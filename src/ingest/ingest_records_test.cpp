// Whole runs over folders with records, cue sheets, chapters and tables beside the recordings.
#include "base/format.h"
#include "support/golden.h"
#include "support/ingest_fixture.h"

namespace ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class IngestRecordsTest : public IngestTest {
 protected:
  void take(const std::string& corpus, const std::string& to) {
    std::ifstream stream(fs::path(AVOCET_SOURCE_DIR) / "tests/corpus/records" / corpus, std::ios::binary);
    write(to, std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  iiif::Description description(const std::string& item) {
    std::vector<std::string> complaints;
    const auto stored = base::parse_json(catalog_->item(item).value().description).value();
    auto read = iiif::description_from_json(stored, complaints);
    EXPECT_THAT(complaints, IsEmpty());
    return read;
  }
  // "A 0-1 (B 0.5-1)" of part names and times.
  static std::string shown(const std::vector<iiif::DescribedRange>& ranges) {
    std::string text;
    for (const iiif::DescribedRange& range : ranges) {
      if (!text.empty()) text += ", ";
      text += range.label.any();
      if (range.start)
        text += base::format(" {}#{}-{}", range.part, base::to_seconds(*range.start),
                             base::to_seconds(*range.end));
      if (!range.ranges.empty()) text += " (" + shown(range.ranges) + ")";
    }
    return text;
  }
};

TEST_F(IngestRecordsTest, DescribesAnItemOfTwoPartsByMets) {
  write("box/ochr 1.wav", wav(1, 24'000));
  write("box/ochr 2.wav", wav(2, 40'000));
  take("eisteddfod.mets.xml", "box/mets.xml");
  const Summary summary = run();
  EXPECT_THAT(ingest::shown(summary.warnings),
              ElementsAre(HasSubstr("box/mets.xml: line 66: BETYPE 'BYTE' is not read"),
                          HasSubstr("box/mets.xml: line 68: the div 'Ar goll' is left out: the file"),
                          HasSubstr("box/mets.xml: line 69: the div 'Dim byd' points at no file")));
  const iiif::Description box = description("box");
  EXPECT_EQ(box.label.any(), "Eisteddfod y Pentref, 1962");
  EXPECT_EQ(box.rights, "http://creativecommons.org/licenses/by-nc/4.0/");
  EXPECT_EQ(box.nav_date, "1962-05-19T00:00:00Z");
  EXPECT_EQ(shown(box.ranges),
            "Ochr yr ail (Y Unawd ochr 2.wav#1-2.5, Beirniadaeth ochr 2.wav#3-4.25), "
            "Ochr gyntaf (Côr plant ochr 1.wav#0.48-2 (Pennill 1 ochr 1.wav#0.5-1))");
  // The order of the parts is that of the record.
  const store::Item item = catalog_->item("box").value();
  EXPECT_EQ(item.files[0].path, "box/ochr 2.wav");
  ASSERT_EQ(box.records.size(), 1u);
  EXPECT_EQ(box.records[0].id, "box-ochr-1/item.mets.xml");
  EXPECT_EQ(box.records[0].profile, "http://www.loc.gov/METS/");
  const store::Text record = catalog_->text("box-ochr-1", "item.mets").value();
  EXPECT_EQ(record.kind, store::TextKind::Record);
  EXPECT_EQ(record.path, "box/mets.xml");
  EXPECT_EQ(record.body, "");
  EXPECT_EQ(run().changed, 0u);
}

TEST_F(IngestRecordsTest, LetsPeopleComeFirstAndRecordsBeforeTags) {
  write("hanes.wav", wav(1, 32'000));
  take("hanes.pbcore.xml", "hanes.pbcore.xml");
  write("hanes.yaml", "label: Mine\nranges:\n- {label: Only, start: 1, end: 2}\n");
  write("metadata.csv", "file,summary,Genre\nhanes.wav,From the table,Talk\n");
  write("disc.wav", wav(2, 32'000));
  take("disc.cue", "disc.cue");
  write("disc.chapters.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nUnused\n");
  const Summary summary = run();
  EXPECT_THAT(
      ingest::shown(summary.warnings),
      testing::IsSupersetOf({std::string("disc.chapters.vtt: its ranges are not used: disc.cue has some")}));
  const iiif::Description hanes = description("hanes");
  EXPECT_EQ(hanes.label.any(), "Mine");
  EXPECT_EQ(hanes.summary.any(), "From the table");
  EXPECT_EQ(hanes.rights, "http://rightsstatements.org/vocab/InC-EDU/1.0/");
  EXPECT_EQ(shown(hanes.ranges), "Only hanes.wav#1-2");
  std::string genre;
  for (const iiif::MetadataEntry& entry : hanes.metadata)
    if (entry.label.any() == "Genre") genre = entry.value.any();
  EXPECT_EQ(genre, "Talk");
  EXPECT_EQ(shown(description("disc").ranges),
            "Ar hyd y nos disc.wav#0-2.013333, さくらさくら disc.wav#2.013333-3.133333, Track 04 "
            "disc.wav#3.133333-4");
}

TEST_F(IngestRecordsTest, MakesRangesPartByPart) {
  write("box/a.wav", wav(1, 24'000));
  write("box/b.wav", wav(2, 24'000));
  write("box/c.wav", wav(3, 24'000));
  write("box/item.yaml", "label: Box\nparts: {a.wav: First}\n");
  take("recital.structure.xml", "box/a.structure.xml");
  write("box/b.cy.chapters.vtt",
        "WEBVTT\n\n00:00.000 --> 00:01.000\nDechrau\n\n00:01.000 --> 00:09.000\nDiwedd\n");
  const Summary summary = run();
  EXPECT_EQ(
      shown(description("box").ranges),
      "First (Rhan gyntaf (Schubert: Ave Maria a.wav#0-1.2, さくら (第一節 a.wav#1.2-2, 第二節 a.wav#2-3))), "
      "b (Dechrau b.wav#0-1, Diwedd b.wav#1-3), c c.wav#0-3");
  EXPECT_THAT(
      ingest::shown(summary.warnings),
      testing::IsSupersetOf(
          {std::string(
               "box/b.cy.chapters.vtt: the range 'Diwedd' is cut: it ends at 9 s, and all ends at 3 s"),
           std::string("box/a.structure.xml: line 11: a Span without a begin is left out")}));
}

TEST_F(IngestRecordsTest, TakesTheTranscriptOfOhms) {
  write("cyfweliad.wav", wav(1, 8000 * 100));
  take("cyfweliad.ohms.xml", "cyfweliad.ohms.xml");
  run();
  const store::Text english = catalog_->text("cyfweliad", "en.transcript").value();
  EXPECT_EQ(english.kind, store::TextKind::Transcript);
  EXPECT_EQ(english.format, "vtt");
  EXPECT_EQ(english.label, "English (transcript)");
  EXPECT_THAT(english.body, HasSubstr("00:01:00.000 --> 00:02:00.000\nDAVIES: Tell me of the strike.\n"));
  EXPECT_THAT(english.body, HasSubstr("JONES: It is &lt;very&gt; cold.\n"));
  EXPECT_EQ(catalog_->text("cyfweliad", "cy.transcript").value().format, "txt");
  EXPECT_EQ(shown(description("cyfweliad").ranges),
            "Cyflwyniad cyfweliad.wav#0-61, Y streic fawr cyfweliad.wav#61-100");

  // What lies beside the recording is better.
  write("cyfweliad.en.transcript.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nMine\n");
  run();
  EXPECT_THAT(catalog_->text("cyfweliad", "en.transcript").value().body, HasSubstr("Mine"));
}

TEST_F(IngestRecordsTest, ServesTheItemWhateverItsRecordIs) {
  write("a.wav", wav(1));
  write("a.mets.xml", "<mets>\n<structMap>\n");
  write("b.wav", wav(2));
  write("b.xml", "<tt><body><div><p end='1s'>Helo</p></div></body></tt>");
  write("c.wav", wav(3));
  write("c.dc.xml", "<camera/>");
  write("d.wav", wav(4));
  write("d.cue", std::string(2 << 20, 'x'));
  write("mets.xml", "<mets/>");
  write("metadata.csv", "file,rights\na.wav,https://creativecommons.org/licenses/by/9.0/\nlost.wav,\n");
  const Summary summary = run();
  EXPECT_THAT(
      ingest::shown(summary.warnings),
      testing::UnorderedElementsAre(
          HasSubstr("a.mets.xml: is not used: line 2: this is no XML"),
          "c.dc.xml: is not used: it is no record known here: its root is 'camera'",
          HasSubstr("d.cue: is not used: 2097152 bytes"), HasSubstr("mets.xml: belongs to no recording"),
          "metadata.csv: row 2: rights: 'https://creativecommons.org/licenses/by/9.0/' is not a Creative "
          "Commons or rightsstatements.org URI; near it is http://creativecommons.org/licenses/by/4.0/",
          "metadata.csv: row 3: there is no 'lost.wav' here"));
  EXPECT_THAT(members(), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(catalog_->text("b", "captions").value().body, HasSubstr("Helo"));
}

}  // namespace
}  // namespace ingest
