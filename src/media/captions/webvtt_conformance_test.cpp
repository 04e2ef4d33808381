// The parser against the W3C's tests of WebVTT (web-platform-tests, webvtt/parsing): whatever a test states
// of a file's cues, settings and regions, and of the text and voices within cues. Every file there must be
// known here.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <set>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "media/captions/webvtt.h"

namespace media::captions {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class WebVttConformance : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("AVOCET_SHARED");
    if (!shared) GTEST_SKIP() << "AVOCET_SHARED is not set";
    folder_ = fs::path(shared) / "data/webvtt-tests";
  }
  Captions parsed(const std::string& name) const {
    return parse_webvtt(contents(folder_ / "wpt-file-parsing" / name)).value();
  }
  base::json::value json(const std::string& name) const {
    return base::parse_json(contents(folder_ / name)).value();
  }
  fs::path folder_;
};

// What the other tests state: the settings in effect of each cue, and the regions that cues can refer to.
struct Stated {
  std::vector<std::string> settings;
  std::vector<std::string> regions = {};
};

std::vector<std::string> times(std::size_t count, const std::string& value) {
  return std::vector(count, value);
}

std::vector<std::string> operator+(std::vector<std::string> first, std::vector<std::string> second) {
  std::ranges::move(second, std::back_inserter(first));
  return first;
}

// "region:FROM" and so on.
std::vector<std::string> region_cues(int from, int to) {
  std::vector<std::string> result;
  for (int i = from; i <= to; ++i) result.push_back(base::format("region:{}", i));
  return result;
}

std::vector<std::string> anchored(const std::string& setting) {
  std::vector<std::string> regions{"id:0"};
  int id = 0;
  for (const char* anchor : {"0%,0%", "1%,1%", "100%,0%", "0%,100%", "100%,100%"})
    regions.push_back(base::format("id:{} {}:{}", ++id, setting, anchor));
  while (id < 19) regions.push_back(base::format("id:{}", ++id));
  return regions;
}

std::map<std::string, Stated> stated() {
  const std::string largest = "17976931348623157" + std::string(292, '0');
  const std::string smallest = "0." + std::string(323, '0');
  std::map<std::string, Stated> files;
  files["nulls.vtt"] = {times(6, "") + std::vector<std::string>{"align:end"}};
  files["settings-align.vtt"] = {
      std::vector<std::string>{"", "align:start", "align:center", "align:end", "align:left", "align:right"} +
      times(6, "align:end") + std::vector<std::string>{"align:center"}};
  files["settings-vertical.vtt"] = {
      std::vector<std::string>{"", "vertical:lr", "vertical:rl", "vertical:lr"} + times(4, "")};
  files["settings-position.vtt"] = {std::vector<std::string>{"position:1%", "position:100%", "position:1%",
                                                             "position:1.5%", "position:1%,line-left",
                                                             "position:1%,center", "position:1%,line-right",
                                                             "position:1%"} +
                                    times(14, "")};
  // A number between two lines is rounded, as 7.2 does before it shows the cue.
  files["settings-line.vtt"] = {
      std::vector<std::string>{"line:-1", "line:0", "line:-0", "line:1", "line:100", "line:101", "line:65536",
                               "line:4294967296", "line:18446744073709552000",
                               "line:10000000000000000000000000000000000", "line:2", "line:" + largest,
                               "line:-" + largest, "line:0", "line:0"} +
      times(23, "") +
      std::vector<std::string>{"line:0%", "line:00%", "line:100%", "line:100%,start", "line:100%,center",
                               "line:100%,end", "line:" + smallest + "5%", "line:" + smallest + "2%"}};
  files["settings-multiple.vtt"] = {{"align:start line:1% vertical:lr size:50% position:25%",
                                     "align:center line:1 vertical:rl size:0% position:100%"}};
  files["settings-region.vtt"] = {
      std::vector<std::string>{"region:foo", "region:bar", "region:bar", "", "region:foo"} + times(4, ""),
      {"id:foo", "id:bar"}};
  files["regions-old.vtt"] = {{"", ""}};
  files["regions-id.vtt"] = {{"region:foo", "region:bar", "region:id", "region:\v"},
                             {"id:bar lines:1", "id:foo lines:2", "id:id lines:3", "id:\v lines:4"}};
  files["regions-lines.vtt"] = {
      region_cues(1, 13),
      {"id:1 lines:0", "id:2 lines:1", "id:3 lines:100", "id:4 lines:101", "id:5 lines:65536",
       "id:6 lines:4294967296", "id:7 lines:18446744073709552000",
       "id:8 lines:10000000000000000000000000000000000", "id:9 lines:2", "id:10", "id:11", "id:12", "id:13"}};
  files["regions-regionanchor.vtt"] = {region_cues(0, 19), anchored("regionanchor")};
  files["regions-viewportanchor.vtt"] = {region_cues(0, 19), anchored("viewportanchor")};
  files["regions-scroll.vtt"] = {
      region_cues(0, 5), {"id:0", "id:1 scroll:up", "id:2 scroll:up", "id:3", "id:4", "id:5 scroll:up"}};
  return files;
}

