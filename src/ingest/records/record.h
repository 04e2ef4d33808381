// Record: what a descriptive record beside the recordings says, whatever format it is in
// (docs/guide/records.md). Each format is a pure function from bytes to this value. What cannot be used is
// left out and named with its line; bytes are hostile: time, memory and depth are bounded. Safe from any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "iiif/description.h"
#include "media/captions/cue.h"

namespace ingest {

inline constexpr std::size_t kRecordLimit = std::size_t{16} << 20;  // bytes
inline constexpr std::size_t kRecordComplaintsMost = 50;            // of one record; the rest is counted

// Words of the recording that the record holds.
struct RecordText {
  std::string language;             // BCP 47; empty if it is not said
  media::captions::Captions timed;  // or, where it has no times:
  std::string plain;                // UTF-8
};

struct Record {
  std::string kind;     // "mets": names the text it is served as
  std::string label;    // "METS record", in English
  std::string format;   // media type
  std::string profile;  // URI; empty if the format has none
  // `part_labels` and `ranges` may name parts by file.
  iiif::Description description;
  std::vector<RecordText> texts;
  std::vector<std::string> complaints;  // "line 12: ...", one sentence each

  void complain(std::size_t line, std::string_view reason);  // line 0: of no line of its own
  std::size_t left_out = 0;                                  // complaints over the limit
};

}  // namespace ingest
