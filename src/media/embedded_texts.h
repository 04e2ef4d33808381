// Texts that a master carries inside: mov_text, SubRip, SubStation, WebVTT and TTML tracks of MP4, Matroska
// and their kin, and CEA-608 captions between the pictures, as cues on the work's timeline. Demuxing finds
// them
// (`Demuxed::texts`): no master is read a second time for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "media/captions/cue.h"
#include "media/media_info.h"
#include "media/sample_table.h"

namespace media {

struct EmbeddedText {
  std::string language;         // BCP 47; empty if the file does not say
  std::string label;            // the track's own name; often empty
  Purpose purpose;              // captions are for the deaf
  captions::Captions captions;  // never without cues
};

struct EmbeddedTexts {
  std::vector<EmbeddedText> texts;    // in the order of the tracks; closed captions last
  std::vector<std::string> warnings;  // for people: texts that are not read, and why
};

// Of a master whose samples are listed: packets of text tracks alone are read, and of pictures the first
// bytes, until it is clear that no captions lie there. Marks the track that has some. What fails is a
// warning.
EmbeddedTexts read_listed_texts(const base::Source& master, std::string_view file_name, MediaInfo& info,
                                const std::vector<TrackSamples>& samples);

}  // namespace media
