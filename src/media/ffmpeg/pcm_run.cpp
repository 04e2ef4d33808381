#include "media/ffmpeg/pcm_run.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>

#include "media/ffmpeg/decoder.h"
#include "media/ffmpeg/input.h"

namespace media::ffmpeg {

namespace {

struct Form {
  std::string_view name;
  PcmForm form;
  std::uint32_t bytes;
};
constexpr Form kForms[] = {{"pcm_s16le", PcmForm::Int16, 2},
                           {"pcm_s24le", PcmForm::Int24, 3},
                           {"pcm_s32le", PcmForm::Int32, 4},
                           {"pcm_f32le", PcmForm::Float32, 4}};
constexpr std::string_view kContainers[] = {"wav", "w64"};

}  // namespace

std::optional<PcmRun> find_pcm_run(const Master& master, const Track& track) {
  const auto form = std::ranges::find(kForms, track.codec_name, &Form::name);
  const bool one_run = std::ranges::find(kContainers, master.info->container) != std::end(kContainers);
  const bool from_zero = track.presentation.start == base::Time{} && master.info->tracks.size() == 1;
  if (form == std::end(kForms) || !one_run || !from_zero || track.channels == 0) return std::nullopt;
  const auto input = Input::open(master.bytes, master.file_name);
  if (!input) return std::nullopt;
  AVFormatContext* context = (*input)->context();
  const PacketPointer packet(av_packet_alloc());
  if (!packet || av_read_frame(context, packet.get()) < 0 || packet->pos < 0) return std::nullopt;
  const AVCodecParameters& parameters = *context->streams[0]->codecpar;
  const std::uint32_t frame_bytes = form->bytes * track.channels;
  if (parameters.sample_rate != static_cast<int>(track.sample_rate) ||
      parameters.block_align != static_cast<int>(frame_bytes))
    return std::nullopt;
  const auto offset = static_cast<std::uint64_t>(packet->pos);
  const auto count = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, base::ticks_in(track.presentation.end, track.sample_rate)));
  if (offset > master.bytes->size() || count > (master.bytes->size() - offset) / frame_bytes)
    return std::nullopt;
  return PcmRun{form->form, frame_bytes, offset, count};
}

}  // namespace media::ffmpeg
