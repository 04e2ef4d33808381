// The kind and size of a picture by its own first bytes: JPEG (ITU-T T.81 B.2.2), PNG (ISO/IEC 15948 11.2.2),
// WebP (RFC 9649 2.5 - 2.7), GIF (GIF89a 18). Nothing is decoded. Pure; bounded on hostile input.
#pragma once

#include <cstdint>
#include <string>

#include "base/byte_source.h"

namespace ingest {

struct ImageSize {
  std::string type;                     // "image/jpeg"
  std::uint32_t width = 0, height = 0;  // pixels, as stored (before any Exif orientation)
};

// Of the picture in [offset, offset + length) of a source.
base::Result<ImageSize> image_size(const base::ByteSource& source, std::uint64_t offset,
                                   std::uint64_t length);

}  // namespace ingest
