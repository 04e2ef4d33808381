#include "media/pcm_run.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>

#include "media/ffmpeg/decoder.h"
#include "media/ffmpeg/input.h"

namespace media {

namespace {

struct Form {
  std::string_view name;
  PcmForm form;
  std::uint32_t bytes;
  bool big_endian;
};
constexpr Form kForms[] = {{"pcm_u8", PcmForm::Unsigned8, 1, false},  {"pcm_s16le", PcmForm::Int16, 2, false},
                           {"pcm_s24le", PcmForm::Int24, 3, false},   {"pcm_s32le", PcmForm::Int32, 4, false},
                           {"pcm_f32le", PcmForm::Float32, 4, false}, {"pcm_s16be", PcmForm::Int16, 2, true},
                           {"pcm_s24be", PcmForm::Int24, 3, true},    {"pcm_s32be", PcmForm::Int32, 4, true},
                           {"pcm_f32be", PcmForm::Float32, 4, true}};
constexpr std::string_view kContainers[] = {"wav", "w64", "aiff", "caf", "au"};

}  // namespace

std::optional<PcmRun> find_pcm_run(const Master& master, const Track& track) {
  const auto form = std::ranges::find(kForms, track.codec_name, &Form::name);
  const bool one_run = std::ranges::find(kContainers, master.info->container) != std::end(kContainers);
  const bool from_zero = track.presentation.start == base::Time{} && master.info->tracks.size() == 1;
  if (form == std::end(kForms) || !one_run || !from_zero || track.channels == 0) return std::nullopt;
  const auto input = ffmpeg::Input::open(master.bytes, master.file_name);
  if (!input) return std::nullopt;
  AVFormatContext* context = (*input)->context();
  const ffmpeg::PacketPointer packet(av_packet_alloc());
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
  const AVChannelLayout& layout = parameters.ch_layout;
  const std::uint64_t mask = layout.order == AV_CHANNEL_ORDER_NATIVE ? layout.u.mask : 0;
  constexpr std::uint64_t kWavSpeakers = 0x3ffff;  // as many as WAV knows
  return PcmRun{form->form,
                form->big_endian,
                track.sample_rate,
                track.channels,
                static_cast<std::uint32_t>(mask & ~kWavSpeakers ? 0 : mask),
                frame_bytes,
                offset,
                count};
}

}  // namespace media
