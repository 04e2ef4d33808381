// Probe: what a server answers for a resource that a document refers to, held against what the document says
// of it. Whoever has a network asks (avocet validate --fetch); here it is only judged. Pure; safe from any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "iiif/validation/validate.h"

namespace iiif::validation {

// An answer to GET with `Range: bytes=0-65535` and an Origin of elsewhere.
struct Probe {
  int status = 0;
  std::string failure;  // why there is no answer
  std::string content_type, content_range, content_length, allow_origin;
  std::string beginning;  // of the body
};

void judge_probe(const MediaReference& media, const Probe& probe, Report& report);

// What bytes are, by their signature: "image/png", "video/mp4" (any ISO base media file), ...; empty if
// unknown.
std::string_view sniff(std::string_view beginning);

struct PictureSize {
  std::uint32_t width = 0, height = 0;
};
std::optional<PictureSize> picture_size(std::string_view beginning);  // of PNG, GIF and JPEG

// Seconds, by the movie header of an ISO base media file or the head of a WAV file, where they lie in the
// beginning.
std::optional<double> media_duration(std::string_view beginning);

}  // namespace iiif::validation
