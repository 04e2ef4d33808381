#include "http/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "base/format.h"
#include "base/text.h"

namespace http {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> number(std::string_view text, std::size_t digits) {
  const auto value = base::parse_unsigned(text);
  if (text.size() != digits || !value) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<UnixSeconds> clock_of(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  const auto hour = number(parts[0], 2);
  const auto minute = number(parts[1], 2);
  const auto second = number(parts[2], 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

std::optional<UnixSeconds> instant(std::optional<int> year, std::string_view month_name,
                                   std::optional<int> day, std::string_view clock) {
  const auto* month = std::ranges::find(kMonths, month_name);
  const auto seconds = clock_of(clock);
  if (!year || !day || month == kMonths.end() || !seconds) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count() * UnixSeconds{86400} + *seconds;
}

// Two-digit years that look more than 50 years ahead are in the past; this program knows no past century
// in which it served anything, so 70..99 is 19xx.
std::optional<int> century(std::optional<int> year) {
  if (!year) return year;
  return *year >= 70 ? 1900 + *year : 2000 + *year;
}

}  // namespace

std::string to_http_date(UnixSeconds seconds) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds time{chrono::seconds{seconds}};
  const chrono::sys_days day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{time - day};
  return base::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[chrono::weekday{day}.c_encoding()],
                      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                      clock.seconds().count());
}

std::optional<UnixSeconds> parse_http_date(std::string_view text) {
  std::vector<std::string_view> words = base::split(base::trim(text), ' ');
  std::erase(words, std::string_view{});  // asctime pads the day with a space
  if (words.size() == 6 && words[5] == "GMT")
    return instant(number(words[3], 4), words[2], number(words[1], 2), words[4]);
  if (words.size() == 4 && words[3] == "GMT") {  // RFC 850: "Sunday, 06-Nov-94 08:49:37 GMT"
    const std::vector<std::string_view> date = base::split(words[1], '-');
    if (date.size() != 3) return std::nullopt;
    return instant(century(number(date[2], 2)), date[1], number(date[0], 2), words[2]);
  }
  if (words.size() == 5)  // asctime: "Sun Nov  6 08:49:37 1994"
    return instant(number(words[4], 4), words[1], number(words[2], words[2].size()), words[3]);
  return std::nullopt;
}

}  // namespace http
