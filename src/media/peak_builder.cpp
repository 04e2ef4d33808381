#include "media/peak_builder.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/hash.h"
#include "media/peaks.h"
#include "media/peaks_file.h"

namespace media {

namespace {

// ---- To 16 bits. All of these rise with the sample, so they are applied to the extremes only.
std::int16_t to_16(std::uint8_t value) { return static_cast<std::int16_t>((value - 128) * 256); }
std::int16_t to_16(std::int16_t value) { return value; }
std::int16_t to_16(std::int32_t value) { return static_cast<std::int16_t>(value >> 16); }
std::int16_t to_16(std::int64_t value) { return static_cast<std::int16_t>(value >> 48); }
std::int16_t to_16(double value) { return static_cast<std::int16_t>(std::clamp(value, -1.0, 1.0) * 32767); }
std::int16_t to_16(float value) { return static_cast<std::int16_t>(std::clamp(value, -1.0f, 1.0f) * 32767); }

template <typename T>
struct Extremes {
  T low = std::numeric_limits<T>::max();
  T high = std::numeric_limits<T>::lowest();
  void cover(T value) {
    low = value < low ? value : low;  // in this order NaN counts as nothing
    high = value > high ? value : high;
  }
};

// As many side by side as fill two vector registers; compilers need a fixed number of them.
template <typename T>
constexpr std::size_t kLanes = 32 / sizeof(T);

// The extremes of each of `channels` interleaved ones, where they fit the lanes evenly.
template <typename T>
void find_in_lanes(const T* values, std::size_t count, std::size_t channels, Extremes<T>* extremes) {
  constexpr std::size_t lanes = kLanes<T>;
  T low[lanes], high[lanes];
  std::fill_n(low, lanes, std::numeric_limits<T>::max());
  std::fill_n(high, lanes, std::numeric_limits<T>::lowest());
  const std::size_t total = count * channels;
  std::size_t at = 0;
  for (; at + lanes <= total; at += lanes) {
    for (std::size_t i = 0; i < lanes; ++i) low[i] = values[at + i] < low[i] ? values[at + i] : low[i];
    for (std::size_t i = 0; i < lanes; ++i) high[i] = values[at + i] > high[i] ? values[at + i] : high[i];
  }
  for (std::size_t i = 0; i < lanes; ++i) {
    Extremes<T>& channel = extremes[i % channels];
    channel.low = low[i] < channel.low ? low[i] : channel.low;
    channel.high = high[i] > channel.high ? high[i] : channel.high;
  }
  for (; at < total; ++at) extremes[at % channels].cover(values[at]);
}

template <typename T>
void find_extremes(const T* values, std::size_t count, std::size_t channels, Extremes<T>* extremes) {
  if (kLanes<T> % channels == 0) return find_in_lanes(values, count, channels, extremes);
  for (std::size_t at = 0; at < count; ++at)
    for (std::size_t channel = 0; channel < channels; ++channel)
      extremes[channel].cover(values[at * channels + channel]);
}

std::int16_t upper_16(const Packed24& value) {
  return static_cast<std::int16_t>(value.upper[0] | value.upper[1] << 8);
}

}  // namespace

PeakBuilder::PeakBuilder(std::uint32_t sample_rate, std::uint32_t channels, std::uint64_t expected)
    : sample_rate_(sample_rate), channels_(channels), current_(channels) {
  pixels_.reserve((expected / kPeakResolutions[0] + 1) * channels);
}

std::size_t PeakBuilder::room() const { return kPeakResolutions[0] - samples_ % kPeakResolutions[0]; }

void PeakBuilder::advance(std::size_t count) {
  samples_ += count;
  if (samples_ % kPeakResolutions[0] == 0) close_pixel();
}

void PeakBuilder::close_pixel() {
  for (Pair& pair : current_) {
    // Only what is no number leaves nothing to tell.
    pixels_.push_back(pair.low <= pair.high ? pair : Pair{0, 0});
    pair = Pair();
  }
}

template <typename T>
void PeakBuilder::add_interleaved(const T* values, std::size_t count) {
  std::vector<Extremes<T>> extremes(channels_);
  while (count > 0) {
    const std::size_t taken = std::min(count, room());
    std::fill(extremes.begin(), extremes.end(), Extremes<T>());
    find_extremes(values, taken, channels_, extremes.data());
    for (std::size_t channel = 0; channel < channels_; ++channel)
      if (extremes[channel].low <= extremes[channel].high)
        current_[channel].cover(to_16(extremes[channel].low), to_16(extremes[channel].high));
    advance(taken);
    values += taken * channels_;
    count -= taken;
  }
}

template <>
void PeakBuilder::add_interleaved<Packed24>(const Packed24* values, std::size_t count) {
  std::int16_t upper[4096];
  const std::size_t most = std::size(upper) / channels_;
  while (count > 0) {
    const std::size_t taken = std::min(count, most);
    std::transform(values, values + taken * channels_, upper, upper_16);
    add_interleaved(upper, taken);
    values += taken * channels_;
    count -= taken;
  }
}

template <typename T>
void PeakBuilder::add_planar(const T* const* planes, std::size_t count) {
  for (std::size_t at = 0; at < count;) {
    const std::size_t taken = std::min(count - at, room());
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      Extremes<T> extremes;
      find_in_lanes(planes[channel] + at, taken, 1, &extremes);
      if (extremes.low <= extremes.high) current_[channel].cover(to_16(extremes.low), to_16(extremes.high));
    }
    advance(taken);
    at += taken;
  }
}

