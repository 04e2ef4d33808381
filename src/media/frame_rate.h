// The frame rate that samples were recorded at, as an exact rational. Pure.
#pragma once

#include <span>

#include "media/sample_table.h"

namespace media {

// From decode times: exact where every sample but the last lasts equally long; a standard rate where the
// clock was too coarse for it and every time lies within a tick of its grid; 0 where it varies.
Rational frame_rate_of(std::span<const Sample> samples, std::uint32_t timescale);

// The same from ascending times alone.
Rational frame_rate_of(std::span<const std::int64_t> times, std::uint32_t timescale);

// Whether times (ascending, ticks of `timescale`) lie within one tick of the grid of `rate`.
bool fits_rate(std::span<const std::int64_t> times, std::uint32_t timescale, Rational rate);

Rational reduced(std::int64_t numerator, std::int64_t denominator);

}  // namespace media
