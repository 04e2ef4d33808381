// Texts that a master carries inside: mov_text, SubRip, SubStation and WebVTT tracks of MP4, Matroska and
// their kin, as cues on the work's timeline. One pass over the master. Safe from any thread; bounded in time
// and memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "media/captions/cue.h"
#include "media/media_info.h"

namespace media {

struct EmbeddedText {
  std::string language;         // BCP 47; empty if the file does not say
  std::string label;            // the track's own name; often empty
  bool forced = false;          // only what all must read: signs, foreign speech
  bool for_the_deaf = false;    // sounds are told too: captions
  captions::Captions captions;  // never without cues
};

struct EmbeddedTexts {
  std::vector<EmbeddedText> texts;    // in the order of the tracks
  std::vector<std::string> warnings;  // for people: text tracks that are not read, and why
};

// `info` is what the demuxer told of this master. Empty at once where it has no text track.
base::Result<EmbeddedTexts> read_embedded_texts(const base::Source& master, std::string_view file_name,
                                                const MediaInfo& info);

}  // namespace media
