#include "http/range.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/format.h"
#include "base/text.h"

namespace http {
namespace {

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kMaxSpecs = 256;  // before merging

// 1*DIGIT, saturating: a position past 2^64 is past the end of everything.
std::optional<std::uint64_t> position(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    if (!base::is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (kHuge - digit) / 10 ? kHuge : value * 10 + digit;
  }
  return value;
}

// One range-spec. Outer nothing: bad syntax. A length of 0: well-formed but nothing of it exists.
std::optional<ByteRange> resolve(std::string_view spec, std::uint64_t size) {
  const std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view before = spec.substr(0, dash);
  const std::string_view after = spec.substr(dash + 1);
  if (before.empty()) {  // suffix-range: the last n bytes
    const auto suffix = position(after);
    if (!suffix) return std::nullopt;
    const std::uint64_t length = std::min(*suffix, size);
    return ByteRange{size - length, length};
  }
  const auto first = position(before);
  const auto last = after.empty() ? std::optional(kHuge) : position(after);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= size) return ByteRange{};
  return ByteRange{*first, std::min(*last, size - 1) - *first + 1};
}

std::vector<ByteRange> merged(std::vector<ByteRange> ranges) {
  std::ranges::sort(ranges, {}, &ByteRange::offset);
  std::vector<ByteRange> apart;
  for (const ByteRange& range : ranges) {
    if (apart.empty() || range.offset > apart.back().offset + apart.back().length) {
      apart.push_back(range);
      continue;
    }
    ByteRange& last = apart.back();
    last.length = std::max(last.offset + last.length, range.offset + range.length) - last.offset;
  }
  return apart;
}

}  // namespace

RangeSelection select_ranges(std::string_view field, std::uint64_t size) {
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos || size == 0) return {};
  if (!base::equals_ignoring_case(base::trim(field.substr(0, equals)), "bytes")) return {};
  const std::vector<std::string_view> specs = base::split(field.substr(equals + 1), ',');
  if (specs.size() > kMaxSpecs) return {};
  std::vector<ByteRange> ranges;
  bool any = false;
  for (std::string_view spec : specs) {
    spec = base::trim(spec);
    if (spec.empty()) continue;  // empty list elements are to be ignored (5.6.1.2)
    const auto range = resolve(spec, size);
    if (!range) return {};
    any = true;
    if (range->length > 0) ranges.push_back(*range);
  }
  if (!any) return {};
  if (ranges.empty()) return {RangeVerdict::Unsatisfiable, {}};
  ranges = merged(std::move(ranges));
  if (ranges.size() > kMaxRangeParts) return {};
  return {RangeVerdict::Satisfiable, std::move(ranges)};
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return base::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, size);
}

base::Splice multipart_body(const base::Splice& whole, const std::vector<ByteRange>& ranges,
                            std::string_view content_type, std::string_view boundary) {
  base::Splice body;
  for (const ByteRange& range : ranges) {
    body.append(base::format("\r\n--{}\r\nContent-Type: {}\r\nContent-Range: {}\r\n\r\n", boundary,
                             content_type, content_range(range, whole.size())));
    body.append(whole.subrange(range.offset, range.length));
  }
  body.append(base::format("\r\n--{}--\r\n", boundary));
  return body;
}

}  // namespace http
