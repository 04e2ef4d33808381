#include "ingest/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "ingest/yaml.h"
#include "support/golden.h"

namespace ingest {
namespace {

std::string yaml(const std::string& text) {
  const auto value = parse_yaml(text);
  return value ? base::write_json(*value) : "! " + value.error().message;
}

TEST(Yaml, KeepsScalarsAsTheyAreWritten) {
  EXPECT_EQ(yaml("label: 1984\nsummary: Yes\nempty:\nnull: ~\nquoted: \"~\"\n"),
            R"({"label":"1984","summary":"Yes","empty":null,"null":null,"quoted":"~"})");
  EXPECT_EQ(yaml("label: {cy: Cyfweliad, en: [Interview, Talk]}"),
            R"({"label":{"cy":"Cyfweliad","en":["Interview","Talk"]}})");
  EXPECT_EQ(yaml("a: &x [1, 2]\nb: *x\n"), R"({"a":["1","2"],"b":["1","2"]})");
  EXPECT_EQ(yaml(""), "null");
}

TEST(Yaml, RefusesWhatIsBrokenOrABomb) {
  EXPECT_EQ(yaml("label: [a"), "! line 1, column 1: end of sequence flow not found");
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 30; ++i) {
    std::string ten;
    for (int k = 0; k < 10; ++k) ten += "*a" + std::to_string(i - 1) + (k < 9 ? "," : "");
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + ten + "]\n";
  }
  EXPECT_EQ(yaml(bomb).substr(0, 2), "! ");
  EXPECT_EQ(yaml(std::string(100000, '[')).substr(0, 2), "! ");
  EXPECT_EQ(yaml("&a [*a]").substr(0, 2), "! ");
  EXPECT_EQ(yaml("? [a, b]\n: c\n").substr(0, 2), "! ");
  EXPECT_EQ(yaml(std::string(2 << 20, 'x')).substr(0, 2), "! ");
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  const CsvTable table =
      parse_csv(
          "\xEF\xBB\xBF"
          "file, title ,notes\r\na.mp4,\"One, two\",\"line 1\nline \"\"2\"\"\"\r\n\r\nb.mp4,Two\r\n")
          .value();
  EXPECT_EQ(table.header, (std::vector<std::string>{"file", "title", "notes"}));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"a.mp4", "One, two", "line 1\nline \"2\""}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"b.mp4", "Two"}));
  EXPECT_EQ(parse_csv("file;title\na;b,c\n").value().rows[0][1], "b,c");
  EXPECT_FALSE(parse_csv("file" + std::string(1000, ',') + "\n"));
  EXPECT_EQ(parse_csv("file" + std::string(999, ',') + "\na\n").value().rows[0].size(), 1u);
  EXPECT_FALSE(parse_csv("file,title\na,\"b\n"));
  EXPECT_FALSE(parse_csv(""));
}

TEST(Describe, FindsTheRowOfAFile) {
  std::vector<std::string> complaints;
  const auto table =
      DescriptionTable::from_csv(parse_csv("Title,File,Date,Rights,Interviewer\n"
                                           "Second,b.mp4,1951,ask us,Mair\n"
                                           "First,a,1950,https://creativecommons.org/licenses/by/4.0/,\n")
                                     .value(),
                                 complaints)
          .value();
  const auto second = table.row_for("b.mp4", complaints);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->label.any(), "Second");
  ASSERT_EQ(second->metadata.size(), 3u);
  EXPECT_EQ(second->metadata[0].label.any(), "Date");
  EXPECT_EQ(second->metadata[1].value.any(), "ask us");
  const auto first = table.row_for("a.mov", complaints);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->rights, "http://creativecommons.org/licenses/by/4.0/");
  EXPECT_TRUE(complaints.empty());
  EXPECT_FALSE(table.row_for("c.mp4", complaints));
  EXPECT_EQ(first->nav_date, "1950-01-01T00:00:00Z");
  EXPECT_FALSE(DescriptionTable::from_csv(parse_csv("title,date\na,b\n").value(), complaints));
}

