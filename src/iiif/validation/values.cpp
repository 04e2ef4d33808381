#include "iiif/validation/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/format.h"
#include "base/media_time.h"
#include "base/text.h"
#include "base/uri.h"
#include "iiif/language_tag.h"

namespace iiif::validation {
namespace {

bool is_hex(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// A plain decimal: digits, at most one point.
std::optional<double> decimal(std::string_view text) {
  if (text.empty() || text.size() > 24 || !base::is_digit(text[0])) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return base::is_digit(c) || c == '.'; })) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view rest(end, text.data() + text.size() - end);
  return rest.empty() || rest == "." ? std::optional(value) : std::nullopt;
}

std::optional<int> two_digits(std::string_view text, std::size_t at) {
  if (at + 2 > text.size() || !base::is_digit(text[at]) || !base::is_digit(text[at + 1])) return std::nullopt;
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

struct DateParts {
  long year = 0;
  int month = 0, day = 0, hour = 0, minute = 0, second = 0;
  double fraction = 0;
  std::string_view zone;
};

std::optional<DateParts> date_parts(std::string_view text) {
  DateParts parts;
  const bool before = text.starts_with('-');
  std::string_view rest = before ? text.substr(1) : text;
  const std::size_t year = rest.find('-');
  if (year == std::string_view::npos || year < 4 || year > 9 || (year > 4 && rest[0] == '0'))
    return std::nullopt;
  const auto number = base::parse_unsigned(rest.substr(0, year));
  if (!number || rest.size() < year + 15) return std::nullopt;
  parts.year = before ? -static_cast<long>(*number) : static_cast<long>(*number);
  rest.remove_prefix(year);  // -MM-DDThh:mm:ss
  if (rest[3] != '-' || rest[6] != 'T' || rest[9] != ':' || rest[12] != ':') return std::nullopt;
  const std::array<std::size_t, 5> places{1, 4, 7, 10, 13};
  const std::array<int*, 5> values{&parts.month, &parts.day, &parts.hour, &parts.minute, &parts.second};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto value = two_digits(rest, places[i]);
    if (!value) return std::nullopt;
    *values[i] = *value;
  }
  rest.remove_prefix(15);
  if (rest.starts_with('.')) {
    std::size_t digits = 1;
    while (digits < rest.size() && base::is_digit(rest[digits])) ++digits;
    if (digits == 1) return std::nullopt;
    parts.fraction =
        decimal("0" + std::string(rest.substr(0, std::min<std::size_t>(digits, 12)))).value_or(0);
    rest.remove_prefix(digits);
  }
  parts.zone = rest;
  return parts;
}

int days_in(long year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool exists(const DateParts& date) {
  if (date.year == 0 || date.month < 1 || date.month > 12) return false;
  if (date.day < 1 || date.day > days_in(date.year, date.month)) return false;
  const bool midnight = date.hour == 24 && date.minute == 0 && date.second == 0;
  return (date.hour < 24 || midnight) && date.minute < 60 && date.second < 60;
}

bool is_offset(std::string_view zone) {
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return false;
  const auto hours = two_digits(zone, 1), minutes = two_digits(zone, 4);
  return hours && minutes && *minutes < 60 && (*hours < 14 || (*hours == 14 && *minutes == 0));
}

std::optional<Span> parse_span(std::string_view value, bool& clock) {
  if (value.starts_with("npt:")) {
    clock = true;
    value.remove_prefix(4);
  }
  const std::size_t comma = value.find(',');
  const std::string_view from = value.substr(0, comma);
  Span span;
  const auto instant = [&](std::string_view text, double& out) {
    if (const auto seconds = decimal(text)) {
      out = *seconds;
      return true;
    }
    const auto time = base::parse_npt(text);
    if (!time || text.find(':') == std::string_view::npos) return false;
    clock = true;
    out = base::as_double(*time);
    return true;
  };
  if (from.empty() ? comma == std::string_view::npos : !instant(from, span.start)) return std::nullopt;
  if (comma == std::string_view::npos) return span;
  double end = 0;
  if (!instant(value.substr(comma + 1), end) || end <= span.start) return std::nullopt;
  span.end = end;
  return span;
}

std::optional<Region> parse_region(std::string_view value) {
  Region region;
  if (value.starts_with("pixel:")) value.remove_prefix(6);
  if (value.starts_with("percent:")) {
    region.percent = true;
    value.remove_prefix(8);
  }
  const auto parts = base::split(value, ',');
  if (parts.size() != 4) return std::nullopt;
  const std::array<double*, 4> places{&region.x, &region.y, &region.width, &region.height};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto number = decimal(parts[i]);
    if (!number) return std::nullopt;
    *places[i] = *number;
  }
  if (region.width <= 0 || region.height <= 0) return std::nullopt;
  return region;
}

