// Cue: one caption or subtitle, in the words of WebVTT (https://www.w3.org/TR/webvtt1/), whatever file it
// came from. Captions: all cues of a file with what they lean on. Values; all text is valid UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/media_time.h"
#include "base/result.h"

namespace media::captions {

struct Cue {
  base::TimeRange range;  // on the work's timeline; milliseconds
  std::string id;
  std::string settings;  // valid WebVTT cue settings, one space between; often empty
  std::string payload;   // WebVTT cue text: tags and escapes as written; lines parted by '\n', none empty
  friend bool operator==(const Cue&, const Cue&) = default;
};

struct Captions {
  std::string header;                // what stood between the signature and the first block
  std::vector<std::string> styles;   // CSS of the STYLE blocks
  std::vector<std::string> regions;  // settings of the REGION blocks, each valid and with an id of its own
  std::vector<Cue> cues;             // in file order
  friend bool operator==(const Captions&, const Captions&) = default;
};

// In order of start; cues of the same start stay in the order of the vector they point into.
void sort_by_start(std::vector<const Cue*>& cues);

// The words alone, for transcripts and search: tags dropped, HTML's character references resolved, lines
// joined by a space.
std::string plain_text(const Cue& cue);

// The annotation of the first voice span ("<v Neil>"): who speaks. Empty if nobody is named.
std::string voice(const Cue& cue);

// The text of a caption file as UTF-8 (6.1 of WebVTT decodes as UTF-8): a BOM is dropped, UTF-16 is
// recognised by its BOM or its zeros and converted, broken sequences become U+FFFD, or where `fallback` is
// Latin1, the whole is read as Windows-1252. Line ends become '\n', NUL becomes U+FFFD.
enum class Fallback { ReplacementCharacter, Latin1 };
std::string decode_text(std::string_view bytes, Fallback fallback);

// Appends a code point in UTF-8; U+FFFD for what is none.
void append_utf8(std::string& text, std::uint32_t code_point);

// The code point that Windows-1252 (and HTML's numbered references) means by one below 256.
std::uint32_t windows1252(std::uint32_t code);

// Whitespace as WebVTT and HTML know it: tab, LF, FF, CR, space.
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

}  // namespace media::captions
