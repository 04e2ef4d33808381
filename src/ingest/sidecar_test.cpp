#include "ingest/sidecar.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"

namespace ingest {
namespace {

const std::vector<std::string> kMasters{"tape1.mp4", "tape1.part2.mp4", "été #1 +50%.mov", "tape2.mp4",
                                        "tape2.wav"};

// "master | role | language | name", or the complaint, or "-".
std::string matched(const std::string& name) {
  const Matched result = match_sides(kMasters, {name});
  if (!result.complaints.empty()) return "! " + result.complaints[0].reason;
  if (result.sides.empty()) return "-";
  const Side& side = result.sides[0];
  constexpr const char* kRoles[] = {"captions", "subtitles", "descriptions", "transcript",
                                    "chapters", "poster",    "description",  "record"};
  return base::format("{} | {} | {} | {}", side.master == kWholeFolder ? "*" : kMasters[side.master],
                      kRoles[static_cast<int>(side.role)], side.language, side.name);
}

TEST(Sidecar, BelongsByItsName) {
  const std::pair<const char*, const char*> table[] = {
      {"tape1.vtt", "tape1.mp4 | captions |  | captions"},
      {"tape1.en.vtt", "tape1.mp4 | captions | en | en"},
      {"tape1.en.captions.srt", "tape1.mp4 | captions | en | en.captions"},
      {"tape1.cy.subtitles.vtt", "tape1.mp4 | subtitles | cy | cy.subtitles"},
      {"tape1.subs.cy.vtt", "tape1.mp4 | subtitles | cy | cy.subtitles"},
      {"tape1.transcript.txt", "tape1.mp4 | transcript |  | transcript"},
      {"tape1.en.txt", "tape1.mp4 | transcript | en | en"},
      {"tape1.transcript.en.vtt", "tape1.mp4 | transcript | en | en.transcript"},
      {"tape1.txt", "-"},
      {"tape1.chapters.vtt", "tape1.mp4 | chapters |  | chapters"},
      {"tape1.part2.en.vtt", "tape1.part2.mp4 | captions | en | en"},
      {"tape1.mp4.en.vtt", "tape1.mp4 | captions | en | en"},
      {"tape2.en.vtt", "tape2.mp4 | captions | en | en"},
      {"tape2.wav.en.vtt", "tape2.wav | captions | en | en"},
      {"été #1 +50%.fr.srt", "été #1 +50%.mov | captions | fr | fr"},
      {"tape1.zh-Hant-TW.vtt", "tape1.mp4 | captions | zh-Hant-TW | zh-Hant-TW"},
      {"tape1.JPG", "tape1.mp4 | poster |  | "},
      {"tape1.poster.png", "tape1.mp4 | poster |  | "},
      {"tape1.en.png", "-"},
      {"poster.jpg", "* | poster |  | "},
      {"Cover.WebP", "* | poster |  | "},
      {"holiday.jpg", "-"},
      {"tape1.yaml", "tape1.mp4 | description |  | "},
      {"tape1.json", "tape1.mp4 | description |  | "},
      {"tape1.info.json", "-"},
      {"notes.txt", "-"},
      {"tape1", "-"},
      {"tape10.en.vtt", "! belongs to no recording: none here has a name that it begins with"},
      {"tape1.draft.vtt",
       "! 'draft' in its name is neither a language nor captions, subtitles, descriptions, forced, machine, "
       "transcript or chapters"},
      {"tape1.ttml", "tape1.mp4 | captions |  | captions"},
      {"tape1.cy.dfxp", "tape1.mp4 | captions | cy | cy"},
      {"tape1.en.subtitles.itt", "tape1.mp4 | subtitles | en | en.subtitles"},
      {"tape1.en.xml", "tape1.mp4 | captions | en | en"},
      {"tape1.draft.xml", "-"},
      {"tape1.xml", "tape1.mp4 | record |  | record"},
      {"tape1.mets.xml", "tape1.mp4 | record |  | mets"},
      {"tape1.mp4.PBCore.XML", "tape1.mp4 | record |  | pbcore"},
      {"tape1.part2.structure.xml", "tape1.part2.mp4 | record |  | structure"},
      {"tape1.cue", "tape1.mp4 | record |  | cue"},
      {"mets.xml", "* | record |  | mets"},
      {"item.xml", "* | record |  | record"},
      {"item.ohms.xml", "* | record |  | ohms"},
      {"disc.cue", "* | record |  | cue"},
      {"camera.xml", "-"},
      {"tape1.sbv", "! captions in this form are not read: convert them to WebVTT or SubRip"},
      {"tape1.en.sdh.vtt", "tape1.mp4 | captions | en | en.captions"},
      {"tape1.en.forced.srt", "tape1.mp4 | subtitles | en | en.subtitles.forced"},
      {"tape1.forced.en.subtitles.srt", "tape1.mp4 | subtitles | en | en.subtitles.forced"},
      {"tape1.en.descriptions.vtt", "tape1.mp4 | descriptions | en | en.descriptions"},
      {"tape1.en.ad.vtt", "tape1.mp4 | descriptions | en | en.descriptions"},
      {"tape1.en.machine.vtt", "tape1.mp4 | captions | en | en.machine"},
      {"tape1.en.transcript.asr.vtt", "tape1.mp4 | transcript | en | en.transcript.machine"},
  };
  for (const auto& [name, expected] : table) EXPECT_EQ(matched(name), expected) << name;
}

TEST(Sidecar, PrefersWebVttToSubRipOfTheSameName) {
  const std::vector<std::string> others{"tape1.en.srt", "tape1.en.vtt"};
  const Matched result = match_sides(kMasters, others);
  ASSERT_EQ(result.sides.size(), 1u);
  EXPECT_EQ(others[result.sides[0].file], "tape1.en.vtt");
  ASSERT_EQ(result.complaints.size(), 1u);
  EXPECT_EQ(result.complaints[0].path, "tape1.en.srt");
}

// docs/viewers.md, rule 9: by its name, or by what stands before the first cue; not by what is said in one.
TEST(Sidecar, TellsWhatAMachineWrote) {
  const auto label = [](const std::string& name, const std::string& content) {
    const auto file = std::filesystem::temp_directory_path() / base::format("avocet-{}-{}", ::getpid(), name);
    std::ofstream(file, std::ios::binary) << content;
    const Side side = match_sides(kMasters, {name}).sides.at(0);
    const auto text = read_text(file.string(), side, "tape1", name);
    std::filesystem::remove(file);
    return text ? text->label : text.error().message;
  };
  const std::string cue = "00:01.000 --> 00:02.000\nauto-generated\n";
  EXPECT_EQ(label("tape1.en.asr.vtt", "WEBVTT\n\n" + cue), "English (machine generated)");
  EXPECT_EQ(label("tape1.en.vtt", "WEBVTT\n\n" + cue), "English");
  EXPECT_EQ(label("tape1.en.vtt", "WEBVTT\nKind: asr\n\n" + cue), "English (machine generated)");
  EXPECT_EQ(label("tape1.en.subtitles.vtt", "WEBVTT\n\nNOTE Machine generated, not corrected\n\n" + cue),
            "English (subtitles) (machine generated)");
}

}  // namespace
}  // namespace ingest
