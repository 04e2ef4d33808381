// What records become: each of tests/corpus/records as a golden, and what hostile ones are refused with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "base/text.h"
#include "ingest/records/chapters.h"
#include "ingest/records/fields.h"
#include "ingest/records/read_record.h"
#include "media/captions/webvtt.h"
#include "support/golden.h"

namespace ingest {
namespace {

namespace json = base::json;
using testing::HasSubstr;

std::string content_of(const std::string& name) {
  std::ifstream stream(std::filesystem::path(AVOCET_SOURCE_DIR) / "tests/corpus/records" / name,
                       std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string shown(const Record& record) {
  json::array texts, complaints;
  for (const RecordText& text : record.texts)
    texts.push_back({{"language", text.language},
                     {"text", text.plain.empty() ? media::captions::write_webvtt(text.timed) : text.plain}});
  for (const std::string& complaint : record.complaints) complaints.push_back(json::string(complaint));
  return base::write_pretty_json(json::object{{"kind", record.kind},
                                              {"label", record.label},
                                              {"format", record.format},
                                              {"profile", record.profile},
                                              {"description", iiif::to_json(record.description)},
                                              {"texts", texts},
                                              {"complaints", complaints}});
}

void expect_record(const std::string& name, const std::vector<std::string>& parts) {
  const auto record = read_record(content_of(name), name, parts);
  ASSERT_TRUE(record) << name << ": " << record.error().message;
  expect_golden("records/" + name + ".json", shown(*record));
}

std::string refused(std::string_view bytes, std::string_view name = "tape.xml") {
  const auto record = read_record(bytes, name, {"tape.wav"});
  return record ? "read: " + record->kind : record.error().message;
}

TEST(Records, AreWhatTheirFormatsMean) {
  expect_record("eisteddfod.mets.xml", {"ochr 1.wav", "ochr 2.wav"});
  expect_record("hanes.pbcore.xml", {"hanes.mp4"});
  expect_record("cyfweliad.ohms.xml", {"cyfweliad.mp3"});
  expect_record("recital.structure.xml", {"recital.wav"});
  expect_record("disc.cue", {"disc.wav"});
  expect_record("oai.dc.xml", {"sea.wav"});
  expect_record("plain.dc.xml", {"harp.wav"});
  expect_record("dspace.dc.xml", {"bells.wav"});
}

TEST(Records, AreReadInAnyEncoding) {
  const std::string record = "<dc xmlns='http://purl.org/dc/elements/1.1/'><title>Tâp</title></dc>";
  std::string utf16 = "\xff\xfe";
  for (const char16_t c :
       std::u16string(u"<dc xmlns='http://purl.org/dc/elements/1.1/'><title>T\u00e2p</title></dc>"))
    utf16 += {static_cast<char>(c & 0xff), static_cast<char>(c >> 8)};
  const std::string latin = base::replace_all(record, "â", "\xe2");
  for (const std::string& bytes : {record, "\xEF\xBB\xBF" + record, utf16, latin,
                                   "<?xml version='1.0' encoding='ISO-8859-1'?>" + latin}) {
    const auto read = read_record(bytes, "x.xml", {});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->description.label.any(), "Tâp");
  }
}

TEST(Records, AreRefusedWithTheLineAndTheReason) {
  EXPECT_EQ(refused("<mets>\n<div>\n</mets>"), "line 3: this is no XML: start-end tags mismatch");
  EXPECT_THAT(refused(""), HasSubstr("this is no XML"));
  EXPECT_THAT(refused("not XML at all"), HasSubstr("this is no XML"));
  EXPECT_EQ(refused("<camera/>"), "it is no record known here: its root is 'camera'");
  EXPECT_EQ(refused("TITLE x\n", "tape.cue"), "there is no TRACK in it");
  EXPECT_EQ(refused("<pbcoreCollection/>"), "read: pbcore");
}

TEST(Records, BoundWhatHostileOnesCost) {
  std::string bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += base::format("<!ENTITY {} '", c);
    for (int i = 0; i < 10; ++i) bomb += base::format("&{};", static_cast<char>(c - 1));
    bomb += "'>";
  }
  bomb += "]><dc xmlns='http://purl.org/dc/elements/1.1/'><title>&j;</title></dc>";
  const auto unexpanded = read_record(bomb, "x.xml", {});
  ASSERT_TRUE(unexpanded);
  EXPECT_EQ(unexpanded->description.label.any(), "&j;");

  std::string outer =
      "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><dc "
      "xmlns='http://purl.org/dc/elements/1.1/'><title>&e;</title></dc>";
  EXPECT_EQ(read_record(outer, "x.xml", {}).value().description.label.any(), "&e;");

  std::string deep, wide = "<mets", many = "<mets>";
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_THAT(refused(deep), HasSubstr("line 1: this is no XML"));
  for (int i = 0; i < 200'000; ++i) deep += "</a>";
  EXPECT_THAT(refused(deep), HasSubstr("nested more than"));
  for (int i = 0; i < 100; ++i) wide += base::format(" a{}=''", i);
  EXPECT_THAT(refused(wide + "/>"), HasSubstr("attributes"));
  for (int i = 0; i < 700'000; ++i) many += "<a/>";
  EXPECT_EQ(refused(many + "</mets>"), "it has more elements or attributes than are read");
  EXPECT_THAT(refused(std::string(kRecordLimit + 1, ' ')), HasSubstr("records are read up to"));
  EXPECT_THAT(refused(std::string(2 << 20, ' '), "x.cue"), HasSubstr("cue sheets are read up to"));
}

TEST(Records, TellOfSoManyFaultsOnly) {
  std::string structure = "<Item>";
  for (int i = 0; i < 20'000; ++i) structure += "<Span label='x' begin='never'/>\n";
  const Record record = read_record(structure + "</Item>", "x.xml", {}).value();
  EXPECT_EQ(record.complaints.size(), kRecordComplaintsMost);
  EXPECT_GT(record.left_out, 1000u);
  EXPECT_EQ(record.complaints[0], "line 1: begin: 'never' is not a time");
  std::string cue;
  for (int i = 0; i < 12'000; ++i) cue += "TRACK 01 AUDIO\nINDEX 01 00:00:00\n";
  EXPECT_EQ(read_record(cue, "x.cue", {}).value().description.ranges.size(), iiif::kRangesMost);
}

TEST(Records, NestChaptersByTheirTimes) {
  const auto captions = media::captions::parse_webvtt(
                            "WEBVTT\n\n00:02.000 --> 00:03.000\nC\n\n00:00.000 --> 00:02.000\n<b>A</b>\n\n"
                            "00:00.500 --> 00:01.000\nB\n\n00:00.500 --> 00:01.000\nB again\n")
                            .value();
  Record record;
  iiif::Description description;
  description.ranges = ranges_of_chapters(captions, "cy", record);
  EXPECT_EQ(
      base::write_json(iiif::to_json(description).at("ranges")),
      R"([{"label":{"cy":["A"]},"start":"0","end":"2","ranges":[{"label":{"cy":["B"]},"start":"0.5","end":"1"},)"
      R"({"label":{"cy":["B again"]},"start":"0.5","end":"1"}]},{"label":{"cy":["C"]},"start":"2","end":"3"}])");
}

TEST(Records, KnowDatesAndLanguages) {
  const std::pair<const char*, const char*> dates[] = {
      {"1974", "1974-01-01T00:00:00Z"},
      {"1974-03", "1974-03-01T00:00:00Z"},
      {"1974-03-12", "1974-03-12T00:00:00Z"},
      {"1974-03-12 10:15", "1974-03-12T10:15:00Z"},
      {"1974-03-12T10:15:30", "1974-03-12T10:15:30Z"},
      {"1974-03-12T10:15:30+01:00", "1974-03-12T10:15:30+01:00"},
      {"1974-13", ""},
      {"1974-03-32", ""},
      {"12 March 1974", ""},
      {"1974-03-12T25:00", ""},
      {"1974-03-12T10:15:30+0100", ""},
      {"ca. 1974", ""},
      {"", ""}};
  for (const auto& [text, expected] : dates) EXPECT_EQ(nav_date_of(text), expected) << text;
  const std::pair<const char*, const char*> languages[] = {
      {"Welsh", "cy"},    {"Cymraeg", "cy"}, {"cym", "cy"}, {"日本語", "ja"},
      {"en-GB", "en-GB"}, {"Klingon", ""},   {"", ""}};
  for (const auto& [name, expected] : languages) EXPECT_EQ(language_by_name(name), expected) << name;
}

}  // namespace
}  // namespace ingest