bool is_whole(std::string_view text) { return base::parse_unsigned(text).has_value(); }

}  // namespace

bool is_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  if (!base::is_alpha(text[0])) return false;
  const auto allowed = [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  if (!std::ranges::all_of(text.substr(0, colon), allowed)) return false;
  const bool web = text.starts_with("http:") || text.starts_with("https:");
  return !web || is_http_uri(text);
}

bool is_http_uri(std::string_view text) {
  std::size_t start = 0;
  if (base::lowercase(text.substr(0, 8)).starts_with("https://")) {
    start = 8;
  } else if (base::lowercase(text.substr(0, 7)).starts_with("http://")) {
    start = 7;
  } else {
    return false;
  }
  const std::string_view host = text.substr(start, text.find_first_of("/?#", start) - start);
  return !host.empty() && host[0] != ':' && host.find(' ') == std::string_view::npos;
}

std::optional<std::string> forbidden_in_uri(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == ' ') return "a space";
    if (c < 0x20 || c == 0x7F) return "a control character";
    if (c >= 0x80) return "a letter outside ASCII";
    if (std::string_view("<>\"{}|\\^`").find(text[i]) != std::string_view::npos)
      return base::format("'{}'", text[i]);
    if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
      return "'%' without two hexadecimal digits";
  }
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos && text.find('#', hash + 1) != std::string_view::npos)
    return "a second '#'";
  return std::nullopt;
}

std::string_view without_fragment(std::string_view uri) { return uri.substr(0, uri.find('#')); }

std::string_view fragment_of(std::string_view uri) {
  const std::size_t hash = uri.find('#');
  return hash == std::string_view::npos ? std::string_view{} : uri.substr(hash + 1);
}

RightsForm rights_form(std::string_view uri) {
  const bool means_known = uri.find("creativecommons.org") != std::string_view::npos ||
                           uri.find("rightsstatements.org") != std::string_view::npos;
  constexpr std::string_view kLicences = "http://creativecommons.org/licenses/";
  constexpr std::string_view kPublic = "http://creativecommons.org/publicdomain/";
  constexpr std::string_view kStatements = "http://rightsstatements.org/vocab/";
  const auto among = [](std::string_view word, std::span<const std::string_view> list) {
    return std::ranges::find(list, word) != list.end();
  };
  static constexpr std::string_view kKinds[] = {
      "by", "by-sa", "by-nd", "by-nc", "by-nc-sa",     "by-nc-nd", "by-nd-nc",  "sa",
      "nd", "nc",    "nc-sa", "nd-nc", "nc-sampling+", "sampling", "sampling+", "devnations"};
  static constexpr std::string_view kVersions[] = {"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"};
  static constexpr std::string_view kRights[] = {"InC",     "InC-OW-EU", "InC-EDU", "InC-NC",
                                                 "InC-RUU", "NoC-CR",    "NoC-NC",  "NoC-OKLR",
                                                 "NoC-US",  "CNE",       "UND",     "NKC"};
  if (!uri.ends_with('/')) return means_known ? RightsForm::Misspelt : RightsForm::Other;
  if (uri.starts_with(kLicences)) {
    const auto parts = base::split(uri.substr(kLicences.size()), '/');  // by, 4.0, (jurisdiction,) ""
    const bool good =
        (parts.size() == 3 || (parts.size() == 4 && parts[2].size() >= 2 && parts[2].size() <= 8)) &&
        among(parts[0], kKinds) && among(parts[1], kVersions);
    return good ? RightsForm::Known : RightsForm::Misspelt;
  }
  if (uri.starts_with(kPublic)) {
    const std::string_view rest = uri.substr(kPublic.size());
    return rest == "zero/1.0/" || rest == "mark/1.0/" ? RightsForm::Known : RightsForm::Misspelt;
  }
  if (uri.starts_with(kStatements)) {
    const auto parts = base::split(uri.substr(kStatements.size()), '/');
    const bool good = parts.size() == 3 && among(parts[0], kRights) && parts[1] == "1.0";
    return good ? RightsForm::Known : RightsForm::Misspelt;
  }
  return means_known ? RightsForm::Misspelt : RightsForm::Other;
}

