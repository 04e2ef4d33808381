#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace base {
namespace {

// Length of the valid UTF-8 sequence at `at`, 0 if it is broken (RFC 3629, table in section 4).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto follows = [&](std::size_t i, unsigned char low, unsigned char high) {
    return at + i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned char low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

std::string_view digits_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  std::string_view run = text.substr(at, end - at);
  run.remove_prefix(std::min(run.find_first_not_of('0'), run.size()));
  return run;
}

bool stays_in_slug(char c) {
  return is_alpha(c) || is_digit(c) || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string lowercase(std::string_view ascii) {
  std::string result(ascii);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) result += separator;
    result += part;
  }
  return result;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_length(bytes, at);
    result += length ? bytes.substr(at, length) : std::string_view("\xEF\xBF\xBD");
    at += std::max<std::size_t>(length, 1);
  }
  return result;
}

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view left = digits_at(a, i), right = digits_at(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
      i = std::min(a.find_first_not_of("0123456789", i), a.size());
      j = std::min(b.find_first_not_of("0123456789", j), b.size());
      continue;
    }
    const auto left = static_cast<unsigned char>(lower(a[i])),
               right = static_cast<unsigned char>(lower(b[j]));
    if (left != right) return left < right;
    ++i, ++j;
  }
  if (i < a.size() || j < b.size()) return i == a.size();
  return a < b;  // equal but for case or leading zeros: any fixed order
}

// A run of digits becomes '0' (any digit sorts alike against a non-digit), its length without leading zeros
// in base 255, and those digits; a NUL is escaped so that "\0\0" ends the key before the text itself breaks
// ties.
std::string natural_key(std::string_view text) {
  std::string key;
  key.reserve(2 * text.size() + 8);
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      key += lower(text[i]);
      if (text[i++] == '\0') key += '\1';
      continue;
    }
    const std::string_view run = digits_at(text, i);
    key += '0';
    key.append(run.size() / 255, '\xFF');
    key += static_cast<char>(run.size() % 255);
    key += run;
    i = std::min(text.find_first_not_of("0123456789", i), text.size());
  }
  key.append(2, '\0');
  key += text;
  return key;
}

std::string slug(std::string_view name) {
  std::string result;
  const std::string clean = to_valid_utf8(name);
  for (char c : clean) {
    if (stays_in_slug(c))
      result += c;
    else if (!result.empty() && result.back() != '-')
      result += '-';
  }
  while (!result.empty() && (result.back() == '-' || result.back() == '.')) result.pop_back();
  result.erase(0, std::min(result.find_first_not_of("-."), result.size()));
  return result.empty() ? "unnamed" : result;
}

std::string clip_for_message(std::string_view input) {
  std::string shown = to_valid_utf8(input.substr(0, 80));
  std::ranges::replace_if(shown, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return input.size() > 80 ? shown + "..." : shown;
}

std::string escape_html(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace base