TEST_F(WebVttConformance, FindsTheCuesOfEveryFile) {
  const auto expected = json("file-parsing-expected.json");
  for (const auto& [key, cues] : expected.as_object()) {
    SCOPED_TRACE(std::string(key));
    const Captions found = parsed(std::string(key));
    ASSERT_EQ(found.cues.size(), cues.as_array().size());
    for (std::size_t i = 0; i < found.cues.size(); ++i) {
      const base::json::object& wanted = cues.as_array()[i].as_object();
      const Cue& cue = found.cues[i];
      EXPECT_EQ(cue.id, base::string_at(wanted, "id")) << i;
      EXPECT_EQ(cue.payload, base::string_at(wanted, "text")) << i;
      EXPECT_NEAR(base::as_double(cue.range.start), wanted.at("startTime").to_number<double>(), 1e-9) << i;
      EXPECT_NEAR(base::as_double(cue.range.end), wanted.at("endTime").to_number<double>(), 1e-9) << i;
    }
  }
}

TEST_F(WebVttConformance, FindsTheSettingsAndRegionsOfEveryFile) {
  for (const auto& [name, wanted] : stated()) {
    SCOPED_TRACE(name);
    const Captions found = parsed(name);
    EXPECT_EQ(found.regions, wanted.regions);
    ASSERT_EQ(found.cues.size(), wanted.settings.size());
    for (std::size_t i = 0; i < found.cues.size(); ++i)
      EXPECT_EQ(found.cues[i].settings, wanted.settings[i]) << i;
  }
}

TEST_F(WebVttConformance, ReadsWhereNullsStand) {
  const Captions found = parsed("nulls.vtt");
  EXPECT_EQ(found.cues.at(1).id, "\xEF\xBF\xBD (null in id)");
  EXPECT_EQ(found.cues.at(2).payload,
            "\xEF\xBF\xBDtext\xEF\xBF\xBD"
            "2");
}

TEST_F(WebVttConformance, LeavesNoFileOut) {
  const auto expected = json("file-parsing-expected.json");
  const auto more = stated();
  for (const fs::directory_entry& file : fs::directory_iterator(folder_ / "wpt-file-parsing")) {
    const std::string name = file.path().filename().string();
    EXPECT_TRUE(expected.as_object().contains(name) || more.contains(name)) << name;
  }
}

TEST_F(WebVttConformance, WritesWhatReadsTheSameAgain) {
  for (const fs::directory_entry& file : fs::directory_iterator(folder_ / "wpt-file-parsing")) {
    SCOPED_TRACE(file.path().filename().string());
    Captions first = parsed(file.path().filename().string());
    std::erase_if(first.cues, [](const Cue& cue) { return cue.range.empty(); });
    const Captions again = parse_webvtt(write_webvtt(first)).value();
    EXPECT_EQ(again.regions, first.regions);
    EXPECT_EQ(again.styles, first.styles);
    ASSERT_EQ(again.cues.size(), first.cues.size());
    for (std::size_t i = 0; i < first.cues.size(); ++i) {
      EXPECT_EQ(again.cues[i].settings, first.cues[i].settings) << i;
      EXPECT_EQ(plain_text(again.cues[i]), plain_text(first.cues[i])) << i;
    }
  }
}

// ---- cue text: the tree that a test states, and what of it we tell: the words, and the first voice

std::string collapsed(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (!is_space(c))
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

struct Tree {
  std::string words, voice;
};

// Text nodes stand in quotation marks and may run over lines; a `title` is the annotation of a voice.
Tree read_tree(std::string_view text) {
  Tree tree;
  while (!text.empty()) {
    const std::size_t next = std::min(text.find("\n|"), text.size() - 1);
    std::string_view node = text.substr(0, next);
    text.remove_prefix(next + 1);
    node.remove_prefix(std::min(node.find_first_not_of("| "), node.size()));
    constexpr std::string_view kTitle = "title=\"";
    if (node.starts_with('"')) tree.words += node.substr(1, node.size() - 2);
    if (node.starts_with(kTitle) && tree.voice.empty())
      tree.voice = node.substr(kTitle.size(), node.size() - kTitle.size() - 1);
  }
  tree.words = collapsed(tree.words);
  return tree;
}

TEST_F(WebVttConformance, FindsTheWordsAndVoicesOfEveryCue) {
  std::set<std::string> seen;
  for (const fs::directory_entry& file : fs::directory_iterator(folder_ / "wpt-cue-parsing")) {
    if (file.path().extension() != ".vtt") continue;
    const std::string stem = file.path().stem().string();
    seen.insert(stem);
    SCOPED_TRACE(stem);
    const Captions captions = parse_webvtt(contents(file.path())).value();
    const auto wanted = json("wpt-cue-parsing/" + stem + ".json");
    ASSERT_EQ(captions.cues.size(), wanted.as_array().size());
    for (std::size_t i = 0; i < captions.cues.size(); ++i) {
      const base::json::object& test = wanted.as_array()[i].as_object();
      const Tree tree = read_tree(base::string_at(test, "expectedTree"));
      EXPECT_EQ(plain_text(captions.cues[i]), tree.words) << base::string_at(test, "text");
      EXPECT_EQ(voice(captions.cues[i]), tree.voice) << base::string_at(test, "text");
    }
  }
  EXPECT_EQ(seen, (std::set<std::string>{"entities", "tags", "text", "timestamps", "tree-building"}));
}

}  // namespace
}  // namespace media::captions
