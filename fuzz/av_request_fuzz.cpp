// The A/V Content API's grammar: any path is accepted or refused as a second reading of the contract's table
// says, and the canonical form of what is accepted is a fixed point.
#include <cstdio>
#include <cstdlib>

#include "support/av_grammar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // std::regex recurses once a character.
  if (size > 512) return 0;
  static const auto shapes = av_grammar::shapes();
  const auto segments = av_grammar::split_path(std::string(reinterpret_cast<const char*>(data), size));
  const std::string problem = av_grammar::disagreement(segments, shapes);
  if (problem.empty()) return 0;
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::abort();
}
