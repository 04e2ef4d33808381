// Peaks: the waveform of a recording's sound at several resolutions, computed once per master in one pass of
// constant memory, kept as the flat file that docs/formats/peaks.md describes, and served as slices of it in
// audiowaveform's own formats (binary version 2, JSON). Thread-safe.
#pragma once

#include <functional>
#include <stop_token>

#include "base/splice.h"
#include "media/master.h"

namespace media {

inline constexpr std::uint32_t kPeakResolutions[] = {256, 1024, 4096, 16384};  // samples per pixel

// Decodes the track from start to end (presentation timeline: priming is left out, a late start is silence).
// `progress` is told 0..1. NotFound without such a track; Unavailable when stopped.
base::Result<base::Bytes> compute_peaks(const Master& master, std::uint32_t track,
                                        const std::function<void(double)>& progress, std::stop_token stop);

// A finished peaks file, mapped or in memory (`view()` is not empty).
class Peaks {
 public:
  static base::Result<Peaks> open(base::Source file);

  std::uint32_t sample_rate() const;
  std::uint32_t channels() const;
  std::uint64_t length(std::uint32_t samples_per_pixel) const;  // pixels; 0: no such resolution

  // audiowaveform binary format 2 of a stretch, 8 or 16 bits: a header and slices, so any byte range is
  // quick.
  base::Result<base::Splice> dat(std::uint32_t samples_per_pixel, unsigned bits, base::TimeRange range) const;
  // The same as JSON, made piece by piece: `next` appends some and is true while more follows.
  base::Result<std::function<bool(std::string& out)>> json(std::uint32_t samples_per_pixel, unsigned bits,
                                                           base::TimeRange range) const;

 private:
  base::Source file_;
};

}  // namespace media
