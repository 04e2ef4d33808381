#include "media/frame_rate.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace media {
namespace {

constexpr Rational kStandardRates[] = {{24000, 1001}, {24, 1}, {25, 1},  {30000, 1001}, {30, 1},
                                       {50, 1},       {48, 1}, {15, 1},  {60000, 1001}, {60, 1},
                                       {12, 1},       {10, 1}, {25, 2},  {15000, 1001}, {20, 1},
                                       {16, 1},       {18, 1}, {100, 1}, {120, 1},      {120000, 1001}};

// The largest distance of a time from the grid that begins at the first, in ticks times the numerator.
base::Wide worst_error(std::span<const std::int64_t> times, std::uint32_t timescale, Rational rate) {
  const base::Wide step = static_cast<base::Wide>(timescale) * rate.denominator;
  base::Wide lowest = 0, highest = 0, ideal = 0;
  for (const std::int64_t time : times) {
    const base::Wide error = static_cast<base::Wide>(time - times.front()) * rate.numerator - ideal;
    lowest = std::min(lowest, error);
    highest = std::max(highest, error);
    ideal += step;
  }
  return std::max(-lowest, highest);
}

}  // namespace

Rational reduced(std::int64_t numerator, std::int64_t denominator) {
  const std::int64_t divisor = std::gcd(numerator, denominator);
  if (divisor == 0 || denominator == 0) return {};
  return {numerator / divisor, denominator / divisor};
}

bool fits_rate(std::span<const std::int64_t> times, std::uint32_t timescale, Rational rate) {
  return rate.numerator > 0 && !times.empty() && worst_error(times, timescale, rate) <= rate.numerator;
}

Rational frame_rate_of(std::span<const std::int64_t> times, std::uint32_t timescale) {
  if (times.size() < 3) return {};
  const std::int64_t step = times[1] - times[0];
  const auto uneven = std::ranges::adjacent_find(times, [&](auto a, auto b) { return b - a != step; });
  if (uneven == times.end()) return reduced(timescale, step);
  Rational best;
  base::Wide best_error = 0;
  for (const Rational rate : kStandardRates) {
    const base::Wide error = worst_error(times, timescale, rate);
    if (error > rate.numerator) continue;
    // Compared as ticks: error / numerator.
    if (best.numerator == 0 || error * best.numerator < best_error * rate.numerator) {
      best = rate;
      best_error = error;
    }
  }
  return best;
}

Rational frame_rate_of(std::span<const Sample> samples, std::uint32_t timescale) {
  if (samples.empty()) return {};
  if (samples.size() < 3) return reduced(timescale, samples.front().duration);
  std::vector<std::int64_t> times;
  times.reserve(samples.size());
  for (const Sample& sample : samples) times.push_back(sample.decode_time);
  return frame_rate_of(times, timescale);
}

}  // namespace media
