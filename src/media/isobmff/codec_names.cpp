#include "media/isobmff/codec_names.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace media::isobmff {
namespace {

struct Named {
  FourCc type;
  std::string_view name;
};
constexpr Named kNames[] = {
    // clang-format off
    {four_cc("avc1"), "h264"}, {four_cc("avc3"), "h264"}, {four_cc("hvc1"), "hevc"}, {four_cc("hev1"), "hevc"},
    {four_cc("dvh1"), "hevc"}, {four_cc("dvhe"), "hevc"}, {four_cc("av01"), "av1"}, {four_cc("vp08"), "vp8"},
    {four_cc("vp09"), "vp9"}, {four_cc("mp4v"), "mpeg4"}, {four_cc("s263"), "h263"}, {four_cc("h263"), "h263"},
    {four_cc("apch"), "prores"}, {four_cc("apcn"), "prores"}, {four_cc("apcs"), "prores"},
    {four_cc("apco"), "prores"}, {four_cc("ap4h"), "prores"}, {four_cc("ap4x"), "prores"},
    {four_cc("jpeg"), "mjpeg"}, {four_cc("mjpa"), "mjpeg"}, {four_cc("mjpb"), "mjpegb"}, {four_cc("png "), "png"},
    {four_cc("mjp2"), "jpeg2000"}, {four_cc("dvc "), "dvvideo"}, {four_cc("dvcp"), "dvvideo"},
    {four_cc("dvpp"), "dvvideo"}, {four_cc("dv5n"), "dvvideo"}, {four_cc("dv5p"), "dvvideo"},
    {four_cc("dvh2"), "dvvideo"}, {four_cc("dvh3"), "dvvideo"}, {four_cc("dvh5"), "dvvideo"},
    {four_cc("dvh6"), "dvvideo"}, {four_cc("AVdn"), "dnxhd"}, {four_cc("AVdh"), "dnxhd"}, {four_cc("CFHD"), "cfhd"},
    {four_cc("SVQ1"), "svq1"}, {four_cc("SVQ3"), "svq3"}, {four_cc("cvid"), "cinepak"}, {four_cc("rle "), "qtrle"},
    {four_cc("rpza"), "rpza"}, {four_cc("smc "), "smc"}, {four_cc("v210"), "v210"}, {four_cc("2vuy"), "rawvideo"},
    {four_cc("yuv2"), "rawvideo"}, {four_cc("hdv2"), "mpeg2video"}, {four_cc("hdv3"), "mpeg2video"},
    {four_cc("xdv2"), "mpeg2video"}, {four_cc("xdv3"), "mpeg2video"}, {four_cc("xdvc"), "mpeg2video"},
    {four_cc("mx5n"), "mpeg2video"}, {four_cc("mx5p"), "mpeg2video"}, {four_cc("m2v1"), "mpeg2video"},
    {four_cc("mp4a"), "aac"}, {four_cc(".mp3"), "mp3"}, {0x6d730055, "mp3"}, {four_cc("ac-3"), "ac3"},
    {four_cc("ec-3"), "eac3"}, {four_cc("Opus"), "opus"}, {four_cc("fLaC"), "flac"}, {four_cc("alac"), "alac"},
    {four_cc("ulaw"), "pcm_mulaw"}, {four_cc("alaw"), "pcm_alaw"}, {four_cc("ima4"), "adpcm_ima_qt"},
    {four_cc("MAC3"), "mace3"}, {four_cc("MAC6"), "mace6"}, {four_cc("QDM2"), "qdm2"}, {four_cc("QDMC"), "qdmc"},
    {four_cc("samr"), "amr_nb"}, {four_cc("sawb"), "amr_wb"}, {four_cc("Qclp"), "qcelp"}, {four_cc("dtsc"), "dts"},
    {four_cc("tx3g"), "mov_text"}, {four_cc("text"), "text"}, {four_cc("wvtt"), "webvtt"}, {four_cc("stpp"), "ttml"},
    {four_cc("c608"), "eia_608"}, {four_cc("c708"), "eia_708"},
    // clang-format on
};

struct Linear {
  FourCc type;
  std::uint32_t bytes;  // 0: from the number of bits
  char number;          // s, u, f
  bool little_endian;
  bool companded;
};
constexpr Linear kLinear[] = {
    {four_cc("sowt"), 0, 's', true, false},  {four_cc("twos"), 0, 's', false, false},
    {four_cc("raw "), 0, 'u', true, false},  {four_cc("in24"), 3, 's', false, false},
    {four_cc("in32"), 4, 's', false, false}, {four_cc("fl32"), 4, 'f', false, false},
    {four_cc("fl64"), 8, 'f', false, false}, {four_cc("ulaw"), 1, 'u', false, true},
    {four_cc("alaw"), 1, 'u', false, true},  {four_cc("ipcm"), 0, 's', true, false},
    {four_cc("fpcm"), 0, 'f', true, false}};

}  // namespace

std::string codec_name_of(FourCc type) {
  const auto found = std::ranges::find(kNames, type, &Named::type);
  if (found != std::end(kNames)) return std::string(found->name);
  return base::lowercase(base::trim(to_text(type)));
}

std::uint32_t linear_sample_bytes(FourCc type, std::uint32_t bits) {
  const auto found = std::ranges::find(kLinear, type, &Linear::type);
  if (found == std::end(kLinear)) return 0;
  return found->bytes > 0 ? found->bytes : std::max(1u, (bits + 7) / 8);
}

std::string linear_codec_name(FourCc type, std::uint32_t bits, bool little_endian) {
  const auto found = std::ranges::find(kLinear, type, &Linear::type);
  if (found == std::end(kLinear) || found->companded) return codec_name_of(type);
  const std::uint32_t bytes = linear_sample_bytes(type, bits);
  const std::string_view order = bytes == 1 ? "" : found->little_endian || little_endian ? "le" : "be";
  return std::string("pcm_") + found->number + std::to_string(bytes * 8) + std::string(order);
}

}  // namespace media::isobmff
