// A second, naive reading of the table in docs/av-content-api.md section 1, written against the parser on
// purpose: regular expressions instead of a scanner, numbers compared as padded text. Whoever changes the
// grammar changes it here as well. `disagreement` holds the parser and the canonical form to it; used by a
// unit test and by a fuzzer. Not fast; not for hot paths.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "base/media_time.h"
#include "iiif/av_canonical.h"

namespace av_grammar {

enum class Verdict { Request, Malformed, Unknown };  // Unknown: no request has so many segments

inline bool matches(const std::string& text, const std::regex& expression, std::smatch& found) {
  return std::regex_match(text, found, expression);
}

// A decimal as text that compares as the number does: nine digits, point, nine digits.
inline std::string padded(const std::string& number) {
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string whole = number.substr(0, point);
  std::string fraction = point < number.size() ? number.substr(point + 1) : "";
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  whole.insert(0, 9 - std::min<std::size_t>(whole.size(), 9), '0');
  fraction.resize(9, '0');
  return whole + "." + fraction;
}

inline bool is_zero(const std::string& number) { return padded(number) == padded("0"); }

// NPT as seconds, padded.
inline std::optional<std::string> seconds_of(const std::string& text) {
  static const std::regex plain(R"(\d{1,9}(\.\d{0,9})?)");
  static const std::regex clock(R"((?:0*(\d{1,5}):)?([0-5]\d):([0-5]\d)(\.\d{0,9})?)");
  std::smatch found;
  if (matches(text, plain, found)) return padded(text);
  if (!matches(text, clock, found) || text.find(':') > 9) return std::nullopt;
  const long hours = found[1].matched ? std::stol(found[1]) : 0;
  const long whole = hours * 3600 + std::stol(found[2]) * 60 + std::stol(found[3]);
  return padded(std::to_string(whole) + found[4].str());
}

inline bool is_time(const std::string& text) {
  if (text == "full") return true;
  static const std::regex percents(R"(pct:(\d{1,9}(?:\.\d{0,9})?),(\d{1,9}(?:\.\d{0,9})?))");
  static const std::regex pair(R"(([^,]*),([^,]*))");
  std::smatch found;
  if (matches(text, percents, found)) {
    const std::string start = padded(found[1]), end = padded(found[2]);
    return start < end && end <= padded("100");
  }
  if (text.starts_with("pct:") || !matches(text, pair, found) || text == ",") return false;
  const auto start = seconds_of(found[1]), end = seconds_of(found[2]);
  if (found[1].length() > 0 && !start) return false;
  if (found[2].length() > 0 && !end) return false;
  return !start || !end || *start < *end;
}

inline bool is_instant(const std::string& text) {
  static const std::regex frame(R"(frame:0*(\d{1,20}))");
  std::smatch found;
  if (matches(text, frame, found)) {
    const std::string digits = found[1];
    return digits.size() < 20 || digits <= "18446744073709551615";
  }
  return seconds_of(text).has_value();
}

inline bool is_decimal(const std::string& text) {
  static const std::regex decimal(R"(\d{1,9}(\.\d*)?|\.\d+)");
  return text.size() <= 32 && std::regex_match(text, decimal);
}

inline bool is_pixels(const std::string& text) {
  static const std::regex pixels(R"(0*(\d{1,6}|1000000))");
  return std::regex_match(text, pixels);
}

inline bool is_region(const std::string& text) {
  static const std::regex four(R"((pct:)?([^,]*),([^,]*),([^,]*),([^,]*))");
  std::smatch found;
  if (text == "full" || text == "square") return true;
  if (!matches(text, four, found)) return false;
  for (std::size_t i = 2; i <= 5; ++i)
    if (found[1].matched ? !is_decimal(found[i]) : !is_pixels(found[i])) return false;
  return !is_zero(found[4]) && !is_zero(found[5]);
}

inline bool is_duration(const std::string& text) {
  static const std::regex duration(R"(\^?(?:max|full|(?:pct:)?(\d{1,9}(?:\.\d{0,9})?)))");
  std::smatch found;
  return matches(text, duration, found) && !(found[1].matched && is_zero(found[1]));
}

inline bool is_size(const std::string& text) {
  static const std::regex percent(R"((\^)?pct:(.*))");
  static const std::regex sides(R"(\^?(!)?([^,]*),([^,]*))");
  std::smatch found;
  if (text == "max" || text == "^max") return true;
  if (matches(text, percent, found))
    return is_decimal(found[2]) && !is_zero(found[2]) &&
           (found[1].matched || padded(found[2]) <= padded("100"));
  if (!matches(text, sides, found)) return false;
  const auto side = [](const std::string& pixels) { return is_pixels(pixels) && !is_zero(pixels); };
  const std::string width = found[2], height = found[3];
  if (found[1].matched) return side(width) && side(height);
  return (side(width) && (height.empty() || side(height))) || (width.empty() && side(height));
}

inline bool is_rotation(const std::string& text) {
  const std::string degrees = text.starts_with("!") ? text.substr(1) : text;
  return is_decimal(degrees) && padded(degrees) <= padded("360");
}

inline bool is_quality_and_format(const std::string& text) {
  static const std::regex names(R"([A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,64})");
  return std::regex_match(text, names);
}

inline bool is_selection(const std::vector<std::string>& p) {
  if (p.size() == 2) return is_time(p[0]) && is_duration(p[1]);
  return is_time(p[0]) && is_region(p[1]) && is_duration(p[2]) && is_size(p[3]) && is_rotation(p[4]);
}

inline Verdict judged(bool right) { return right ? Verdict::Request : Verdict::Malformed; }

inline Verdict judge(const std::vector<std::string>& segments) {
  static const std::regex name(R"([A-Za-z0-9_-]{1,64})");
  if (segments.empty() || segments[0].empty()) return Verdict::Unknown;
  std::vector<std::string> p(segments.begin() + 1, segments.end());
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!p[i].starts_with("~")) continue;
    const bool shaped = (i == 3 || i == 6) && p.size() == i + 3 && p[i].size() > 1 && !p[i + 1].empty() &&
                        !p[i + 2].empty() && std::regex_match(p[i - 1], name);
    p.resize(i - (i > 0 ? 1 : 0));
    return shaped ? judged(is_selection(p)) : Verdict::Unknown;
  }
  if (p.empty() || (p.size() == 1 && p[0] == "info.json")) return Verdict::Request;
  const std::string last = p.back();
  p.pop_back();
  if (p.size() == 1 && last == "info.json") return judged(is_instant(p[0]));
  if (p.size() == 2 || p.size() == 5) return judged(is_selection(p) && is_quality_and_format(last));
  if (p.size() == 4)
    return judged(is_instant(p[0]) && is_region(p[1]) && is_size(p[2]) && is_rotation(p[3]) &&
                  is_quality_and_format(last));
  return Verdict::Unknown;
}

