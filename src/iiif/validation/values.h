// What strings of the APIs must look like: URIs, licences, dates, media types, language tags, media
// fragments. Pure; linear in the length of the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iiif::validation {

bool is_absolute_uri(std::string_view text);  // scheme ":" something
bool is_http_uri(std::string_view text);      // http or https with a host; a fragment may follow
// The first character that RFC 3986 does not allow in a URI, or a broken escape; nothing where all are
// allowed.
std::optional<std::string> forbidden_in_uri(std::string_view text);
std::string_view without_fragment(std::string_view uri);
std::string_view fragment_of(std::string_view uri);  // behind the #; empty without

enum class RightsForm { Known, Misspelt, Other };  // Misspelt: means one of the known ones, but is not it
RightsForm rights_form(std::string_view uri);

enum class DateForm { Utc, Offset, NoZone, Impossible, Malformed };
DateForm date_form(std::string_view text);
// For comparing: seconds from an arbitrary beginning; nothing unless the form is Utc or Offset.
std::optional<double> date_seconds(std::string_view text);

bool is_media_type(std::string_view text);
bool is_language(std::string_view text);  // a BCP 47 tag; also private and grandfathered ones

struct Region {
  double x = 0, y = 0, width = 0, height = 0;
  bool percent = false;
};

struct Span {  // seconds
  double start = 0;
  std::optional<double> end;  // nothing: to the end
};

// A media fragment (https://www.w3.org/TR/media-frags/), without its #.
struct Fragment {
  std::optional<Span> time;
  std::optional<Region> region;
  std::string bad_time, bad_region;  // the part that is not valid; empty without
  bool clock = false;                // minutes or hours, a unit other than npt:, or npt: itself
  std::vector<std::string> unknown;  // other names
};
Fragment parse_fragment(std::string_view text);

// `text` is a parameter of an Image API 3 request (or of 2).
bool is_image_region(std::string_view text);
bool is_image_size(std::string_view text);
bool is_image_rotation(std::string_view text);

}  // namespace iiif::validation
