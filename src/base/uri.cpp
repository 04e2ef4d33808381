#include "base/uri.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kTargetLimit = 8192;  // bytes; longer identifiers than any file system allows fit

constexpr std::array<bool, 256> kUnreserved = [] {
  std::array<bool, 256> unreserved{};
  for (std::size_t c = 0; c < unreserved.size(); ++c)
    unreserved[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                    c == '.' || c == '_' || c == '~';
  return unreserved;
}();

bool is_unreserved(char c) { return kUnreserved[static_cast<unsigned char>(c)]; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

Result<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0 || high + low == 0)
      return fail(Fault::Malformed, fmt::format("bad percent escape in '{}'", clip_for_message(text)));
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(result))
    return fail(Fault::Malformed, fmt::format("'{}' is not UTF-8", clip_for_message(text)));
  return result;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  if (text.empty()) return query;
  for (std::string_view field : split(text, '&')) {
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    std::string name = TRY(decode(field.substr(0, equals), true));
    std::string value =
        TRY(decode(equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1), true));
    query.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string result(text.begin(), std::ranges::find_if_not(text, is_unreserved));
  for (char c : text.substr(result.size())) {
    if (is_unreserved(c))
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

Result<std::string> percent_decode(std::string_view text) { return decode(text, false); }

const std::string* Target::find_query(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
  return found == query.end() ? nullptr : &found->second;
}

Result<Target> parse_target(std::string_view text) {
  if (text.size() > kTargetLimit) return fail(Fault::TooLarge, "the request target is too long");
  const auto forbidden = [](unsigned char c) { return c <= 0x20 || c == 0x7F || c == '#'; };
  if (!text.starts_with('/') || std::ranges::any_of(text, forbidden))
    return fail(Fault::Malformed, fmt::format("'{}' is not a request target", clip_for_message(text)));
  Target target;
  const std::size_t question = text.find('?');
  target.raw_path = text.substr(0, question);
  if (question != std::string_view::npos) target.query = TRY(parse_query(text.substr(question + 1)));
  for (std::string_view raw : split(std::string_view(target.raw_path).substr(1), '/')) {
    std::string segment = TRY(percent_decode(raw));
    if (segment == "." || segment == "..")
      return fail(Fault::Malformed, "dot segments are not allowed in a path");
    target.segments.push_back(std::move(segment));
  }
  return target;
}

bool is_http_uri(std::string_view text) {
  const std::size_t scheme = text.starts_with("http://") ? 7 : text.starts_with("https://") ? 8 : 0;
  if (scheme == 0 || text.size() == scheme || text[scheme] == '/') return false;
  return std::ranges::none_of(text, [](unsigned char c) {
    return c <= 0x20 || c >= 0x7F || c == '#' || c == '"' || c == '<' || c == '>';
  });
}

}  // namespace base
