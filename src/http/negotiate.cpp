#include "http/negotiate.h"

#include <algorithm>

#include "base/text.h"

namespace http {
namespace {

// Splits at `separator`, but not inside a quoted-string (RFC 9110 5.6.4).
std::vector<std::string_view> split_unquoted(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == separator && !quoted) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::string unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string value;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    value += text[i];
  }
  return value;
}

// qvalue = "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3"0" ], in thousandths; what is neither is no quality at all.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = (text[0] - '0') * 1000;
  int weight = 100;
  for (char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (!base::is_digit(c)) return std::nullopt;
    value += (c - '0') * weight;
    weight /= 10;
  }
  if (value > 1000) return std::nullopt;
  return value;
}

bool lists_word(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = base::split(list, ' ');
  return std::ranges::find(words, word) != words.end();
}

// How specifically `range` names `offered`: 0 not at all, 1 `*/*`, 2 `type/*`, 3 `type/subtype`, and one
// more for each parameter it states.
int specificity(const MediaType& range, const MediaType& offered) {
  if (range.type == "*") return 1;
  if (range.type != offered.type) return 0;
  if (range.subtype == "*") return 2;
  if (range.subtype != offered.subtype) return 0;
  int points = 3;
  for (const auto& [name, value] : range.parameters) {
    if (name == "charset") continue;
    const std::string* ours = offered.find(name);
    if (!ours || (*ours != value && !(name == "profile" && lists_word(value, *ours)))) return 0;
    ++points;
  }
  return points;
}

int quality_of(const std::vector<MediaType>& ranges, const MediaType& offered) {
  int best = 0;
  int quality = 0;
  for (const MediaType& range : ranges) {
    const int points = specificity(range, offered);
    if (points <= best) continue;
    best = points;
    quality = range.quality;
  }
  return quality;
}

}  // namespace

const std::string* MediaType::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  return found == parameters.end() ? nullptr : &found->second;
}

std::optional<MediaType> parse_media_type(std::string_view text) {
  const std::vector<std::string_view> parts = split_unquoted(text, ';');
  const std::string_view name = base::trim(parts[0]);
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == name.size()) return std::nullopt;
  MediaType media;
  media.type = base::lowercase(name.substr(0, slash));
  media.subtype = base::lowercase(name.substr(slash + 1));
  if (media.type == "*" && media.subtype != "*") return std::nullopt;
  for (std::string_view part : std::span(parts).subspan(1)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    std::string parameter = base::lowercase(base::trim(part.substr(0, equals)));
    const std::string_view value = base::trim(part.substr(equals + 1));
    if (parameter != "q") {
      media.parameters.emplace_back(std::move(parameter), unquote(value));
      continue;
    }
    const auto quality = parse_quality(value);
    if (!quality) return std::nullopt;
    media.quality = *quality;
    break;  // what follows q were accept-ext (RFC 7231) and say nothing of the type
  }
  return media;
}

std::vector<MediaType> parse_accept(std::string_view field) {
  std::vector<MediaType> ranges;
  for (std::string_view member : split_unquoted(field, ','))
    if (auto range = parse_media_type(member)) ranges.push_back(std::move(*range));
  return ranges;
}

std::optional<std::size_t> choose_media_type(std::string_view accept,
                                             std::span<const std::string_view> offered) {
  if (offered.empty()) return std::nullopt;
  const std::vector<MediaType> ranges = parse_accept(accept);
  if (ranges.empty()) return 0;
  std::optional<std::size_t> chosen;
  int best = 0;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    const auto media = parse_media_type(offered[i]);
    const int quality = media ? quality_of(ranges, *media) : 0;
    if (quality <= best) continue;
    best = quality;
    chosen = i;
  }
  return chosen;
}

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::Gzip:
      return "gzip";
    case Encoding::Brotli:
      return "br";
    case Encoding::Identity:
      break;
  }
  return "identity";
}

Encoding choose_encoding(std::string_view accept_encoding) {
  std::optional<int> gzip;
  std::optional<int> brotli;
  int rest = 0;
  for (std::string_view member : base::split(accept_encoding, ',')) {
    const std::vector<std::string_view> parts = base::split(member, ';');
    const std::string coding = base::lowercase(base::trim(parts[0]));
    std::optional<int> quality = 1000;
    for (std::string_view part : std::span(parts).subspan(1)) {
      const std::string_view parameter = base::trim(part);
      if (parameter.starts_with("q=") || parameter.starts_with("Q="))
        quality = parse_quality(parameter.substr(2));
    }
    if (!quality) continue;
    if (coding == "gzip" || coding == "x-gzip") gzip = *quality;
    if (coding == "br") brotli = *quality;
    if (coding == "*") rest = *quality;
  }
  const int gzip_quality = gzip.value_or(rest);
  const int brotli_quality = brotli.value_or(rest);
  if (gzip_quality == 0 && brotli_quality == 0) return Encoding::Identity;
  return brotli_quality >= gzip_quality ? Encoding::Brotli : Encoding::Gzip;
}

}  // namespace http
