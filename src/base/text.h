// Text: UTF-8, splitting, natural order, names that are safe in a URL. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lowercase(std::string_view ascii);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII only
std::string_view trim(std::string_view text);                       // spaces, tabs, CR, LF
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Whole text as a decimal number; nothing on overflow, sign, space or emptiness.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

bool is_utf8(std::string_view text);                // RFC 3629: no overlongs, no surrogates
std::string to_valid_utf8(std::string_view bytes);  // broken sequences become U+FFFD

// Runs of digits compare by value, letters without case: "tape2" < "Tape10". A total order.
bool natural_less(std::string_view a, std::string_view b);

// The same order for indexes that compare bytes: natural_key(a) < natural_key(b) just when natural_less(a,
// b).
std::string natural_key(std::string_view text);

// A readable identifier for one path segment: letters, digits, `-`, `_`, `.` and all non-ASCII letters stay;
// runs of anything else become one `-`. Never empty, never starts with `~` or `.`.
std::string slug(std::string_view name);

// For quoting hostile input in an error: cut to 80 bytes, control bytes and broken UTF-8 replaced.
std::string clip_for_message(std::string_view input);

std::string escape_html(std::string_view text);  // & < > " '

}  // namespace base