DateForm date_form(std::string_view text) {
  const auto parts = date_parts(text);
  if (!parts) return DateForm::Malformed;
  if (!parts->zone.empty() && parts->zone != "Z" && !is_offset(parts->zone)) return DateForm::Malformed;
  if (!exists(*parts)) return DateForm::Impossible;
  if (parts->zone.empty()) return DateForm::NoZone;
  return parts->zone == "Z" ? DateForm::Utc : DateForm::Offset;
}

std::optional<double> date_seconds(std::string_view text) {
  const DateForm form = date_form(text);
  if (form != DateForm::Utc && form != DateForm::Offset) return std::nullopt;
  const DateParts date = *date_parts(text);
  // Months of 31 days and years of 12 of them keep the order, which is all that is wanted.
  double seconds = ((static_cast<double>(date.year) * 12 + date.month) * 31 + date.day) * 86400.0 +
                   date.hour * 3600.0 + date.minute * 60.0 + date.second + date.fraction;
  if (form == DateForm::Offset) {
    const double offset = *two_digits(date.zone, 1) * 3600.0 + *two_digits(date.zone, 4) * 60.0;
    seconds -= date.zone[0] == '+' ? offset : -offset;
  }
  return seconds;
}

bool is_media_type(std::string_view text) {
  const std::string_view type = base::trim(text.substr(0, text.find(';')));
  const std::size_t slash = type.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == type.size()) return false;
  return std::ranges::all_of(type, [&](const char& c) {
    return base::is_alpha(c) || base::is_digit(c) ||
           std::string_view("!#$&-^_.+").find(c) != std::string_view::npos || &c == type.data() + slash;
  });
}

bool is_language(std::string_view text) {
  if (text.starts_with("x-") || text.starts_with("i-")) {
    return text.size() > 2 && std::ranges::all_of(text, [](char c) {
             return base::is_alpha(c) || base::is_digit(c) || c == '-';
           });
  }
  return is_language_tag(text);
}

Fragment parse_fragment(std::string_view text) {
  Fragment fragment;
  for (std::string_view part : base::split(text, '&')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    const auto name = base::percent_decode(part.substr(0, equals));
    const auto value =
        base::percent_decode(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1));
    const std::string shown = base::clip_for_message(part);
    if (!name || !value || equals == std::string_view::npos) {
      fragment.unknown.push_back(shown);
    } else if (*name == "t") {
      // Of several the last valid one holds (Media Fragments 5.1.1).
      if (const auto span = parse_span(*value, fragment.clock)) {
        fragment.time = span;
      } else {
        fragment.bad_time = shown;
      }
    } else if (*name == "xywh") {
      if (const auto region = parse_region(*value)) {
        fragment.region = region;
      } else {
        fragment.bad_region = shown;
      }
    } else {
      fragment.unknown.push_back(shown);
    }
  }
  return fragment;
}

bool is_image_region(std::string_view text) {
  if (text == "full" || text == "square") return true;
  const bool percent = text.starts_with("pct:");
  const auto parts = base::split(percent ? text.substr(4) : text, ',');
  if (parts.size() != 4) return false;
  for (std::string_view part : parts)
    if (percent ? !decimal(part) : !is_whole(part)) return false;
  return *decimal(parts[2]) > 0 && *decimal(parts[3]) > 0;
}

bool is_image_size(std::string_view text) {
  if (text == "full") return true;  // of version 2
  if (text.starts_with('^')) text.remove_prefix(1);
  if (text == "max") return true;
  if (text.starts_with("pct:")) return decimal(text.substr(4)).value_or(0) > 0;
  const bool confined = text.starts_with('!');
  const auto parts = base::split(confined ? text.substr(1) : text, ',');
  if (parts.size() != 2 || (parts[0].empty() && parts[1].empty())) return false;
  if (confined && (parts[0].empty() || parts[1].empty())) return false;
  return std::ranges::all_of(parts, [](std::string_view part) {
    return part.empty() || base::parse_unsigned(part).value_or(0) > 0;
  });
}

bool is_image_rotation(std::string_view text) {
  const auto degrees = decimal(text.starts_with('!') ? text.substr(1) : text);
  return degrees && *degrees <= 360;
}

}  // namespace iiif::validation