TEST(Describe, KnowsThePropertiesAndLanguagesOfColumns) {
  std::vector<std::string> complaints;
  // As Excel saves it in Welsh Windows: semicolons, Windows-1252, CRLF.
  const auto table =
      DescriptionTable::from_csv(
          parse_csv(
              "file;label@en;label@cy;summary;requiredStatement.label;requiredStatement@cy;rights;navDate;"
              "provider;provider.homepage;provider.logo;homepage;homepage.label@en;seeAlso;behavior;Speaker;"
              "metadata:Date;Speaker@cy;label@xx-;summary\r\n"
              "a.wav;Talk;Sgwrs;\"One; two\";Credit;Archif \xe2;http://rightsstatements.org/vocab/CNE/1.0/;"
              "1974-03-12;Archive;https://example.org;https://example.org/l.png;"
              "https://example.org/1|https://example.org/2;Record;https://example.org/1.xml;unordered;"
              "Mair | Si\xe2n;March;Mair;;\r\n"
              "b.wav;;;;;;CC BY 4.0;next week;;;;ftp://x;;;;;;;;\r\n")
              .value(),
          complaints)
          .value();
  EXPECT_THAT(complaints,
              testing::ElementsAre("the column 'label@xx-': 'xx-' is not a language, such as en or cy",
                                   "the column 'summary' is not used: another says the same"));
  complaints.clear();
  const auto row = table.row_for("a.wav", complaints);
  ASSERT_TRUE(row);
  EXPECT_THAT(complaints, testing::IsEmpty());
  expect_golden("records/table-row.json", base::write_pretty_json(iiif::to_json(*row)));
  table.row_for("b.wav", complaints);
  EXPECT_THAT(complaints,
              testing::ElementsAre(testing::HasSubstr("row 3: navDate: 'next week' is not a date"),
                                   "row 3: homepage: 'ftp://x' is not a http URI"));
}

TEST(Describe, NamesRowsThatDescribeNothing) {
  std::vector<std::string> complaints;
  const auto table =
      DescriptionTable::from_csv(
          parse_csv("folder,title\nbox/,One\n\n,Nobody\nbox,Two\nreel,Three\n\"lost\",Four\n").value(),
          complaints)
          .value();
  table.check_targets({"box", "reel.wav"}, complaints);
  EXPECT_THAT(complaints, testing::ElementsAre("row 4: names no file or folder",
                                               "row 5: is not used: row 2 is about 'box' too",
                                               "row 7: there is no 'lost' here"));
  EXPECT_EQ(table.row_for("box", complaints)->label.any(), "One");
  EXPECT_EQ(table.row_for("reel.wav", complaints)->label.any(), "Three");
}

TEST(Describe, TakesFromTagsWhatAllMastersAgreeOn) {
  media::MediaInfo one, two;
  one.tags = {
      {"title", "Part one"}, {"artist", "Siân"}, {"copyright", "(c) 1950"}, {"description", "A talk"}};
  two.tags = {{"title", "Part two"}, {"artist", "Siân"}, {"copyright", "(c) 1950"}};
  const iiif::Description both = described_by_tags({&one, &two});
  EXPECT_TRUE(both.label.empty());
  EXPECT_TRUE(both.summary.empty());
  ASSERT_EQ(both.metadata.size(), 1u);
  EXPECT_EQ(both.metadata[0].value.any(), "Siân");
  EXPECT_EQ(both.required_statement_value.any(), "(c) 1950");
  EXPECT_EQ(described_by_tags({&one}).label.any(), "Part one");
  EXPECT_EQ(part_label("x_1.mp4", &two).any(), "Part two");
  EXPECT_EQ(part_label("x_1.mp4", nullptr).any(), "x 1");
}

TEST(Describe, LetsPeopleOverruleTags) {
  iiif::Description stated, tags;
  stated.label = {"en", "Mine"};
  stated.metadata = {{{"en", "Artist"}, {"none", "me"}}};
  tags.label = {"none", "Theirs"};
  tags.summary = {"none", "kept"};
  tags.metadata = {{{"en", "artist"}, {"none", "them"}}, {{"en", "Date"}, {"none", "1950"}}};
  const iiif::Description merged = merge(stated, tags);
  EXPECT_EQ(merged.label.any(), "Mine");
  EXPECT_EQ(merged.summary.any(), "kept");
  ASSERT_EQ(merged.metadata.size(), 2u);
  EXPECT_EQ(merged.metadata[0].value.any(), "me");
  EXPECT_EQ(merged.metadata[1].value.any(), "1950");
}

}  // namespace
}  // namespace ingest
