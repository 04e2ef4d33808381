#include "media/ffmpeg/picture_scaler.h"

#include <algorithm>
#include <cstring>

#include "base/format.h"
#include "media/ffmpeg/decoder.h"

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace media::ffmpeg {

using base::fail;
using base::Fault;
using still::Image;
using still::Layout;

namespace {

struct ScalerFree {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
using Scaler = std::unique_ptr<SwsContext, ScalerFree>;

// The J formats say by their name what the range says better.
AVPixelFormat plain_format(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ411P:
      return AV_PIX_FMT_YUV411P;
    default:
      return static_cast<AVPixelFormat>(format);
  }
}

// ITU-T H.273 8.3. Recordings that do not say are of BT.601 up to the size of PAL, of BT.709 above.
AVColorSpace matrix_of(const AVFrame& frame) {
  const bool known = frame.colorspace != AVCOL_SPC_UNSPECIFIED && frame.colorspace != AVCOL_SPC_RGB;
  if (known) return frame.colorspace;
  return frame.width <= 1024 && frame.height <= 576 ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
}

struct Weights {
  double red, blue;
  int scaler;  // libswscale's name of it
};
Weights weights_of(AVColorSpace matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return {0.2126, 0.0722, SWS_CS_ITU709};
    case AVCOL_SPC_FCC:
      return {0.30, 0.11, SWS_CS_FCC};
    case AVCOL_SPC_SMPTE240M:
      return {0.212, 0.087, SWS_CS_SMPTE240M};
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return {0.2627, 0.0593, SWS_CS_BT2020};
    default:
      return {0.299, 0.114, SWS_CS_ITU601};
  }
}

bool is_full_range(const AVFrame& frame) {
  return frame.color_range == AVCOL_RANGE_JPEG || plain_format(frame.format) != frame.format;
}

Layout natural_layout(const AVPixFmtDescriptor& format) {
  if (format.flags & AV_PIX_FMT_FLAG_RGB || format.flags & AV_PIX_FMT_FLAG_PAL) return Layout::Rgb;
  if (format.nb_components < 3) return Layout::Gray;
  return format.log2_chroma_w == 0 && format.log2_chroma_h == 0 ? Layout::Yuv444 : Layout::Yuv420;
}

AVPixelFormat format_of(Layout layout) {
  return layout == Layout::Gray     ? AV_PIX_FMT_GRAY8
         : layout == Layout::Yuv420 ? AV_PIX_FMT_YUV420P
         : layout == Layout::Yuv444 ? AV_PIX_FMT_YUV444P
                                    : AV_PIX_FMT_RGB24;
}

// The frame from the crop's first pixel on. Chroma begins at whole samples of its own.
struct Cropped {
  const std::uint8_t* data[4] = {};
  int chroma_left = 0, chroma_top = 0;  // luma pixels that chroma begins before luma
};
Cropped crop_of(const AVFrame& frame, const AVPixFmtDescriptor& format, const Rectangle& crop) {
  Cropped result;
  int steps[4] = {}, components[4] = {};
  av_image_fill_max_pixsteps(steps, components, &format);
  for (int i = 0; i < 4; ++i) {
    if (!frame.data[i]) continue;
    const bool chroma = i == 1 || i == 2;
    const auto x = static_cast<std::ptrdiff_t>(crop.x >> (chroma ? format.log2_chroma_w : 0));
    const auto y = static_cast<std::ptrdiff_t>(crop.y >> (chroma ? format.log2_chroma_h : 0));
    result.data[i] = frame.data[i] + y * frame.linesize[i] + x * steps[i];
  }
  if (format.flags & AV_PIX_FMT_FLAG_PAL) result.data[1] = frame.data[1];
  result.chroma_left = static_cast<int>(crop.x & ((1u << format.log2_chroma_w) - 1));
  result.chroma_top = static_cast<int>(crop.y & ((1u << format.log2_chroma_h) - 1));
  return result;
}

// Positions of chroma samples in 1/256 of a luma pixel: left and between rows unless the frame says
// otherwise.
void place_chroma(SwsContext* context, const AVFrame& frame, const Cropped& cropped) {
  constexpr int kPixel = 256, kHalf = 128;
  const AVChromaLocation location = frame.chroma_location;
  const bool centred =
      location == AVCHROMA_LOC_CENTER || location == AVCHROMA_LOC_TOP || location == AVCHROMA_LOC_BOTTOM;
  const bool top = location == AVCHROMA_LOC_TOPLEFT || location == AVCHROMA_LOC_TOP;
  av_opt_set_int(context, "src_h_chr_pos", (centred ? kHalf : 0) - cropped.chroma_left * kPixel, 0);
  av_opt_set_int(context, "src_v_chr_pos", (top ? 0 : kHalf) - cropped.chroma_top * kPixel, 0);
}

base::Result<Scaler> make_scaler(const AVFrame& frame, const Cropped& cropped, const Rectangle& crop,
                                 still::Size size, AVPixelFormat to, Scaling scaling) {
  const AVPixelFormat from = plain_format(frame.format);
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(from);
  Scaler scaler(sws_alloc_context());
  if (!scaler) return fail(Fault::Internal, "out of memory");
  int flags = scaling == Scaling::Rough ? SWS_AREA : SWS_BICUBIC | SWS_ACCURATE_RND;
  if (to == AV_PIX_FMT_RGB24) flags |= SWS_FULL_CHR_H_INT | SWS_ACCURATE_RND;
  av_opt_set_int(scaler.get(), "sws_flags", flags, 0);
  av_opt_set_int(scaler.get(), "srcw", static_cast<int>(crop.width), 0);
  av_opt_set_int(scaler.get(), "srch", static_cast<int>(crop.height), 0);
  av_opt_set_int(scaler.get(), "src_format", from, 0);
  av_opt_set_int(scaler.get(), "dstw", static_cast<int>(size.width), 0);
  av_opt_set_int(scaler.get(), "dsth", static_cast<int>(size.height), 0);
  av_opt_set_int(scaler.get(), "dst_format", to, 0);
  if (format.log2_chroma_w == 1 && format.log2_chroma_h == 1) place_chroma(scaler.get(), frame, cropped);
  const int* table = sws_getCoefficients(weights_of(matrix_of(frame)).scaler);
  const bool rgb_source = format.flags & AV_PIX_FMT_FLAG_RGB;
  const int range = is_full_range(frame) || rgb_source ? 1 : 0;
  const int range_out = to == AV_PIX_FMT_RGB24 || to == AV_PIX_FMT_GRAY8 ? 1 : range;
  sws_setColorspaceDetails(scaler.get(), table, range, table, range_out, 0, 1 << 16, 1 << 16);
  if (sws_init_context(scaler.get(), nullptr, nullptr) < 0)
    return fail(Fault::Malformed, base::format("pictures of the kind {} cannot be converted", format.name));
  return scaler;
}

void copy_plane(const std::uint8_t* from, int stride, still::Plane& to) {
  for (std::uint32_t y = 0; y < to.height; ++y)
    std::memcpy(to.row(y), from + std::ptrdiff_t{stride} * static_cast<std::ptrdiff_t>(y), to.stride());
}

Image copied(const std::uint8_t* const data[], const int strides[], Layout layout, still::Size size) {
  Image image = still::make_image(layout, size.width, size.height);
  for (std::size_t i = 0; i < image.planes.size(); ++i) copy_plane(data[i], strides[i], image.planes[i]);
  return image;
}

// Through a frame of its own, for libswscale writes whole vectors.
base::Result<Image> scale(const AVFrame& frame, const Rectangle& crop, still::Size size, Layout layout,
                          Scaling scaling) {
  const Cropped cropped = crop_of(frame, *av_pix_fmt_desc_get(plain_format(frame.format)), crop);
  const Scaler scaler = TRY(make_scaler(frame, cropped, crop, size, format_of(layout), scaling));
  const FramePointer out(av_frame_alloc());
  if (!out) return fail(Fault::Internal, "out of memory");
  out->format = format_of(layout);
  out->width = static_cast<int>(size.width);
  out->height = static_cast<int>(size.height);
  if (av_frame_get_buffer(out.get(), 0) < 0) return fail(Fault::TooLarge, "out of memory for the picture");
  if (sws_scale(scaler.get(), cropped.data, frame.linesize, 0, static_cast<int>(crop.height), out->data,
                out->linesize) <= 0)
    return fail(Fault::Malformed, "the picture cannot be converted");
  return copied(out->data, out->linesize, layout, size);
}

// Not scaled: chroma at the edges of the crop is made from what lies around it, as in the whole picture.
base::Result<Image> convert(const AVFrame& frame, const Rectangle& crop, Layout layout) {
  static constexpr std::uint32_t kAround = 8;
  const auto before = [](std::uint32_t position) { return (position - std::min(position, kAround)) & ~1u; };
  const auto after = [](std::uint32_t end, int most) {
    return std::min((end + kAround + 1) & ~1u, static_cast<std::uint32_t>(most));
  };
  const std::uint32_t left = before(crop.x), top = before(crop.y);
  const still::Size around{after(crop.x + crop.width, frame.width) - left,
                           after(crop.y + crop.height, frame.height) - top};
  const Image image =
      TRY(scale(frame, Rectangle{left, top, around.width, around.height}, around, layout, Scaling::Fine));
  Image result = still::make_image(layout, crop.width, crop.height);
  for (std::size_t i = 0; i < image.planes.size(); ++i) {
    still::Plane& plane = result.planes[i];
    for (std::uint32_t y = 0; y < plane.height; ++y)
      std::memcpy(plane.row(y),
                  image.planes[i].row(y + crop.y - top) + std::size_t{crop.x - left} * plane.components,
                  plane.stride());
  }
  return result;
}

}  // namespace

