// TTML (https://www.w3.org/TR/ttml2/) in the profiles people have: IMSC 1.1 Text, EBU-TT-D, DFXP, iTunes
// Timed Text. The words with their times, lines, slant, weight, underline, colours, ruby and speakers become
// WebVTT cues; regions their place. Backgrounds, fonts, sizes, animations and pictures are left out. Pure;
// nothing outside of the text is ever opened and no entity expanded; bounded on hostile input.
#pragma once

#include <string>
#include <string_view>

#include "media/captions/cue.h"

namespace media::captions {

struct TtmlDocument {
  Captions captions;     // may have no cue
  std::string language;  // of the whole (xml:lang), BCP 47; empty if it does not say
};

// Unsupported where it is XML but no TTML; Malformed where it is neither, or nested more than 64 deep;
// TooLarge above 8 MiB, or where more than 16 MiB would come of it. What has no end shows for a hundred
// hours.
base::Result<TtmlDocument> parse_ttml(std::string_view bytes);

}  // namespace media::captions