void PeakBuilder::add_silence(std::uint64_t count) {
  while (count > 0) {
    const std::size_t taken = std::min<std::uint64_t>(count, room());
    for (Pair& pair : current_) pair.cover(0, 0);
    advance(taken);
    count -= taken;
  }
}

std::vector<PeakBuilder::Pair> PeakBuilder::coarser(const std::vector<Pair>& finer) const {
  const std::size_t width = std::size_t{4} * channels_;
  std::vector<Pair> pairs((finer.size() + width - 1) / width * channels_);
  for (std::size_t i = 0; i < finer.size(); ++i)
    pairs[i / width * channels_ + i % channels_].cover(finer[i].low, finer[i].high);
  return pairs;
}

base::Bytes PeakBuilder::finish() {
  if (samples_ % kPeakResolutions[0] != 0) close_pixel();
  std::vector<std::vector<Pair>> levels{std::move(pixels_)};
  while (levels.size() < std::size(kPeakResolutions)) levels.push_back(coarser(levels.back()));
  PeaksFile file{.sample_rate = sample_rate_, .channels = channels_, .samples = samples_, .levels = {}};
  for (std::size_t i = 0; i < levels.size(); ++i)
    file.levels.push_back({kPeakResolutions[i], levels[i].size() / channels_, 0});
  base::Bytes bytes = begin_peaks_file(file);
  for (const std::vector<Pair>& level : levels) {
    static_assert(sizeof(Pair) == 4 && std::endian::native == std::endian::little);
    const auto* begin = reinterpret_cast<const std::uint8_t*>(level.data());
    bytes.insert(bytes.end(), begin, begin + level.size() * sizeof(Pair));
  }
  return bytes;
}

#define AVOCET_PEAKS_OF(T)                                                     \
  template void PeakBuilder::add_interleaved<T>(const T* values, std::size_t); \
  template void PeakBuilder::add_planar<T>(const T* const* planes, std::size_t);
AVOCET_PEAKS_OF(std::uint8_t)
AVOCET_PEAKS_OF(std::int16_t)
AVOCET_PEAKS_OF(std::int32_t)
AVOCET_PEAKS_OF(std::int64_t)
AVOCET_PEAKS_OF(float)
AVOCET_PEAKS_OF(double)
#undef AVOCET_PEAKS_OF

}  // namespace media
