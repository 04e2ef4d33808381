// Presentation documents of any version: whatever is read is written as JSON in both versions, and what is
// written in 4.0 reads the same again.
#include <cstdio>
#include <cstdlib>

#include "iiif/presentation_writer.h"
#include "support/json_difference.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = iiif::read_presentation({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  const std::string in_3 = iiif::write_presentation(*document, iiif::Version::V3);
  const std::string in_4 = iiif::write_presentation(*document, iiif::Version::V4);
  // What is upgraded may lie deeper than what was read.
  base::json::parse_options options;
  options.max_depth = 1000;
  boost::system::error_code wrong_3, wrong_4;
  base::json::parse(in_3, wrong_3, {}, options);
  const base::json::value first = base::json::parse(in_4, wrong_4, {}, options);
  if (wrong_3 || wrong_4) {
    std::fprintf(stderr, "%s\n%s\n", in_3.c_str(), in_4.c_str());
    std::abort();
  }
  const auto again = iiif::read_presentation(in_4);
  if (!again) return 0;  // deeper than what is read
  const std::string twice = iiif::write_presentation(*again, iiif::Version::V4);
  const std::string difference = json_difference::differs(first, base::json::parse(twice, {}, options),
                                                          json_difference::Judge::SameMeaning);
  if (difference.empty()) return 0;
  std::fprintf(stderr, "%s\n%s\n%s\n", difference.c_str(), in_4.c_str(), twice.c_str());
  std::abort();
}
