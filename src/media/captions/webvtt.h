// WebVTT (https://www.w3.org/TR/webvtt1/): a parser as tolerant as the specification's (clause 6), and a
// strict writer that every viewer reads. Pure; linear in the input, which may be hostile.
#pragma once

#include <string>
#include <string_view>

#include "media/captions/cue.h"

namespace media::captions {

// Malformed if the text does not begin with the signature `WEBVTT`; everything else is skipped or repaired as
// clause 6 says. TooLarge above 256 MiB.
base::Result<Captions> parse_webvtt(std::string_view bytes);

// Conforming text/vtt (clause 4): the first line is exactly `WEBVTT`; the header goes to a NOTE; cues
// with their identifiers in order of their starts; empty and backward cues are left out.
std::string write_webvtt(const Captions& captions);

// One HLS segment (RFC 8216 3.5): all cues that show in `range`, with their full times, on a timeline whose
// zero is that of the media (`tfdt`). Only the header where there are none.
std::string text_segment(const Captions& captions, base::TimeRange range);

// Cue text with `&`, `<` and `>` escaped.
std::string escape_cue_text(std::string_view text);

// Drops what clause 4 does not allow in a payload: empty lines, and the arrow of a timing line.
std::string valid_payload(std::string_view payload);

}  // namespace media::captions
