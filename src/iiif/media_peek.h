// The few facts of a media or picture file that stand in its first bytes: enough to tell whether an answer is
// what it says it is. Never reads outside what it is given; says nothing rather than guess. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/media_time.h"

namespace iiif {

// The media type that the bytes begin like ("image/jpeg", "video/mp4" for any ISO media file,
// "application/vnd.apple.mpegurl" ...); empty where they begin like none that is known here.
std::string sniff(std::string_view bytes);

struct PictureSize {
  std::uint32_t width = 0, height = 0;  // pixels
  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

// Of a JPEG, PNG or WebP file.
std::optional<PictureSize> picture_size(std::string_view bytes);

struct MoviePeek {
  base::Time duration;  // of the movie header; of its fragments where that says 0
  PictureSize display;  // of the first track that has a picture, turned as its matrix says
  bool has_picture = false;
  bool has_sound = false;
};

// Of an ISO media file whose movie box lies whole in these bytes.
std::optional<MoviePeek> peek_movie(std::string_view bytes);

}  // namespace iiif
