// Side files: texts and pictures that belong to a master by their name (docs/guide/ingest.md). Matching is a
// pure function of the names in one folder; reading parses captions into the strict WebVTT that is served.
// What is not understood becomes a complaint, never a failure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/records/record.h"
#include "media/embedded_texts.h"
#include "store/catalog.h"

namespace ingest {

// A record is XML or a cue sheet that describes (records/read_record.h).
enum class SideRole { Captions, Subtitles, Descriptions, Transcript, Chapters, Poster, Description, Record };

bool is_text_role(SideRole role);

inline constexpr std::size_t kWholeFolder = static_cast<std::size_t>(-1);

struct Side {
  std::size_t file = 0;               // index into the names that were matched
  std::size_t master = kWholeFolder;  // index into the masters, or the item of the folder
  SideRole role = SideRole::Captions;
  std::string language;  // BCP 47; empty if the name does not say
  // Of a text: unique within its master, URL-safe: "en", "cy.subtitles", "captions". Of a record: the format
  // that its name claims, "mets", or "record" where that is for its content to say.
  std::string name;
  bool forced = false;   // of a text: only what all must read: signs, foreign speech
  bool machine = false;  // of a text: a program wrote down what it heard
};

struct Complaint {
  std::string path;    // relative to the ingested folder
  std::string reason;  // one sentence
};

struct Matched {
  std::vector<Side> sides;
  std::vector<Complaint> complaints;  // paths are the bare names
};

// Which of the `others` belong to which of the `masters`, both bare names of one folder. The longest stem
// wins: "tape1.part2.en.vtt" belongs to "tape1.part2.mp4" though there is a "tape1.mp4".
Matched match_sides(const std::vector<std::string>& masters, const std::vector<std::string>& others);

// Reads a text side file and turns it into what is served. Malformed with a sentence if it cannot be;
// Unsupported where it is none of our business after all: XML that is no timed text.
base::Result<store::Text> read_text(const std::string& absolute_path, const Side& side,
                                    std::string_view file_id, std::string_view relative_path);

// The same of content that is not on disk, or not yet.
base::Result<store::Text> make_text(const std::string& content, const Side& side, std::string_view file_id,
                                    std::string_view relative_path);
inline constexpr std::uint64_t kTextLimit = 16ull << 20;  // bytes; a day of speech has less than two million

// What is served of the words in a record that belongs to a file. Its name is not yet unique.
store::Text text_of(const RecordText& words, std::string_view file_id, std::string_view relative_path);

// What is served of a text that a master carries inside. Its name says language and kind, like a side file's;
// it is not yet unique.
store::Text text_of(const media::EmbeddedText& embedded, std::string_view file_id);

// Reads a picture's kind and size from its first bytes.
base::Result<store::Picture> read_picture(const std::string& absolute_path, std::string_view file_id,
                                          std::string_view relative_path);

}  // namespace ingest
