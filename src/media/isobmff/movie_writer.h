// The boxes of a `moov` that an initialization segment and a progressive file have in common: movie, track
// and media headers, edit lists, data references (ISO/IEC 14496-12 clause 8). Pure; times are ticks of the
// timescale named beside them.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "media/media_info.h"

namespace media::isobmff {

// 8.6.6: one entry of an edit list. Without a media time it is an empty edit.
struct EditEntry {
  std::uint64_t duration = 0;              // movie timescale; 0 in a fragmented file: to the end
  std::optional<std::int64_t> media_time;  // media timescale
};

// mvhd (8.2.2). Duration 0 where fragments follow.
void write_movie_header(base::ByteWriter& out, std::uint32_t timescale, std::uint64_t duration,
                        std::uint32_t next_track_id);

// tkhd (8.3.2) with the display size and the rotation of the picture.
void write_track_header(base::ByteWriter& out, const Track& track, std::uint32_t track_id,
                        std::uint64_t duration);

// edts/elst (8.6.5, 8.6.6); nothing where there are no edits.
void write_edits(base::ByteWriter& out, const std::vector<EditEntry>& edits);

// mdhd, elng where the language is more than three letters, hdlr (8.4.2, 8.4.6, 8.4.3).
void write_media_headers(base::ByteWriter& out, const Track& track, std::uint64_t duration);

// vmhd or smhd or nmhd, and dinf (8.4.5, 8.7.1).
void write_media_information(base::ByteWriter& out, const Track& track);

// stsd with the track's one sample entry (8.5.2).
void write_sample_description(base::ByteWriter& out, const Track& track);

}  // namespace media::isobmff
