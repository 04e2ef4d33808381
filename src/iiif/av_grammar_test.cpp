// Holds the parser to a second reading of the grammar, on many strings that are nearly requests.
#include <gtest/gtest.h>

#include <random>

#include "support/av_grammar.h"

namespace {

using Words = std::vector<std::string>;
using Random = std::mt19937;

const std::string& any(const Words& words, Random& random) { return words[random() % words.size()]; }

const Words kNumbers{"0",
                     "1",
                     "5",
                     "10",
                     "33.366666",
                     "33.366667",
                     "100",
                     "100.0",
                     "101",
                     "119.986",
                     "640",
                     "360",
                     "361",
                     "1000000",
                     "1000001",
                     "0.0000001",
                     "0.0000000001",
                     "5.",
                     ".5",
                     ".",
                     "",
                     "007",
                     "9999999999",
                     "999999999",
                     "90",
                     "45",
                     "0.5",
                     "000000000000000000005",
                     "33.333333333333336",
                     "1e3",
                     "-1",
                     "nan",
                     "inf",
                     "0x10",
                     "00:05",
                     "01:02:03.5",
                     "1.:00:05",
                     "1.:05",
                     "123456:00:00",
                     "00:60",
                     "5.0000000001",
                     "\xD9\xA1",
                     "360",
                     "360.0000000001",
                     "360.000000001",
                     " 1"};

std::string numbers(std::size_t count, Random& random) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? "," : "") + any(kNumbers, random);
  return text;
}

std::string parameter(Random& random) {
  static const Words prefixes{"", "", "", "", "^", "!", "pct:", "^pct:", "^!", "!^", "frame:", "pct"};
  static const Words words{"full", "max",     "square", "info.json", "default.mp4", "gray.jpg", "de.f.mp4",
                           "~3f",  "default", ".mp4",   "0",         "~",           "FULL"};
  if (random() % 4 == 0) return any(words, random);
  return any(prefixes, random) + numbers(1 + random() % 5 % 4, random);
}

// Mostly a request, with a parameter or two put in from elsewhere.
Words path(Random& random) {
  static const std::vector<Words> models{
      {"t", "full", "max", "default.mp3"},
      {"t", "5", "full", "max", "0", "default.jpg"},
      {"t", "1,9", "full", "max", "max", "0", "default.mp4"},
      {"t", "5", "info.json"},
      {"t", "1,9", "full", "max", "max", "0", "default", "~3f", "v", "1.m4s"},
      {"t", "info.json"}};
  Words segments = models[random() % models.size()];
  for (std::size_t changes = 1 + random() % 3; changes > 0; --changes)
    segments[random() % segments.size()] = parameter(random);
  if (random() % 16 == 0) segments.push_back(parameter(random));
  std::string& changed = segments[random() % segments.size()];
  if (random() % 4 == 0 && !changed.empty())
    changed[random() % changed.size()] = "0159,.:!^~pct-_ %/"[random() % 18];
  return segments;
}

TEST(AvGrammar, IsReadAlikeTwice) {
  Random random(20261124);
  const auto shapes = av_grammar::shapes();
  int accepted = 0, disagreed = 0;
  for (int i = 0; i < 100'000 && disagreed < 10; ++i) {
    const Words segments = path(random);
    const std::string problem = av_grammar::disagreement(segments, shapes);
    accepted += av_grammar::judge(segments) == av_grammar::Verdict::Request;
    if (problem.empty()) continue;
    ++disagreed;
    std::string joined;
    for (const std::string& segment : segments) joined += "/" + segment;
    ADD_FAILURE() << joined << ": " << problem;
  }
  EXPECT_GT(accepted, 10'000) << "too few of the strings are requests";
}

}  // namespace
