// Byte ranges (RFC 9110 14): which bytes of a representation a Range field asks for, and the body that
// answers it. Pure functions; all figures in bytes. Hostile fields cost O(length of the field).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/splice.h"

namespace http {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // never 0
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// Parts of one multipart answer at most; a field that asks for more, after merging, is ignored, because it
// is an attack or a mistake (14.2).
inline constexpr std::size_t kMaxRangeParts = 16;

enum class RangeVerdict {
  Ignored,        // absent, another unit, bad syntax, or too many parts: answer with the whole
  Satisfiable,    // at least one range overlaps the representation
  Unsatisfiable,  // well-formed, but none does: 416
};

struct RangeSelection {
  RangeVerdict verdict = RangeVerdict::Ignored;
  std::vector<ByteRange> ranges;  // ascending, apart from one another, clamped to the representation
};

// `size` is the length of the representation. An empty one has no ranges: the field is ignored then, so that
// a player that always sends `bytes=0-` gets its empty file.
RangeSelection select_ranges(std::string_view field, std::uint64_t size);

// "bytes 0-499/1234"
std::string content_range(const ByteRange& range, std::uint64_t size);

// The body of a multipart/byteranges answer (14.6). Media bytes are sliced, not copied.
base::Splice multipart_body(const base::Splice& whole, const std::vector<ByteRange>& ranges,
                            std::string_view content_type, std::string_view boundary);

}  // namespace http