base::Result<Image> scaled_image(const AVFrame& frame, const Rectangle& crop, still::Size size,
                                 Components components, Scaling scaling) {
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(plain_format(frame.format));
  if (!format || frame.width <= 0 || frame.height <= 0 ||
      crop.width > static_cast<std::uint32_t>(frame.width) ||
      crop.height > static_cast<std::uint32_t>(frame.height) || size.width == 0 || size.height == 0)
    return fail(Fault::Malformed, "the picture is of no known kind");
  const Layout natural = natural_layout(*format);
  const Layout layout = components == Components::Planes ? natural : Layout::Rgb;
  const bool unscaled = size.width == crop.width && size.height == crop.height;
  const bool whole_chroma = crop.x % 2 == 0 && crop.y % 2 == 0;
  const bool as_it_is =
      unscaled && whole_chroma && layout != Layout::Gray && plain_format(frame.format) == format_of(layout);
  Image image = as_it_is ? copied(crop_of(frame, *format, crop).data, frame.linesize, layout, size)
                : unscaled && layout != Layout::Yuv420 ? TRY(convert(frame, crop, layout))
                                                       : TRY(scale(frame, crop, size, layout, scaling));
  const Weights weights = weights_of(matrix_of(frame));
  image.colour = {weights.red, weights.blue, is_full_range(frame)};
  return image;
}

}  // namespace media::ffmpeg