inline std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> segments{""};
  for (const char c : path) {
    if (c == '/')
      segments.emplace_back();
    else
      segments.back() += c;
  }
  return segments;
}

inline base::Result<std::string> canonical(const iiif::AvRequest& request, const iiif::AvShape& shape) {
  if (request.form == iiif::AvRequest::Form::Audio) return TRY(iiif::resolve_audio(request, shape)).canonical;
  if (request.form == iiif::AvRequest::Form::Video) return TRY(iiif::resolve_video(request, shape)).canonical;
  if (request.form == iiif::AvRequest::Form::Frame) return TRY(iiif::resolve_frame(request, shape)).canonical;
  return std::string{};
}

// Parsed -> canonical -> parsed again is where it stays. Names of stream parts are percent-encoded in the
// canonical path and compared before that, so parts are left out here.
inline std::string unstable(const iiif::AvRequest& request, const iiif::AvShape& shape) {
  const auto once = canonical(request, shape);
  if (!once || once->empty() || request.part) return {};
  const auto again = iiif::parse_av_request(split_path("t/" + *once));
  if (!again) return "the canonical path '" + *once + "' is not accepted: " + again.error().message;
  const auto twice = canonical(*again, shape);
  if (!twice) return "the canonical path '" + *once + "' is refused: " + twice.error().message;
  return *once == *twice ? "" : "'" + *once + "' becomes '" + *twice + "'";
}

// What is wrong, as a sentence; empty where all is well.
inline std::string disagreement(const std::vector<std::string>& segments,
                                const std::vector<iiif::AvShape>& shapes) {
  const auto request = iiif::parse_av_request(segments);
  const Verdict expected = judge(segments);
  const Verdict found = request                                           ? Verdict::Request
                        : request.error().fault == base::Fault::Malformed ? Verdict::Malformed
                                                                          : Verdict::Unknown;
  if (found != expected)
    return request ? "accepted, against the grammar"
                   : "refused, against the grammar: " + request.error().message;
  if (found == Verdict::Malformed && request.error().parameter.empty()) return "the parameter is not named";
  if (!request) return {};
  for (const iiif::AvShape& shape : shapes)
    if (std::string problem = unstable(*request, shape); !problem.empty()) return problem;
  return {};
}

// Works of awkward lengths and sizes.
inline std::vector<iiif::AvShape> shapes() {
  const auto shown = [](std::uint64_t frame) -> base::Result<base::TimeRange> {
    if (frame > 1000) return base::fail(base::Fault::OutOfRange, "no such frame", "instant");
    const auto ticks = static_cast<std::int64_t>(frame) * 1001;
    return base::TimeRange{{ticks, 30'000}, {ticks + 1001, 30'000}};
  };
  return {{{1001, 30}, 640, 360, 0, 0, shown},
          {{119'986, 1000}, 1921, 1079, 700, 500, shown},
          {{5'000'000'000, 7}, 1, 65'535, 0, 4000, shown},
          {{1, 3'000'000}, 3, 2, 1000, 0, shown}};
}

}  // namespace av_grammar
