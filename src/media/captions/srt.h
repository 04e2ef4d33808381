// SubRip (.srt): no standard, many writers. Read with goodwill into WebVTT cues, written in its plainest
// form. Pure; linear in the input, which may be hostile.
#pragma once

#include <string>
#include <string_view>

#include "media/captions/cue.h"

namespace media::captions {

// Numbers and missing blank lines do not matter; a line with times begins a cue. `<i> <b> <u>` are kept,
// other tags and `{\...}` dropped, the rest is escaped. Malformed if there is no cue in it at all.
base::Result<Captions> parse_srt(std::string_view bytes);

// The text of one cue, in lines, as WebVTT cue text.
std::string srt_cue_text(std::string_view text);

std::string write_srt(const Captions& captions);

}  // namespace media::captions
