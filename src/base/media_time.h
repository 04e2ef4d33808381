// Time: an exact instant or length, as whole ticks of a timescale (ticks a second). TimeRange: half-open
// [start, end). IIIF seconds, NPT, MP4 timescales and WebVTT all meet here; no doubles for time.
// Values; comparison is exact across timescales (128-bit cross products). Safe from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

__extension__ typedef __int128 Wide;

struct Time {
  std::int64_t ticks = 0;
  std::uint32_t timescale = 1;  // ticks per second, never 0

  static constexpr Time seconds(std::int64_t whole) { return {whole, 1}; }
  static constexpr Time milliseconds(std::int64_t count) { return {count, 1000}; }

  friend constexpr std::strong_ordering operator<=>(Time a, Time b) {
    return static_cast<Wide>(a.ticks) * b.timescale <=> static_cast<Wide>(b.ticks) * a.timescale;
  }
  friend constexpr bool operator==(Time a, Time b) { return (a <=> b) == 0; }
  friend Time operator+(Time a, Time b);
  friend Time operator-(Time a, Time b);
};

// The same instant in another timescale. Ceil and floor keep a bound on its own side.
enum class Rounding { Nearest, Floor, Ceil };
std::int64_t ticks_in(Time time, std::uint32_t timescale, Rounding rounding = Rounding::Nearest);

struct TimeRange {
  Time start;
  Time end;  // not part of the range

  Time length() const { return end - start; }
  bool empty() const { return !(start < end); }
  bool contains(Time time) const { return start <= time && time < end; }
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

// Seconds as IIIF and HLS write them: at most `decimals` (0..9) digits after the point, rounded to
// nearest, no trailing zeros: "29.97", "0", "1801.055".
std::string to_seconds(Time time, int decimals = 6);

// Fixed number of digits after the point, zeros kept: to_fixed_seconds(5, 3) is "5.000".
std::string to_fixed_seconds(Time time, int decimals);

// WebVTT and clock form: "hh:mm:ss.mmm", floored to the millisecond; hours take as many digits as needed.
std::string to_clock(Time time);

// Plain non-negative seconds: digits with an optional fraction ("12", "12.", "0.5"); at most 9 decimals
// are kept exactly, more are Malformed. No sign, no exponent.
Result<Time> parse_seconds(std::string_view text);

// NPT (RFC 2326 3.6, Media Fragments 4.2.1): seconds, "mm:ss(.f)" or "h+:mm:ss(.f)".
Result<Time> parse_npt(std::string_view text);

// For numbers that leave the exact world (JSON `duration`, logs).
double as_double(Time time);

}  // namespace base
