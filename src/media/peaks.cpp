#include "media/peaks.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/format.h"
#include "media/peaks_file.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

// audiowaveform, doc/DataFormat.md: "Binary data format", version 2.
constexpr std::uint32_t kDatVersion = 2, kEightBit = 1;

std::int8_t to_8(std::int16_t value) { return static_cast<std::int8_t>(value / 256); }

std::int16_t value_at(const std::uint8_t* bytes) {
  return static_cast<std::int16_t>(bytes[0] | bytes[1] << 8);
}

// The values of a peaks file in 8 bits, made as they are read.
class EightBits final : public base::ByteSource {
 public:
  EightBits(base::Source file, std::uint64_t offset, std::uint64_t count)
      : file_(std::move(file)), offset_(offset), count_(count) {}
  std::uint64_t size() const override { return count_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > count_ || out.size() > count_ - offset)
      return fail(Fault::OutOfRange, "read past the end of the peaks");
    const std::uint8_t* values = file_->view().data() + offset_ + 2 * offset;
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<std::uint8_t>(to_8(value_at(values + 2 * i)));
    return {};
  }

 private:
  base::Source file_;
  std::uint64_t offset_, count_;
};

// A stretch of a level, in pixels.
struct Stretch {
  PeakLevel level;
  std::uint32_t sample_rate = 0, channels = 0;
  std::uint64_t first = 0, length = 0;

  std::uint64_t values() const { return length * channels * 2; }
  std::uint64_t offset() const { return level.offset + first * channels * 4; }
};

base::Result<Stretch> find(const base::Source& source, std::uint32_t samples_per_pixel, unsigned bits,
                           base::TimeRange range) {
  if (bits != 8 && bits != 16)
    return fail(Fault::Unsupported, base::format("peaks have 8 or 16 bits, not {}", bits), "bits");
  const PeaksFile file = TRY(read_peaks_file(source->view()));
  const auto level = std::ranges::find(file.levels, samples_per_pixel, &PeakLevel::samples_per_pixel);
  if (level == file.levels.end())
    return fail(Fault::NotFound, base::format("there are no peaks of {} samples a pixel", samples_per_pixel));
  const auto sample = [&](base::Time time, base::Rounding rounding) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, base::ticks_in(time, file.sample_rate, rounding)));
  };
  const std::uint64_t first =
      std::min(sample(range.start, base::Rounding::Floor) / samples_per_pixel, level->length);
  const std::uint64_t last = sample(range.end, base::Rounding::Ceil);
  const std::uint64_t end =
      std::min(last / samples_per_pixel + (last % samples_per_pixel != 0), level->length);
  return Stretch{*level, file.sample_rate, file.channels, first, std::max(first, end) - first};
}

}  // namespace

base::Result<Peaks> Peaks::open(base::Source file) {
  TRY(read_peaks_file(file->view()));
  Peaks peaks;
  peaks.file_ = std::move(file);
  return peaks;
}

// The file was found good when it was opened, and does not change.
std::uint32_t Peaks::sample_rate() const { return read_peaks_file(file_->view())->sample_rate; }
std::uint32_t Peaks::channels() const { return read_peaks_file(file_->view())->channels; }
std::uint64_t Peaks::length(std::uint32_t samples_per_pixel) const {
  const auto file = read_peaks_file(file_->view());
  const auto level = std::ranges::find(file->levels, samples_per_pixel, &PeakLevel::samples_per_pixel);
  return level == file->levels.end() ? 0 : level->length;
}

base::Result<base::Splice> Peaks::dat(std::uint32_t samples_per_pixel, unsigned bits,
                                      base::TimeRange range) const {
  const Stretch stretch = TRY(find(file_, samples_per_pixel, bits, range));
  base::Bytes header;
  const std::uint32_t flags = bits == 8 ? kEightBit : 0;
  for (const std::uint32_t field : {kDatVersion, flags, stretch.sample_rate, samples_per_pixel,
                                    static_cast<std::uint32_t>(stretch.length), stretch.channels})
    for (int shift = 0; shift < 32; shift += 8) header.push_back(static_cast<std::uint8_t>(field >> shift));
  base::Splice splice(std::move(header));
  if (stretch.length == 0) return splice;
  if (bits == 16)
    splice.append(file_, stretch.offset(), stretch.values() * 2);
  else
    splice.append(base::Splice(std::make_shared<EightBits>(file_, stretch.offset(), stretch.values())));
  return splice;
}

base::Result<std::function<bool(std::string& out)>> Peaks::json(std::uint32_t samples_per_pixel,
                                                                unsigned bits, base::TimeRange range) const {
  const Stretch stretch = TRY(find(file_, samples_per_pixel, bits, range));
  return [file = file_, stretch, bits, at = std::uint64_t{0}](std::string& out) mutable {
    constexpr std::uint64_t kValuesAtOnce = 8192;
    if (at == 0)
      base::format_to(std::back_inserter(out),
                      R"({{"version":{},"channels":{},"sample_rate":{},"samples_per_pixel":{},"bits":{},)"
                      R"("length":{},"data":[)",
                      kDatVersion, stretch.channels, stretch.sample_rate, stretch.level.samples_per_pixel,
                      bits, stretch.length);
    const std::uint8_t* values = file->view().data() + stretch.offset();
    const std::uint64_t end = std::min(at + kValuesAtOnce, stretch.values());
    for (; at < end; ++at) {
      const std::int16_t value = value_at(values + 2 * at);
      char digits[8];
      const auto [last, error] = std::to_chars(digits, std::end(digits), bits == 8 ? to_8(value) : value);
      if (at > 0) out += ',';
      out.append(digits, last);
    }
    if (at < stretch.values()) return true;
    out += "]}\n";
    return false;
  };
}

}  // namespace media
