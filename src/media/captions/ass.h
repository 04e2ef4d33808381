// SubStation Alpha (.ass, .ssa): no standard but the documents of its programs. The words, line breaks and
// italics, bold and underline become WebVTT cues, the Name of an event its voice; places, colours and
// drawings are left out. Pure; linear in the input, which may be hostile.
#pragma once

#include <string>
#include <string_view>

#include "media/captions/cue.h"

namespace media::captions {

// Malformed where there is no event in it.
base::Result<Captions> parse_ass(std::string_view bytes);

// The Text field of an event as cue text.
std::string ass_cue_text(std::string_view text);

// An event as Matroska and libavcodec hold it ("ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,
// Text") as cue text with its voice. Empty where fields are missing.
std::string ass_event_text(std::string_view event);

}  // namespace media::captions
