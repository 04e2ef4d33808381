// A clip as WAV: a head, and the samples as they lie in the master; their bytes are turned round where it
// keeps them the other way.
#include <algorithm>

#include "media/clip_plan.h"
#include "media/wav_head.h"

namespace media {

using base::fail;
using base::Fault;

namespace {

constexpr std::pair<PcmForm, std::uint32_t> kBits[] = {{PcmForm::Unsigned8, 8},
                                                       {PcmForm::Int16, 16},
                                                       {PcmForm::Int24, 24},
                                                       {PcmForm::Int32, 32},
                                                       {PcmForm::Float32, 32}};

// Big-endian samples as little-endian ones.
class TurnedSource final : public base::ByteSource {
 public:
  TurnedSource(base::Source master, const PcmRun& run, std::uint32_t width)
      : master_(std::move(master)), offset_(run.offset), size_(run.count * run.frame_bytes), width_(width) {}

  std::uint64_t size() const override { return size_; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > size_ || out.size() > size_ - offset)
      return fail(Fault::OutOfRange, "read past the end of turned samples");
    const std::uint64_t first = offset / width_ * width_;
    base::Bytes samples((offset + out.size() + width_ - 1) / width_ * width_ - first);
    TRY(master_->read_at(offset_ + first, samples));
    for (auto at = samples.begin(); at != samples.end(); at += width_) std::reverse(at, at + width_);
    std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(offset - first), out.size(), out.begin());
    return {};
  }

 private:
  base::Source master_;
  std::uint64_t offset_, size_;
  std::uint32_t width_;
};

}  // namespace

base::Result<base::Splice> clip_wav(const Master& master, const ClipPlan& plan,
                                    const Provenance& provenance) {
  const PcmRun& run = *plan.pcm;
  const std::uint32_t bits =
      std::ranges::find(kBits, run.form, &std::pair<PcmForm, std::uint32_t>::first)->second;
  const WavShape shape{run.sample_rate, run.channels, bits, run.form == PcmForm::Float32,
                       run.speakers,    run.count};
  base::Splice file(wav_head(shape, provenance));
  const std::uint64_t data = shape.data_bytes();
  if (run.big_endian)
    file.append(base::Splice(std::make_shared<const TurnedSource>(master.bytes, run, bits / 8)));
  else
    file.append(master.bytes, run.offset, data);
  if (data % 2 != 0) file.append(base::Bytes{0});
  return file;
}

}  // namespace media
