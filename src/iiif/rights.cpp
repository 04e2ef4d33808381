#include "iiif/rights.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"

namespace iiif {
namespace {

constexpr std::array<std::string_view, 12> kStatements{"InC",     "InC-OW-EU", "InC-EDU", "InC-NC",
                                                       "InC-RUU", "NoC-CR",    "NoC-NC",  "NoC-OKLR",
                                                       "NoC-US",  "CNE",       "UND",     "NKC"};
constexpr std::array<std::string_view, 6> kLicences{"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"};
// Given up after 1.0, but still in force where they were given.
constexpr std::array<std::string_view, 6> kEarlyLicences{"sa", "nd", "nc", "nc-sa", "nd-nc", "by-nd-nc"};
constexpr std::array<std::string_view, 6> kVersions{"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"};

bool is_among(const auto& list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// Adapted to the law of a country: two letters, and two that are none. 4.0 has no such ports.
bool is_port(std::string_view version, std::string_view port) {
  if (version == "4.0") return false;
  if (port == "scotland") return version == "2.5";
  if (port == "igo") return version == "3.0";
  return port.size() == 2 && base::is_alpha(port[0]) && base::is_alpha(port[1]);
}

bool is_page(std::string_view segment) {
  return segment == "deed" || segment == "legalcode" || segment.starts_with("deed.") ||
         segment.starts_with("legalcode.");
}

std::string creative_commons(std::vector<std::string_view> path) {
  if (path.size() > 1 && is_page(path.back())) path.pop_back();
  if (path.size() == 3 && path[0] == "publicdomain" && (path[1] == "zero" || path[1] == "mark") &&
      path[2] == "1.0")
    return base::format("http://creativecommons.org/publicdomain/{}/1.0/", path[1]);
  if (path.size() < 3 || path.size() > 4 || path[0] != "licenses" || !is_among(kVersions, path[2])) return {};
  if (!is_among(kLicences, path[1]) && !(path[2] == "1.0" && is_among(kEarlyLicences, path[1]))) return {};
  if (path.size() == 4 && !is_port(path[2], path[3])) return {};
  // Of 2.1 there are only ports.
  if (path.size() == 3 && path[2] == "2.1") return {};
  std::string uri = base::format("http://creativecommons.org/licenses/{}/{}/", path[1], path[2]);
  return path.size() == 4 ? uri + base::format("{}/", path[3]) : uri;
}

std::string statement(std::string_view name) {
  return base::format("http://rightsstatements.org/vocab/{}/1.0/", name);
}

std::string rights_statement(const std::vector<std::string_view>& path) {
  if (path.size() != 3 || (path[0] != "vocab" && path[0] != "page") || path[2] != "1.0") return {};
  for (std::string_view name : kStatements)
    if (base::equals_ignoring_case(name, path[1])) return statement(name);
  return {};
}

// Changes of a letter that make one of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row[b.size()];
}

std::string nearest_statement(std::string_view name) {
  constexpr std::array<std::string_view, 3> kWords{"incopyright", "nocopyright", "unknown"};
  constexpr std::array<std::string_view, 3> kMeant{"InC", "NoC-US", "UND"};
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (name.starts_with(kWords[i])) return statement(kMeant[i]);
  std::string_view best;
  std::size_t least = 3;  // farther is another word
  for (std::string_view known : kStatements)
    if (const std::size_t far = distance(base::lowercase(known), name); far < least) {
      least = far;
      best = known;
    }
  return best.empty() ? "" : statement(best);
}

// Words of letters, digits and points: "CC BY-SA 4.0" -> cc by sa 4.0.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (base::is_alpha(c) || base::is_digit(c) || c == '.')
      words.back() += base::lower(c);
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string nearest_licence(const std::vector<std::string>& words) {
  const auto has = [&](std::string_view word) { return is_among(words, word); };
  if (has("cc0") || has("zero")) return "http://creativecommons.org/publicdomain/zero/1.0/";
  if (has("mark") || has("pdm")) return "http://creativecommons.org/publicdomain/mark/1.0/";
  const bool attribution = has("by") || has("attribution");
  const bool commons = has("cc") || has("licenses") || has("licences") || has("creativecommons.org") ||
                       has("www.creativecommons.org") || (has("creative") && has("commons"));
  if (!attribution || !commons) return {};
  std::string licence = "by";
  if (has("nc") || has("noncommercial")) licence += "-nc";
  if (has("sa") || has("sharealike"))
    licence += "-sa";
  else if (has("nd") || has("noderivatives") || has("noderivs"))
    licence += "-nd";
  std::string_view version = "4.0";
  for (std::string_view known : kVersions)
    if (known != "2.1" && has(known)) version = known;
  return base::format("http://creativecommons.org/licenses/{}/{}/", licence, version);
}

// The host in small letters, without `www.`, and the segments of the path; nothing for what is no http URI.
struct Parts {
  std::string host;
  std::vector<std::string_view> path;
};
Parts parts_of(std::string_view uri) {
  const std::size_t scheme = uri.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string name = base::lowercase(uri.substr(0, scheme));
  if (name != "http" && name != "https") return {};
  uri.remove_prefix(scheme + 3);
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t slash = std::min(uri.find('/'), uri.size());
  Parts parts{base::lowercase(uri.substr(0, slash)), {}};
  if (parts.host.starts_with("www.")) parts.host.erase(0, 4);
  if (slash < uri.size()) parts.path = base::split(uri.substr(slash + 1), '/');
  if (!parts.path.empty() && parts.path.back().empty()) parts.path.pop_back();
  return parts;
}

}  // namespace

std::string canonical_rights(std::string_view text) {
  text = base::trim(text);
  if (text.size() > 300) return {};
  const Parts parts = parts_of(text);
  if (parts.host == "rightsstatements.org") return rights_statement(parts.path);
  if (parts.host != "creativecommons.org") return {};
  const std::string small = base::lowercase(text);
  return creative_commons(parts_of(small).path);
}

std::string nearest_rights(std::string_view text) {
  text = base::trim(text);
  if (text.size() > 300) return {};
  const std::string small = base::lowercase(text);
  if (const std::size_t at = small.find("rightsstatements.org/"); at != std::string::npos) {
    std::string_view path = std::string_view(small).substr(at + 21);
    for (std::string_view folder : {"vocab/", "page/"})
      if (path.starts_with(folder)) path.remove_prefix(folder.size());
    return nearest_statement(path.substr(0, path.find_first_of("/?#")));
  }
  return nearest_licence(words_of(small));
}

}  // namespace iiif
